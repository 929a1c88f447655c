// SPDX-License-Identifier: Apache-2.0
// A token of a cluster's own service account is a right at that cluster and nowhere else. Where the operator lets it pass, it
// is verified first, goes to the cluster whose key has signed it and to no other, and opens nothing else of the gateway. Most
// clusters call their issuer by one and the same name, so the name proves nothing.
import type { IncomingMessage } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const ACCOUNT = 'system:serviceaccount:argocd:manager';
const KEYS = '/openid/v1/jwks';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let house: SplitHouse;
let alice: string;
let here: Pair;
let there: Pair;
const published: Record<string, JWK[]> = {};
/** What the apiservers were asked, and by which token; keys apart. */
let asked: { at: string; url: string; proof: string | undefined; headers: IncomingMessage['headers'] }[] = [];
let keyReads = 0;
let answer: (url: string) => number = () => 200;

/** Each cluster is a path of one server. */
const cluster = (id: string, more: object, base: { server: string; caFile: string }) => ({
  ...base,
  id,
  server: `${base.server}/${id}`,
  strategy: { kind: 'hub-oidc', audience: id },
  ...more,
});

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  [here, there] = [await generateKeyPair('RS256'), await generateKeyPair('ES256')];
  const jwk = async (pair: Pair, kid: string) => ({ ...(await exportJWK(pair.publicKey)), kid, use: 'sig' });
  published.own = [await jwk(here, 'k1')];
  published.twin = [await jwk(there, 'k2')];
  house = await startSplitHouse((file) => {
    const [, cloud] = file.clouds;
    const [liar] = (cloud?.clusters ?? []) as { server: string; caFile: string }[];
    if (cloud === undefined || liar === undefined) throw new Error('no cluster');
    cloud.clusters = [
      cluster('own', { serviceAccounts: {} }, liar),
      cluster('twin', { serviceAccounts: {} }, liar),
      cluster('closed', {}, liar),
      cluster('mute', { serviceAccounts: {} }, liar),
      cluster('thief', { serviceAccounts: {} }, liar),
    ];
  });
  house.lie((request, response) => {
    const [, at = '', path = ''] = /^\/(\w+)(.*)$/.exec(request.url ?? '') ?? [];
    const json = (status: number, body: object): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const proof = request.headers.authorization;
    if (path === '/.well-known/openid-configuration' || path === KEYS) {
      expect(proof).toBeUndefined();
      if (at === 'mute') return json(403, {});
      if (path === KEYS) keyReads += 1;
      const issuer = at === 'thief' ? house.idp.issuer : ISSUER;
      // Keys are public: whoever likes can publish those of somebody else.
      return json(200, path === KEYS ? { keys: published[at] ?? published.stolen ?? [] } : { issuer });
    }
    asked.push({ at, url: path, proof, headers: request.headers });
    json(answer(path), { kind: 'APIVersions' });
  });
  published.stolen = JSON.parse(await (await fetch(`${house.idp.issuer}/jwks`)).text()).keys;
  alice = await house.scoped('alice');
});
afterEach(() => {
  asked = [];
  answer = () => 200;
});
afterAll(async () => {
  await house.close();
  vi.useRealTimers();
});

const sign = ({ privateKey }: Pair, claims: JWTPayload = {}, header: object = { kid: 'k1', alg: 'RS256' }) => {
  const now = Math.floor(Date.now() / 1000);
  const bound = { iss: ISSUER, sub: ACCOUNT, aud: [ISSUER], iat: now, nbf: now, exp: now + 3600 };
  return new SignJWT(JSON.parse(JSON.stringify({ ...bound, ...claims })))
    .setProtectedHeader(header as { alg: string })
    .sign(privateKey);
};
const withoutEnd = { exp: undefined, aud: undefined, iss: 'kubernetes/serviceaccount' } as unknown as JWTPayload;

