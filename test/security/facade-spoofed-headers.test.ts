// SPDX-License-Identifier: Apache-2.0
// The hole: services behind keystonemiddleware believe X-Identity-Status, X-Roles and their kin, and many servers build
// their links from Host or X-Forwarded-*. A client that sends them itself could become somebody else, or have others
// (through a cache, or a catalogue shown to a user) sent to its own host with their tokens.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE } from '../unit/gateway/surfaces/identity/fake-identity-service.ts';
import { type Facade, startFacade } from '../unit/gateway/surfaces/identity/start-facade.ts';

const IDENTITY = {
  'x-identity-status': 'Confirmed',
  'x-service-identity-status': 'Confirmed',
  'x-user-id': ALICE.id,
  'x-user-name': 'alice',
  'x-project-name': 'research',
  'x-roles': 'admin',
  'x-role': 'admin',
  'x-is-admin-project': 'True',
  'openstack-system-scope': 'all',
  'x-service-token': 'gw-1',
  remote_user: 'alice',
  'oidc-iss': ALICE.issuer,
  'oidc-sub': ALICE.subject,
};
const HOSTS = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'gopher',
  'x-forwarded-prefix': '/evil.example',
  'x-original-url': '/evil.example',
  forwarded: 'host=evil.example;proto=gopher',
};

let facade: Facade;
beforeEach(async () => {
  facade = await startFacade();
});
afterEach(() => facade.close());

test('identity headers do not replace a token', async () => {
  await facade.login('alice');
  for (const path of ['/auth/projects', '/projects', '/users', `/users/${ALICE.id}`, '/auth/tokens', '/regions']) {
    expect([path, (await facade.get(`/identity/v3${path}`, IDENTITY)).status]).toEqual([path, 401]);
  }
});

test('identity headers give a caller nothing beyond its own token', async () => {
  const token = await facade.login('bob');
  const headers = { ...IDENTITY, 'x-auth-token': token };
  expect((await facade.get('/identity/v3/auth/projects', headers)).body.projects).toEqual([]);
  expect((await facade.get(`/identity/v3/users/${ALICE.id}`, headers)).status).toBe(403);
  expect((await facade.get('/identity/v3/roles', headers)).status).toBe(403);
});

test('no answer takes a URL from the request', async () => {
  const headers = { ...HOSTS, 'x-auth-token': await facade.login('alice', 'research') };
  const paths = ['/identity', '/identity/v3', '/identity/v3/auth/projects', '/identity/v3/auth/catalog'];
  for (const path of [...paths, '/identity/v3/regions', '/identity/v3/endpoints', '/.well-known/openstack/api']) {
    const answer = await facade.get(path, headers);
    expect(answer.status).toBeLessThan(301);
    const all = answer.text + JSON.stringify([...answer.headers]);
    expect(all).not.toMatch(/evil\.example|gopher/);
    expect(all).not.toContain(new URL(facade.base).host);
  }
  const refused = await facade.get('/identity/v3/projects', HOSTS);
  expect(refused.headers.get('www-authenticate')).toBe('Keystone uri="https://gateway.example.org/identity/v3"');
});
