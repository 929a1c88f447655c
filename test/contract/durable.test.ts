// SPDX-License-Identifier: Apache-2.0
// The durable store in a file under the contract of both.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileStore } from '../../src/store/file.ts';
import { describeDurable, itemOf } from './durable-contract.ts';

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

it('a durable store in memory is as one in a file, and ends with its process', async () => {
  const [store, other] = [1, 2].map(() => createFileStore({ folder: ':memory:' }));
  expect(await store?.put('application-credential', itemOf('a'), 0)).toBe('done');
  expect(await store?.get('application-credential', 'a')).toMatchObject({ id: 'a', version: 1 });
  expect(await other?.get('application-credential', 'a')).toBeUndefined();
  await Promise.all([store?.close(), other?.close()]);
});
