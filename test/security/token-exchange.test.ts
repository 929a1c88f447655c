// SPDX-License-Identifier: Apache-2.0
// The token endpoint takes tokens from anybody and gives tokens that open clouds. It must take nothing for a subject that is
// no login's (a member's JWT, another audience's, one that has ended), must not make more of a token than it was (longer, or
// for more than the one cluster that it is for), and must cost a stranger's flood no more than any other login.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signAssertion } from '../../src/federation/assertion.ts';
import { openKeys } from '../../src/federation/keys.ts';
import { ALICE } from '../contract/world.ts';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TYPE = 'urn:ietf:params:oauth:token-type:';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let k: ClusterHarness;
beforeAll(async () => {
  k = await startClusterHarness();
  await k.reload((file) => {
    file.gateway.limits.user = { login: 'off', read: 'off' };
    file.gateway.limits.address = { login: 'off', failed: 'off' };
  });
});
afterAll(() => k.close());

type Fields = Readonly<Record<string, string>> | readonly (readonly [string, string])[];
const post = (body: string | Buffer, headers: Readonly<Record<string, string>> = FORM, http: 1 | 2 = 2) =>
  k.send('POST', '/oauth2/token', { headers, body, http });
const form = (fields: Fields): string => new URLSearchParams(fields as Record<string, string>).toString();
const exchange = (token: string, more: Readonly<Record<string, string>> = {}) =>
  post(form({ grant_type: GRANT, subject_token: token, subject_token_type: `${TYPE}access_token`, ...more }));
const bound = async (cluster = 'hub'): Promise<string> => {
  const answer = await exchange(await k.idpToken('alice'), { audience: cluster });
  expect(answer.status).toBe(200);
  return answer.body.access_token;
};

