// SPDX-License-Identifier: Apache-2.0
// An expectation that nobody meets is refused before any surface sees the request. Its body comes all the same, and nobody
// reads it: a stranger must not hold a connection by letting it drip, nor make a request of it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dial, until } from './attacks/attack.ts';
import { type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse();
});
afterAll(() => house.close());

it('a body behind an expectation that is refused ends with its connection, and no request is read out of it', async () => {
  const socket = await dial(house.url, 'http/1.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  // Whoever has asked for something is not watched as a stranger that never did.
  socket.write('GET /scs/v1 HTTP/1.1\r\nHost: gateway\r\n\r\n');
  await until(() => /200 OK/.test(text));
  const inner = 'GET /docs HTTP/1.1\r\nHost: gateway\r\n\r\n';
  socket.write(`POST /scs/v1 HTTP/1.1\r\nHost: gateway\r\nExpect: x\r\nContent-Length: 1000000\r\n\r\n${inner}`);
  const drip = setInterval(() => socket.destroyed || socket.write('x'), 50);
  await until(() => socket.destroyed);
  clearInterval(drip);
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 417']);
});
