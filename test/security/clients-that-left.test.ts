// SPDX-License-Identifier: Apache-2.0
// A client may leave while its token is still being looked at. What was begun for it all the same never ended: it was
// counted as a stream until the longest age of one, and after twenty such lists their user had no more.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { dial, session } from './attacks/attack.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const PATH = '/scs/v1/servers';
const LINES = 'application/x-ndjson';
let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse();
  house.lie((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"servers":[]}'));
});
afterAll(() => house.close());

it.each(PROTOCOLS)('requests over %s whose clients leave at once leave nothing behind', async (protocol) => {
  const fresh = async (): Promise<string> => (await house.idp.tokens.password('alice')).access_token;
  for (let i = 0; i < 60; i++) {
    const token = await fresh();
    if (protocol === 'HTTP/2') {
      const client = await session(house.url);
      const stream = client.request({ ':path': PATH, authorization: `Bearer ${token}`, accept: LINES });
      stream.on('error', () => undefined);
      if (i % 2 === 0) await delay(0);
      stream.close(8);
      await delay(i % 5);
      client.destroy();
    } else {
      const socket = await dial(house.url, 'http/1.1');
      socket.write(`GET ${PATH} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${token}\r\nAccept: ${LINES}\r\n\r\n`);
      await delay(i % 3);
      socket.destroy();
    }
  }
  await vi.waitFor(async () => {
    expect(await house.metrics()).toContain('scs_gateway_open_streams{surface="scs"} 0\n');
  }, SOON);
  const headers = { authorization: `Bearer ${await fresh()}`, accept: LINES };
  expect((await house.send(protocol, 'GET', PATH, headers)).status).toBe(200);
});
