// SPDX-License-Identifier: Apache-2.0
import { expect, it, vi } from 'vitest';
import { type BoundedCache, createBoundedCache } from '../../../src/cache/bounded-cache.ts';

const values = (cache: BoundedCache<number>, ...keys: string[]): (number | undefined)[] => keys.map(cache.get);

it('a bounded cache forgets an entry at its end by the injected clock, and does not take one that has ended', () => {
  let now = 0;
  const cache = createBoundedCache<number>({ max: 10, now: () => now });
  cache.set('a', 1, { until: 100 });
  cache.set('over', 1, { until: 0 });
  cache.set('never', 1, { until: Number.NaN });
  cache.set('endless', 1);
  now = 99;
  expect(values(cache, 'a', 'over', 'never', 'endless')).toEqual([1, undefined, undefined, 1]);
  now = 100;
  expect(values(cache, 'a', 'endless')).toEqual([undefined, 1]);
  expect(cache.count).toBe(1);
});

it('a bounded cache drops what it had when the new value has ended already', () => {
  const cache = createBoundedCache<number>({ now: () => 100 });
  cache.set('a', 1, { until: 200 });
  cache.set('a', 2, { until: 100 });
  expect(cache.get('a')).toBeUndefined();
});

it('a full cache lets go of the entry that was used longest ago, and of that one alone', () => {
  const cache = createBoundedCache<number>({ max: 3 });
  for (const [value, key] of ['a', 'b', 'c'].entries()) cache.set(key, value);
  cache.get('a');
  cache.set('b', 10);
  cache.set('d', 3);
  expect(values(cache, 'a', 'b', 'c', 'd')).toEqual([0, 10, undefined, 3]);
  cache.set('e', 4);
  expect(values(cache, 'a', 'b', 'd', 'e')).toEqual([undefined, 10, 3, 4]);
});

it('the order of use is kept through deletions and repeated use', () => {
  const cache = createBoundedCache<number>({ max: 3 });
  for (const [value, key] of ['a', 'b', 'c'].entries()) cache.set(key, value);
  cache.delete('b');
  cache.delete('b');
  for (let i = 0; i < 3; i++) cache.get('a');
  cache.set('d', 3);
  cache.set('e', 4);
  expect(values(cache, 'a', 'b', 'c', 'd', 'e')).toEqual([0, undefined, undefined, 3, 4]);
  expect(cache.count).toBe(3);
});

it('the sizes of all entries keep to the budget: as many of the oldest go as it takes', () => {
  const cache = createBoundedCache<number>({ maxSize: 10 });
  for (const [value, key] of ['a', 'b', 'c'].entries()) cache.set(key, value, { size: 3 });
  cache.set('d', 3, { size: 6 });
  expect(values(cache, 'a', 'b', 'c', 'd')).toEqual([undefined, undefined, 2, 3]);
});

it('a replaced, deleted or ended entry gives its size back', () => {
  let now = 0;
  const cache = createBoundedCache<number>({ maxSize: 10, now: () => now });
  cache.set('replaced', 1, { size: 9 });
  cache.set('replaced', 2, { size: 1 });
  cache.set('deleted', 3, { size: 9 });
  cache.delete('deleted');
  cache.set('ended', 4, { size: 9, until: 1 });
  now = 1;
  cache.get('ended');
  cache.set('last', 5, { size: 9 });
  expect(values(cache, 'replaced', 'last')).toEqual([2, 5]);
});

it('an entry larger than the whole budget is not kept, and costs no other one its place', () => {
  const cache = createBoundedCache<number>({ maxSize: 10 });
  cache.set('a', 1, { size: 5 });
  cache.set('b', 1, { size: 5 });
  cache.set('b', 2, { size: 11 });
  expect(values(cache, 'a', 'b')).toEqual([1, undefined]);
});

it('tells of an entry that makes room, and not of one that was replaced, deleted or has ended', () => {
  let now = 0;
  const onEvict = vi.fn();
  const cache = createBoundedCache<number>({ max: 2, now: () => now, onEvict });
  cache.set('a', 1);
  cache.set('a', 2);
  cache.set('b', 3, { until: 1 });
  cache.delete('a');
  now = 1;
  cache.get('b');
  expect(onEvict).not.toHaveBeenCalled();
  for (const key of ['c', 'd', 'e']) cache.set(key, 4);
  expect(onEvict.mock.calls).toEqual([[4]]);
});

it('takes objects as keys, each for itself', () => {
  const [one, two] = [{}, {}];
  const cache = createBoundedCache<number, object>({ max: 1 });
  cache.set(one, 1);
  expect([cache.get(one), cache.get(two)]).toEqual([1, undefined]);
});

it('is empty and in order after it was cleared', () => {
  const cache = createBoundedCache<number>({ max: 2, maxSize: 2 });
  for (const key of ['a', 'b']) cache.set(key, 1);
  cache.clear();
  expect([cache.count, cache.get('a')]).toEqual([0, undefined]);
  for (const key of ['c', 'd', 'e']) cache.set(key, 1);
  expect(values(cache, 'c', 'd', 'e')).toEqual([undefined, 1, 1]);
});

it('behaves as a plain list of entries does, whatever is done to it', () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const cache = createBoundedCache<number>({ max: 5, maxSize: 12 });
  let model: { key: string; value: number; size: number }[] = [];
  for (let step = 0; step < 5_000; step++) {
    const key = String(random(9));
    const known = model.find((entry) => entry.key === key);
    const others = model.filter((entry) => entry !== known);
    const what = random(5);
    if (what === 0) {
      cache.delete(key);
      model = others;
    } else if (what < 3) {
      expect(cache.get(key)).toBe(known?.value);
      if (known) model = [...others, known];
    } else {
      const size = random(6);
      cache.set(key, step, { size });
      model = [...others, { key, value: step, size }];
      while (model.length > 5 || model.reduce((sum, entry) => sum + entry.size, 0) > 12) model.shift();
    }
    expect(cache.count).toBe(model.length);
  }
});
