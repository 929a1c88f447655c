// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createRoundTrips, SLOWEST } from '../../../src/store/round-trips.ts';

describe('the time limit of a command to Redis', () => {
  it.each([
    [0.3, 50, 50],
    [20, 50, 50],
    [120, 240, 300],
    [400, SLOWEST, SLOWEST],
  ])('with answers after %d ms is between %d and %d ms', (ms, least, most) => {
    const trips = createRoundTrips(() => 0);
    for (let beat = 0; beat < 20; beat++) trips.took(ms + (beat % 2));
    expect(trips.limit(50)).toBeGreaterThanOrEqual(least);
    expect(trips.limit(50)).toBeLessThanOrEqual(most);
  });

  it('is long enough from the first answer on, and never longer than the slowest that is waited for', () => {
    const trips = createRoundTrips(() => 0);
    trips.took(120);
    expect(trips.limit(50)).toBeGreaterThan(200);
    for (let beat = 0; beat < 50; beat++) trips.took(beat % 2 === 0 ? 1 : 5_000);
    expect(trips.limit(50)).toBe(SLOWEST);
    expect(trips.limit(2_000)).toBe(2_000);
  });

  it('says nothing of one late answer, which may be this process’s own delay; two in a row are a Redis that is away', () => {
    const trips = createRoundTrips(() => 0);
    trips.took(SLOWEST + 1);
    expect(trips.tooSlow()).toBe(false);
    trips.took(1);
    trips.took(SLOWEST + 1);
    expect(trips.tooSlow()).toBe(false);
    trips.took(SLOWEST + 1);
    expect(trips.tooSlow()).toBe(true);
  });
});

it('a Redis that comes and goes counts as there only after three heartbeats, a steady one at once', () => {
  let now = 0;
  const trips = createRoundTrips(() => now);
  const heals = (): number => {
    let beats = 1;
    for (; !trips.beat(); beats++) if (beats > 10) return Number.POSITIVE_INFINITY;
    return beats;
  };
  trips.down();
  expect(heals()).toBe(1);
  trips.down();
  expect(heals()).toBe(1);
  trips.down();
  expect(heals()).toBe(3);
  now += 10_000;
  trips.down();
  expect(heals()).toBe(1);
});

it('answers that were on their way make a Redis that comes and goes, or is too slow, count as there no sooner', () => {
  let now = 0;
  const trips = createRoundTrips(() => now);
  trips.down();
  expect(trips.steady()).toBe(true);
  trips.down();
  trips.down();
  for (let answers = 0; answers < 100; answers++) expect(trips.steady()).toBe(false);
  expect([trips.beat(), trips.beat(), trips.steady(), trips.beat(), trips.steady()]).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
  now += 10_000;
  trips.down();
  expect(trips.steady()).toBe(true);
  for (const _answer of [1, 2]) trips.took(SLOWEST + 1);
  expect(trips.steady()).toBe(false);
});
