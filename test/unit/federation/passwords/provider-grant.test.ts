// SPDX-License-Identifier: Apache-2.0
// The password grant of an identity provider: what is asked, and what its answers mean.
import { describe, expect, it } from 'vitest';
import type { CheckOutcome, IssuerFetch } from '../../../../src/federation/identity/index.ts';
import { createTokenEndpoint, type EndpointClient } from '../../../../src/federation/identity/token-endpoint.ts';
import { createProviderGrant } from '../../../../src/federation/passwords/provider-grant.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { ALICE } from '../../../contract/world.ts';

const ISSUER = 'https://idp.example.org/realms/scs';
const DISCOVERY = { issuer: ISSUER, token_endpoint: `${ISSUER}/token`, jwks_uri: `${ISSUER}/keys` };
const BY = { key: '203.0.113.9', stranger: true } as const;

function grant(
  answer: { status: number; body: unknown } | Error,
  options: { client?: Partial<EndpointClient>; discovery?: object; tokenType?: 'id_token'; token?: GatewayError } = {},
) {
  const calls: { url: string; body: string; headers: Readonly<Record<string, string>> }[] = [];
  const checks: CheckOutcome[] = [];
  const shown: string[] = [];
  const fetch: IssuerFetch = async (url, { body = '', headers = {} }) => {
    calls.push({ url, body, headers });
    if (url.endsWith('openid-configuration'))
      return { status: 200, body: JSON.stringify(options.discovery ?? DISCOVERY) };
    if (answer instanceof Error) throw answer;
    return { status: answer.status, body: typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body) };
  };
  const client = { clientId: 'scs gateway', clientSecret: new Secret('cl:ient'), ...options.client };
  const source = createProviderGrant(
    {
      id: 'keycloak',
      protocol: 'openid',
      domain: 'acme',
      scope: 'openid groups',
      tokenType: options.tokenType ?? 'access_token',
    },
    {
      ask: createTokenEndpoint({ id: 'keycloak', issuer: ISSUER }, client, { now: Date.now, fetch }),
      onCheck: (outcome) => checks.push(outcome),
      identityProviders: () => ({
        async authenticate(provider, protocol, token) {
          shown.push(`${provider} ${protocol} ${token}`);
          if (options.token) throw options.token;
          return { principal: ALICE, expiresAt: 5 };
        },
      }),
    },
  );
  return { source, calls, checks, shown, check: () => source.check({ name: 'alice' }, 'pä&ss', BY) };
}
const GOOD = { status: 200, body: { access_token: 'at', id_token: 'it', token_type: 'Bearer' } };

describe('the password grant', () => {
  it('asks the token endpoint that the issuer names, and has the token checked as any other', async () => {
    const { check, calls, shown } = grant(GOOD);
    expect(await check()).toEqual({ principal: ALICE, expiresAt: 5, found: { name: 'alice' } });
    expect(calls.map(({ url }) => url)).toEqual([`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/token`]);
    expect(Object.fromEntries(new URLSearchParams(calls[1]?.body))).toEqual({
      grant_type: 'password',
      username: 'alice',
      password: 'pä&ss',
      scope: 'openid groups',
    });
    // RFC 6749 §2.3.1
    expect(calls[1]?.headers.authorization).toBe(`Basic ${Buffer.from('scs+gateway:cl%3Aient').toString('base64')}`);
    expect(shown).toEqual(['keycloak openid at']);
  });

  it('logs in with the ID token where the entry says so, as a public client without a secret', async () => {
    const { check, calls, shown } = grant(GOOD, {
      tokenType: 'id_token',
      client: { clientSecret: undefined, tokenEndpoint: 'https://idp.example.org/t' },
    });
    await check();
    expect(shown).toEqual(['keycloak openid it']);
    expect(calls.map(({ url }) => url)).toEqual(['https://idp.example.org/t']);
    expect(new URLSearchParams(calls[0]?.body).get('client_id')).toBe('scs gateway');
    expect(calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    [400, 'invalid_grant'],
    [401, 'invalid_grant'],
    [403, 'access_denied'],
  ])('that answers %i %s refuses the password, and nobody is told the words of the provider', async (status, error) => {
    const { check, checks } = grant({ status, body: { error, error_description: 'Account disabled' } });
    await expect(check()).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'The request you have made requires authentication.',
    });
    expect(checks).toMatchObject([{ outcome: 'refused', reason: 'password', detail: error }]);
  });

  it.each([
    ['an error of the client', { status: 401, body: { error: 'invalid_client' } }],
    ['a grant that the client may not use', { status: 400, body: { error: 'unauthorized_client' } }],
    ['a grant that is not offered', { status: 400, body: { error: 'unsupported_grant_type' } }],
    ['a failure', { status: 500, body: '<html>' }],
    ['a refusal without a word', { status: 400, body: '<html>' }],
    ['too many requests', { status: 429, body: {} }],
    ['no token', { status: 200, body: { token_type: 'Bearer' } }],
    ['no JSON', { status: 200, body: 'x' }],
    ['silence', new Error('timeout')],
  ])('with %s says nothing of the password: 503', async (_what, answer) => {
    const { check, checks } = grant(answer);
    await expect(check()).rejects.toMatchObject({ code: 'issuerUnavailable', retryAfter: expect.any(Number) });
    expect(checks).toMatchObject([{ outcome: 'unavailable', reason: 'passwordCheck' }]);
    expect(JSON.stringify(checks)).not.toMatch(/pä&ss|p%C3%A4|alice/);
  });

  it.each([
    ['of another issuer', { ...DISCOVERY, issuer: 'https://other.example' }],
    ['that leads to plain http', { ...DISCOVERY, token_endpoint: 'http://idp.example.org/token' }],
    ['without a token endpoint', { issuer: ISSUER }],
  ])('sends no password by a discovery document %s', async (_what, discovery) => {
    const { check, calls } = grant(GOOD, { discovery });
    await expect(check()).rejects.toMatchObject({ code: 'issuerUnavailable' });
    expect(calls.map(({ body }) => body)).toEqual(['']);
  });

  it('whose token is not accepted is no guess: the password was right', async () => {
    const { check } = grant(GOOD, { token: new GatewayError('unauthorized', { detail: 'keycloak: audience' }) });
    await expect(check()).rejects.toMatchObject({
      code: 'methodNotOffered',
      status: 401,
      detail: 'keycloak: audience',
    });
  });
});
