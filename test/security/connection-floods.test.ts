// SPDX-License-Identifier: Apache-2.0
// Places for connections and requests are taken by whoever comes first, and strangers come without end. Who has been
// authenticated must keep a place, and who comes to log in must find one: the oldest stranger goes.
import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dial, session, until } from './attacks/attack.ts';
import { connectionFlood } from './attacks/connection-flood.ts';
import { windowZeroReaders } from './attacks/window-zero-readers.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const MOST = { anonymousPerAddress: 20, perAddress: 30, anonymousRequests: 10, anonymousStreams: 15, streams: 40 };
let house: SplitHouse;
let token: string;
beforeAll(async () => {
  house = await startSplitHouse((file) => {
    file.gateway.limits.connections = MOST;
  });
  token = await house.scoped('alice');
});
afterAll(() => house.close());

const open = async (kind: 'known' | 'anonymous'): Promise<number> =>
  Number(
    new RegExp(`^scs_gateway_client_connections\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(await house.metrics())?.[1],
  );
const get = async (client: ClientHttp2Session, path: string, headers: object = {}): Promise<number> => {
  const stream = client.request({ ':path': path, ...headers });
  stream.resume();
  const [head] = await once(stream, 'response');
  await once(stream, 'close');
  return Number(head[':status']);
};
const COMPUTE = '/clouds/cloud-a/compute/v2.1/flavors';

describe('while strangers connect without end', () => {
  it.each(PROTOCOLS)('there is a bounded number of them, and a login over %s succeeds', async (protocol) => {
    const client = await session(house.url);
    expect(await get(client, COMPUTE, { 'x-auth-token': token })).toBe(200);
    const attack = await connectionFlood(house.url, { connections: 60 });
    await until(async () => /reason="anonymous"\} [1-9]/.test(await house.metrics()));
    expect(await open('anonymous')).toBeLessThanOrEqual(MOST.anonymousPerAddress);
    // The one that was there before is known, and stays.
    expect(await get(client, COMPUTE, { 'x-auth-token': token })).toBe(200);
    expect(client.destroyed).toBe(false);
    const answer = await house.send(protocol, 'GET', COMPUTE, { 'x-auth-token': token });
    expect(answer.status).toBe(200);
    await attack.stop();
    client.destroy();
  });
});

it('connections that are known count against their address, and are not closed for new ones', async () => {
  const known: ClientHttp2Session[] = [];
  for (let i = 0; i < MOST.perAddress; i++) {
    const client = await session(house.url);
    if (client.destroyed) break;
    if ((await get(client, COMPUTE, { 'x-auth-token': token }).catch(() => 0)) === 200) known.push(client);
  }
  expect(await open('known')).toBeGreaterThanOrEqual(MOST.perAddress - 2);
  await dial(house.url, 'h2').then((socket) => socket.destroy());
  const late = await Promise.all(Array.from({ length: 5 }, () => dial(house.url, 'h2')));
  await until(() => late.filter(({ destroyed }) => destroyed).length >= 4);
  expect(known.filter(({ destroyed }) => destroyed)).toEqual([]);
  expect(house.log.some(({ msg, reason }) => msg === 'client connections limited' && reason === 'address')).toBe(true);
  for (const client of known) client.destroy();
  for (const socket of late) socket.destroy();
  await until(async () => (await open('known')) <= 2);
});

it('answers that strangers do not read are bounded for their address, and others of it are answered', async () => {
  const attack = await windowZeroReaders(house.url, { connections: 3, each: 10, path: '/scs/v1/errors' });
  await until(async () => /reason="requests"\} [1-9]/.test(await house.metrics()));
  for (const protocol of PROTOCOLS) expect((await house.send(protocol, 'GET', '/scs/v1/errors')).status).toBe(200);
  await attack.stop();
});

it('what a stranger at the same address begins breaks off nothing of somebody who is known', async () => {
  const client = await session(house.url);
  const path = '/clouds/cloud-b/compute/v2.1/servers';
  const arrived = new Promise<void>((done) => house.lie(() => done()));
  const waiting = client.request({ ':path': path, 'x-auth-token': token });
  waiting.on('error', () => undefined);
  await arrived;
  const attack = await windowZeroReaders(house.url, { connections: 2, each: MOST.anonymousRequests, path: '/docs' });
  await new Promise((done) => setTimeout(done, 500));
  expect([waiting.destroyed, waiting.rstCode]).toEqual([false, 0]);
  await attack.stop();
  client.destroy();
});

it('one line of the log tells of many', async () => {
  const lines = () => house.log.filter(({ msg }) => msg === 'client connections limited').length;
  const before = lines();
  const attack = await connectionFlood(house.url, { connections: 60 });
  await new Promise((done) => setTimeout(done, 500));
  await attack.stop();
  expect(lines() - before).toBeLessThanOrEqual(3);
});

describe('an HTTP/2 connection', () => {
  it('has few streams until somebody is known on it, and then as many as client-go may want', async () => {
    const client = await session(house.url);
    if (client.remoteSettings.maxConcurrentStreams !== MOST.anonymousStreams) await once(client, 'remoteSettings');
    expect(client.remoteSettings.maxConcurrentStreams).toBe(MOST.anonymousStreams);
    expect(await get(client, '/scs/v1')).toBe(200);
    expect(client.remoteSettings.maxConcurrentStreams).toBe(MOST.anonymousStreams);
    const raised = once(client, 'remoteSettings');
    expect(await get(client, COMPUTE, { 'x-auth-token': token })).toBe(200);
    await raised;
    expect(client.remoteSettings.maxConcurrentStreams).toBe(MOST.streams);
    client.destroy();
  });

  it('whose client is refused stays a stranger', async () => {
    const client = await session(house.url);
    expect(await get(client, COMPUTE, { 'x-auth-token': 'none' })).toBe(401);
    expect(await get(client, '/scs/v1')).toBe(200);
    expect(client.remoteSettings.maxConcurrentStreams).toBe(MOST.anonymousStreams);
    client.destroy();
  });
});

it('a trusted proxy speaks for many: no bound of an address holds for it', async () => {
  const other = await startSplitHouse((file) => {
    file.gateway.limits.connections = MOST;
    file.gateway.trustedProxies = ['127.0.0.1'];
  });
  const sockets = await Promise.all(Array.from({ length: 2 * MOST.perAddress }, () => dial(other.url, 'h2')));
  await new Promise((done) => setTimeout(done, 200));
  expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([]);
  for (const socket of sockets) socket.destroy();
  await other.close();
});
