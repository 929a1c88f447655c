// SPDX-License-Identifier: Apache-2.0
// Strangers guess passwords: one account from one address, from many, many accounts, a thousand at once. They are slowed
// and learn nothing, and whoever owns the account goes on logging in.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCounters } from '../../src/gateway/limits/counters.ts';
import { createGuesses, type GuessRates } from '../../src/gateway/limits/guesses.ts';
import { createTurnstile } from '../../src/gateway/limits/turnstile.ts';
import { createPasswordLogins } from '../../src/gateway/password-logins.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { domainRef } from '../../src/model/ids.ts';
import type { NamedUser, PasswordSource, Passwords } from '../../src/model/passwords.ts';
import type { Store } from '../../src/model/store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ALICE, clock, T0 } from '../contract/world.ts';

const OWNER = '198.51.100.7';
const STRANGER = '203.0.113.9';
const RATES: GuessRates = { pair: { quota: 5, period: 60_000 }, account: { quota: 20, period: 60_000 } };
const alice: NamedUser = { name: 'alice', domain: { name: 'acme' } };
const plainSeal = { close: (text: string) => text, open: (text: string) => text };

let asked: string[];
let paused: number[];
let store: Store;
let took: number;
let inside: number;
let most: number;
/** Resolves what is being checked. */
let hold: Promise<void> | undefined;
const closing: (() => void)[] = [];

