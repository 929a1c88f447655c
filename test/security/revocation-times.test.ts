// SPDX-License-Identifier: Apache-2.0
// Revocations come from outside of the process: by a message, or from the store. Whoever can write there, or a replica with
// a wrong clock, revoked a user's logins until the year 5138, and the user's next login was dated after it and ended then:
// a token for three thousand years. Texts that are no times were compared as numbers, one user could fill the memory of all
// replicas by revoking own tokens, and any message was believed. A moment from outside is in the past, give or take what
// clocks differ by; a token's end never moves; and what one process holds is bounded without letting a revoked token in.
import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Keys } from '../../src/federation/keys.ts';
import { createRevocations, type Revocations } from '../../src/federation/revocations.ts';
import { createRevoked } from '../../src/federation/revoked.ts';
import { createTokens } from '../../src/federation/tokens.ts';
import type { Principal } from '../../src/model/identity.ts';
import type { Store } from '../../src/model/store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const NOW = 1_700_000_000_000;
const YEAR_5138 = 99_999_999_999_999;
const HOUR = 3_600_000;
const SKEW = 60_000;
const USER = 'a'.repeat(64);
let clock = NOW;
beforeEach(() => {
  clock = NOW;
});
const now = (): number => clock;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface One {
  readonly store: Store;
  readonly revocations: Revocations;
  readonly said: string[];
}

function one(store = createMemoryStore({ now })): One {
  const said: string[] = [];
  const onImplausible = (what: string, detail: string): void => void said.push(`${what}: ${detail}`);
  return { store, said, revocations: createRevocations({ store, now, onImplausible }) };
}

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEYS = {
  signing: () => ({ kid: 'k', privateKey }),
  has: () => true,
  find: async () => ({ publicKey }),
} as unknown as Keys;
const PRINCIPAL: Principal = {
  id: USER,
  issuer: 'https://idp.example',
  subject: 'alice',
  name: 'alice',
  domain: 'acme',
  groups: [],
  identityProvider: 'demo',
  protocol: 'openid',
};
const tokensOf = ({ revocations }: Pick<One, 'revocations'>) =>
  createTokens({ keys: KEYS, revocations, now }, () => ({ issuer: 'https://gateway.example', lifetime: HOUR }));
const login = { principal: PRINCIPAL, scope: { kind: 'unscoped' }, methods: ['openid'] } as const;

describe('a moment in the future', () => {
  it.each(['a message', 'the store'])('from %s is cut to now, and the next login ends when it should', async (from) => {
    const { store, revocations, said } = one();
    if (from === 'a message') await store.publish('revoked', `user:${USER} ${YEAR_5138}`);
    else {
      await store.set(`revoked-user:${USER}`, String(YEAR_5138), HOUR);
      await revocations.checkUser(USER, NOW);
    }
    expect(revocations.hasUser(USER, NOW)).toBe(true);
    expect(said).toEqual([`cut: user:${USER} ${YEAR_5138}`]);
    const { caller } = await tokensOf({ revocations }).issue(login);
    expect(caller.issuedAt).toBeLessThanOrEqual(NOW + SKEW + 1_000);
    expect(caller.expiresAt).toBe(NOW + HOUR);
    expect(revocations.hasUser(USER, caller.issuedAt)).toBe(false);
  });

  it('does not move on with each look, and is replaced in the store', async () => {
    const { store, revocations, said } = one();
    await store.set(`revoked-user:${USER}`, String(YEAR_5138), HOUR);
    for (let minute = 0; minute < 5; minute += 1) {
      await revocations.checkUser(USER, YEAR_5138 - 1);
      await store.publish('revoked', `user:${USER} ${YEAR_5138}`);
      clock += 60_000;
    }
    await settle();
    expect(revocations.hasUser(USER, NOW + SKEW + 1)).toBe(false);
    expect(await store.get(`revoked-user:${USER}`)).toBe(String(NOW + SKEW));
    expect(said).toHaveLength(1);
  });

  it('of a clock that is a little ahead counts as it is', async () => {
    const { store, revocations, said } = one();
    await store.publish('revoked', `user:${USER} ${NOW + 5_000}`);
    expect([revocations.hasUser(USER, NOW + 5_000), revocations.hasUser(USER, NOW + 5_001)]).toEqual([true, false]);
    expect(said).toEqual([]);
  });

  it('as the end of a revoked token keeps it for no longer than a token lives', async () => {
    const { store, revocations } = one();
    await store.publish('revoked', `some-token ${YEAR_5138}`);
    expect(revocations.has('some-token')).toBe(true);
    await settle();
    expect(Number(await store.get('revoked:some-token'))).toBeLessThanOrEqual(NOW + 48 * HOUR + SKEW);
  });
});

