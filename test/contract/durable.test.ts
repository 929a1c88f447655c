// SPDX-License-Identifier: Apache-2.0
// The durable store in a file under the contract of both.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileStore } from '../../src/store/file.ts';
import { describeDurable } from './durable-contract.ts';

describeDurable('a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scs-durable-'));
  const clock = { now: Date.now() };
  const [store, other] = [1, 2].map(() => createFileStore({ folder, now: () => clock.now }));
  if (store === undefined || other === undefined) throw new Error('two stores were made');
  return {
    store,
    other,
    clock,
    close: async () => {
      await Promise.all([store.close(), other.close()]);
      await rm(folder, { recursive: true });
    },
  };
});
