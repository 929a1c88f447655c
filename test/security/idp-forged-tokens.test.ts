// SPDX-License-Identifier: Apache-2.0
// The hole: a gateway that trusts what a token says about itself. "alg: none", a public key used as HMAC secret, a key
// that the token brings along (jwk, jku, x5u, x5c), a foreign or changed signature, and a token of another purpose
// signed by the right key have each opened real systems. Every one must end in the same 401, and make no call to
// anything that the token names.
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import type { Refusal } from '../../src/federation/identity/options.ts';
import {
  createStandInIssuer,
  entry,
  gate,
  goodClaims,
  type StandInIssuer,
  segment,
} from '../unit/federation/identity/stand-in-issuer.ts';

const EVERY_ALGORITHM = ['none', 'HS256', 'HS512', 'RS256', 'PS256', 'ES256', 'EdDSA'];

let issuer: StandInIssuer;
beforeEach(async () => {
  issuer = await createStandInIssuer();
  issuer.removeKey('first');
  await issuer.addKey('rsa', 'RS256');
});

/** Even where the operator allowed everything. */
async function expectRefused(token: string, ...reasons: Refusal[]) {
  const { providers, outcomes } = gate([issuer], [entry({ algorithms: EVERY_ALGORITHM })]);
  await providers.authenticateAny(await issuer.token());
  issuer.calls.length = 0;
  for (const attempt of [
    () => providers.authenticateAny(token),
    () => providers.authenticate('keycloak', 'openid', token),
  ]) {
    await expect(attempt()).rejects.toMatchObject({
      code: 'unauthorized',
      status: 401,
      message: 'The request you have made requires authentication.',
    });
  }
  expect(issuer.calls).toEqual([]);
  const refused = outcomes.slice(1);
  expect(refused).toHaveLength(2);
  for (const outcome of refused) {
    expect(outcome.outcome).toBe('refused');
    expect(reasons).toContain(outcome.reason);
  }
}

const signed = (header: Record<string, unknown>, make: (input: string) => string, claims: object = goodClaims()) => {
  const input = `${segment(header)}.${segment(claims)}`;
  return `${input}.${make(input)}`;
};
const rs256 = (key: KeyObject) => (input: string) => sign('sha256', Buffer.from(input), key).toString('base64url');
const hmac = (secret: string | Buffer) => (input: string) =>
  createHmac('sha256', secret).update(input).digest('base64url');

it.each(['none', 'None', 'NONE', ''])('a token with alg %j is refused, with and without a signature', async (alg) => {
  await expectRefused(
    signed({ alg, kid: 'rsa' }, () => ''),
    'malformed',
  );
  await expectRefused(
    signed({ alg, kid: 'rsa' }, () => 'AAAA'),
    'algorithm',
  );
});

it('a token signed by HMAC with the public key as secret is refused, in every form of the key', async () => {
  const jwk = issuer.jwk();
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  const pem = key.export({ type: 'spki', format: 'pem' }) as string;
  const secrets = [
    pem,
    pem.trim(),
    key.export({ type: 'pkcs1', format: 'pem' }) as string,
    key.export({ type: 'spki', format: 'der' }),
    JSON.stringify(jwk),
    Buffer.from(jwk.n ?? '', 'base64url'),
  ];
  for (const secret of secrets) {
    await expectRefused(signed({ alg: 'HS256', kid: 'rsa' }, hmac(secret)), 'algorithm');
    await expectRefused(signed({ alg: 'HS256' }, hmac(secret)), 'algorithm');
  }
});

it('a token signed by a symmetric key out of the JWKS is refused', async () => {
  const secret = Buffer.alloc(32, 7);
  const keys = [issuer.jwk(), { kty: 'oct', kid: 'shared', alg: 'HS256', k: secret.toString('base64url') }];
  issuer.answers.set(issuer.jwksUri, { status: 200, body: JSON.stringify({ keys }) });
  await expectRefused(signed({ alg: 'HS256', kid: 'shared' }, hmac(secret)), 'algorithm');
});

it('a token that brings its own key is refused, and nothing that it names is called', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'rsa', alg: 'RS256' };
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const brought = [
    { jwk },
    { jku: `${issuer.issuer}/attacker.json` },
    { x5u: `${issuer.issuer}/attacker.pem` },
    { x5c: [spki] },
    { jwk, jku: 'http://169.254.169.254/', x5c: [spki] },
  ];
  for (const header of brought) {
    for (const kid of ['rsa', 'attacker', undefined]) {
      await expectRefused(signed({ alg: 'RS256', kid, ...header }, rs256(privateKey)), 'signature', 'unknownKey');
    }
  }
});

it('a token whose payload, header or signature was changed is refused', async () => {
  const [header = '', payload = '', signature = ''] = (await issuer.token()).split('.');
  const admin = segment({ ...goodClaims(), sub: 'admin', groups: ['acme-admins'] });
  await expectRefused(`${header}.${admin}.${signature}`, 'signature');
  await expectRefused(`${segment({ alg: 'RS256', kid: 'rsa', typ: 'at+jwt' })}.${payload}.${signature}`, 'signature');
  await expectRefused(`${segment({ alg: 'PS256', kid: 'rsa' })}.${payload}.${signature}`, 'signature', 'unknownKey');
  await expectRefused(`${header}.${payload}.${signature.slice(0, 100)}`, 'signature');
  await expectRefused(`${header}.${payload}.${'A'.repeat(signature.length)}`, 'signature');
});

it('a signature of zeros does not pass as ECDSA', async () => {
  await issuer.addKey('ec', 'ES256');
  await expectRefused(
    signed({ alg: 'ES256', kid: 'ec' }, () => Buffer.alloc(64).toString('base64url')),
    'signature',
  );
});

it('a token that was signed for another purpose is refused', async () => {
  await expectRefused(await issuer.token({}, { typ: 'logout+jwt' }), 'kind');
  await expectRefused(await issuer.token({}, { typ: 'dpop+jwt' }), 'kind');
  await expectRefused(await issuer.token({ events: {} }), 'kind');
  await expectRefused(await issuer.token({ cnf: { jkt: 'x' } }), 'senderConstrained');
});

it('a header extension that must be understood is refused', async () => {
  const [, payload] = (await issuer.token()).split('.');
  await expectRefused(`${segment({ alg: 'RS256', kid: 'rsa', crit: ['exp'], exp: 1 })}.${payload}.AAAA`, 'critical');
  await expectRefused(
    `${segment({ alg: 'RS256', kid: 'rsa', crit: ['b64'], b64: false })}.${payload}.AAAA`,
    'critical',
  );
});

it('an encrypted token is refused', async () => {
  await expectRefused(`${segment({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AA.AA.AA.AA`, 'encrypted');
});

it('a token by a small RSA key is refused though the issuer publishes that key', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const keys = [issuer.jwk(), { ...publicKey.export({ format: 'jwk' }), kid: 'small' }];
  issuer.answers.set(issuer.jwksUri, { status: 200, body: JSON.stringify({ keys }) });
  await expectRefused(signed({ alg: 'RS256', kid: 'small' }, rs256(privateKey)), 'signature');
});
