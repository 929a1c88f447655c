// SPDX-License-Identifier: Apache-2.0
// What a member last said, shared by replicas through a store that others might write to.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../src/federation/seal.ts';
import { createLastKnown, type LastKnown } from '../../../src/gateway/last-known.ts';
import type { Store } from '../../../src/model/store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';

const now = (): number => 1_000_000;
const seal = createSeal({ sealing: () => [{ kid: 'k', created: 0, secret: SECRET }] });
const SECRET = randomBytes(32);
const over = (store: Store): LastKnown => createLastKnown({ store, seal, now });

async function learnt(): Promise<Store> {
  const store = createMemoryStore({ now });
  await over(store).learn('cloud-a', { catalog: [], routes: [], skipped: [] }, 'p1');
  return store;
}

describe('what a member last said', () => {
  it('is known to a replica that never asked it', async () => {
    const other = over(await learnt());
    expect(await other.catalog('cloud-a', 'p2')).toEqual([]);
    expect(await other.routes('cloud-a')).toEqual([]);
    expect(other.learntAt('cloud-a')).toBe(1_000_000);
  });

  it('is not taken from anybody who can write to the store: tokens go where routes lead', async () => {
    const store = await learnt();
    const forged = JSON.stringify({ template: '[]', routes: [{ root: 'http://127.0.0.1:9' }], learntAt: 1 });
    await store.set('catalog:cloud-a', forged, 1_000);
    await store.set('catalog:cloud-b', `k.${Buffer.from(forged).toString('base64url')}`, 1_000);
    expect(await over(store).routes('cloud-a')).toBeUndefined();
    expect(await over(store).routes('cloud-b')).toBeUndefined();
  });

  it('is not taken for another member, moved within the store', async () => {
    const store = await learnt();
    await store.set('catalog:cloud-b', (await store.get('catalog:cloud-a')) ?? '', 1_000);
    expect(await over(store).routes('cloud-b')).toBeUndefined();
  });

  it('is unknown where the store is away, and learning goes on', async () => {
    const away = async (): Promise<never> => {
      throw new Error('away');
    };
    const lastKnown = over({ ...(await learnt()), get: away, set: away });
    expect(await lastKnown.routes('cloud-a')).toBeUndefined();
    await lastKnown.learn('cloud-a', { catalog: [], routes: [], skipped: [] }, 'p1');
    expect(await lastKnown.routes('cloud-a')).toEqual([]);
  });
});
