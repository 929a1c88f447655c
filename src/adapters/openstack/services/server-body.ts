// SPDX-License-Identifier: Apache-2.0
// The body of `POST /servers` for the negotiated microversion. What an older member does not support is refused before
// anything is created, instead of being omitted.
import { defined } from '../../../model/defined.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { CreateOf } from '../../../model/scs/resource.ts';
import type { servers } from '../../../model/scs/resources/servers.ts';
import { atLeast } from './nova.ts';
import { once } from './tags.ts';

type Input = CreateOf<typeof servers>;
type Device = Record<string, unknown>;

export function serverBody(input: Input, microversion: string): { server: Record<string, unknown> } {
  const { name, flavor, keypairName, userData, securityGroupNames, availabilityZone, description, metadata, tags } =
    input;
  const can = (wanted: string, field: string, value: unknown): void => {
    if (value !== undefined) refuseTooOld(microversion, wanted, field);
  };
  can('2.19', 'description', description ?? undefined);
  can('2.52', 'tags', tags);
  const devices = devicesOf(input);
  for (const [field, type] of typesOf(input)) can('2.67', field, type);
  const networks = networksOf(input.networks);
  if (networks === 'none') can('2.37', 'networks', networks);
  const image = typeof input.image === 'string' && input.bootVolume === undefined ? { imageRef: input.image } : {};
  return {
    server: {
      name,
      flavorRef: flavor,
      ...image,
      // Below 2.37, omitting it has the meaning of `auto`.
      ...(networks !== 'auto' || atLeast(microversion, '2.37') ? { networks } : {}),
      ...(devices.length > 0 ? { block_device_mapping_v2: devices } : {}),
      ...defined({
        key_name: keypairName,
        user_data: userData === undefined ? undefined : Buffer.from(userData).toString('base64'),
        security_groups: securityGroupNames?.map((group) => ({ name: group })),
        availability_zone: availabilityZone,
        description: description ?? undefined,
        metadata,
        tags: tags === undefined ? undefined : once(tags),
      }),
    },
  };
}

const networksOf = (wanted: Input['networks']): 'auto' | 'none' | { uuid: string }[] => {
  if (wanted === undefined || wanted === 'auto') return 'auto';
  if (typeof wanted === 'string' || wanted.length === 0) return 'none';
  return wanted.map((uuid) => ({ uuid }));
};

/** Nova's block devices. Without any, the server boots from its image on the flavor's own disk. */
function devicesOf({ image, bootVolume, volumes = [] }: Input): Device[] {
  const imageId = typeof image === 'string' ? image : undefined;
  if (imageId === undefined && (bootVolume === undefined || !('id' in bootVolume))) {
    throw wrong('#/image', 'the boot source is missing: give an image, or a bootVolume with an id');
  }
  if (imageId !== undefined && bootVolume !== undefined && 'id' in bootVolume) {
    throw wrong('#/bootVolume/id', 'give either an image or an existing volume, not both');
  }
  const further = volumes.map((volume) => device(volume, 'blank', -1, false));
  if (bootVolume !== undefined) return [device(bootVolume, 'image', 0, !('id' in bootVolume), imageId), ...further];
  if (further.length === 0) return [];
  // If there are other devices, Nova requires the image among them.
  const local = { source_type: 'image', destination_type: 'local', uuid: imageId, boot_index: 0 };
  return [{ ...local, delete_on_termination: true }, ...further];
}

function device(
  volume: NonNullable<Input['bootVolume']>,
  source: 'image' | 'blank',
  boot_index: number,
  dies: boolean,
  image?: string,
): Device {
  const shared = { destination_type: 'volume', boot_index, delete_on_termination: volume.deleteOnTermination ?? dies };
  if ('id' in volume) return { source_type: 'volume', uuid: volume.id, ...shared };
  return defined({
    source_type: source,
    uuid: image,
    volume_size: volume.sizeGiB,
    volume_type: volume.typeName,
    ...shared,
  });
}

const wrong = (where: string, reason: string): GatewayError =>
  new GatewayError('unprocessable', { faults: [{ where, reason }], message: `${where}: ${reason}` });

/** Each volume type that the request names, and where. */
const typesOf = ({ bootVolume, volumes = [] }: Input): [field: string, type: string | undefined][] =>
  [['bootVolume', bootVolume] as const, ...volumes.map((one, index) => [`volumes/${index}`, one] as const)].map(
    ([field, one]) => [`${field}/typeName`, one !== undefined && 'typeName' in one ? one.typeName : undefined],
  );

export function refuseTooOld(has: string, wanted: string, field: string): void {
  if (atLeast(has, wanted)) return;
  throw new GatewayError('unprocessable', {
    message: `This cloud is too old for "${field}": its compute API has version ${has}, but ${wanted} is required.`,
    faults: [{ where: `#/${field}`, reason: `needs compute microversion ${wanted}` }],
  });
}
