// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createPace, timeFor } from '../../../src/members/pace.ts';

const RATE = { quota: 600, period: 60_000 };

it('an upload is judged at the end of a period, by what it has brought in it', () => {
  const pace = createPace(RATE, 1_000);
  expect(pace.isSlow(0, false, 60_999)).toBe(false);
  expect(pace.isSlow(600, false, 61_000)).toBe(false);
  expect(pace.isSlow(1_199, false, 120_999)).toBe(false);
  expect(pace.isSlow(1_199, false, 121_000)).toBe(true);
});

it('what was brought before does not count for later', () => {
  const pace = createPace(RATE, 0);
  expect(pace.isSlow(1_000_000, false, 60_000)).toBe(false);
  expect(pace.isSlow(1_000_001, false, 120_000)).toBe(true);
});

it('a period in which the member did not read is no fault of the sender’s; the next one is', () => {
  const pace = createPace(RATE, 0);
  expect(pace.isSlow(0, true, 30_000)).toBe(false);
  expect(pace.isSlow(0, false, 60_000)).toBe(false);
  expect(pace.isSlow(10, false, 120_000)).toBe(true);
});

it('without a rate nothing is slow', () => {
  expect(createPace(undefined, 0).isSlow(0, false, 1e9)).toBe(false);
});

it('bytes that wait to be read have the time that the rate takes, and none of their own without a rate', () => {
  expect([timeFor(600, RATE), timeFor(65_536, RATE), timeFor(600, undefined)]).toEqual([60_000, 6_553_600, 0]);
});
