// SPDX-License-Identifier: Apache-2.0
// Maintenance takes a cloud out of every placement and may refuse all that is new there: whoever can write to the store, or
// answers for a member, must not be able to announce it. What is not sealed by a key of the gateway drains nothing, also where
// it was sealed for something else; and a member's own word for it does not reach a client.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKeys } from '../../src/federation/keys.ts';
import { drain, readNotices } from '../../src/federation/maintenance.ts';
import { createSeal } from '../../src/federation/seal.ts';
import { createSealedDurable } from '../../src/federation/sealed-durable.ts';
import { answerHeaders } from '../../src/members/headers.ts';
import type { DurableStore } from '../../src/model/durable-store.ts';
import { createFileStore } from '../../src/store/file.ts';

let folder: string;
let plain: DurableStore;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-maintenance-'));
  plain = createFileStore({ folder: ':memory:' });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await plain.close();
  await rm(folder, { recursive: true });
});
async function sealedBy(name: string): Promise<DurableStore> {
  const keys = await openKeys(join(folder, name), { now: Date.now });
  ends.push(() => keys.close());
  return createSealedDurable({ store: plain, seal: createSeal(keys) });
}
const NOTICE = { reason: 'Forged', since: 1, refuseCreates: true };
const value = JSON.stringify(NOTICE);

it('a notice that somebody has written into the store drains no cloud', async () => {
  const gateway = await sealedBy('keys');
  await plain.put('maintenance', { id: 'cloud/cloud-a', owner: 'operator', value }, 0);
  await drain(await sealedBy('other-keys'), { part: 'cloud', id: 'cloud-b' }, NOTICE);
  expect(await readNotices(gateway)).toEqual([]);
});

it('a notice that the gateway has sealed for one cloud drains no other, and nothing that users make is one', async () => {
  const gateway = await sealedBy('keys');
  await drain(gateway, { part: 'cloud', id: 'cloud-a' }, NOTICE);
  const kept = await plain.get('maintenance', 'cloud/cloud-a');
  await plain.put('maintenance', { id: 'cloud/cloud-b', owner: 'operator', value: kept?.value ?? '' }, 0);
  await gateway.put('application-credential', { id: 'cloud/cloud-c', owner: 'operator', value }, 0);
  expect((await readNotices(gateway)).map(({ id }) => id)).toEqual(['cloud-a']);
});

it('a member cannot tell clients that itself, or another cloud, is in maintenance', () => {
  const said = { 'x-scs-maintenance': 'cloud-b', 'content-type': 'text/plain' };
  expect(answerHeaders(said, (_name, text) => text).join(' ')).not.toContain('maintenance');
});
