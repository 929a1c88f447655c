// SPDX-License-Identifier: Apache-2.0
// A member's Keystone offers a federated user what lives on after the login: application credentials, trusts, EC2 keys,
// OAuth tokens, a password for the account that stands for the user. Made through the gateway, at
// /clouds/{region}/identity, they would go on opening that cloud after the token, the user or the group was revoked
// here. So would a token of the member's own, which is given at its /v3/auth/tokens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { belowIdentity, identityRefusal } from '../../src/adapters/openstack/index.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
let token: string;
let own: string;
beforeAll(async () => {
  house = await startSplitHouse();
  token = await house.scoped('alice');
  const shown = await house.send('HTTP/1.1', 'GET', '/identity/v3/auth/tokens', {
    'x-auth-token': token,
    'x-subject-token': token,
  });
  own = JSON.parse(shown.text).token.user.id;
});
afterAll(() => house.close());

const NOT_OFFERED = /are not offered through the gateway: they would outlive your login and its revocation\.$/;
const NO_ACCOUNTS = /^Accounts and passwords of a cloud cannot be changed through the gateway/;
const NO_TOKENS = /^A cloud’s own tokens are not given through the gateway: log in at .*\/identity\/v3\.$/;

const CLOSED: readonly (readonly [what: string, method: string, path: string, says: RegExp])[] = [
  ['an application credential', 'POST', '/v3/users/ME/application_credentials', NOT_OFFERED],
  ['one, in escapes and doubled slashes', 'POST', '/v3//users/ME/application%5Fcredentials', NOT_OFFERED],
  ['one, by an escaped slash', 'POST', '/v3/users/ME%2fapplication_credentials', NOT_OFFERED],
  ['access rules', 'POST', '/v3/users/ME/access_rules', NOT_OFFERED],
  ['EC2 keys', 'POST', '/v3/users/ME/credentials/OS-EC2', NOT_OFFERED],
  ['the secrets of EC2 keys', 'GET', '/v3/users/ME/credentials/OS-EC2', NOT_OFFERED],
  ['a credential of any type', 'POST', '/v3/credentials', NOT_OFFERED],
  ['the secrets of credentials', 'GET', '/v3/credentials', NOT_OFFERED],
  ['a trust', 'POST', '/v3/OS-TRUST/trusts', NOT_OFFERED],
  ['an OAuth 1 consumer', 'POST', '/v3/OS-OAUTH1/consumers', NOT_OFFERED],
  ['an OAuth 1 access token', 'GET', '/v3/users/ME/OS-OAUTH1/access_tokens', NOT_OFFERED],
  ['an OAuth 2 token', 'POST', '/v3/OS-OAUTH2/token', NOT_OFFERED],
  ['a password', 'POST', '/v3/users/ME/password', NO_ACCOUNTS],
  ['a changed account', 'PATCH', '/v3/users/ME', NO_ACCOUNTS],
  ['a new account', 'POST', '/v3/users', NO_ACCOUNTS],
  ['a token, by doubled slashes', 'POST', '/v3//auth/tokens', NO_TOKENS],
  ['a token, in escapes', 'POST', '/v3/%61uth/tokens', NO_TOKENS],
  ['a token, in other letters', 'POST', '/V3/Auth/Tokens', NO_TOKENS],
  ['a token of the second version', 'POST', '/v2.0/tokens', NO_TOKENS],
  ['a SAML assertion', 'POST', '/v3//auth/OS-FEDERATION/saml2', NO_TOKENS],
  ['a token for EC2 keys', 'POST', '/v3/ec2tokens', NO_TOKENS],
  ['a token for S3 keys', 'POST', '/v3/s3tokens', NO_TOKENS],
];

