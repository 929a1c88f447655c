// SPDX-License-Identifier: Apache-2.0
// A question to all clouds at once costs every member something, so each user has so many. The count would be worth
// nothing if another spelling of the path, another method, another token or another way in began a new one.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ gateway: { limits: { user: { fanOut: '8/1h', write: '3/1h' } } } });
});
afterAll(() => h.close());

it('every way to ask all clouds counts for the same user, and a refused one asks no cloud', async () => {
  const [scoped, unscoped] = [await h.scoped('alice'), await h.login('alice')];
  const { access_token } = await h.idp.tokens.password('alice');
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const ways: [string, string, Parameters<Harness['send']>[2]][] = [
    ['GET', '/scs/v1/servers', { token: scoped }],
    ['HEAD', '/scs/v1/servers', { token: scoped }],
    ['GET', '/scs/v1/%73ervers', { token: unscoped }],
    ['GET', '/scs/v1/search?q=x', bearer(unscoped)],
    ['GET', '/scs/v1/networks/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', bearer(access_token)],
    ['GET', '/scs/v1/servers', { token: scoped, headers: { accept: 'application/x-ndjson' } }],
    ['POST', '/scs/v1/portability', { token: scoped, json: { services: ['compute'] } }],
    ['GET', '/scs/v1/projects', bearer(access_token)],
  ];
  for (const [method, path, options] of ways) expect((await h.send(method, path, options)).status, path).not.toBe(429);
  const atClouds = () => [...h.a.requests, ...h.b.requests].filter(({ service }) => service !== 'identity').length;
  const before = atClouds();
  for (const [method, path, options] of [
    ...ways,
    [
      'GET',
      '/scs/v1/servers',
      { token: scoped, headers: { 'x-http-method-override': 'OPTIONS', 'x-forwarded-for': '10.1.1.1' } },
    ],
    ['GET', '/scs/v1/clouds', { token: await h.scoped('alice') }],
  ] as typeof ways)
    expect((await h.send(method, path, options)).status, path).toBe(429);
  expect(atClouds()).toBe(before);
  expect((await h.send('GET', '/scs/v1/servers', { token: await h.scoped('carol') })).status).toBe(200);
});

it('a thief who uses up what the owner may ask for does not keep the owner from ending the stolen token', async () => {
  const [stolen, own] = [await h.scoped('carol'), await h.login('carol')];
  const write = () => h.send('PATCH', '/scs/v1/networks/cloud-a/x', { token: stolen, json: { name: 'x' } });
  for (let i = 0; i < 3; i++) await write();
  expect((await write()).status).toBe(429);
  expect((await h.send('DELETE', '/scs/v1/me/tokens', { token: own })).status).toBe(204);
  expect((await write()).status).toBe(401);
});