describe.each(PROTOCOLS)('over %s a token of a cluster’s own service account', (protocol) => {
  const send = (path: string, token: string, headers: Record<string, string> = {}) =>
    house.send(protocol, 'GET', path, { authorization: `Bearer ${token}`, ...headers });

  it('goes on as it is to the cluster that has signed it, where its own rights decide about impersonation', async () => {
    for (const token of [await sign(here), await sign(here, withoutEnd)]) {
      const as = { 'impersonate-user': 'jane', 'impersonate-group': 'dev' };
      expect((await send('/k8s/own/api', token, as)).status).toBe(200);
      const { proof, headers } = asked.at(-1) ?? {};
      expect([proof, headers?.['impersonate-user'], headers?.['impersonate-group']]).toEqual([
        `Bearer ${token}`,
        'jane',
        'dev',
      ]);
    }
    // Others are proven as before.
    expect((await send('/k8s/own/api', alice)).status).toBe(200);
    expect(asked.at(-1)?.proof).not.toContain(alice);
  });

  it('reaches no other cluster, whatever that calls its issuer, and opens nothing else of the gateway', async () => {
    const token = await sign(here);
    for (const path of [
      '/k8s/twin/api',
      '/k8s/closed/api',
      '/k8s/mute/api',
      '/k8s/thief/api',
      '/k8s/nowhere/api',
      '/k8s',
      '/scs/v1/me',
      '/scs/v1/clusters',
      '/identity/v3/auth/projects',
    ]) {
      const { status } = await send(path, token, { 'x-auth-token': token });
      expect([path, status]).toEqual([path, path === '/k8s/mute/api' ? 503 : 401]);
    }
    expect(asked).toEqual([]);
  });

  it('that is forged, of another kind or over is refused before the cluster sees it', async () => {
    const now = Math.floor(Date.now() / 1000);
    const hmac = new SignJWT({ iss: ISSUER, sub: ACCOUNT, exp: now + 60 }).setProtectedHeader({
      alg: 'HS256',
      kid: 'k1',
    });
    const [head, body] = (await sign(here)).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const [what, token] of Object.entries({
      key: await sign(there, {}, { kid: 'k1', alg: 'ES256' }),
      unknownKey: await sign(there, {}, { kid: 'k9', alg: 'ES256' }),
      issuer: await sign(here, { iss: 'https://elsewhere.example' }),
      expired: await sign(here, { exp: now - 60 }),
      early: await sign(here, { nbf: now + 600 }),
      endless: await sign(here, { exp: undefined } as unknown as JWTPayload),
      user: await sign(here, { sub: 'system:admin' }),
      node: await sign(here, { sub: 'system:node:a' }),
      name: await sign(here, { sub: 'system:serviceaccount:a:b:c' }),
      critical: await sign(here, {}, { kid: 'k1', alg: 'RS256', crit: ['b64'], b64: true }),
      hmac: await hmac.sign(Buffer.from(JSON.stringify(published.own?.[0]))),
      none: `${none}.${body}.`,
      unsigned: `${head}.${body}.AAAA`,
    })) {
      const { status, text } = await send('/k8s/own/api', token);
      expect([what, status, JSON.parse(text).reason]).toEqual([what, 401, 'Unauthorized']);
    }
    expect(asked).toEqual([]);
  });

  it('that the cluster no longer takes is a 401, as it is directly, and costs no question', async () => {
    answer = () => 401;
    const { status, headers } = await send('/k8s/own/api', await sign(here));
    expect([status, headers['www-authenticate'], asked.length]).toEqual([401, 'Bearer', 1]);
  });

  it('is told which tokens count where those of service accounts do not', async () => {
    const { text } = await send('/k8s/closed/api', await sign(here));
    expect(JSON.parse(text)).toMatchObject({ code: 401, message: expect.stringContaining('serviceAccounts') });
    expect(JSON.parse((await send('/k8s/closed/api', 'nonsense')).text).message).toBe('Unauthorized');
  });

  it('of an identity provider, which a cluster claims as its own, stays the provider’s', async () => {
    const now = Math.floor(Date.now() / 1000);
    const stolen = await house.idp.mint({ sub: ACCOUNT, preferred_username: 'x', groups: [], iat: now, exp: now + 60 });
    expect((await send('/k8s/thief/api', stolen)).status).toBe(200);
    expect(asked.at(-1)?.proof).not.toContain(stolen);
  });
});

it('a flood of unknown keys reads those of the cluster once in half a minute', async () => {
  vi.setSystemTime(Date.now() + 31_000);
  const before = keyReads;
  const tokens = await Promise.all(
    Array.from({ length: 20 }, (_, i) => sign(there, {}, { kid: `x${i}`, alg: 'ES256' })),
  );
  const answers = await Promise.all(
    tokens.map((token) => house.send('HTTP/2', 'GET', '/k8s/own/api', { authorization: `Bearer ${token}` })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(keyReads - before).toBeLessThanOrEqual(1);
});

it('a cluster whose keys cannot be read is told of in the log, with what would help', () => {
  expect(
    house.log.find(({ provider, outcome }) => provider === 'cluster mute' && outcome === 'unavailable'),
  ).toMatchObject({
    reason: 'keysFetch',
    detail: expect.stringContaining('system:service-account-issuer-discovery'),
  });
});