describe.each(PROTOCOLS)('%s', (protocol) => {
  it.each(CLOSED)(
    'a federated user gets no member credential through the gateway: %s',
    async (_, method, path, says) => {
      const before = house.honest.requests.length;
      const answer = await house.send(
        protocol,
        method,
        `/clouds/cloud-a/identity${path.replace('ME', own)}`,
        { 'x-auth-token': token, 'content-type': 'application/json' },
        method === 'GET' ? undefined : '{}',
      );
      expect([answer.status, JSON.parse(answer.text).error.message]).toEqual([403, expect.stringMatching(says)]);
      expect(house.honest.requests.length).toBe(before);
    },
  );

  it.each([
    '/v3/auth/tokens',
    '/v3/auth/OS-FEDERATION/saml2',
    '/v3/OS-FEDERATION/identity_providers/x/protocols/y/auth',
  ])('where the gateway itself logs people in, the member’s Keystone is never asked: %s', async (path) => {
    const before = house.honest.requests.length;
    const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
    const password = { methods: ['password'], password: { user: { id: own, password: 'x' } } };
    const body = JSON.stringify({ auth: { identity: password } });
    const answer = await house.send(protocol, 'POST', `/clouds/cloud-a/identity${path}`, headers, body);
    expect([401, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('x-subject-token');
    expect(house.honest.requests.length).toBe(before);
  });

  it('a federated user may still see and take away what a member holds of it', async () => {
    const path = `/clouds/cloud-a/identity/v3/users/${own}/application_credentials`;
    const list = await house.send(protocol, 'GET', path, { 'x-auth-token': token });
    expect([list.status, JSON.parse(list.text).application_credentials]).toEqual([200, []]);
    const gone = await house.send(protocol, 'DELETE', `${path}/none`, { 'x-auth-token': token });
    expect(gone.status).toBe(404);
  });
});

describe('an account of the member itself', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ strategies: { b: { kind: 'native' } }, native: ['b'] });
  });
  afterAll(() => h.close());

  it('keeps its application credentials: no revocation of the gateway concerns it', async () => {
    const user = { name: 'local', domain: { id: 'default' }, password: 'local-pw' };
    const login = await h.send('POST', '/clouds/cloud-b/identity/v3/auth/tokens', {
      json: {
        auth: {
          identity: { methods: ['password'], password: { user } },
          scope: { project: { name: 'research', domain: { name: 'acme' } } },
        },
      },
    });
    const made = await h.send(
      'POST',
      `/clouds/cloud-b/identity/v3/users/${h.b.userIds.local}/application_credentials`,
      {
        token: login.headers.get('x-subject-token') ?? '',
        json: { application_credential: { name: 'own' } },
      },
    );
    expect([made.status, typeof made.body.application_credential.secret]).toEqual([201, 'string']);
  });
});

it('what all users of a held credential share is not for one of them to take away', () => {
  const path = '/v3/users/u/application_credentials/1';
  expect(identityRefusal({ method: 'DELETE', path, own: false })).toBe('credentials');
  expect(identityRefusal({ method: 'DELETE', path, own: true })).toBeUndefined();
  expect(identityRefusal({ method: 'GET', path, own: false })).toBeUndefined();
});

it('a root that holds several services is no way round to the member’s Keystone', () => {
  const identity = { origin: 'https://api.cloud-a.example', prefix: '/identity' };
  const below = (prefix: string, rest: string) => belowIdentity(identity, { origin: identity.origin, prefix }, rest);
  expect(below('', '/identity/v3/auth/tokens')).toBe('/v3/auth/tokens');
  expect(below('', '/identity%2fv3/auth/tokens')).toBe('/v3/auth/tokens');
  expect(below('', '//identity//v3/auth/tokens')).toBe('/v3/auth/tokens');
  expect(below('/identity/v3', '/auth/tokens')).toBe('/v3/auth/tokens');
  expect(below('/compute', '/identity/v3/auth/tokens')).toBeUndefined();
  expect(below('/identity-2', '/v3/auth/tokens')).toBeUndefined();
});
