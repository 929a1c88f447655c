// SPDX-License-Identifier: Apache-2.0
// A credential with access rules sends no request that none of them allows: on no surface, by no spelling of the path, by no
// header or query that makes it another one; and it makes no credential that may do more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/store/file.ts';
import { type Answer, type Harness, type SendOptions, startHarness } from '../e2e/harness.ts';
import { exchange } from './raw.ts';

let house: Harness;
let user: string;
let token: string;
let objects: string;
beforeAll(async () => {
  house = await startHarness({ durable: createFileStore({ folder: ':memory:' }) });
  const owner = await house.scoped('alice');
  const shown = await house.send('GET', '/identity/v3/auth/tokens', {
    token: owner,
    headers: { 'x-subject-token': owner },
  });
  user = shown.body.token.user.id;
  const bound = async (name: string, access_rules: object[], unrestricted = false): Promise<string> => {
    const json = { application_credential: { name, access_rules, unrestricted } };
    const path = `/identity/v3/users/${user}/application_credentials`;
    const made = (await house.send('POST', path, { token: owner, json })).body.application_credential;
    const identity = {
      methods: ['application_credential'],
      application_credential: { id: made.id, secret: made.secret },
    };
    const login = await house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } });
    expect(login.body.token.application_credential.access_rules).toHaveLength(access_rules.length);
    return login.headers.get('x-subject-token') ?? '';
  };
  token = await bound(
    'servers',
    [
      { service: 'compute', method: 'GET', path: '/v2.1/servers' },
      { service: 'compute', method: 'GET', path: '/v2.1/servers/*' },
      { service: 'identity', method: 'POST', path: '/v3/users/{id}/application_credentials' },
      { service: 'scs', method: 'GET', path: '/v1/servers' },
    ],
    true,
  );
  objects = await bound('objects', [
    { service: 'object-store', method: 'PUT', path: '/v1/*/own/**' },
    { service: 'object-store', method: 'POST', path: '/v1/**' },
  ]);
});
afterAll(() => house.close());

const ask = (method: string, path: string, options: SendOptions = {}): Promise<Answer> =>
  house.send(method, path, { token, ...options });
const compute = '/clouds/cloud-a/compute/v2.1';

it('what the rules allow is answered, on each surface that they name', async () => {
  const answers = await Promise.all([
    ask('GET', `${compute}/servers`),
    ask('GET', `${compute}/servers?limit=1`),
    ask('GET', '/clouds/cloud-b/compute/v2.1/servers'),
    ask('GET', '/scs/v1/servers', { headers: { authorization: `Bearer ${token}` } }),
    ask('GET', '/identity/v3/auth/tokens', { headers: { 'x-subject-token': token } }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
});

describe.each([
  ['POST', `${compute}/servers`],
  ['DELETE', `${compute}/servers/1`],
  ['HEAD', `${compute}/servers`],
  ['GET', `${compute}/flavors`],
  ['GET', `${compute}/servers/1/os-interface`],
  ['GET', '/clouds/cloud-a/network/v2.0/networks'],
  ['GET', '/clouds/cloud-a/identity/v3/auth/projects'],
  ['GET', '/identity/v3/auth/projects'],
  ['GET', '/identity/v3/auth/catalog'],
  ['GET', '/identity/v3/users/me'],
  ['GET', '/scs/v1/images'],
  ['POST', '/scs/v1/servers'],
  ['GET', '/k8s'],
  ['GET', '/k8s/cluster-a/api'],
])('%s %s', (method, path) => {
  it('is refused with 403 before anything is sent', async () => {
    const before = house.a.requests.length;
    const headers: Record<string, string> = path.startsWith('/k8s') ? { authorization: `Bearer ${token}` } : {};
    expect((await ask(method, path, { headers })).status).toBe(403);
    expect(house.a.requests.slice(before).filter(({ url }) => !url.includes('/auth/'))).toEqual([]);
  });
});

it.each([
  '/servers/..%2fflavors',
  '/servers/%2e%2e/flavors',
  '/servers/../flavors',
  '/servers/1%2Faction',
  '/servers/1%252Faction',
  '/servers//1',
  '//servers',
  '/servers/1;/action',
  '/servers/1%5caction',
  '/servers/1%00',
  '/Servers',
  '/servers/',
])('the spelling %s of a path leads nowhere', async (spelling) => {
  const before = house.a.requests.length;
  const answer = await exchange(house.port, [
    `GET ${compute}${spelling} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\nConnection: close\r\n\r\n`,
  ]);
  const status = Number(answer.toString().split(' ', 2)[1]);
  expect([400, 403]).toContain(status);
  expect(house.a.requests.length).toBe(before);
});

it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-Original-URL', 'X-Rewrite-URL'])(
  'the header %s is refused, not passed on',
  async (header) => {
    expect((await ask('GET', `${compute}/servers`, { headers: { [header]: 'DELETE' } })).status).toBe(403);
  },
);

it.each([
  ['PUT', '/v1/AUTH_x/own/copy', { 'x-copy-from': '/other/secret' }],
  ['PUT', '/v1/AUTH_x/own/link', { 'x-symlink-target': 'other/secret' }],
  ['PUT', '/v1/AUTH_x/own/large', { 'x-object-manifest': 'other/part' }],
  ['POST', '/v1/AUTH_x?bulk-delete', {}],
  ['POST', '/v1/AUTH_x?bulk%2Ddelete', {}],
  ['PUT', '/v1/AUTH_x/own/large?multipart-manifest=put', {}],
  ['COPY', '/v1/AUTH_x/own/a', {}],
])('%s %s reaches no other object', async (method, path, headers) => {
  const answer = await house.send(method, `/clouds/cloud-a/object-store${path}`, { token: objects, headers });
  expect(answer.status).toBe(403);
});

it('makes no credential with other rules than its own, and none without', async () => {
  const path = `/identity/v3/users/${user}/application_credentials`;
  const more = [{ service: 'compute', method: 'DELETE', path: '/v2.1/servers/*' }];
  const wider = await ask('POST', path, { json: { application_credential: { name: 'wider', access_rules: more } } });
  expect(wider.status).toBe(403);
  const child = await ask('POST', path, { json: { application_credential: { name: 'child' } } });
  expect([child.status, child.body.application_credential.access_rules.length]).toEqual([201, 4]);
});

it('a rule in use stays', async () => {
  const owner = await house.scoped('alice');
  const list = await house.send('GET', `/identity/v3/users/${user}/access_rules`, { token: owner });
  expect(list.body.access_rules.length).toBeGreaterThan(0);
  const { id } = list.body.access_rules[0];
  const used = await house.send('DELETE', `/identity/v3/users/${user}/access_rules/${id}`, { token: owner });
  expect([used.status, used.body.error.message]).toEqual([403, 'May not delete access rule in use']);
});