beforeEach(() => {
  clock.now = T0;
  [asked, paused, took, inside, most, hold] = [[], [], 0, 0, 0, undefined];
  store = createMemoryStore({ now: clock.read });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function source(id: string, domain: string, password: string): PasswordSource {
  return {
    id,
    domain,
    async check(user, shown) {
      asked.push(`${id} ${'name' in user ? user.name : user.id}`);
      inside += 1;
      most = Math.max(most, inside);
      await hold;
      inside -= 1;
      took += 'name' in user && user.name === 'alice' ? 250 : 40;
      const known = 'name' in user ? user.name === 'alice' : user.id === 'id-alice';
      if (!known || shown !== password) throw new GatewayError('unauthorized', { detail: 'wrong' });
      return { principal: { ...ALICE, domain }, expiresAt: clock.now + 60_000, found: { id: 'id-alice' } };
    },
  };
}

function logins(sources = [source('cloud-a', 'acme', 'right')], shared: Store | undefined = undefined): Passwords {
  const counters = createCounters({ store: shared, now: clock.read });
  closing.push(() => counters.close());
  const guesses = createGuesses({ counters, store, now: clock.read, rates: () => RATES });
  return createPasswordLogins({
    sources: () => sources,
    guesses,
    store,
    seal: plainSeal,
    now: clock.read,
    elapsed: () => took,
    pause: async (ms) => void paused.push(ms),
  });
}

const outcome = (passwords: Passwords, user: NamedUser, password: string, from: string): Promise<string> =>
  passwords.check(user, password, from).then(
    () => 'ok',
    (error: GatewayError) => error.code,
  );
const many = async (times: number, one: (at: number) => Promise<string>): Promise<string[]> => {
  const said: string[] = [];
  for (let at = 0; at < times; at++) said.push(await one(at));
  return said;
};

describe('guessing a password', () => {
  it('of one account from one address ends after a few, also with the right one', async () => {
    const passwords = logins();
    expect(await many(6, () => outcome(passwords, alice, 'wrong', STRANGER))).toEqual([
      ...Array(5).fill('unauthorized'),
      'rateLimited',
    ]);
    expect(await outcome(passwords, alice, 'right', STRANGER)).toBe('rateLimited');
    expect(asked).toHaveLength(5);
    clock.now += 120_000;
    expect(await outcome(passwords, alice, 'right', STRANGER)).toBe('ok');
  });

  it('is none by an id of a user whom the store cannot tell for a moment, once it can again', async () => {
    const sources = [source('cloud-a', 'acme', 'right'), source('cloud-b', 'other', 'left')];
    const id = { id: ALICE.id };
    expect(await outcome(logins(sources), alice, 'right', OWNER)).toBe('ok');
    const { get } = store;
    store.get = () => Promise.reject(new Error('away'));
    const passwords = logins(sources);
    expect(await outcome(passwords, id, 'right', OWNER)).toBe('unauthorized');
    store.get = get;
    expect(await outcome(passwords, id, 'right', OWNER)).toBe('ok');
  });

  it('by other spellings of the name or the domain are guesses at the same account', async () => {
    const passwords = logins();
    const spellings: NamedUser[] = [
      alice,
      { name: 'ALICE', domain: { name: 'acme' } },
      { name: 'alicé', domain: { name: 'acme' } },
      { name: 'alice ', domain: { name: 'acme' } },
      { name: 'Alice', domain: { id: domainRef('acme').id } },
      alice,
    ];
    const said = await many(6, (at) => outcome(passwords, spellings[at] as NamedUser, 'wrong', STRANGER));
    expect(said.at(-1)).toBe('rateLimited');
  });

  it('by name, by the gateway’s id and by the cloud’s own are guesses at the same account, at every replica', async () => {
    expect(await outcome(logins(), alice, 'right', OWNER)).toBe('ok');
    clock.now += 11_000;
    const passwords = logins();
    const spellings: NamedUser[] = [alice, { id: ALICE.id }, { id: 'id-alice' }, { ...alice, name: 'ALICE' }];
    const said = await many(6, (at) => outcome(passwords, spellings[at % 4] as NamedUser, 'wrong', STRANGER));
    expect(said).toEqual([...Array(5).fill('unauthorized'), 'rateLimited']);
    for (const user of spellings) expect(await outcome(passwords, user, 'right', STRANGER)).toBe('rateLimited');
    for (const user of spellings.slice(0, 3)) expect(await outcome(passwords, user, 'right', OWNER)).toBe('ok');
    for (const user of spellings) expect(passwords.knows(user, OWNER)).toBe(true);
  });

  it('from many addresses ends as well, and does not lock the owner out', async () => {
    const passwords = logins();
    expect(await outcome(passwords, alice, 'right', OWNER)).toBe('ok');
    const said = await many(40, (at) => outcome(passwords, alice, 'wrong', `203.0.113.${at}`));
    expect(said.filter((one) => one === 'unauthorized')).toHaveLength(20);
    expect(said.at(-1)).toBe('rateLimited');
    expect(await outcome(passwords, alice, 'right', OWNER)).toBe('ok');
    expect(passwords.knows(alice, OWNER)).toBe(true);
    expect(passwords.knows(alice, '203.0.113.1')).toBe(false);
  });

  it('does not lock the owner out on a replica that has not seen the owner', async () => {
    expect(await outcome(logins(), alice, 'right', OWNER)).toBe('ok');
    const other = logins();
    await many(40, (at) => outcome(other, alice, 'wrong', `203.0.113.${at}`));
    expect(await outcome(other, alice, 'right', OWNER)).toBe('ok');
  });

  it('by the owner, whose script has an old password, closes no other address', async () => {
    const passwords = logins();
    await outcome(passwords, alice, 'right', OWNER);
    for (let round = 0; round < 10; round++) {
      await many(6, () => outcome(passwords, alice, 'old', OWNER));
      clock.now += 6_000;
    }
    expect(await outcome(passwords, alice, 'right', '192.0.2.1')).toBe('ok');
  });

  it('is refused the same for accounts that nobody has', async () => {
    const passwords = logins();
    for (const user of [
      { name: 'nobody', domain: { name: 'acme' } },
      { name: 'alice', domain: { name: 'nowhere' } },
      { id: 'f'.repeat(64) },
    ] satisfies NamedUser[])
      expect(await many(6, () => outcome(passwords, user, 'wrong', STRANGER))).toEqual([
        ...Array(5).fill('unauthorized'),
        'rateLimited',
      ]);
  });

  it('takes the same time whether user, domain or password are wrong', async () => {
    const passwords = logins();
    const ends: number[] = [];
    for (const user of [alice, { ...alice, name: 'nobody' }, { ...alice, domain: { name: 'nowhere' } }]) {
      const began = took;
      await outcome(passwords, user, 'wrong', STRANGER);
      ends.push(took - began + (paused.at(-1) ?? 0));
    }
    expect(ends).toEqual([1_000, 1_000, 1_000]);
    await outcome(passwords, alice, 'right', STRANGER);
    expect(paused).toHaveLength(3);
  });

  it('a thousand times at once asks a bounded number at once, and no more than may be wrong besides', async () => {
    const passwords = logins();
    let open = (): void => undefined;
    hold = new Promise((resolve) => {
      open = resolve;
    });
    const all = Array.from({ length: 1_000 }, () => outcome(passwords, alice, 'wrong', STRANGER));
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    const said = await Promise.all(all);
    expect(most).toBeLessThanOrEqual(8);
    // Those that were on their way together, and what may be wrong.
    expect(asked.length).toBeLessThanOrEqual(8 + 5);
    expect(new Set(said)).toEqual(new Set(['unauthorized', 'rateLimited', 'overloaded']));
  });

  it('shows the password of an unknown id to nobody where there are several who could be asked', async () => {
    const passwords = logins([source('cloud-a', 'acme', 'right'), source('cloud-b', 'umbrella', 'right')]);
    expect(await outcome(passwords, { id: 'id-alice' }, 'right', STRANGER)).toBe('unauthorized');
    expect(asked).toEqual([]);
    // Once the user has logged in by name, the gateway's id leads to where that was.
    await outcome(passwords, { name: 'alice', domain: { name: 'umbrella' } }, 'right', STRANGER);
    expect(await outcome(passwords, { id: ALICE.id }, 'right', STRANGER)).toBe('ok');
    expect(asked).toEqual(['cloud-b alice', 'cloud-b id-alice']);
  });

  it.each([
    ['', 'an empty one, which an LDAP server takes for a login of nobody'],
    ['x'.repeat(5_000), 'a very long one'],
  ])('asks nobody about %#: %s', async (password) => {
    expect(await outcome(logins(), alice, password, STRANGER)).toBe('unauthorized');
    expect(asked).toEqual([]);
  });

  it('goes on being slowed while the store is away, which fails no login', async () => {
    const away = async (): Promise<never> => Promise.reject(new Error('away'));
    store = { ...store, get: away, set: away };
    const passwords = logins();
    expect(await outcome(passwords, alice, 'right', OWNER)).toBe('ok');
    expect((await many(6, () => outcome(passwords, alice, 'wrong', STRANGER))).at(-1)).toBe('rateLimited');
  });
});

describe('those who wait for a password to be checked', () => {
  it('are overtaken by nobody of the same kind, and strangers leave half of the places', async () => {
    const turnstile = createTurnstile({ places: 4, perAddress: 4 });
    const first = await Promise.all(['a', 'b'].map((from) => turnstile.enter(from, false)));
    let third = false;
    const waiting = turnstile.enter('c', false).then((release) => {
      third = true;
      return release;
    });
    const known = await Promise.all(['d', 'e'].map((from) => turnstile.enter(from, true)));
    expect(third).toBe(false);
    for (const release of [...known, first[0]]) release?.();
    await waiting;
    expect(third).toBe(true);
  });

  it('wait for a bounded time in a bounded queue, with room for those that are known', async () => {
    const turnstile = createTurnstile({ places: 1, perAddress: 1, waiting: 2, waitingPerAddress: 1, patience: 20 });
    const release = await turnstile.enter('a', true);
    const queued = ['b', 'c'].map((from) => turnstile.enter(from, false));
    await expect(turnstile.enter('d', false)).rejects.toMatchObject({ code: 'overloaded', retryAfter: 2 });
    const known = turnstile.enter('e', true);
    await expect(turnstile.enter('e', true)).rejects.toMatchObject({ code: 'overloaded' });
    for (const one of [...queued, known]) await expect(one).rejects.toMatchObject({ code: 'overloaded' });
    release();
    release();
    (await turnstile.enter('a', false))();
  });
});
