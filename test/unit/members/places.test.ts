// SPDX-License-Identifier: Apache-2.0
// Who gets a connection when there are fewer than are asked for, and for how long anybody waits.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPlaces } from '../../../src/members/places.ts';
import type { Holder, Places, Release } from '../../../src/model/limits.ts';

const PATIENCE = 5_000;
let places: Places;
const user = (key: string): Holder => ({ key });
/** Sixteen, of which two are the gateway's own; one user may have eight. */
beforeEach(() => {
  vi.useFakeTimers();
  places = createPlaces({ connections: 16, patience: PATIENCE });
});
afterEach(() => vi.useRealTimers());

const take = (count: number, by: Holder | undefined, own = false): Release[] =>
  Array.from({ length: count }, () => places.take(by, own)).filter((one) => one !== undefined);
/** Waits, and notes in `turns` when the turn has come. */
const wait = (by: Holder | undefined, name = by?.key ?? '', own = false, signal?: AbortSignal) => {
  const state = { name, got: 'waits' as 'waits' | 'place' | 'nothing', release: undefined as Release | undefined };
  void places.wait(by, own, signal).then((release) => {
    state.got = release === undefined ? 'nothing' : 'place';
    state.release = release;
    if (release !== undefined) turns.push(name);
  });
  return state;
};
let turns: string[];
beforeEach(() => {
  turns = [];
});
const settled = () => vi.advanceTimersByTimeAsync(0);

it('one user gets half, and others find room', () => {
  expect(take(20, user('eve'))).toHaveLength(8);
  expect(take(20, user('alice'))).toHaveLength(6);
});

it('users leave the last ones to the gateway, whose logins need no share', () => {
  for (const one of ['a', 'b', 'c']) take(20, user(one));
  expect(take(1, user('d'))).toHaveLength(0);
  expect(take(1, user('d'), true)).toHaveLength(1);
  expect(take(20, undefined, true)).toHaveLength(1);
});

it('the gateway itself has no share', () => {
  expect(take(20, undefined, true)).toHaveLength(16);
});

it('a user’s own calls count to what that user has', () => {
  expect([take(6, user('eve')).length, take(20, user('eve'), true).length]).toEqual([6, 2]);
});

it('strangers are one, whatever their addresses', () => {
  const taken = Array.from({ length: 20 }, (_, n) => places.take({ key: `192.0.2.${n}`, stranger: true }, false));
  expect(taken.filter((one) => one !== undefined)).toHaveLength(8);
});

it('a place that is given back, twice by mistake, is one place', () => {
  const [first] = take(8, user('eve'));
  first?.();
  first?.();
  expect(take(20, user('eve'))).toHaveLength(1);
});

it('whoever waits gets what comes free, the one who has waited for longest first', async () => {
  const [first, second] = [...take(8, user('eve')), ...take(6, user('mallory'))];
  const waiting = [wait(user('alice')), wait(user('bob'))];
  first?.();
  await settled();
  expect(waiting.map(({ got }) => got)).toEqual(['place', 'waits']);
  second?.();
  await settled();
  expect(turns).toEqual(['alice', 'bob']);
  // Nobody else was let in between.
  expect(take(1, user('carol'))).toHaveLength(0);
});

it('a user who has asked for many takes turns with one who has asked for one', async () => {
  const held = [...take(8, user('x')), ...take(6, user('y'))];
  for (let i = 0; i < 5; i++) wait(user('eve'), `eve ${i}`);
  wait(user('alice'));
  for (const release of held.slice(0, 3)) release();
  await settled();
  expect(turns).toEqual(['eve 0', 'alice', 'eve 1']);
});

it('a user with a full share waits for its own, though others’ come free', async () => {
  const [own] = take(8, user('eve'));
  const [other] = take(6, user('mallory'));
  const again = wait(user('eve'));
  other?.();
  await settled();
  expect(again.got).toBe('waits');
  own?.();
  await settled();
  expect(again.got).toBe('place');
});

it('the gateway’s own call gets what is kept for it, past users who wait before it', async () => {
  take(8, user('x'));
  take(6, user('y'));
  const [one] = take(2, undefined, true);
  const [user1, own] = [wait(user('alice')), wait(undefined, 'own', true)];
  one?.();
  await settled();
  expect([user1.got, own.got]).toEqual(['waits', 'place']);
});

it('nobody waits for longer than there is patience, and then takes nothing', async () => {
  const held = [...take(8, user('x')), ...take(6, user('y'))];
  const late = wait(user('alice'));
  await vi.advanceTimersByTimeAsync(PATIENCE - 1);
  expect(late.got).toBe('waits');
  await vi.advanceTimersByTimeAsync(1);
  expect(late.got).toBe('nothing');
  held[0]?.();
  await settled();
  expect(turns).toEqual([]);
  expect(take(20, user('bob'))).toHaveLength(1);
});

it('a place that was got in time is not taken away again', async () => {
  const held = [...take(8, user('x')), ...take(6, user('y'))];
  const one = wait(user('alice'));
  held[0]?.();
  await vi.advanceTimersByTimeAsync(2 * PATIENCE);
  expect([one.got, vi.getTimerCount()]).toEqual(['place', 0]);
  one.release?.();
  expect(take(20, user('bob'))).toHaveLength(1);
});

it('whoever gives up waits no longer, before or while waiting', async () => {
  const held = [...take(8, user('x')), ...take(6, user('y'))];
  const leaving = new AbortController();
  const one = wait(user('alice'), 'alice', false, leaving.signal);
  const gone = wait(user('bob'), 'bob', false, AbortSignal.abort());
  await settled();
  expect([one.got, gone.got]).toEqual(['waits', 'nothing']);
  leaving.abort();
  await settled();
  expect([one.got, vi.getTimerCount()]).toEqual(['nothing', 0]);
  held[0]?.();
  expect(take(20, user('carol'))).toHaveLength(1);
});

it('of one connection there is no half and no eighth', () => {
  places = createPlaces({ connections: 1, patience: PATIENCE });
  expect([take(2, user('alice')).length, take(1, undefined, true).length]).toEqual([1, 0]);
});
