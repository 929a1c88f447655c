// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { shareOf } from '../../../src/members/shares.ts';
import { createSlots } from '../../../src/members/slots.ts';
import type { Release } from '../../../src/model/limits.ts';

const alice = { key: 'alice' };
const bob = { key: 'bob' };
const stranger = (n: number) => ({ key: `192.0.2.${n}`, stranger: true }) as const;
const free = (release: unknown): void => (release as Release)();

it('has so many places of each kind and no more, and gives one free again once', () => {
  const slots = createSlots({ request: 2, stream: 1, own: 1 });
  const [one, two] = [slots.acquire('request', undefined), slots.acquire('request', undefined)];
  expect([typeof one, typeof two, slots.acquire('request', undefined)]).toEqual(['function', 'function', 'full']);
  expect(typeof slots.acquire('stream', undefined)).toBe('function');
  free(one);
  free(one);
  expect(slots.taken).toEqual({ request: 1, stream: 1, own: 0 });
  expect(typeof slots.acquire('request', undefined)).toBe('function');
  expect(slots.acquire('request', undefined)).toBe('full');
});

it('gives one user a share, of each kind its own, and others the rest', () => {
  const slots = createSlots({ request: 5, stream: 5, own: 5 }, { request: 2, stream: 1 });
  const [one, two] = [slots.acquire('request', alice), slots.acquire('request', alice)];
  expect([typeof one, typeof two, slots.acquire('request', alice)]).toEqual(['function', 'function', 'share']);
  expect([typeof slots.acquire('stream', alice), slots.acquire('stream', alice)]).toEqual(['function', 'share']);
  expect(typeof slots.acquire('request', bob)).toBe('function');
  // The gateway itself has no share, and neither has a kind that is not divided.
  for (let i = 0; i < 2; i++) expect(typeof slots.acquire('request', undefined)).toBe('function');
  for (let i = 0; i < 5; i++) expect(typeof slots.acquire('own', alice)).toBe('function');
  expect([slots.acquire('request', bob), slots.acquire('own', alice)]).toEqual(['full', 'full']);
  free(one);
  free(one);
  expect([typeof slots.acquire('request', alice), slots.acquire('request', alice)]).toEqual(['function', 'full']);
});

it('forgets a user who has nothing in flight, and never counts below nothing', () => {
  const slots = createSlots({ request: 100, stream: 1, own: 1 }, { request: 1 });
  for (let i = 0; i < 3; i++) {
    const only = slots.acquire('request', alice);
    expect([typeof only, slots.acquire('request', alice)]).toEqual(['function', 'share']);
    free(only);
  }
  expect(slots.taken.request).toBe(0);
});

it('gives all strangers together half, however many addresses they have', () => {
  const slots = createSlots({ request: 20, stream: 1, own: 1 }, { request: 3 });
  const taken = Array.from({ length: 12 }, (_, n) => slots.acquire('request', stranger(n)));
  expect(taken.filter((one) => typeof one === 'function')).toHaveLength(10);
  expect(taken.slice(10)).toEqual(['share', 'share']);
  expect(typeof slots.acquire('request', alice)).toBe('function');
  free(taken[0]);
  expect([typeof slots.acquire('request', stranger(40)), slots.acquire('request', stranger(41))]).toEqual([
    'function',
    'share',
  ]);
});

it('counts each address for itself as well', () => {
  const slots = createSlots({ request: 20, stream: 1, own: 1 }, { request: 2 });
  const [first] = [slots.acquire('request', stranger(1)), slots.acquire('request', stranger(1))];
  expect(slots.acquire('request', stranger(1))).toBe('share');
  expect(typeof slots.acquire('request', stranger(2))).toBe('function');
  free(first);
  expect(typeof slots.acquire('request', stranger(1))).toBe('function');
});

it.each([
  [1_000, 100, 100],
  [1_000, 900, 500],
  [1_000, undefined, 500],
  // A handful is not divided.
  [3, 100, 8],
  [17, undefined, 8],
  [18, undefined, 9],
  [1_000, 3, 3],
])('of %i with %s configured one may have %i', (all, configured, share) => {
  expect(shareOf(all, configured)).toBe(share);
});