it.each([
  ['NaN', `user:${USER} NaN`],
  ['Infinity', `user:${USER} Infinity`],
  ['a negative one', `user:${USER} -1`],
  ['a fraction', `user:${USER} 1700000000000.5`],
  ['an exponent', `user:${USER} 17e11`],
  ['hexadecimal', `user:${USER} 0x18BCFE56800`],
  ['nothing', `user:${USER}`],
  ['an empty one', `user:${USER} `],
  ['more than a number holds', `user:${USER} 99999999999999999999`],
  ['one for a name of another shape', `../${USER} ${NOW}`],
  ['one for everybody without a token of ours', `- ${NOW + HOUR}`],
  ['one with more behind it', `some-token ${NOW + HOUR} u v`],
  ['a megabyte', `some-token ${'1'.repeat(1_000_000)}`],
])('a message with %s in place of a time revokes nothing, and is told', async (_what, message) => {
  const { store, revocations, said } = one();
  await store.publish('revoked', message);
  expect([revocations.hasUser(USER, 0), revocations.has('some-token'), revocations.has('-')]).toEqual([
    false,
    false,
    false,
  ]);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^ignored: /);
  expect(said[0]?.length).toBeLessThan(200);
});

it('a value in the store that is no time revokes nothing', async () => {
  const { store, revocations, said } = one();
  await store.set(`revoked-user:${USER}`, 'NaN', HOUR);
  await store.set('revoked:some-token', '1e999', HOUR);
  expect([await revocations.checkUser(USER, 0), await revocations.check('some-token')]).toEqual([false, false]);
  expect(said).toHaveLength(2);
});

describe('very many revocations', () => {
  it('of own tokens end all of that user in one, on every replica, and nobody else', async () => {
    const { store, revocations } = one();
    const other = one(store);
    for (let index = 0; index < 12_000; index += 1) await revocations.add(`token-${index}`, NOW + HOUR, USER);
    await settle();
    for (const each of [revocations, other.revocations]) {
      expect(each.hasUser(USER, NOW)).toBe(true);
      expect(each.hasUser('b'.repeat(64), NOW)).toBe(false);
      const held = Array.from({ length: 12_000 }, (_, index) => each.has(`token-${index}`)).filter(Boolean);
      expect(held.length).toBeLessThanOrEqual(5_000);
    }
    expect(revocations.unsent()).toBeLessThanOrEqual(5_001);
  });

  it('that come without a user are bounded, and those that fold whole users come first', () => {
    const folded: string[] = [];
    const revoked = createRevoked(
      {
        now,
        endOf: (_, value) => value,
        fold: (userId, until) => {
          folded.push(userId);
          revoked.set(`user:${userId}`, until);
        },
        gone: () => undefined,
      },
      () => ({ user: 50, total: 100 }),
    );
    for (let index = 0; index < 40; index += 1) revoked.set(`of-u-${index}`, NOW + HOUR, 'u');
    for (let index = 0; index < 200; index += 1) revoked.set(`of-nobody-${index}`, NOW + HOUR);
    expect([...revoked.all()].length).toBeLessThanOrEqual(100);
    expect(folded).toEqual(['u']);
    expect(revoked.get('user:u')).toBe(NOW + SKEW);
  });

  it('of a user leave in force what was revoked of a later login', async () => {
    const { store, revocations } = one();
    await revocations.addUser(USER);
    clock += 10 * SKEW;
    await revocations.add('later', NOW + HOUR, USER);
    // Told again, late: the later token's entry is not covered by it.
    await store.publish('revoked', `user:${USER} ${NOW + 1_000}`);
    expect(revocations.has('later')).toBe(true);
  });
});

it('a revoked token is kept for as long as what it has begun may be open', async () => {
  const store = createMemoryStore({ now });
  const revocations = createRevocations({ store, now, streamAge: () => 72 * HOUR });
  await revocations.add('some-token', NOW + HOUR);
  await revocations.addUser(USER);
  clock += 71 * HOUR;
  const late = createRevocations({ store, now, streamAge: () => 72 * HOUR });
  expect([await late.check('some-token'), await late.checkUser(USER, NOW)]).toEqual([true, true]);
});
