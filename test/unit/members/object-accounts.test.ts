// SPDX-License-Identifier: Apache-2.0
// What is remembered of object stores for requests without a token: the same on all replicas, bounded, and not lost with a
// store that is away.
import { expect, test } from 'vitest';
import { createObjectAccounts } from '../../../src/members/object-accounts.ts';
import { projectRef } from '../../../src/model/ids.ts';
import type { Member } from '../../../src/model/member.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';

const DAY = 24 * 60 * 60_000;
const member = (id: string, authUrl = `https://${id}.example/v3`): Member => ({ id, authUrl }) as Member;
const A = member('cloud-a');
const seal = {
  close: (plain: string, context: string) => `${context} ${plain}`,
  open: (sealed: string, context: string) =>
    sealed.startsWith(`${context} `) ? sealed.slice(context.length + 1) : undefined,
};

function house() {
  let time = 1_800_000_000_000;
  const now = () => time;
  const memory = createMemoryStore({ now });
  const calls = { get: 0, set: 0 };
  let away = false;
  const store = {
    ...memory,
    async get(key: string) {
      calls.get += 1;
      if (away) throw new Error('away');
      return memory.get(key);
    },
    async set(key: string, value: string, ttl: number) {
      calls.set += 1;
      if (away) throw new Error('away');
      return memory.set(key, value, ttl);
    },
  };
  return {
    calls,
    store,
    replica: () => createObjectAccounts({ store, seal, now }),
    pass: (ms: number) => {
      time += ms;
    },
    goAway: (gone: boolean) => {
      away = gone;
    },
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('an account is known to every replica, at its cloud and Keystone alone', async () => {
  const h = house();
  const [one, other] = [h.replica(), h.replica()];
  one.learn(A, 'ours', 'theirs');
  await settled();
  expect(await other.memberIdOf(A, 'ours')).toBe('theirs');
  for (const elsewhere of [member('cloud-b'), member('cloud-a', 'https://new.example/v3')])
    expect(await other.memberIdOf(elsewhere, 'ours')).toBeUndefined();
  expect(await other.memberIdOf(A, 'theirs')).toBeUndefined();
});

test('a list of projects is known at once, and told to other replicas one after the other', async () => {
  const h = house();
  const [one, other] = [h.replica(), h.replica()];
  const list = Array.from({ length: 30 }, (_, i) => ({
    project: projectRef('acme', `${i}`),
    memberId: `there-${i}`,
    memberDomainId: 'd',
  }));
  const told = one.learnAll(A, list);
  expect(h.calls.set).toBe(1);
  await told;
  for (const { project, memberId } of list) expect(await other.memberIdOf(A, project.id)).toBe(memberId);
  const before = h.calls.set;
  await one.learnAll(A, list);
  expect(h.calls.set).toBe(before);
});

test('what is in use does not end, what nobody uses does after a month', async () => {
  const h = house();
  const one = h.replica();
  one.learn(A, 'used', 'x');
  one.learn(A, 'idle', 'y');
  for (let day = 0; day < 40; day++) {
    h.pass(DAY);
    expect(await one.memberIdOf(A, 'used')).toBe('x');
    await settled();
  }
  const other = h.replica();
  expect([await other.memberIdOf(A, 'used'), await other.memberIdOf(A, 'idle')]).toEqual(['x', undefined]);
  // Once a day, not with each request.
  expect(h.calls.set).toBeLessThan(45);
});

test('what nobody knows is looked up once in five seconds, however many ask, and known later', async () => {
  const h = house();
  const [one, other] = [h.replica(), h.replica()];
  const ask = () => Promise.all(Array.from({ length: 50 }, () => one.memberIdOf(A, 'new')));
  expect(new Set([...(await ask()), ...(await ask())])).toEqual(new Set([undefined]));
  expect(h.calls.get).toBe(1);
  other.learn(A, 'new', 'x');
  await settled();
  h.pass(5_001);
  expect(await one.memberIdOf(A, 'new')).toBe('x');
});

test('a flood of ids that nobody knows leaves those that are known', async () => {
  const h = house();
  const one = h.replica();
  one.learn(A, 'ours', 'theirs');
  for (let i = 0; i < 25_000; i++) await one.memberIdOf(A, `made-${i}`);
  h.goAway(true);
  expect(await one.memberIdOf(A, 'ours')).toBe('theirs');
});

test('without the store, and after it has lost all, this replica goes on, and writes it again', async () => {
  const h = house();
  const one = h.replica();
  h.goAway(true);
  one.learn(A, 'ours', 'theirs');
  h.pass(10_000);
  expect(await one.memberIdOf(A, 'ours')).toBe('theirs');
  expect(await one.memberIdOf(A, 'other')).toBeUndefined();
  h.goAway(false);
  h.pass(10_000);
  expect(await one.memberIdOf(A, 'ours')).toBe('theirs');
  await settled();
  expect(await h.replica().memberIdOf(A, 'ours')).toBe('theirs');
});

test('of the two keys of a place each is replaced and removed by itself', async () => {
  const h = house();
  const one = h.replica();
  await one.learnKeys(A, 'AUTH_x', [undefined, '']);
  expect(h.calls.set).toBe(0);
  await one.learnKeys(A, 'AUTH_x', ['first', undefined]);
  await one.learnKeys(A, 'AUTH_x', [undefined, 'second']);
  expect(await one.keysOf(A, 'AUTH_x')).toEqual(['first', 'second']);
  await one.learnKeys(A, 'AUTH_x', ['', undefined]);
  expect(await one.keysOf(A, 'AUTH_x')).toEqual(['', 'second']);
  await one.learnKeys(A, 'AUTH_x', ['k'.repeat(257), undefined]);
  expect(await one.keysOf(A, 'AUTH_x')).toEqual(['', 'second']);
  expect(await one.keysOf(A, 'AUTH_x/c')).toEqual([]);
  await settled();
  h.pass(5_001);
  expect(await h.replica().keysOf(A, 'AUTH_x')).toEqual(['', 'second']);
});
