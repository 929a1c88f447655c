// SPDX-License-Identifier: Apache-2.0
// A tap before the gateway: every byte that any client gets passes here and is searched for what must never reach one.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Tap {
  readonly port: number;
  /** What was found, with its surroundings. */
  readonly findings: string[];
  /** Where bytes go. */
  lead(port: number): void;
  /** What is forbidden from now on. */
  forbid(pattern: RegExp): void;
  close(): Promise<void>;
}

/** Longer than anything that is searched for: what may lie across the border of two chunks. */
const LONGEST = 120;

export async function startTap(): Promise<Tap> {
  const findings: string[] = [];
  const sockets = new Set<Socket>();
  let target = 0;
  let forbidden = /(?!)/;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const gateway = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    let tail = '';
    gateway.on('data', (chunk: Buffer) => {
      const text = tail + chunk.toString('latin1');
      const found = forbidden.exec(text);
      if (found) findings.push(text.slice(Math.max(0, found.index - 200), found.index + 100));
      tail = found ? '' : text.slice(-LONGEST);
    });
    for (const [from, to] of [
      [client, gateway],
      [gateway, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        sockets.delete(from);
        to.destroySoon();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    findings,
    lead: (port) => {
      target = port;
    },
    forbid: (pattern) => {
      forbidden = pattern;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
