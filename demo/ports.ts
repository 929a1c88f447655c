// SPDX-License-Identifier: Apache-2.0
// The demo's ports: always the same ones where they are free, so that notes and shell histories stay right.
import { createServer } from 'node:net';

/** `wanted` if `count` ports from there on are free on loopback, else any free port (0 tells a listener to choose). */
export async function preferPorts(wanted: number, count: number): Promise<number> {
  for (let port = wanted; port < wanted + count; port++) if ((await tryPort(port)) === undefined) return 0;
  return wanted;
}

/** One port that is free now: for what must be known before the listener starts. */
export async function preferPort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
