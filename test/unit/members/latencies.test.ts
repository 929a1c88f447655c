// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createLatencies } from '../../../src/members/latencies.ts';

it('latencies of a member are kept for an hour, the worst of each half minute', () => {
  let now = 1_800_000_000_000;
  const latencies = createLatencies({ now: () => now });
  latencies.record('a', 10);
  latencies.record('a', 30);
  latencies.record('a', 20);
  expect(latencies.of('a')).toEqual([{ at: now, ms: 30 }]);
  latencies.record('a', null);
  latencies.record('a', 5);
  expect(latencies.of('a')).toEqual([{ at: now, ms: null }]);
  for (let step = 0; step < 1_000; step += 1) {
    now += 7_000;
    latencies.record('a', step);
  }
  expect(latencies.of('a').length).toBeLessThanOrEqual(121);
  expect(latencies.of('b')).toEqual([]);
  now += 3_700_000;
  expect(latencies.of('a')).toEqual([]);
});
