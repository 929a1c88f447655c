// SPDX-License-Identifier: Apache-2.0
// Claims that a token lacks are asked of its issuer. Another user's answer must not become this one's, an issuer that does
// not answer must not make a login without groups (which would end the user's others), and nobody makes the gateway ask
// without a token that the issuer has signed.
import { beforeEach, describe, expect, it } from 'vitest';
import type { GroupProof } from '../../src/federation/group-memory.ts';
import {
  type CheckOutcome,
  createIdentityProviders,
  type IdentityProviderOptions,
} from '../../src/federation/identity/index.ts';
import {
  createStandInIssuer,
  entry,
  ISSUER,
  START,
  type StandInIssuer,
} from '../unit/federation/identity/stand-in-issuer.ts';

const USERINFO = `${ISSUER}/userinfo`;
const INTROSPECT = `${ISSUER}/introspect`;
const client = { endpoint: INTROSPECT, clientId: 'gateway', clientSecret: { reveal: () => 'secret' } };
const WAYS = [
  ['the userinfo endpoint', USERINFO, { userinfo: { endpoint: USERINFO } }, {}],
  ['introspection', INTROSPECT, { introspection: { ...client, missingClaims: true } }, { active: true }],
] as const;

let issuer: StandInIssuer;
beforeEach(async () => {
  issuer = await createStandInIssuer();
});
const answer = (url: string, value: unknown, status = 200) =>
  issuer.answers.set(url, { status, body: JSON.stringify(value) });

function start(changes: Partial<IdentityProviderOptions>) {
  const time = { now: START };
  const outcomes: CheckOutcome[] = [];
  const proofs: GroupProof[] = [];
  const providers = createIdentityProviders([entry(changes)], {
    now: () => time.now,
    fetch: issuer.fetch,
    onCheck: (outcome) => outcomes.push(outcome),
    onProven: async (proof) => void proofs.push(proof),
  });
  const log = async (token: string) => (await providers.authenticate('keycloak', 'openid', token)).principal;
  return { log, outcomes, proofs, time, reasons: () => outcomes.map(({ reason }) => reason) };
}

const BARE = { groups: undefined, preferred_username: undefined, email: undefined, email_verified: undefined };
const SUB = 'f3a1c9d2-alice';
const ALICE = { sub: SUB, preferred_username: 'alice', groups: ['acme-research'] };

describe.each(WAYS)('claims asked for at %s', (_name, url, configured, fixed) => {
  it('are those that the token lacks, and no others', async () => {
    answer(url, { ...fixed, ...ALICE, email: 'alice@example.org', email_verified: false, iss: 'x', aud: 'y', exp: 1 });
    const { log } = start(configured);
    expect(await log(await issuer.token(BARE))).toMatchObject({
      subject: SUB,
      name: 'alice',
      groups: ['acme-research'],
    });
    // Not verified, by whoever names it.
    expect(await log(await issuer.token({ ...BARE, email_verified: true }))).not.toHaveProperty('email');
    const own = { ...BARE, preferred_username: 'bob', groups: ['acme-ops'] };
    expect(await log(await issuer.token(own))).toMatchObject({ name: 'bob', groups: ['acme-ops'] });
    expect(issuer.count(url)).toBe(2);
  });

  it('are of nobody else', async () => {
    answer(url, { ...fixed, ...ALICE, sub: 'mallory' });
    const { log, reasons, proofs } = start(configured);
    await expect(log(await issuer.token(BARE))).rejects.toMatchObject({ status: 401 });
    expect([reasons(), proofs]).toEqual([['userinfo'], []]);
  });

  it('fail the login while the issuer does not answer, since one without groups would end others', async () => {
    for (const [status, body] of [
      [500, {}],
      [200, []],
      [302, {}],
    ] as const) {
      answer(url, body, status);
      const { log, proofs } = start(configured);
      await expect(log(await issuer.token(BARE))).rejects.toMatchObject({ code: 'issuerUnavailable' });
      // The issuer has a pause then, and tokens that lack nothing go on.
      await expect(log(await issuer.token(BARE))).rejects.toMatchObject({ code: 'issuerUnavailable' });
      expect(proofs).toEqual([]);
      expect((await log(await issuer.token())).name).toBe('alice');
    }
    expect(issuer.count(url)).toBe(3);
  });

  it('are asked for once per token and minute, and of nobody’s made-up token', async () => {
    answer(url, { ...fixed, ...ALICE });
    const { log } = start(configured);
    const token = await issuer.token(BARE);
    await Promise.all(Array.from({ length: 20 }, () => log(token)));
    expect(issuer.count(url)).toBe(1);
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    await expect(log(forged)).rejects.toMatchObject({ status: 401 });
    await expect(log(await issuer.token({ ...BARE, aud: 'another' }))).rejects.toMatchObject({ status: 401 });
    expect(issuer.count(url)).toBe(1);
  });
});

it('a token that is not taken at the userinfo endpoint is refused, and causes no pause', async () => {
  answer(USERINFO, {}, 401);
  const { log, outcomes } = start({ userinfo: { endpoint: USERINFO } });
  await expect(log(await issuer.token(BARE))).rejects.toMatchObject({ status: 401 });
  expect(outcomes).toMatchObject([{ reason: 'userinfo', detail: expect.stringContaining('access tokens') }]);
  answer(USERINFO, ALICE);
  expect((await log(await issuer.token({ ...BARE, jti: '2' }))).groups).toEqual(['acme-research']);
});

