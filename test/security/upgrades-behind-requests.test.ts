// SPDX-License-Identifier: Apache-2.0
// A request that takes the connection over (an upgrade, CONNECT) may come before the one in front of it has its answer. Its
// own answer could not have the socket then: an error that nobody caught, for two lines of a stranger's.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dial, until } from './attacks/attack.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse();
});
afterAll(() => house.close());

const HOST = 'Host: gateway\r\n';
/** The second is answered by Node itself. */
const FIRST = [`GET /docs HTTP/1.1\r\n${HOST}\r\n`, `GET /docs HTTP/1.1\r\n${HOST}Expect: x\r\n\r\n`];
const UPGRADE = `${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;

it.each([
  ['an upgrade of a cluster', `GET /k8s/liar/api HTTP/1.1\r\n${UPGRADE}`],
  ['an upgrade of a console', `GET /consoles/x.y/ HTTP/1.1\r\n${UPGRADE}`],
  ['CONNECT', `CONNECT gateway:443 HTTP/1.1\r\n${HOST}\r\n`],
])('%s behind another request ends its connection and nothing else', async (_name, second) => {
  for (const first of FIRST) await send(`${first}${second}`);
  for (const protocol of PROTOCOLS) expect((await house.send(protocol, 'GET', '/scs/v1')).status).toBe(200);
});

async function send(bytes: string): Promise<void> {
  const errors: Error[] = [];
  const note = (error: Error): void => void errors.push(error);
  process.on('uncaughtExceptionMonitor', note);
  const socket = await dial(house.url, 'http/1.1');
  socket.resume().write(bytes);
  await until(() => socket.destroyed);
  process.off('uncaughtExceptionMonitor', note);
  expect(errors).toEqual([]);
}
