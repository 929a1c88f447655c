// SPDX-License-Identifier: Apache-2.0
import { expect, it, vi } from 'vitest';
import { createSingleFlight } from '../../../src/cache/single-flight.ts';

it('those who ask for a key while its work is under way wait for that work; afterwards it is done again', async () => {
  const once = createSingleFlight();
  const work = vi.fn(async () => 'done');
  expect(await Promise.all([once('a', work), once('a', work), once('b', work)])).toEqual(['done', 'done', 'done']);
  expect(work).toHaveBeenCalledTimes(2);
  await once('a', work);
  expect(work).toHaveBeenCalledTimes(3);
});

it('a failure is everybody’s who waited, and nobody’s who comes later', async () => {
  const once = createSingleFlight();
  const work = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue('back');
  const outcomes = await Promise.allSettled([once('a', work), once('a', work)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await once('a', work)).toBe('back');
});
