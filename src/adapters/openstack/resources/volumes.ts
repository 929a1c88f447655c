// SPDX-License-Identifier: Apache-2.0
// Volumes of Cinder; attaching is Nova's. Lists are limited to the caller's project: never all_tenants.
import { defined } from '../../../model/defined.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { volumes as definition } from '../../../model/scs/resources/volumes.ts';
import { boolOrNull, list, type Native, record, text, textOrNull, time, wordFor } from '../../values.ts';
import { cinder, cinderFields, getCinder, listCinder } from '../services/cinder.ts';
import { markIn, withMark } from '../services/marks.ts';
import { patchMetadata } from '../services/metadata.ts';
import { inside, nova } from '../services/nova.ts';
import { idOf, idOrNone, listed, wrong } from '../services/references.ts';

type Volume = ItemOf<typeof definition>;

export const volumes: ResourceAdapter<
  Native,
  undefined,
  Volume,
  CreateOf<typeof definition>,
  UpdateOf<typeof definition>
> = {
  service: 'block-storage',
  list: (api, { name }) => listCinder(api, 'volumes', { name }),
  get: (api, id) => read(api, id),

  map({ native }, { cloud, region, project }) {
    return {
      cloud,
      region,
      ...cinderFields(native),
      project: textOrNull(native['os-vol-tenant-attr:tenant_id']) ?? project,
      status: wordFor(STATUS, native.status),
      typeName: textOrNull(native.volume_type),
      typeId: textOrNull(native.volume_type_id),
      // A string in every version of Cinder, `true` or `false`.
      bootable: native.bootable === 'true' || native.bootable === true,
      encrypted: boolOrNull(native.encrypted),
      multiattach: native.multiattach === true,
      availabilityZone: textOrNull(native.availability_zone),
      attachments: list(native.attachments)
        .map(record)
        .map((attachment) => ({
          serverId: text(attachment.server_id) ?? '',
          device: textOrNull(attachment.device),
          attachedAt: time(attachment.attached_at),
        })),
      sourceImageId: textOrNull(record(native.volume_image_metadata).image_id),
      sourceSnapshotId: textOrNull(native.snapshot_id),
      sourceVolumeId: textOrNull(native.source_volid),
    };
  },

  markOf: ({ native }) => markIn(native.metadata),

  async create(api, input, mark) {
    const { name, sizeGiB, typeName, availabilityZone, description, metadata } = input;
    const { sourceSnapshotId, sourceImageId, sourceVolumeId } = input;
    const sources = Object.entries({ sourceSnapshotId, sourceImageId, sourceVolumeId }).filter(
      ([, source]) => source !== undefined,
    );
    if (sources.length > 1) {
      const names = sources.map(([source]) => source).join(' and ');
      throw wrong(api, `#/${sources[1]?.[0]}`, `a volume can have only one source, not ${names}`);
    }
    const body = defined({
      name,
      size: sizeGiB,
      // Cinder accepts a name as well as an id.
      volume_type: typeName,
      availability_zone: availabilityZone,
      snapshot_id: await idOrNone(api, 'snapshot', sourceSnapshotId, '#/sourceSnapshotId'),
      imageRef: await idOrNone(api, 'image', sourceImageId, '#/sourceImageId'),
      source_volid: await idOrNone(api, 'volume', sourceVolumeId, '#/sourceVolumeId'),
      description,
      metadata: withMark(metadata, mark),
    });
    return { native: inside(await cinder(api, '/volumes', { method: 'POST', body: { volume: body } }), 'volume') };
  },

  async update(api, id, { name, description, metadata }) {
    const volume = defined({ name, description });
    if (Object.keys(volume).length > 0) await cinder(api, pathOf(id), { method: 'PUT', body: { volume } });
    if (metadata !== undefined) await patchMetadata(metadata, (at, more) => cinder(api, `${pathOf(id)}${at}`, more));
    // Cinder's response to an update lacks some of the fields.
    return read(api, id);
  },

  async remove(api, id) {
    await cinder(api, pathOf(id), { method: 'DELETE' });
  },

  actions: {
    async attach(api, id, { serverId, device }: { readonly serverId: string; readonly device?: string }) {
      const path = `/servers/${encodeURIComponent(await idOf(api, 'server', serverId, '#/serverId'))}/os-volume_attachments`;
      await nova(api, path, { method: 'POST', body: { volumeAttachment: defined({ volumeId: id, device }) } });
    },

    async detach(api, id, { serverId }: { readonly serverId?: string }) {
      const from =
        serverId === undefined ? await onlyServer(api, id) : await idOf(api, 'server', serverId, '#/serverId');
      const path = `/servers/${encodeURIComponent(from)}/os-volume_attachments/${encodeURIComponent(id)}`;
      await nova(api, path, { method: 'DELETE' });
    },

    async extend(api, id, { sizeGiB }: { readonly sizeGiB: number }) {
      await cinder(api, `${pathOf(id)}/action`, { method: 'POST', body: { 'os-extend': { new_size: sizeGiB } } });
    },
  },
};

const pathOf = (id: string): string => `/volumes/${encodeURIComponent(id)}`;

const read = (api: NativeApi, id: string) => getCinder(api, 'volume', id);

async function onlyServer(api: NativeApi, id: string): Promise<string> {
  const { native } = await read(api, id);
  const servers = list(native.attachments).map((attachment) => text(record(attachment).server_id) ?? '');
  const [only, ...others] = servers;
  if (only === undefined)
    throw new GatewayError('conflict', { cloud: api.cloud, message: 'The volume is not attached to any server.' });
  if (others.length > 0) throw wrong(api, '#/serverId', `several servers have this volume: ${listed(servers)}`);
  return only;
}

const STATUS = {
  creating: 'creating',
  downloading: 'creating',
  managing: 'creating',
  available: 'available',
  'in-use': 'in-use',
  reserved: 'attaching',
  attaching: 'attaching',
  detaching: 'detaching',
  extending: 'changing',
  retyping: 'changing',
  uploading: 'changing',
  'backing-up': 'changing',
  'restoring-backup': 'changing',
  maintenance: 'changing',
  'awaiting-transfer': 'changing',
  deleting: 'deleting',
  unmanaging: 'deleting',
  deleted: 'deleting',
  error: 'error',
  error_deleting: 'error',
  error_extending: 'error',
  error_managing: 'error',
  error_restoring: 'error',
  'error_backing-up': 'error',
} as const;
