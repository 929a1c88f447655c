// SPDX-License-Identifier: Apache-2.0
// Plain HTTP at the port for HTTPS.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from '../security/protocols.ts';

let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse();
});
afterAll(() => house.close());

async function say(text: string): Promise<string> {
  const socket = connect(house.port, '127.0.0.1');
  socket.write(text);
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk));
  // Whatever it says, it then closes.
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return heard;
}

it.each(['GET', 'POST', 'PUT', 'HEAD'])(
  '%s in clear is told that HTTPS is spoken there, and closed',
  async (method) => {
    const heard = await say(`${method} / HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\r\n\r\nThis port speaks HTTPS, [^\n]*\n$/);
    expect(heard.match(/HTTP\/1/g)).toHaveLength(1);
  },
);

it('What is no HTTP gets no such answer, and clients of TLS are served on', async () => {
  expect(await say('SSH-2.0-OpenSSH_9.2\r\n')).not.toContain('HTTPS');
  for (const protocol of PROTOCOLS) expect((await house.send(protocol, 'GET', '/')).status).toBe(200);
});
