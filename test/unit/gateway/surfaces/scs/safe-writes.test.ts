// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../../../src/store/memory.ts';
import { checkSafeWrites } from '../../../../contract/safe-writes.ts';

it.each(['marked', 'named'] as const)(
  'makes no %s object twice and loses none, nor an update, whatever fails in between',
  async (kind) => {
    await expect(checkSafeWrites(kind, (now) => createMemoryStore({ now }), 250)).resolves.toBeUndefined();
  },
  60_000,
);
