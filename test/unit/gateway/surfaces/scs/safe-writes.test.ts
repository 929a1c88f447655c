// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { Store } from '../../../../../src/model/store.ts';
import { createMemoryStore } from '../../../../../src/store/memory.ts';
import { checkSafeWrites, type SharedState } from '../../../../contract/safe-writes/model.ts';

/** One that can lose all it has, as Redis does that starts again without a file. */
function inMemory(now: () => number): SharedState {
  let memory = createMemoryStore({ now });
  const store: Store = {
    ...memory,
    get: (...all) => memory.get(...all),
    set: (...all) => memory.set(...all),
    add: (...all) => memory.add(...all),
    renew: (...all) => memory.renew(...all),
    delete: (...all) => memory.delete(...all),
  };
  return {
    store,
    // By `now`.
    pass: async () => undefined,
    async empty() {
      memory = createMemoryStore({ now });
    },
  };
}

it.each(['marked', 'named'] as const)(
  'makes no %s object twice and loses none, nor an update, whatever fails in between',
  async (kind) => {
    await expect(checkSafeWrites(kind, inMemory, 250)).resolves.toBeUndefined();
  },
  60_000,
);
