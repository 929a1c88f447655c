// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { publishCatalog } from '../../../src/adapters/openstack/index.ts';
import { createSeal } from '../../../src/federation/seal.ts';
import { createLastKnown, type LastKnown } from '../../../src/members/last-known.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import type { Store } from '../../../src/model/store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';

const [MINE, YOURS] = ['a'.repeat(32), 'b'.repeat(32)];
const seal = createSeal({ sealing: () => [{ kid: 'k', created: 0, secret: Buffer.alloc(32, 1) }] });

const published = (project: string, types = ['compute', 'volumev3']) =>
  publishCatalog({
    publicUrl: 'https://gateway.example.org',
    cloud: 'cloud-a',
    region: 'RegionA',
    authUrl: 'http://127.0.0.2:5000/v3',
    swap: (text) => text.replace('member-project', project),
    catalog: types.map((type, i) => ({
      id: `${i}`,
      type,
      name: type,
      endpoints: [
        {
          id: 'e',
          interface: 'public',
          region: 'RegionA',
          region_id: 'RegionA',
          url: `http://127.0.0.2:${8774 + i}/v3/member-project`,
        },
      ],
    })) as Catalog,
  });

let now: number;
let store: Store;
const open = (over = store): LastKnown => createLastKnown({ store: over, seal, now: () => now });
beforeEach(() => {
  now = 1_000;
  store = createMemoryStore({ now: () => now });
});

describe('what a member last said', () => {
  it('serves every project, here and on another replica', async () => {
    const here = open();
    expect(await here.catalog('cloud-a', MINE)).toBeUndefined();
    await here.learn('cloud-a', published(MINE), MINE);
    for (const one of [here, open()]) {
      expect(await one.catalog('cloud-a', YOURS)).toEqual(published(YOURS).catalog);
      expect(JSON.stringify(await one.catalog('cloud-a', YOURS))).not.toContain(MINE);
      expect(await one.routes('cloud-a')).toEqual(published(MINE).routes);
      expect(one.learntAt('cloud-a')).toBe(1_000);
      expect(await one.catalog('cloud-b', MINE)).toBeUndefined();
    }
  });

  it('is written again after a minute, not at each session', async () => {
    const here = open();
    await here.learn('cloud-a', published(MINE), MINE);
    now += 59_999;
    await here.learn('cloud-a', published(MINE, ['compute']), MINE);
    expect(await here.catalog('cloud-a', MINE)).toHaveLength(2);
    now += 1;
    await here.learn('cloud-a', published(MINE, ['compute']), MINE);
    expect(await here.catalog('cloud-a', MINE)).toHaveLength(1);
    expect(await open().catalog('cloud-a', MINE)).toHaveLength(1);
  });

  it.each([
    ['nothing of ours', () => '{"template":"[]","routes":[],"learntAt":1}'],
    ['half of it', () => seal.close('{"template', 'catalog:cloud-a')],
    ['another cloud’s', () => seal.close('{"template":"[]","routes":[],"learntAt":1}', 'catalog:cloud-b')],
  ])('is a miss where the store holds %s', async (_name, value) => {
    await store.set('catalog:cloud-a', value(), 60_000);
    expect(await open().catalog('cloud-a', MINE)).toBeUndefined();
    expect(await open().routes('cloud-a')).toBeUndefined();
  });

  it('is sealed, since members’ tokens go where it leads', async () => {
    await open().learn('cloud-a', published(MINE), MINE);
    expect(await store.get('catalog:cloud-a')).not.toMatch(/127\.0|"compute"|"routes"/);
  });

  it('is known here with the store away', async () => {
    const away = async (): Promise<never> => Promise.reject(new Error('away'));
    const here = open({ ...store, get: away, set: away });
    expect(await here.catalog('cloud-a', MINE)).toBeUndefined();
    await here.learn('cloud-a', published(MINE), MINE);
    expect(await here.catalog('cloud-a', YOURS)).toEqual(published(YOURS).catalog);
  });
});
