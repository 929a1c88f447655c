// SPDX-License-Identifier: Apache-2.0
// At a fixed rate, whether answers come or not: what a proxy adds to the latency of an unhurried client. wrk cannot;
// wrk2 is not packaged. A process: `node open-loop.ts URL RATE SECONDS [TOKEN]`, prints one line of JSON.
import { connect, type Socket } from 'node:net';

export interface OpenLoop {
  readonly requests: number;
  /** Milliseconds, waiting for a free connection included. */
  readonly p50: number;
  readonly p99: number;
}

const CONNECTIONS = 32;
const HEAD_END = '\r\n\r\n';

async function main([address = '', rate = '', seconds = '', token]: string[]): Promise<void> {
  const url = new URL(address);
  const auth = token === undefined ? '' : `X-Auth-Token: ${token}\r\n`;
  const head = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: application/json\r\n${auth}\r\n`;
  const idle: Socket[] = [];
  /** Due times of requests that found no idle connection. */
  const waiting: number[] = [];
  const times: number[] = [];
  const ask = (socket: Socket, due: number): void => {
    let text = '';
    let missing = -1;
    const onData = (chunk: Buffer): void => {
      if (missing === -1) {
        text += chunk.toString('latin1');
        const end = text.indexOf(HEAD_END);
        if (end === -1) return;
        if (!text.startsWith('HTTP/1.1 200 ')) throw new Error(text.slice(0, end));
        missing = Number(/^content-length: *(\d+)/im.exec(text)?.[1]) - (text.length - end - HEAD_END.length);
      } else missing -= chunk.length;
      if (missing > 0) return;
      times.push(performance.now() - due);
      socket.off('data', onData);
      const next = waiting.shift();
      if (next === undefined) idle.push(socket);
      else ask(socket, next);
    };
    socket.on('data', onData);
    socket.write(head);
  };

  for (let i = 0; i < CONNECTIONS; i++) {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    await new Promise<void>((open) => socket.once('connect', open));
    idle.push(socket);
  }
  const interval = 1000 / Number(rate);
  const total = Number(rate) * Number(seconds);
  const start = performance.now();
  let sent = 0;
  await new Promise<void>((finished) => {
    const tick = setInterval(() => {
      const now = performance.now();
      // The generator's own lateness is not the proxy's: a request is due when its tick comes.
      for (; sent < total && start + sent * interval <= now; sent++) {
        const socket = idle.shift();
        if (socket === undefined) waiting.push(now);
        else ask(socket, performance.now());
      }
      if (times.length < total) return;
      clearInterval(tick);
      finished();
    }, 1);
  });
  // The first tenth warms up.
  const sorted = times.slice(total / 10).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  console.log(JSON.stringify({ requests: sorted.length, p50: at(0.5), p99: at(0.99) } satisfies OpenLoop));
  process.exit();
}

await main(process.argv.slice(2));
