// SPDX-License-Identifier: Apache-2.0
// The hole: the gateway signs two kinds of JWT with the same keys and the same issuer: its own tokens, and the assertions
// that it shows to member clouds. A member (or whoever reads its logs) has assertions; could one be presented as a
// gateway token, that member could act as the user on every other cloud. The other way round, a client could show its
// gateway token at a member's federation URL itself, past the gateway (RFC 8725 §3.11, §3.12: types and audiences).

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStrategy } from '../../src/federation/create-strategy.ts';
import { createProjectNames } from '../../src/federation/mapping.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens, type Tokens } from '../../src/federation/tokens.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, T0 } from '../contract/world.ts';

const AUTH_URL = 'https://keystone.cloud-a.example/v3';

let folder: KeyFolder;
let tokens: Tokens;
beforeAll(async () => {
  clock.now = T0;
  folder = await makeKeys();
  const revocations = createRevocations({ store: createMemoryStore({ now: clock.read }), now: clock.read });
  tokens = createTokens({ keys: folder.keys, revocations, now: clock.read }, () => ({
    issuer: ISSUER,
    lifetime: 3_600_000,
  }));
});
afterAll(() => folder.remove());

async function assertion(audience = AUTH_URL): Promise<string> {
  const strategy = createStrategy(
    { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', audience },
    { authUrl: AUTH_URL, projects: createProjectNames([]) },
    { keys: folder.keys, issuer: () => ISSUER, now: clock.read },
  );
  const { headers } = await strategy.login({ kind: 'principal', principal: ALICE }, undefined);
  return headers?.authorization?.replace('Bearer ', '') ?? '';
}
const gatewayToken = async (): Promise<string> =>
  (await tokens.issue({ principal: ALICE, scope: { kind: 'unscoped' }, methods: ['openid'] })).token;

it('an assertion is no gateway token, not even with the gateway as its audience', async () => {
  for (const audience of [undefined, ISSUER]) {
    const token = await assertion(audience);
    expect(decodeJwt(token)).toMatchObject({ iss: ISSUER, sub: ALICE.id });
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(tokens.claimsToBeOurs(token)).toBe(false);
  }
});

it('a gateway token is no assertion: a member that checks the audience, or the type, refuses it', async () => {
  const server = createServer((_request, response) => response.end(JSON.stringify(folder.keys.jwks())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwks = createRemoteJWKSet(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const asMember = (token: string, rules: object) =>
    jwtVerify(token, jwks, { issuer: ISSUER, currentDate: new Date(T0), ...rules });
  await asMember(await assertion(), { audience: AUTH_URL, typ: 'JWT' });
  const token = await gatewayToken();
  await expect(asMember(token, { audience: AUTH_URL })).rejects.toThrow(/aud/);
  await expect(asMember(token, { typ: 'JWT' })).rejects.toThrow(/typ/);
  server.close();
  server.closeAllConnections();
});

it('shares no claim with an assertion that a mapping reads', async () => {
  const mapped = ['preferred_username', 'email', 'groups', 'domain'];
  expect(Object.keys(decodeJwt(await assertion()))).toEqual(expect.arrayContaining(mapped));
  const token = decodeJwt(await gatewayToken());
  for (const claim of mapped) expect(token).not.toHaveProperty(claim);
});

it('an assertion for one member is none for another', async () => {
  expect(decodeJwt(await assertion()).aud).toBe(AUTH_URL);
  expect(decodeProtectedHeader(await assertion()).typ).toBe('JWT');
});
