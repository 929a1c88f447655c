// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { waitFor, windowOf } from '../../../../src/gateway/limits/window.ts';

const RATE = { quota: 10, period: 60_000 };

describe('a window that slides', () => {
  it('begins at the same moment for everybody', () => {
    expect([0, 59_999, 60_000].map((at) => windowOf(at, RATE))).toEqual([0, 0, 1]);
  });

  it('lets as many through as the quota says', () => {
    expect(waitFor({ current: 9, before: 0, elapsed: 5_000 }, RATE)).toBe(0);
    expect(waitFor({ current: 10, before: 0, elapsed: 5_000 }, RATE)).toBeGreaterThan(0);
  });

  it('counts the part of the window before that still lies within the period', () => {
    // A quarter has passed: three quarters of 8 are 6.
    expect(waitFor({ current: 3, before: 8, elapsed: 15_000 }, RATE)).toBe(0);
    expect(waitFor({ current: 4, before: 8, elapsed: 15_000 }, RATE)).toBeGreaterThan(0);
  });

  it.each([
    { current: 4, before: 8, elapsed: 15_000 },
    { current: 9, before: 20, elapsed: 0 },
    { current: 0, before: 100, elapsed: 100 },
    { current: 10, before: 0, elapsed: 59_999 },
    { current: 10, before: 10, elapsed: 0 },
    { current: 500, before: 3, elapsed: 30_000 },
  ])('tells the very moment from which one more is allowed: %o', (usage) => {
    const wait = waitFor(usage, RATE);
    const waitAfter = (ms: number) => {
      const elapsed = usage.elapsed + ms;
      if (elapsed < RATE.period) return waitFor({ ...usage, elapsed }, RATE);
      return waitFor({ current: 0, before: usage.current, elapsed: elapsed - RATE.period }, RATE);
    };
    expect(wait).toBeGreaterThan(0);
    expect(waitAfter(wait)).toBe(0);
    expect(waitAfter(wait - 2)).toBeGreaterThan(0);
  });

  it('never makes anybody wait for two periods', () => {
    expect(waitFor({ current: 1_000_000, before: 1_000_000, elapsed: 0 }, RATE)).toBeLessThanOrEqual(120_000);
  });
});
