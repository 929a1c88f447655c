// SPDX-License-Identifier: Apache-2.0
// The hole: keys live longer in the gateway than at the issuer, so a stolen signing key that the issuer took back still
// opens the door; or, the other way, whoever can take the issuer's JWKS off the network for a minute locks out every
// user, and a gateway that starts in that minute opens for everybody or never recovers.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createIdentityProviders } from '../../src/federation/identity/index.ts';
import type { IdentityProviders } from '../../src/model/identity-service.ts';
import { createStandInIssuer, entry, START, type StandInIssuer } from '../unit/federation/identity/stand-in-issuer.ts';

let issuer: StandInIssuer;
let providers: IdentityProviders;
let reasons: string[];

beforeEach(async () => {
  issuer = await createStandInIssuer();
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  providers.close();
  vi.useRealTimers();
});

const start = () => {
  reasons = [];
  providers = createIdentityProviders([entry()], {
    now: Date.now,
    fetch: issuer.fetch,
    onCheck: ({ reason }) => reasons.push(reason),
  });
};
const fresh = (kid?: string) =>
  issuer.token({ exp: Date.now() / 1000 + 300, iat: Date.now() / 1000, jti: `${Math.random()}` }, {}, kid);
const login = async (token: string) => providers.authenticateAny(token);
const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);

it('a new key is taken with the first token that it signed, the old one stays as long as the issuer publishes it', async () => {
  start();
  await login(await fresh());
  await minutes(1);
  await issuer.addKey('second');
  await login(await fresh('second'));
  await login(await fresh('first'));
});

it('a key that the issuer took back is refused with the next fetch, ten minutes later at most or little more', async () => {
  start();
  const stolen = await issuer.token({ exp: START / 1000 + 86_400 }, {}, 'first');
  await login(stolen);
  await issuer.addKey('second');
  issuer.removeKey('first');
  await minutes(12);
  await expect(login(stolen)).rejects.toMatchObject({ code: 'unauthorized' });
  await login(await fresh('second'));
});

it('an issuer that goes down locks nobody out whose key is known, however long it takes', async () => {
  start();
  await login(await fresh());
  issuer.state.down = true;
  await minutes(24 * 60);
  await login(await fresh());
  expect(reasons.filter((reason) => reason === 'keysFetch').length).toBeGreaterThan(100);
});

it('an issuer that is down at the start gives 503 with Retry-After, opens for nobody, and heals by itself', async () => {
  issuer.state.down = true;
  start();
  await expect(login(await fresh())).rejects.toMatchObject({ code: 'issuerUnavailable', status: 503, retryAfter: 1 });
  await minutes(30);
  await expect(login(await fresh())).rejects.toMatchObject({
    code: 'issuerUnavailable',
    message: 'The identity provider cannot be reached to check the token.',
    retryAfter: expect.any(Number),
  });
  issuer.state.down = false;
  await minutes(1.2);
  await login(await fresh());
});

it('an issuer that answers an error page or an empty key set does not lose its known keys', async () => {
  start();
  await login(await fresh());
  for (const answer of [
    { status: 200, body: '<html>maintenance</html>' },
    { status: 200, body: '{"keys":[]}' },
    { status: 404, body: '' },
  ]) {
    issuer.answers.set(issuer.jwksUri, answer);
    await minutes(15);
    await login(await fresh());
  }
});
