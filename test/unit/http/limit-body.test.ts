// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { limitBody } from '../../../src/http/limit-body.ts';

const PATIENCE = 100;
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  limitBody(request, PATIENCE, () => request.socket.destroy());
  request.resume();
  // Longer than the body may take: an answer has its own time.
  request.once('end', () => setTimeout(() => response.end('done'), PATIENCE * 2));
});
afterEach(() => server.close());

async function send(...pieces: string[]): Promise<string> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.on('error', () => undefined);
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return answer;
}

it.each([
  ['with a length', 'Content-Length: 10', '12345'],
  ['in chunks', 'Transfer-Encoding: chunked', '5\r\n12345\r\n'],
  ['of which nothing comes', 'Content-Length: 10', ''],
])('a body %s that does not end is cut off', async (_name, framing, part) => {
  expect(await send(`POST / HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n${part}`)).toBe('');
});

it.each([
  ['no body', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ['an empty one', 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
  ['one that came whole', 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'],
])('a request with %s has no such limit', async (_name, request) => {
  expect(await send(request)).toMatch(/done/);
});
