// SPDX-License-Identifier: Apache-2.0
// A way to a server that can be closed and opened again: who comes by it finds nobody there, while others go on.
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../../free-port.ts';

export interface Way {
  readonly port: number;
  open(): Promise<void>;
  /** Ends what goes by it. */
  close(): Promise<void>;
}

export async function openWay(target: number): Promise<Way> {
  const port = await freePort();
  const going = new Set<Socket>();
  const server = createServer((here) => {
    const there = connect({ host: '127.0.0.1', port: target });
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      going.add(one);
      one.on('error', () => one.destroy());
      one.once('close', () => {
        going.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const open = (): Promise<void> => new Promise((done) => server.listen(port, '127.0.0.1', done));
  await open();
  return {
    port,
    open,
    close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of going) socket.destroy();
      return closed;
    },
  };
}