describe('a token that is no login’s', () => {
  const now = (): number => Math.floor(Date.now() / 1000);
  const mint = (claims: object): Promise<string> =>
    k.idp.mint({
      ...{ sub: 'alice', preferred_username: 'alice', aud: 'scs-gateway', groups: ['acme-research'] },
      ...{ iat: now(), exp: now() + 300 },
      ...claims,
    });
  const assertion = async (audience: string): Promise<string> => {
    const keys = await openKeys(k.keys, { now: Date.now });
    try {
      return await signAssertion({ keys, issuer: () => k.url, now: Date.now }, ALICE, audience, 120);
    } finally {
      keys.close();
    }
  };

  it.each<[what: string, make: () => Promise<string>, says: string]>([
    ['another audience’s', () => mint({ aud: 'shop' }), 'is not valid here'],
    ['nobody’s audience', () => mint({ aud: undefined }), 'is not valid here'],
    ['another issuer’s', () => mint({ iss: 'https://evil.example.org' }), 'is not valid here'],
    ['past its end', () => mint({ iat: now() - 900, exp: now() - 600 }), 'has expired'],
    ['bound to a key of its client', () => mint({ cnf: { jkt: 'x' } }), 'is not valid here'],
    ['the JWT for a cluster', () => assertion('prod'), 'is not valid here'],
    ['a JWT of the gateway for the gateway', () => assertion(k.url), 'is not valid here'],
    ['no token at all', async () => 'x.y.z', 'is not valid here'],
  ])('is no subject: %s', async (_, make, says) => {
    for (const type of ['access_token', 'id_token', 'jwt']) {
      const answer = await exchange(await make(), { subject_token_type: `${TYPE}${type}` });
      expect([answer.status, answer.body]).toEqual([
        400,
        { error: 'invalid_request', error_description: `The subject token ${says}.` },
      ]);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  it('neither a changed gateway token, nor one that has been revoked, is exchanged', async () => {
    const token = await k.login('alice');
    const [head, body, signature = ''] = token.split('.');
    const other = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect((await exchange(other)).body.error_description).toBe('The subject token is not valid here.');
    const child = (await exchange(token)).body.access_token;
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    expect((await k.send('DELETE', '/identity/v3/auth/tokens', { headers })).status).toBe(204);
    for (const one of [token, child])
      expect((await exchange(one)).body.error_description).toBe('The subject token has been revoked.');
  });
});

describe('a token for one cluster', () => {
  it('opens that cluster, however it was named, and is never shown to it', async () => {
    const token = await bound();
    for (const http of [1, 2] as const) expect((await k.send('GET', '/k8s/hub/api', { token, http })).status).toBe(200);
    for (const resource of [`${k.url}/k8s/hub`, `${k.url}/k8s/hub/`, `https://hub.k8s.gw.example:${k.port}`]) {
      const answer = await exchange(await k.idpToken('alice'), { resource });
      expect((await k.send('GET', '/k8s/hub/api', { token: answer.body.access_token })).status).toBe(200);
      expect((await k.send('GET', '/k8s/imp/api', { token: answer.body.access_token })).status).toBe(401);
    }
    for (const { headers } of k.cluster.requests) expect(JSON.stringify(headers)).not.toContain(token);
  });

  const ELSEWHERE: readonly (readonly [string, string])[] = [
    ['GET', '/k8s/imp/api'],
    ['GET', '/k8s/pass/api'],
    ['GET', '/k8s/none/api'],
    ['GET', '/k8s'],
    ['GET', '/scs/v1/me'],
    ['GET', '/scs/v1/clusters'],
    ['GET', '/identity/v3/auth/projects'],
    ['GET', '/identity/v3/auth/tokens'],
    ['DELETE', '/identity/v3/auth/tokens'],
    ['GET', '/identity/v3/auth/catalog'],
  ];
  it.each(ELSEWHERE)('is refused everywhere else: %s %s', async (method, path) => {
    const token = await bound();
    // Where it counts, so that it is known to this process.
    expect((await k.send('GET', '/k8s/hub/api', { token })).status).toBe(200);
    const before = k.cluster.requests.length;
    const answer = await k.send(method, path, { token, headers: { 'x-auth-token': token, 'x-subject-token': token } });
    expect(answer.status).toBe(401);
    expect(k.cluster.requests.length).toBe(before);
  });

  it('does not become another token, by either way of exchanging one', async () => {
    const token = await bound();
    for (const more of [{}, { audience: 'hub' }, { audience: 'imp' }, { resource: k.url }, { scope: 'domain:acme' }])
      expect((await exchange(token, more as Record<string, string>)).body).toEqual({
        error: 'invalid_request',
        error_description: 'The subject token is not valid here.',
      });
    const rescoped = await k.send('POST', '/identity/v3/auth/tokens', {
      json: { auth: { identity: { methods: ['token'], token: { id: token } }, scope: 'unscoped' } },
    });
    expect(rescoped.status).toBe(401);
  });

  it('is not shown or revoked as somebody’s subject either, but ends with the login that it descends from', async () => {
    const login = await k.login('alice');
    const token = (await exchange(login, { audience: 'hub' })).body.access_token;
    const shown = { 'x-auth-token': login, 'x-subject-token': token };
    expect((await k.send('GET', '/identity/v3/auth/tokens', { headers: shown })).status).toBe(404);
    expect((await k.send('GET', '/k8s/hub/api', { token })).status).toBe(200);
    expect(decodeJwt(token).exp).toBeLessThanOrEqual(decodeJwt(login).exp ?? 0);
    const own = { 'x-auth-token': login, 'x-subject-token': login };
    expect((await k.send('DELETE', '/identity/v3/auth/tokens', { headers: own })).status).toBe(204);
    expect((await k.send('GET', '/k8s/hub/api', { token })).status).toBe(401);
  });

  it.each<[what: string, more: Readonly<Record<string, string>>, error: string]>([
    ['a cluster that does not exist', { audience: 'none' }, 'invalid_target'],
    ['a cluster that takes its provider’s tokens', { audience: 'pass' }, 'invalid_target'],
    ['a region', { resource: 'URL/clouds/cloud-a' }, 'invalid_target'],
    ['a path at the cluster', { resource: 'URL/k8s/hub/api' }, 'invalid_target'],
    ['the cluster at another host', { resource: 'https://evil.example.org/k8s/hub' }, 'invalid_target'],
    ['a name that is a prototype’s', { audience: '__proto__' }, 'invalid_target'],
    ['two clusters', { audience: 'hub', resource: 'URL/k8s/imp' }, 'invalid_target'],
    ['a cluster and the gateway', { audience: 'hub', resource: 'URL' }, 'invalid_target'],
    ['a cluster with a scope', { audience: 'hub', scope: 'domain:acme' }, 'invalid_scope'],
  ])('is not given for %s', async (_, more, error) => {
    const fields = Object.fromEntries(Object.entries(more).map(([name, value]) => [name, value.replace('URL', k.url)]));
    const answer = await exchange(await k.idpToken('alice'), fields);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
    expect(answer.text).not.toContain('eyJ');
  });

  it('tells strangers nothing of which clusters there are', async () => {
    const [one, other] = [await exchange('x.y.z', { audience: 'hub' }), await exchange('x.y.z', { audience: 'none' })];
    expect([one.status, one.text]).toEqual([other.status, other.text]);
  });
});

describe('a request that is not as it must be', () => {
  const good = async (): Promise<[string, string][]> => [
    ['grant_type', GRANT],
    ['subject_token', await k.idpToken('alice')],
    ['subject_token_type', `${TYPE}access_token`],
  ];
  it.each(['grant_type', 'subject_token', 'subject_token_type', 'scope', 'requested_token_type', 'client_id'])(
    'is refused for a parameter that comes twice: %s',
    async (name) => {
      const fields = await good();
      const value = fields.find(([one]) => one === name)?.[1] ?? 'x';
      const answer = await post(form([...fields.filter(([one]) => one !== name), [name, value], [name, value]]));
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    },
  );

  it.each<[what: string, more: readonly (readonly [string, string])[], status: number, error: string]>([
    ['an actor', [['actor_token', 'x']], 400, 'invalid_request'],
    ['the type of an actor', [['actor_token_type', `${TYPE}jwt`]], 400, 'invalid_request'],
    ['a refresh token', [['requested_token_type', `${TYPE}refresh_token`]], 400, 'invalid_request'],
    ['a SAML assertion', [['requested_token_type', `${TYPE}saml2`]], 400, 'invalid_request'],
    ['a secret without its client', [['client_secret', 'x']], 401, 'invalid_client'],
    [
      'a client’s secret',
      [
        ['client_id', 'c'],
        ['client_secret', 'x'],
      ],
      401,
      'invalid_client',
    ],
    ['the scope of a whole system', [['scope', 'system:all']], 400, 'invalid_scope'],
    ['two scopes', [['scope', 'domain:a domain:b']], 400, 'invalid_scope'],
    ['a scope in broken escapes', [['scope', 'project:a/%zz']], 400, 'invalid_scope'],
    ['a scope that nobody gives', [['scope', 'project:acme/none']], 400, 'invalid_scope'],
    [
      'too many parameters',
      Array.from({ length: 40 }, (_, index) => [`p${index}`, 'x'] as const),
      400,
      'invalid_request',
    ],
  ])('is refused for %s', async (_, more, status, error) => {
    const answer = await post(form([...(await good()), ...more]));
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(answer.headers['www-authenticate'] !== undefined).toBe(status === 401);
  });

  it('is refused with a header of another scheme, or of a client', async () => {
    const body = form(await good());
    for (const authorization of ['Bearer x', 'Basic !', `Basic ${btoa('id:secret')}`]) {
      const answer = await post(body, { ...FORM, authorization });
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
  });

  it('is refused as JSON, as nothing, with parameters in its URL, and for a grant that is not offered', async () => {
    const body = form(await good());
    const refused = async (answer: ReturnType<typeof post>) => (await answer).body.error;
    expect(await refused(post('{}', { 'content-type': 'application/json' }))).toBe('invalid_request');
    expect(await refused(post(''))).toBe('invalid_request');
    expect(await refused(post(form({ grant_type: 'password', username: 'a' })))).toBe('unsupported_grant_type');
    const inUrl = await k.send('POST', `/oauth2/token?${body}`, { headers: FORM, body: 'x=y' });
    expect([inUrl.status, inUrl.body.error]).toEqual([400, 'invalid_request']);
    expect(k.log.some((line) => JSON.stringify(line).includes(body.slice(-40)))).toBe(false);
  });

  it.each([1, 2] as const)('is refused by HTTP/%i once it is larger than any token', async (http) => {
    const answer = await post(Buffer.alloc(200_000, 'a'), FORM, http);
    expect([answer.status, answer.body.error]).toEqual([413, 'invalid_request']);
  });

  it('is no business of a browser’s page: no answer has CORS fields, and only POST is a way in', async () => {
    const origin = { origin: 'https://evil.example.org' };
    const preflight = { ...origin, 'access-control-request-method': 'POST' };
    const answers = [
      await k.send('OPTIONS', '/oauth2/token', { headers: preflight }),
      await post(form(await good()), { ...FORM, ...origin }),
      await k.send('GET', '/oauth2/token', { headers: origin }),
      await k.send('GET', '/.well-known/oauth-authorization-server', { headers: origin }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 405, 200]);
    for (const { headers } of answers)
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a flood', () => {
  beforeEach(() => k.reload());

  it('of grants is a flood of logins: counted for the address before anything is looked at', async () => {
    await k.reload((file) => {
      file.gateway.limits.address = { login: '5/1m' };
    });
    const token = await k.idpToken('alice');
    const statuses: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) statuses.push((await exchange(token)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    const refused = await post('garbage');
    expect([refused.status, refused.body.error]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('of guesses ends the address’s guessing, and counts with those at other places', async () => {
    await k.reload((file) => {
      file.gateway.limits.address = { login: 'off', failed: '4/1m' };
    });
    for (let turn = 0; turn < 4; turn += 1) expect((await exchange(`x.y.${turn}`)).status).toBe(400);
    expect((await exchange('x.y.z')).status).toBe(429);
    expect((await k.send('GET', '/k8s/hub/api', { token: 'x.y.q' })).status).toBe(429);
  });
});

it('an issuer that does not answer is an outage and not a bad token', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => nobody.once('listening', done));
  const issuer = `http://127.0.0.1:${(nobody.address() as AddressInfo).port}`;
  await new Promise((done) => nobody.close(done));
  await k.reload((file) => {
    file.identityProviders.push({ id: 'away', issuer, audiences: ['scs-gateway'], domain: 'away' });
  });
  const answer = await exchange(await k.idp.mint({ iss: issuer, aud: 'scs-gateway', sub: 'x' }));
  expect([answer.status, answer.body.error]).toEqual([503, 'temporarily_unavailable']);
});
