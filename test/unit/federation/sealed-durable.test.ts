// SPDX-License-Identifier: Apache-2.0
// What outlives every process is sealed: nothing of a value is in the store, nothing of an item can be changed there, and
// seal keys that rotate take nothing away.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openKeys, rotateKeys } from '../../../src/federation/keys.ts';
import { createSeal, sealKeyOf } from '../../../src/federation/seal.ts';
import { createResealing, createSealedDurable, reseal } from '../../../src/federation/sealed-durable.ts';
import type { DurableItem, DurableStore } from '../../../src/model/durable-store.ts';
import { createFileStore } from '../../../src/store/file.ts';

const KIND = 'application-credential';
const ITEM: DurableItem = { id: 'a', owner: 'alice', unique: 'alice/a', value: 'hash-of-secret', expiresAt: 9e15 };
const MINUTE = 60_000;

describe('the sealed durable store', () => {
  let folder: string;
  let now: number;
  let plain: DurableStore;
  const ends: (() => unknown)[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scs-sealed-'));
    now = Date.now();
    plain = createFileStore({ folder: ':memory:', now: () => now });
    ends.push(() => plain.close());
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await rm(folder, { recursive: true });
  });
  async function process() {
    const keys = await openKeys(folder, { now: () => now });
    ends.push(() => keys.close());
    const seal = createSeal(keys);
    const unreadable: string[] = [];
    const store = createSealedDurable({ store: plain, seal, onUnreadable: (kind) => unreadable.push(kind) });
    return { keys, seal, store, unreadable, deps: { store: plain, seal, keys } };
  }

  it('gives back what was put, of which the store beneath sees no value', async () => {
    const { store } = await process();
    expect(await store.put(KIND, ITEM, 0)).toBe('done');
    const kept = { ...ITEM, version: 1 };
    expect(await store.get(KIND, 'a')).toEqual(kept);
    expect(await store.find(KIND, 'alice/a')).toEqual(kept);
    expect(await store.list(KIND, 'alice')).toEqual([kept]);
    for await (const item of store.all()) expect(item).toEqual({ kind: KIND, ...kept });
    expect((await plain.get(KIND, 'a'))?.value).not.toContain('hash-of-secret');
    await expect(store.put(KIND, { ...ITEM, value: 'x'.repeat(60_001) }, 1)).rejects.toThrow(RangeError);
    expect(await store.put(KIND, { ...ITEM, value: '€'.repeat(60_000) }, 1)).toBe('done');
    expect(await store.get(KIND, 'a')).toMatchObject({ value: '€'.repeat(60_000) });
  });

  it.each<[string, Partial<DurableItem>]>([
    ['owner', { owner: 'mallory' }],
    ['name', { unique: 'mallory/a' }],
    ['end', { expiresAt: 9e15 - 1 }],
    ['id', { id: 'b' }],
    ['value', { value: 'plain' }],
  ])('takes an item for missing whose %s somebody else has changed', async (_what, changed) => {
    const { store, unreadable } = await process();
    await store.put(KIND, ITEM, 0);
    const { version: _, ...raw } = (await plain.get(KIND, 'a')) ?? { ...ITEM, version: 0 };
    const forged = { ...raw, ...changed };
    await plain.remove(KIND, 'a');
    await plain.put(KIND, forged, 0);
    expect(await store.get(KIND, forged.id)).toBeUndefined();
    expect(await store.find(KIND, forged.unique ?? '')).toBeUndefined();
    expect(await store.list(KIND, forged.owner)).toEqual([]);
    for await (const item of store.all()) expect.unreachable(item.id);
    expect(unreadable).toEqual([KIND, KIND, KIND, KIND]);
  });

  it('takes an item of another kind for missing', async () => {
    const { store } = await process();
    await store.put(KIND, ITEM, 0);
    const { version: _, ...raw } = (await plain.get(KIND, 'a')) ?? { ...ITEM, version: 0 };
    await plain.put('access-rule', raw, 0);
    expect(await store.get('access-rule', 'a')).toBeUndefined();
  });

  it('loses nothing by any number of rotations: a key goes once nothing is sealed by it any more', async () => {
    const first = await process();
    for (const id of ['a', 'b', 'c']) await first.store.put(KIND, { id, owner: 'alice', value: id }, 0);
    const [old] = first.keys.sealing();
    const inUse = async (): Promise<(kid: string) => boolean> => {
      const used = new Set<string>();
      for await (const { value } of plain.all()) used.add(sealKeyOf(value));
      return (kid) => used.has(kid);
    };
    for (let i = 0; i < 3; i += 1) {
      now += 120 * MINUTE;
      const { removed } = await rotateKeys(folder, { now, tokenLifetime: MINUTE, inUse: await inUse() });
      expect(removed).not.toContain(old?.kid);
    }
    now += 2 * MINUTE;
    const second = await process();
    expect(second.keys.sealing()[0]?.kid).not.toBe(old?.kid);
    expect(await second.store.get(KIND, 'a')).toMatchObject({ value: 'a' });
    expect(await reseal(second.deps)).toBe(3);
    expect(await reseal(second.deps)).toBe(0);
    now += 120 * MINUTE;
    const { removed } = await rotateKeys(folder, { now, tokenLifetime: MINUTE, inUse: await inUse() });
    expect(removed).toContain(old?.kid);
    const third = await process();
    for (const id of ['a', 'b', 'c']) expect(await third.store.get(KIND, id)).toMatchObject({ value: id });
    expect((await readdir(folder)).filter((name) => name.startsWith('seal-'))).toHaveLength(2);
  });

  it('is sealed anew by a running gateway by itself, once there is a newer key', async () => {
    const first = await process();
    await first.store.put(KIND, ITEM, 0);
    await rotateKeys(folder, { now: now + 1, tokenLifetime: MINUTE });
    now += 5 * MINUTE;
    const second = await process();
    const resealing = createResealing({ ...second.deps, every: 10 });
    const newest = second.keys.sealing()[0]?.kid;
    await vi.waitFor(async () => expect(sealKeyOf((await plain.get(KIND, 'a'))?.value ?? '')).toBe(newest), 10_000);
    await resealing.close();
    expect(await second.store.get(KIND, 'a')).toMatchObject({ value: ITEM.value });
  });
});
