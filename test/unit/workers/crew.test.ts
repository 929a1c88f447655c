// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { waitBefore } from '../../../src/workers/crew.ts';

it('waits longer each time a process dies young, up to half a minute, and not at all after a long life', () => {
  expect([0, 1, 2, 3, 7, 8, 400].map(waitBefore)).toEqual([0, 500, 1_000, 2_000, 30_000, 30_000, 30_000]);
});
