// SPDX-License-Identifier: Apache-2.0
// The tap that all other files rely on finds what it is told to look for, wherever a chunk ends.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { startTap } from './tap.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

it.each([
  ['nothing', ['HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n', 'all is well'], 0],
  ['in one chunk', ['HTTP/1.1 200 OK\r\nlocation: http://127.0.0.9:8774/\r\nconnection: close\r\n\r\n'], 1],
  ['across two chunks', ['HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nat 127.0.0.9', ':8774, or so'], 1],
])('the tap finds %s', async (_name, chunks, count) => {
  const server = createServer(async (socket) => {
    socket.setNoDelay(true);
    await once(socket, 'data');
    for (const chunk of chunks) {
      await new Promise((done) => socket.write(chunk, done));
      for (let i = 0; i < 5; i++) await turn();
    }
    socket.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tap = await startTap();
  ends.push(
    () => tap.close(),
    () => server.close(),
  );
  tap.lead((server.address() as AddressInfo).port);
  tap.forbid(/127\.0\.0\.9:8774/);
  expect(await (await fetch(`http://127.0.0.1:${tap.port}/`)).text()).toBeDefined();
  expect(tap.findings).toHaveLength(count);
});
