// SPDX-License-Identifier: Apache-2.0
// Volumes, snapshots and containers by the normalised API.
import assert from 'node:assert/strict';
import { PROJECT } from './scs-talk.ts';
import type { World } from './scs-world.ts';

export async function storageMade({ claim, cloud, scs, name, made }: World): Promise<void> {
  const place = { cloud: cloud.id, project: PROJECT, name };
  await claim('a volume is made and waited for, a snapshot of it, and a volume of that', async () => {
    const volume = await scs.make('volumes', { ...place, sizeGiB: 1, metadata: { made: 'here' } });
    made.volume = volume.id;
    assert.deepEqual([volume.status, volume.sizeGiB, volume.metadata], ['available', 1, { made: 'here' }]);
    const snapshot = await scs.make('snapshots', { ...place, volumeId: name });
    made.snapshot = snapshot.id;
    assert.deepEqual([snapshot.status, snapshot.volumeId, snapshot.sizeGiB], ['available', volume.id, 1]);
    const copy = await scs.make('volumes', {
      ...place,
      name: `${name}-copy`,
      sizeGiB: 1,
      sourceSnapshotId: snapshot.id,
    });
    made.copy = copy.id;
    assert.deepEqual([copy.status, copy.sourceSnapshotId], ['available', snapshot.id]);
  });
  await claim('a container is made, its name being its id', async () => {
    const container = await scs.make('containers', { ...place, name: `${name} Ü` });
    made.container = container.id;
    assert.deepEqual([container.id, container.objects, container.sizeBytes], [`${name} Ü`, 0, 0]);
    assert.equal((await scs.get(`/containers/${cloud.id}/${encodeURIComponent(container.id)}`)).name, `${name} Ü`);
  });
}

export async function storageActions({ claim, cloud, scs, made }: World): Promise<void> {
  const { id: at } = cloud;
  await claim('a volume is attached to a server, detached, and extended', async () => {
    const volume = made.volume ?? '';
    const attached = await scs.act('volumes', at, volume, 'attach', { serverId: made.server });
    assert.deepEqual([attached.item.status, attached.item.attachments[0].serverId], ['in-use', made.server]);
    assert.deepEqual((await scs.get(`/servers/${at}/${made.server}`)).volumeIds, [volume]);
    const detached = await scs.act('volumes', at, volume, 'detach', {});
    assert.deepEqual([detached.item.status, detached.item.attachments], ['available', []]);
    const extended = await scs.act('volumes', at, volume, 'extend', { sizeGiB: 2 });
    assert.deepEqual([extended.item.status, extended.item.sizeGiB], ['available', 2]);
  });
  await claim('a volume is renamed, and its metadata merged', async () => {
    const body = { name: 'renamed', description: 'changed', metadata: { other: 'one', made: null } };
    const item = await scs.change('volumes', at, made.volume ?? '', body);
    assert.deepEqual([item.name, item.description, item.metadata], [body.name, body.description, { other: 'one' }]);
  });
}

export async function storageEnds({ claim, cloud, scs, made }: World): Promise<void> {
  const { id: at } = cloud;
  await claim('snapshots, volumes and containers are deleted, and then not found', async () => {
    await scs.remove('volumes', at, made.copy ?? '');
    await scs.remove('snapshots', at, made.snapshot ?? '');
    await scs.remove('volumes', at, made.volume ?? '');
    await scs.remove('containers', at, made.container ?? '');
  });
}
