// SPDX-License-Identifier: Apache-2.0
// Maintenance as it is kept and seen: what an operator writes is in force on every replica, outlives each of them, and a store
// that is away, or what somebody else has written there, changes nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { createMaintenance, drain, merged, readNotices, resume } from '../../../src/federation/maintenance.ts';
import type { DurableStore } from '../../../src/model/durable-store.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { Notice } from '../../../src/model/maintenance.ts';
import { createFileStore } from '../../../src/store/file.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
const CLOUD = { part: 'cloud', id: 'cloud-a' } as const;
const NOTICE = { reason: 'Storage', since: 1_000, refuseCreates: false };

function memory(): DurableStore {
  const store = createFileStore({ folder: ':memory:' });
  ends.push(() => store.close());
  return store;
}
function watch(durable: Pick<DurableStore, 'list' | 'health'>, configured: Parameters<typeof merged>[0] = []) {
  const changes: [string, Notice | undefined][] = [];
  const watched = createMaintenance({
    durable,
    configured: () => configured,
    every: 5,
    onChange: ({ part, id }, notice) => changes.push([`${part}/${id}`, notice]),
  });
  ends.push(() => watched.close());
  return { watched, changes };
}

it('a drained cloud is in maintenance on each of two replicas with its clusters, until it is resumed', async () => {
  const store = memory();
  const [one, two] = [watch(store), watch(store)];
  await Promise.all([one.watched.opened, two.watched.opened]);
  expect(one.watched.cloud('cloud-a')).toBeUndefined();
  await drain(store, CLOUD, NOTICE);
  for (const { watched } of [one, two]) await vi.waitFor(() => expect(watched.cloud('cloud-a')).toEqual(NOTICE), 5_000);
  expect(one.watched.cluster({ id: 'prod', cloud: 'cloud-a' })).toEqual(NOTICE);
  expect(one.watched.cluster({ id: 'prod', cloud: 'cloud-b' })).toBeUndefined();
  expect(await resume(store, CLOUD)).toBe(true);
  expect(await resume(store, CLOUD)).toBe(false);
  await vi.waitFor(() => expect(two.watched.cloud('cloud-a')).toBeUndefined(), 5_000);
  expect(two.changes).toEqual([
    ['cloud/cloud-a', NOTICE],
    ['cloud/cloud-a', undefined],
  ]);
});

it('what was drained is drained after a restart: it is in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scs-drained-'));
  ends.push(() => rm(folder, { recursive: true }));
  const before = createFileStore({ folder });
  await drain(before, CLOUD, NOTICE);
  await before.close();
  const after = createFileStore({ folder });
  ends.push(() => after.close());
  const { watched } = watch(after);
  await watched.opened;
  expect(watched.all()).toEqual([{ ...CLOUD, notice: NOTICE }]);
});

it('draining again changes reason and end, and keeps when it began', async () => {
  const store = memory();
  await drain(store, CLOUD, NOTICE);
  const kept = await drain(store, CLOUD, { reason: 'Longer', since: 5_000, until: 9_000, refuseCreates: true });
  expect(kept).toEqual({ reason: 'Longer', since: 1_000, until: 9_000, refuseCreates: true });
  expect(await readNotices(store)).toEqual([{ ...CLOUD, notice: kept }]);
});

it('a store that goes away leaves in force what was announced, and is asked nothing until it is back', async () => {
  const store = memory();
  await drain(store, CLOUD, NOTICE);
  let well = true;
  let asked = 0;
  const { watched } = watch({
    health: () => ({ ok: well, detail: '' }),
    async list(kind, owner) {
      asked += 1;
      if (!well) throw new GatewayError('storeUnavailable');
      return store.list(kind, owner);
    },
  });
  await watched.opened;
  well = false;
  await new Promise((resolve) => setTimeout(resolve, 30));
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(asked).toBe(before);
  expect(watched.cloud('cloud-a')).toEqual(NOTICE);
});

it.each([
  ['no JSON', 'x'],
  ['another form', '["Storage"]'],
  ['no reason', '{"since":1}'],
  ['a reason that would write a second line into a terminal', '{"reason":"a\\nb","since":1}'],
  ['a beginning that is no moment', '{"reason":"a","since":1e300}'],
])('what cannot be read puts nothing in maintenance: %s', async (_name, value) => {
  const store = memory();
  await store.put('maintenance', { id: 'cloud/cloud-a', owner: 'operator', value }, 0);
  expect(await readNotices(store)).toEqual([]);
  // And whoever drains it anew is not kept from that.
  expect(await drain(store, CLOUD, NOTICE)).toEqual(NOTICE);
});

it('the word of an operator stands over that of the configuration, and nothing new is made where either says so', () => {
  const configured = { ...CLOUD, notice: { reason: 'By file', refuseCreates: true } };
  expect([...merged([configured], []).values()]).toEqual([configured]);
  expect(merged([configured], [{ ...CLOUD, notice: NOTICE }]).get('cloud/cloud-a')?.notice).toEqual({
    ...NOTICE,
    refuseCreates: true,
  });
});

it("a cluster's own notice says why, and that nothing new is made where its cloud says so", async () => {
  const store = memory();
  await drain(store, CLOUD, { ...NOTICE, refuseCreates: true });
  await drain(store, { part: 'cluster', id: 'prod' }, { ...NOTICE, reason: 'Upgrade' });
  const { watched } = watch(store);
  await watched.opened;
  expect(watched.cluster({ id: 'prod', cloud: 'cloud-a' })).toEqual({
    ...NOTICE,
    reason: 'Upgrade',
    refuseCreates: true,
  });
});
