// SPDX-License-Identifier: Apache-2.0
// A stretch of network between a gateway and a server: as far away as it is told, or cut.

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface Stretch {
  readonly port: number;
  /** Milliseconds each way, from the next bytes on. */
  delay(ms: number): void;
  /** Nothing arrives any more, and nobody is told; what waits arrives afterwards. */
  freeze(frozen: boolean): void;
  /** Connections break, and new ones are refused at once. */
  cut(off: boolean): void;
  close(): Promise<void>;
}

/** Of one direction; a sender is held up once these many bytes are on their way. */
const MOST = 4 * 1024 * 1024;

export async function stretchTo(port: number): Promise<Stretch> {
  let ms = 0;
  let off = false;
  let frozen = false;
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();

  const carry = (from: Socket, to: Socket): void => {
    let due = 0;
    let onTheWay = 0;
    const queue: (() => void)[] = [];
    // Timers of different lengths may come out of order: each delivers what is next.
    const deliver = (): void => {
      const work = queue.shift();
      if (work === undefined) return;
      if (frozen) waiting.add(work);
      else work();
    };
    const later = (work: () => void): void => {
      queue.push(work);
      due = Math.max(due, performance.now() + ms);
      setTimeout(deliver, Math.max(0, due - performance.now()));
    };
    from.on('data', (chunk: Buffer) => {
      onTheWay += chunk.length;
      if (onTheWay > MOST) from.pause();
      later(() => {
        onTheWay -= chunk.length;
        if (from.isPaused()) from.resume();
        to.write(chunk);
      });
    });
    from.once('end', () => later(() => to.end()));
    from.once('close', () => to.destroy());
    from.on('error', () => undefined);
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (off) return void client.resetAndDestroy();
    const there = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    for (const socket of [client, there]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    carry(client, there);
    carry(there, client);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    delay: (wanted) => {
      ms = wanted;
    },
    freeze: (wanted) => {
      frozen = wanted;
      if (frozen) return;
      for (const work of waiting) work();
      waiting.clear();
    },
    cut: (wanted) => {
      off = wanted;
      if (off) for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
