// SPDX-License-Identifier: Apache-2.0
// What Nova checks of the body that is to become a server, in its words: unknown fields by microversion, networks,
// block devices, user data. A client that passes here passes there.
import { dig, object, text } from './http.ts';
import { metadataFault, tagsFault } from './nova-tags.ts';

/** Since which microversion (the part behind `2.`) a field of `server` is known. */
const FIELDS: Readonly<Record<string, number>> = {
  name: 1,
  imageRef: 1,
  flavorRef: 1,
  adminPass: 1,
  metadata: 1,
  networks: 1,
  'OS-DCF:diskConfig': 1,
  accessIPv4: 1,
  accessIPv6: 1,
  personality: 1,
  availability_zone: 1,
  block_device_mapping: 1,
  block_device_mapping_v2: 1,
  config_drive: 1,
  key_name: 1,
  min_count: 1,
  max_count: 1,
  return_reservation_id: 1,
  security_groups: 1,
  user_data: 1,
  description: 19,
  tags: 52,
  trusted_image_certificates: 63,
  host: 74,
  hypervisor_hostname: 74,
  hostname: 90,
};

const DEVICE: Readonly<Record<string, number>> = {
  source_type: 1,
  destination_type: 1,
  uuid: 1,
  boot_index: 1,
  volume_size: 1,
  delete_on_termination: 1,
  device_name: 1,
  device_type: 1,
  disk_bus: 1,
  guest_format: 1,
  volume_id: 1,
  snapshot_id: 1,
  image_id: 1,
  no_device: 1,
  tag: 42,
  volume_type: 67,
};

export interface Device {
  readonly source: string;
  readonly destination: string;
  readonly uuid: string | undefined;
  readonly boot: number | null;
  readonly size: number | undefined;
  readonly type: string | undefined;
  readonly dies: boolean;
}

/** The first thing that is wrong with it. */
export function faultOf(wanted: unknown, minor: number): string | undefined {
  const server = object(wanted);
  const invalid = (field: string, said: string): string => `Invalid input for field/attribute ${field}. ${said}`;
  for (const field of ['name', 'flavorRef'])
    if (!text(server[field])) return invalid('server', `'${field}' is a required property`);
  if (nameFault(server.name)) return invalid('name', `Value: ${server.name}. '${server.name}' is too long`);
  const { min_count = 1, max_count = min_count } = server;
  if (![min_count, max_count].every((count) => /^[1-9]\d*$/.test(String(count))))
    return invalid('min_count', `Value: ${String(min_count)}. ${String(min_count)} is less than the minimum of 1`);
  if (Number(min_count) > Number(max_count)) return 'min_count must be <= max_count';
  if (minor >= 37 && server.networks === undefined) return invalid('server', "'networks' is a required property");
  const strange = unknown(server, FIELDS, minor);
  if (strange !== undefined) return additional('server', strange);
  const { networks } = server;
  if (typeof networks === 'string' && (minor < 37 || !['auto', 'none'].includes(networks)))
    return invalid('networks', `Value: ${networks}. '${networks}' is not of type 'array'`);
  const data = text(server.user_data);
  if (data !== undefined && (data.length > 65_535 || !BASE64.test(data.replace(/[^\w+/=]|_/g, ''))))
    return invalid('user_data', "is not a 'base64'");
  const labels = metadataFault(server.metadata) ?? tagsFault(server.tags);
  if (labels !== undefined) return labels;
  for (const device of list(server.block_device_mapping_v2)) {
    const odd = unknown(object(device), DEVICE, minor);
    if (odd !== undefined) return additional('block_device_mapping_v2', odd);
  }
  return boots(server);
}

/** What Python's decoder takes, which leaves out every character that it does not know (oslo: `base64.decodebytes`). */
const BASE64 = /^([\w+/]{4})*([\w+/]{2}==.*|[\w+/]{3}=.*)?$/;

/** Of servers, and of nothing else: more than one blank or 255 characters. */
export const nameFault = (name: unknown): boolean =>
  typeof name !== 'string' || name.trim() === '' || name.length > 255;

/**
 * What is to be booted must be said once: by `imageRef` alone, or by the device with boot index 0. (Nova wants one of
 * the two; here a server may have nothing to boot from, since it runs nothing.)
 */
function boots(server: Record<string, unknown>): string | undefined {
  const devices = devicesOf(server);
  const image = text(server.imageRef) ?? '';
  if (devices.length === 0) return undefined;
  const first = devices.filter(({ boot }) => boot === 0);
  if (first.length !== 1 || (image !== '' && (first[0]?.source !== 'image' || first[0].uuid !== image)))
    return 'Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping combination is not valid.';
  const sizeless = devices.find(
    ({ source, destination, size }) => source === 'blank' && destination === 'volume' && !size,
  );
  return (
    sizeless &&
    'Block Device Mapping is Invalid: Blank volumes (source: "blank", dest: "volume") need to have non-zero size'
  );
}

export const devicesOf = (server: unknown): Device[] =>
  list(dig(server, 'block_device_mapping_v2'))
    .map(object)
    .map((device) => ({
      source: text(device.source_type) ?? 'volume',
      destination: text(device.destination_type) ?? 'volume',
      uuid: text(device.uuid),
      boot: device.boot_index === undefined || device.boot_index === null ? null : Number(device.boot_index),
      size: device.volume_size === undefined ? undefined : Number(device.volume_size),
      type: text(device.volume_type),
      dies: device.delete_on_termination === true,
    }));

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const unknown = (given: object, known: Readonly<Record<string, number>>, minor: number): string | undefined =>
  Object.keys(given).find((key) => !((known[key] ?? Number.POSITIVE_INFINITY) <= minor));

const additional = (where: string, field: string): string =>
  `Invalid input for field/attribute ${where}. Additional properties are not allowed ('${field}' was unexpected)`;
