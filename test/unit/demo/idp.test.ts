// SPDX-License-Identifier: Apache-2.0
// Every grant that an OpenStack client uses, over real HTTP, sent as keystoneauth sends it (identity/v3/oidc.py).
import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Idp, startIdp } from '../../../demo/idp.ts';
import { confirmCode, createBrowser } from '../../e2e/browser.ts';

let idp: Idp;
beforeAll(async () => {
  idp = await startIdp();
});
afterAll(() => idp.close());

const basic = (client: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`,
});
const OPENSTACK = basic('openstack', 'openstack-secret');

const discovery = async () => (await (await fetch(idp.discoveryUrl)).json()) as Record<string, string & string[]>;
const post = async (endpoint: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
  const url = (await discovery())[endpoint] ?? '';
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};
const verified = async (token: string | undefined) => {
  const jwks = createRemoteJWKSet(new URL((await discovery()).jwks_uri ?? ''));
  return jwtVerify(token ?? '', jwks, { issuer: idp.issuer, audience: 'scs-gateway' });
};

const browser = () => createBrowser(idp.issuer);

test('publishes an RS256 and an ES256 key and the grants in its discovery document', async () => {
  const document = await discovery();
  const { keys } = (await (await fetch(document.jwks_uri ?? '')).json()) as { keys: { alg: string; d?: string }[] };
  expect(keys.map(({ alg }) => alg)).toEqual(['RS256', 'ES256']);
  expect(keys.every((key) => key.d === undefined)).toBe(true);
  expect(document.issuer).toBe(idp.issuer);
  expect(document.grant_types_supported).toEqual(
    expect.arrayContaining([
      'password',
      'client_credentials',
      'authorization_code',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]),
  );
});

describe('password (v3oidcpassword)', () => {
  test('gives a JWT for the gateway that carries name, mail and groups, and an ID token with the same', async () => {
    const form = { grant_type: 'password', username: 'carol', password: 'carol-pw', scope: 'openid profile' };
    const { status, body } = await post('token_endpoint', form, OPENSTACK);
    expect(status).toBe(200);
    const { payload } = await verified(body.access_token);
    const carol = {
      sub: 'carol',
      preferred_username: 'carol',
      email: 'carol@example.org',
      groups: ['acme-research', 'acme-teaching'],
    };
    expect(payload).toMatchObject(carol);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(decodeJwt(body.id_token ?? '')).toMatchObject({ ...carol, aud: 'openstack', iss: idp.issuer });
  });

  test('refuses a wrong password, an unknown user and a wrong client secret', async () => {
    const form = { grant_type: 'password', username: 'carol', password: 'carol-pw', scope: 'openid profile' };
    expect(await post('token_endpoint', { ...form, password: 'x' }, OPENSTACK)).toMatchObject({ status: 400 });
    expect(await post('token_endpoint', { ...form, username: 'x' }, OPENSTACK)).toMatchObject({ status: 400 });
    expect(await post('token_endpoint', form, basic('openstack', 'x'))).toMatchObject({ status: 401 });
  });
});

test('client_credentials (v3oidcclientcredentials) gives a service user in a group', async () => {
  const form = { grant_type: 'client_credentials', scope: 'openid profile' };
  const { body } = await post('token_endpoint', form, basic('automation', 'automation-secret'));
  expect((await verified(body.access_token)).payload).toMatchObject({
    sub: 'automation',
    preferred_username: 'automation',
    email: 'automation@example.org',
    groups: ['acme-research'],
  });
});

describe('authorization code', () => {
  const redirect_uri = 'http://localhost:8400/callback';
  const login = async (query: Record<string, string>, user = 'alice', password = 'alice-pw') => {
    const go = browser();
    const parameters = new URLSearchParams({ response_type: 'code', scope: 'openid profile', redirect_uri, ...query });
    const page = await go(`${(await discovery()).authorization_endpoint}?${parameters}`);
    return go(page.url, { login: user, password });
  };

  test('works with PKCE for a client without a secret, by way of the login page', async () => {
    const code_verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
    const end = await login({ client_id: 'openstack-cli', code_challenge, code_challenge_method: 'S256' });
    expect(end.url.startsWith(redirect_uri)).toBe(true);
    const code = new URL(end.url).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', client_id: 'openstack-cli', code, redirect_uri, code_verifier };
    const { body } = await post('token_endpoint', form);
    expect((await verified(body.access_token)).payload).toMatchObject({ sub: 'alice', groups: ['acme-research'] });
    expect(decodeJwt(body.id_token ?? '').groups).toEqual(['acme-research']);
  });

  test('works without PKCE for a client with a secret (v3oidcauthcode)', async () => {
    const end = await login({ client_id: 'openstack' });
    const code = new URL(end.url).searchParams.get('code') ?? '';
    const { body } = await post('token_endpoint', { grant_type: 'authorization_code', code, redirect_uri }, OPENSTACK);
    expect((await verified(body.access_token)).payload.sub).toBe('alice');
  });

  test('refuses a client without a secret that sends no PKCE challenge', async () => {
    const end = await browser()(
      `${(await discovery()).authorization_endpoint}?${new URLSearchParams({ response_type: 'code', client_id: 'openstack-cli', scope: 'openid', redirect_uri })}`,
    );
    expect(new URL(end.url).searchParams.get('error')).toBe('invalid_request');
  });

  test('shows the login page again after a wrong password', async () => {
    const end = await login({ client_id: 'openstack' }, 'alice', 'wrong');
    expect(end.status).toBe(401);
    expect(end.text).toContain('Wrong name or password');
  });
});

test('device grant (v3oidcdeviceauthz, which sends no scope and reads `interval`) ends after the login at /device', async () => {
  const started = await post('device_authorization_endpoint', {}, OPENSTACK);
  expect(started.body).toMatchObject({ interval: 1, verification_uri: `${idp.issuer}/device` });
  const device_code = started.body.device_code ?? '';
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code };
  expect(await post('token_endpoint', form, OPENSTACK)).toMatchObject({
    status: 400,
    body: { error: 'authorization_pending' },
  });

  const { verification_uri_complete: page = '', user_code = '' } = started.body;
  expect(await confirmCode(idp.issuer, page, user_code, 'bob')).toContain('go back to your device');

  const { body } = await post('token_endpoint', form, OPENSTACK);
  expect((await verified(body.access_token)).payload).toMatchObject({ sub: 'bob', groups: ['acme-teaching'] });
  // Good once.
  expect(await post('token_endpoint', form, OPENSTACK)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
});

test('mints tokens that it would never issue, signed with its own published keys', async () => {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const good = await idp.mint({ sub: 'eve', exp }, { alg: 'ES256' });
  expect((await verified(good)).payload.sub).toBe('eve');
  await expect(verified(await idp.mint({ sub: 'eve', exp: 1 }))).rejects.toThrow(/exp/);
  await expect(verified(await idp.mint({ sub: 'eve', exp, aud: 'other' }))).rejects.toThrow(/aud/);
  await expect(verified(await idp.mint({ sub: 'eve', exp }, { kid: 'unknown' }))).rejects.toThrow();
});
