// SPDX-License-Identifier: Apache-2.0
// The hole: a JWT carries in its own header the algorithm and the key by which it wants to be checked. A verifier that
// believes it takes unsigned tokens (`none`), tokens signed by HMAC with the public key as the secret (CVE-2015-9235),
// or tokens signed by a key that the attacker brings along (`jwk`, `jku`, `x5c`). Whoever makes one is anybody.
import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens, type Tokens } from '../../src/federation/tokens.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, T0 } from '../contract/world.ts';

const TYPE = 'scs-token+jwt';
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let folder: KeyFolder;
let tokens: Tokens;
let good: string;
let payload: JWTPayload;
let kid: string;
beforeAll(async () => {
  folder = await makeKeys();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  clock.now = T0;
  const revocations = createRevocations({ store: createMemoryStore({ now: clock.read }), now: clock.read });
  const make = (): Tokens =>
    createTokens({ keys: folder.keys, revocations, now: clock.read }, () => ({ issuer: ISSUER, lifetime: 3_600_000 }));
  good = (await make().issue({ principal: ALICE, scope: { kind: 'unscoped' }, methods: ['openid'] })).token;
  payload = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString());
  ({ kid } = folder.keys.signing());
  // Not the one that issued: nothing is known beforehand.
  tokens = make();
});

const refuse = async (token: string, ended = false): Promise<void> => {
  await expect(tokens.verify(token)).rejects.toMatchObject({
    code: 'unauthorized',
    // Whoever had a good one is told that it has ended: nobody else could know that it has.
    message: `The request you have made requires authentication.${ended ? ' The token has expired: log in again to get a new one.' : ''}`,
  });
  expect(tokens.known(token)).toBeUndefined();
};
/** Signed by our own key: only what is said is wrong. */
const sign = (claims: JWTPayload, header: object = {}): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid, typ: TYPE, ...header })
    .sign(folder.keys.signing().privateKey);

it('takes the good one, so that what follows fails for its own reason', async () => {
  expect(await tokens.verify(good)).toMatchObject({ principal: ALICE });
  expect(await tokens.verify(await sign(payload))).toMatchObject({ principal: ALICE });
});

describe('refuses a token', () => {
  it.each(['none', 'None', 'NONE', ''])('without signature, alg %j', async (alg) => {
    const unsigned = `${encode({ alg, kid, typ: TYPE })}.${encode(payload)}.`;
    for (const token of [unsigned, unsigned.slice(0, -1), `${unsigned}${good.split('.')[2]}`]) await refuse(token);
  });

  it.each(['HS256', 'HS384', 'HS512'])('signed by %s with what is public', async (alg) => {
    const jwk = folder.keys.jwks().keys[0];
    const secrets = [JSON.stringify(jwk), JSON.stringify(folder.keys.jwks()), jwk?.x ?? '', kid, ''];
    for (const secret of secrets) {
      const text = `${encode({ alg, kid, typ: TYPE })}.${encode(payload)}`;
      await refuse(
        `${text}.${createHmac(`sha${alg.slice(2)}`, secret)
          .update(text)
          .digest('base64url')}`,
      );
    }
  });

  it('signed by a key that it brings along, or names by an address', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    const by = (header: object): Promise<string> =>
      new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: TYPE, ...header }).sign(pair.privateKey);
    for (const header of [
      { kid },
      { kid, jwk },
      { jwk },
      {},
      { kid, jku: 'http://127.0.0.1:1/jwks' },
      { kid, x5u: 'http://127.0.0.1:1/x5u', x5c: ['AAAA'] },
      { kid: `../${kid}` },
      { kid: `${kid}\0` },
      { kid: 7 as unknown as string },
    ])
      await refuse(await by(header));
  });

  it('whose algorithm is another than ours, though its key is', async () => {
    for (const alg of ['ES384', 'ES512', 'EdDSA', 'RS256', 'PS256', 'ES256K'])
      await refuse(`${encode({ alg, kid, typ: TYPE })}.${good.split('.').slice(1).join('.')}`);
  });

  it('with a changed payload, header or signature', async () => {
    const [header = '', body = '', signature = ''] = good.split('.');
    await refuse(`${header}.${encode({ ...payload, sub: 'f'.repeat(64) })}.${signature}`);
    await refuse(`${encode({ alg: 'ES256', kid, typ: TYPE, x: 1 })}.${body}.${signature}`);
    const bytes = Buffer.from(signature, 'base64url');
    for (const at of [0, 31, 32, 63]) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      await refuse(`${header}.${body}.${other.toString('base64url')}`);
    }
    // ES256 by an implementation that forgets to check for zero (CVE-2022-21449).
    await refuse(`${header}.${body}.${Buffer.alloc(64).toString('base64url')}`);
  });

  it('that asks for rules which nobody here knows', async () => {
    await refuse(
      await sign(payload, { crit: ['exp'], exp: 0 }).catch(
        () => `${encode({ alg: 'ES256', kid, typ: TYPE, crit: ['x'], x: 1 })}.e30.x`,
      ),
    );
    await refuse(
      `${encode({ alg: 'ES256', kid, typ: TYPE, b64: false, crit: ['b64'] })}.${good.split('.').slice(1).join('.')}`,
    );
  });

  it.each<[string, (claims: JWTPayload) => JWTPayload]>([
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://other.example' })],
    ['of this issuer with a slash', (claims) => ({ ...claims, iss: `${ISSUER}/` })],
    ['for another audience', (claims) => ({ ...claims, aud: 'https://cloud-a.example/v3' })],
    ['without issuer', ({ iss: _, ...claims }) => claims],
    ['without audience', ({ aud: _, ...claims }) => claims],
    ['without end', ({ exp: _, ...claims }) => claims],
    ['without beginning', ({ iat: _, ...claims }) => claims],
    ['without audit id', ({ jti: _, ...claims }) => claims],
    ['without subject', ({ sub: _, ...claims }) => claims],
    ['that has ended', (claims) => ({ ...claims, exp: T0 / 1000 })],
    ['that has ended long ago', (claims) => ({ ...claims, exp: 1 })],
    ['not yet good', (claims) => ({ ...claims, nbf: T0 / 1000 + 60 })],
    ['whose end is a text', (claims) => ({ ...claims, exp: '9999999999' as unknown as number })],
  ])('%s, though our key signed it', async (name, change) => {
    await refuse(await sign(change(payload)), name.startsWith('that has ended'));
  });
});
