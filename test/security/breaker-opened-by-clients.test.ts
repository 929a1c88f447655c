// SPDX-License-Identifier: Apache-2.0
// A breaker protects all users of a member by refusing their requests for a while. Whoever could make the member reset or
// be silent on requests of its own (a large header, odd bytes, a pod that never answers an upgrade) had it refuse everybody
// else's: four anonymous requests were enough. And whoever was quick enough to be the one that tries again kept it so.
import type { IncomingMessage, RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const SERVERS = '/clouds/cloud-b/compute/v2.1/servers';
const COOLDOWN = 400;

let house: SplitHouse;
let alice: string;
let bob: string;
/** Everything the member got, and whether it resets all of it. */
let seen: IncomingMessage[] = [];
let down = false;

/** A healthy member that resets on one header. */
const member: RequestListener = (request, response) => {
  seen.push(request);
  if (down || request.headers['x-odd'] !== undefined) request.socket.destroy();
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{"servers":[],"kind":"x","items":[]}');
};

beforeAll(async () => {
  house = await startSplitHouse((file) => {
    for (const { openstack } of file.clouds) openstack.breaker = { failures: 5, cooldown: `${COOLDOWN}ms` };
  });
  house.lie(member);
  [alice, bob] = [await house.scoped('alice'), await house.scoped('bob', 'teaching')];
});
afterAll(() => house.close());

const state = async (): Promise<string | undefined> =>
  /^scs_gateway_breaker_state\{cloud="cloud-b"\} (\d)$/m.exec(await house.metrics())?.[1];
const questions = (): number =>
  seen.filter(({ url, headers }) => url === '/' && headers['x-auth-token'] === undefined).length;

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const get = (token: string, headers = {}, path = SERVERS) =>
    house.send(protocol, 'GET', path, { 'x-auth-token': token, ...headers });

  it('a user on whose requests the member resets closes it for nobody', async () => {
    seen = [];
    for (let i = 0; i < 8; i++) expect((await get(alice, { 'x-odd': '1' })).status).toBe(502);
    // The last question of the test before may have been a moment ago: the next one waits for the cooldown.
    await vi.waitFor(async () => {
      expect((await get(alice, { 'x-odd': '1' })).status).toBe(502);
      expect(questions()).toBeGreaterThan(0);
    }, SOON);
    await Promise.all(Array.from({ length: 40 }, () => get(alice, { 'x-odd': '1' })));
    expect((await get(bob)).status).toBe(200);
    expect(await state()).toBe('0');
    // What the gateway has asked instead is bounded: not one question for each failure.
    expect(questions()).toBeLessThan(10);
  });

  it('strangers, who are one voice, neither', async () => {
    const odd = () => house.send(protocol, 'GET', '/clouds/cloud-b/compute/', { 'x-odd': '1' });
    for (let i = 0; i < 12; i++) expect((await odd()).status).toBeGreaterThanOrEqual(500);
    expect((await get(bob)).status).toBe(200);
    expect(await state()).toBe('0');
  });

  it('a member that resets on everything is left alone although one user is all it has, and found again', async () => {
    down = true;
    await vi.waitFor(async () => expect((await get(alice)).status).toBe(503), SOON);
    expect(await state()).not.toBe('0');
    const before = seen.length;
    expect((await get(bob)).status).toBe(503);
    expect(seen.length).toBe(before);
    down = false;
    await vi.waitFor(async () => expect((await get(bob)).status).toBe(200), SOON);
    expect(await state()).toBe('0');
  });

  it('whoever takes each turn to try again, with a request that fails, does not keep it closed for others', async () => {
    down = true;
    await vi.waitFor(async () => expect((await get(alice)).status).toBe(503), SOON);
    down = false;
    let going = true;
    const eve = (async () => {
      while (going) {
        await get(alice, { 'x-odd': '1' }).catch(() => undefined);
        await delay(1);
      }
    })();
    await vi.waitFor(async () => expect(await state()).toBe('0'), SOON);
    const answers = [];
    for (let i = 0; i < 20; i++) answers.push((await get(bob)).status);
    going = false;
    await eve;
    expect(answers).toEqual(Array(20).fill(200));
  });

  it('a pod behind a cluster that breaks off is not the cluster', async () => {
    const version = () => house.send(protocol, 'GET', '/k8s/liar/version', { authorization: `Bearer ${bob}` });
    expect((await version()).status).toBe(200);
    for (const path of ['services/web:80/proxy/', 'pods/web-1/proxy/x', 'pods/web-1/log'])
      for (let i = 0; i < 3; i++) {
        const answer = await house.send(protocol, 'GET', `/k8s/liar/api/v1/namespaces/default/${path}`, {
          authorization: `Bearer ${alice}`,
          'x-odd': '1',
        });
        expect(answer.status).toBe(502);
      }
    expect((await version()).status).toBe(200);
    // Nor was the cluster asked: what a pod does is no reason to.
    expect(questions()).toBe(seen.filter(({ url, socket }) => url === '/' && !('encrypted' in socket)).length);
  });
});

it('an upgrade to a pod that breaks off is not the cluster either', async () => {
  const { connect } = await import('node:tls');
  const version = () => house.send('HTTP/1.1', 'GET', '/k8s/liar/version', { authorization: `Bearer ${bob}` });
  for (let i = 0; i < 8; i++) {
    const socket = connect({ port: house.port, host: '127.0.0.1', servername: 'localhost', ca: house.ca });
    socket.on('error', () => undefined);
    const lines = [
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Authorization: Bearer ${alice}`,
      'X-Odd: 1',
    ];
    socket.write(`GET /k8s/liar/api/v1/namespaces/default/pods/web-1/exec HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    const [head] = (await new Promise<Buffer[]>((resolve) => socket.once('data', (data) => resolve([data])))) as [
      Buffer,
    ];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 502 /);
    socket.destroy();
  }
  expect((await version()).status).toBe(200);
});
