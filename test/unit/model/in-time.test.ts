// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTime } from '../../../src/model/in-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const late = () => new Error('late');

it('work that ends in time is what it gives, and nothing is left to wait for', async () => {
  await expect(inTime(Promise.resolve('done'), 1_000, late)).resolves.toBe('done');
  await expect(inTime(Promise.reject(new Error('failed')), 1_000, late)).rejects.toThrow('failed');
  expect(vi.getTimerCount()).toBe(0);
});

it('work that takes longer is not waited for', async () => {
  const waiting = expect(inTime(new Promise(() => undefined), 1_000, late)).rejects.toThrow('late');
  await vi.advanceTimersByTimeAsync(1_000);
  await waiting;
});
