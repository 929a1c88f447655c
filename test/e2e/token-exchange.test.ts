// SPDX-License-Identifier: Apache-2.0
// The token endpoint as its clients use it: what comes in, what the new token opens, how long it lives, and what the
// metadata say.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { type Harness, startHarness } from './harness.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TYPE = 'urn:ietf:params:oauth:token-type:';
const ACCESS = `${TYPE}access_token`;

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ gateway: { tokenLifetime: '30m' } });
});
afterAll(() => h.close());

const exchange = (subject: string, more: Readonly<Record<string, string>> = {}) =>
  h.send('POST', '/oauth2/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      ...{ grant_type: GRANT, subject_token: subject, subject_token_type: ACCESS },
      ...more,
    }).toString(),
  });
const idpToken = async (user: string): Promise<string> => (await h.idp.tokens.password(user)).access_token;
const servers = '/clouds/cloud-a/compute/v2.1/servers';
const shown = async (token: string) =>
  (await h.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } })).body.token;

describe('an identity provider’s token', () => {
  it('becomes a token for a project, in one request that every OAuth client can make', async () => {
    const answer = await exchange(await idpToken('alice'), { scope: 'project:acme/research' });
    expect(answer.status).toBe(200);
    expect(
      Object.fromEntries([...answer.headers].filter(([name]) => /^cache|^pragma|^content-type/.test(name))),
    ).toEqual({
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-type': 'application/json',
    });
    const { access_token: token, ...rest } = answer.body;
    expect(rest).toEqual({
      issued_token_type: ACCESS,
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: 'project:acme/research',
    });
    expect(rest.expires_in).toBeGreaterThan(1_790);
    expect(rest.expires_in).toBeLessThanOrEqual(1_800);
    expect((await h.send('GET', servers, { token })).status).toBe(200);
    const { project, user, methods, audit_ids: audit } = await shown(token);
    expect([project.name, user.name, methods, audit.length]).toEqual(['research', 'alice', ['openid'], 1]);
  });

  it.each(['access_token', 'id_token', 'jwt'])('is taken as %s', async (type) => {
    expect((await exchange(await idpToken('alice'), { subject_token_type: `${TYPE}${type}` })).status).toBe(200);
  });

  it.each<[scope: string, project: string]>([
    [`project:${projectRef('acme', 'teaching').id}`, 'teaching'],
    ['project:ac%6De/teaching', 'teaching'],
  ])('is exchanged for a project that is named as %s', async (scope, project) => {
    const user = project === 'teaching' ? 'bob' : 'alice';
    const answer = await exchange(await idpToken(user), { scope });
    expect([answer.status, answer.body.scope]).toEqual([200, `project:acme/${project}`]);
  });

  it('becomes an unscoped token where nothing is said, with the gateway named or not', async () => {
    for (const more of [{}, { resource: h.url }, { audience: `${h.url}/` }]) {
      const answer = await exchange(await idpToken('alice'), more as Record<string, string>);
      expect([answer.status, answer.body.scope]).toEqual([200, undefined]);
      expect((await shown(answer.body.access_token)).project).toBeUndefined();
    }
  });

  it('may be used again while it is valid, as at every login, and each time begins a login of its own', async () => {
    const token = await idpToken('alice');
    const [one, other] = [await exchange(token), await exchange(token)].map(({ body }) => body.access_token);
    await h.send('DELETE', '/identity/v3/auth/tokens', { token: one, headers: { 'x-subject-token': one } });
    expect((await h.send('GET', '/identity/v3/auth/projects', { token: one })).status).toBe(401);
    expect((await h.send('GET', '/identity/v3/auth/projects', { token: other })).status).toBe(200);
  });
});

describe('a gateway token', () => {
  it('becomes one for a project that never outlives it and ends with it', async () => {
    const login = await h.login('alice');
    const answer = await exchange(login, { scope: 'project:acme/research' });
    const token = answer.body.access_token;
    expect(decodeJwt(token).exp).toBeLessThanOrEqual(decodeJwt(login).exp ?? 0);
    const { audit_ids: audit, methods } = await shown(token);
    expect([audit.length, methods]).toEqual([2, ['openid', 'token']]);
    expect((await h.send('GET', servers, { token })).status).toBe(200);
    await h.send('DELETE', '/identity/v3/auth/tokens', { token: login, headers: { 'x-subject-token': login } });
    expect((await h.send('GET', servers, { token })).status).toBe(401);
  });

  it('keeps its scope where none is asked for', async () => {
    const answer = await exchange(await h.scoped('alice'), { subject_token_type: `${TYPE}jwt` });
    expect([answer.status, answer.body.scope]).toEqual([200, 'project:acme/research']);
  });

  it('is no ID token', async () => {
    const answer = await exchange(await h.login('alice'), { subject_token_type: `${TYPE}id_token` });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });
});

it('a provider whose logins end with its tokens has exchanged ones that do', async () => {
  await h.gateway.reconfigure(
    await h.changed((file) => {
      file.identityProviders[0].capLifetime = true;
    }),
  );
  const token = await idpToken('alice');
  const answer = await exchange(token);
  expect(decodeJwt(answer.body.access_token).exp).toBeLessThanOrEqual(decodeJwt(token).exp ?? 0);
});

describe('the metadata', () => {
  it('name the endpoint and what it takes', async () => {
    const { status, body } = await h.send('GET', '/.well-known/oauth-authorization-server');
    expect([status, body]).toEqual([
      200,
      {
        issuer: h.url,
        token_endpoint: `${h.url}/oauth2/token`,
        jwks_uri: `${h.url}/.well-known/jwks.json`,
        grant_types_supported: [GRANT, 'client_credentials'],
        token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
        response_types_supported: [],
      },
    ]);
  });

  it('agree with what members read, which says nothing of the endpoint', async () => {
    const { body: ours } = await h.send('GET', '/.well-known/oauth-authorization-server');
    const { body: members } = await h.send('GET', '/.well-known/openid-configuration');
    expect([members.issuer, members.jwks_uri]).toEqual([ours.issuer, ours.jwks_uri]);
    expect(Object.keys(members)).toEqual([
      'issuer',
      'jwks_uri',
      'authorization_endpoint',
      'response_types_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
      'claims_supported',
    ]);
  });
});
