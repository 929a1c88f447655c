// SPDX-License-Identifier: Apache-2.0
// As many connections as there is room for, made anew where the gateway closes them.
import type { Socket } from 'node:net';
import { type Attack, type AttackOptions, dial, type StartAttack } from './attack.ts';

const AT_ONCE = 50;

export const connectionFlood: StartAttack = async (
  gateway,
  { connections = 3_000 }: AttackOptions = {},
): Promise<Attack> => {
  const sockets = new Set<Socket>();
  let stopped = false;
  const fill = async (): Promise<void> => {
    while (!stopped) {
      if (sockets.size >= connections) await new Promise((done) => setTimeout(done, 20));
      else {
        const socket = await dial(gateway, 'h2');
        socket.on('data', () => undefined);
        if (socket.destroyed) continue;
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      }
    }
  };
  const filling = Array.from({ length: AT_ONCE }, fill);
  return {
    open: () => sockets.size,
    async stop() {
      stopped = true;
      for (const socket of sockets) socket.destroy();
      await Promise.all(filling);
      for (const socket of sockets) socket.destroy();
    },
  };
};
