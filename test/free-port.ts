// SPDX-License-Identifier: Apache-2.0
// Ports for servers of tests, which must be known before they listen.
import { once } from 'node:events';
import { createServer } from 'node:net';

let lastPort = Math.floor(Math.random() * 1_000);

/**
 * A port that is free now; the public URL must be known before the gateway listens. Below the range that the system
 * gives to outgoing connections and to port 0, where somebody else might get it in between; and a thousand for each of the
 * processes that run tests side by side, from which none is given twice.
 */
export async function freePort(): Promise<number> {
  const lane = Number(process.env.VITEST_POOL_ID ?? 0) % 12;
  for (;;) {
    lastPort = (lastPort + 1) % 1_000;
    const port = 20_000 + 1_000 * lane + lastPort;
    if (await isFree(port)) return port;
  }
}

/** Nobody listens there now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  await new Promise((done) => server.close(done));
  return free;
}
