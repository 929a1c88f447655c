// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOverload, measureLag, type Overload } from '../../../../src/gateway/limits/overload.ts';

let lag = 0;
let limit: number | undefined;
let overload: Overload;
beforeEach(() => {
  vi.useFakeTimers();
  lag = 0;
  limit = 100;
  overload = createOverload({ limit: () => limit, measure: () => lag, every: 1_000 });
});
afterEach(() => {
  overload.close();
  vi.useRealTimers();
});

/** One value a second. */
const seconds = (...lags: number[]): void => {
  for (const one of lags) {
    lag = one;
    vi.advanceTimersByTime(1_000);
  }
};
/** How many of so many new requests are refused. */
const shed = (of: number): number => Array.from({ length: of }, () => overload.sheds()).filter(Boolean).length;

describe('shedding of load', () => {
  it('does not begin with one long pause, however long', () => {
    seconds(5_000, 0, 5_000, 0);
    expect(shed(100)).toBe(0);
  });

  it('begins with the second late round in a row, with half of the new requests', () => {
    seconds(150, 150);
    expect(shed(100)).toBe(50);
  });

  it('refuses more while that does not help, in the end everything', () => {
    seconds(150, 150, 150);
    expect(shed(100)).toBe(75);
    seconds(150, 150, 150);
    expect(shed(100)).toBe(100);
  });

  it('lets more through step by step once the lag is gone', () => {
    seconds(150, 150, 150, 150);
    const parts = [1, 2, 3, 4].map(() => {
      seconds(10);
      return shed(100);
    });
    expect(parts).toEqual([75, 50, 25, 0]);
  });

  it('ends at once where the configuration no longer wants it', () => {
    seconds(150, 150);
    limit = undefined;
    seconds(150);
    expect(shed(100)).toBe(0);
  });
});

describe('the lag of the event loop', () => {
  it('is seen where every turn of the loop takes longer than a round', async () => {
    vi.useRealTimers();
    const measure = measureLag();
    const busy = (ms: number): void => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    };
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    await turn();
    measure();
    for (let i = 0; i < 3; i++) {
      busy(150);
      await turn();
    }
    expect(measure()).toBeGreaterThan(50);
  });
});
