// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createBoundedCache } from '../../../src/cache/expiring-map.ts';

it('forgets an entry at its end, and does not take one that is over', () => {
  let now = 0;
  const cache = createBoundedCache<number>(10, () => now);
  cache.set('a', 1, 100);
  cache.set('over', 1, 0);
  cache.set('never', 1, Number.NaN);
  now = 99;
  expect(cache.get('a')).toBe(1);
  now = 100;
  expect(cache.get('a')).toBeUndefined();
  expect(cache.get('over')).toBeUndefined();
  expect(cache.get('never')).toBeUndefined();
});

it('holds no more than its size: the oldest entry makes room', () => {
  const cache = createBoundedCache<number>(2, () => 0);
  for (const [value, key] of ['a', 'b', 'a', 'c'].entries()) cache.set(key, value, 100);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([2, undefined, 3]);
});