it('a token that introspection calls inactive is refused, whatever its signature says', async () => {
  answer(INTROSPECT, { active: false });
  const { log, reasons } = start({ introspection: { ...client, missingClaims: true } });
  await expect(log(await issuer.token(BARE))).rejects.toMatchObject({ status: 401 });
  expect(reasons()).toEqual(['inactive']);
});

describe('what a token says of groups', () => {
  it.each([
    ['groups', { groups: ['acme-research'] }, 1],
    ['an empty list', { groups: [] }, 1],
    ['no claim, though it names its scope', { groups: undefined, scope: 'openid' }, 1],
    // Dex: that the scope `groups` was not asked for cannot be told from being in no group.
    ['no claim, and does not tell its scope', { groups: undefined }, 0],
    ['that there are too many', { groups: undefined, scp: 'login', _claim_names: { groups: 'src1' } }, 0],
  ])('is compared with earlier logins where it has %s', async (_what, claims, times) => {
    const { log, proofs } = start({});
    await log(await issuer.token(claims));
    expect(proofs).toHaveLength(times);
  });

  it('is bounded before any expression is tried', async () => {
    answer(USERINFO, { ...ALICE, groups: Array.from({ length: 10_001 }, (_one, index) => `other-${index}`) });
    const { log, reasons } = start({ userinfo: { endpoint: USERINFO } });
    await expect(log(await issuer.token(BARE))).rejects.toMatchObject({ status: 403 });
    expect(reasons()).toEqual(['tooManyGroups']);
  });
});

describe('an entry that asks about every token', () => {
  const always = { introspection: { ...client, always: true, cacheTime: 10_000 } };

  it('lets a user who was disabled begin no login with a token that is still signed, after the configured time at the latest', async () => {
    answer(INTROSPECT, { active: true, sub: SUB });
    const { log, time, reasons } = start(always);
    const token = await issuer.token();
    expect((await log(token)).name).toBe('alice');
    answer(INTROSPECT, { active: false });
    expect((await log(token)).name).toBe('alice');
    time.now += 10_000;
    await expect(log(token)).rejects.toMatchObject({ status: 401 });
    expect(reasons()).toEqual(['verified', 'cached', 'inactive']);
    expect(issuer.count(INTROSPECT)).toBe(2);
  });

  it('lets nobody in while the provider does not answer, and nobody’s made-up token makes it ask', async () => {
    answer(INTROSPECT, {}, 500);
    const { log, reasons } = start(always);
    await expect(log(await issuer.token())).rejects.toMatchObject({ code: 'issuerUnavailable', status: 503 });
    expect(reasons()).toContain('noKeys');
    const forged = `${(await issuer.token()).slice(0, -8)}AAAAAAAA`;
    await expect(log(forged)).rejects.toMatchObject({ status: 401 });
    expect(issuer.count(INTROSPECT)).toBe(1);
  });

  it('asks about a token that says itself that it is active, as a user’s attribute of that name does', async () => {
    answer(INTROSPECT, { active: false });
    const { log, reasons } = start(always);
    await expect(log(await issuer.token({ active: true }))).rejects.toMatchObject({ status: 401 });
    expect(reasons()).toEqual(['inactive']);
    expect(issuer.count(INTROSPECT)).toBe(1);
  });

  it('lets a hundred users in who come at once, and asks about sixteen at a time', async () => {
    answer(INTROSPECT, { active: true, sub: SUB });
    const tokens = await Promise.all(Array.from({ length: 100 }, (_one, n) => issuer.token({ jti: `${n}` })));
    const slow = issuer.fetch;
    let [at, most] = [0, 0];
    issuer.fetch = async (url, call) => {
      if (url !== INTROSPECT) return slow(url, call);
      at += 1;
      most = Math.max(most, at);
      await new Promise((resolve) => setTimeout(resolve, 5));
      at -= 1;
      return slow(url, call);
    };
    const { log } = start(always);
    const names = await Promise.all(tokens.map(async (token) => (await log(token)).name));
    expect([new Set(names), most, issuer.count(INTROSPECT)]).toEqual([new Set(['alice']), 16, 100]);
    // One failure is enough: the others do not wait until it is their turn to fail.
    answer(INTROSPECT, {}, 500);
    const more = await Promise.all(Array.from({ length: 100 }, (_one, n) => issuer.token({ jti: `more ${n}` })));
    const failed = await Promise.all(more.map((token) => log(token).catch(({ code }) => code)));
    expect([new Set(failed), issuer.count(INTROSPECT)]).toEqual([new Set(['issuerUnavailable']), 116]);
  });

  it('takes no answer about another user, and asks beside the userinfo endpoint too', async () => {
    answer(INTROSPECT, { active: true, sub: 'mallory' });
    await expect(start(always).log(await issuer.token())).rejects.toMatchObject({ status: 401 });
    answer(USERINFO, ALICE);
    answer(INTROSPECT, { active: false });
    const { log } = start({ ...always, userinfo: { endpoint: USERINFO } });
    await expect(log(await issuer.token({ ...BARE, jti: 'b' }))).rejects.toMatchObject({ status: 401 });
    expect(issuer.count(USERINFO)).toBe(0);
  });
});
