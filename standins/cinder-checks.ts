// SPDX-License-Identifier: Apache-2.0
// What Cinder checks of a body before it looks at anything, in its words (cinder/api/schemas/volumes.py): a client that passes here
// passes there.
import { type Call, object, text } from './http.ts';

const CREATE = new Set(
  `name description display_name display_description volume_type size availability_zone metadata imageRef source_volid
  source_replica consistencygroup_id multiattach snapshot_id group_id backup_id image_id scheduler_hints volume_id`.split(
    /\s+/,
  ),
);
const UPDATE = new Set('name description display_name display_description metadata'.split(' '));
const SNAPSHOT = new Set('volume_id name description display_name display_description force metadata'.split(' '));

const invalid = (field: string, value: unknown, said: string): string =>
  `Invalid input for field/attribute ${field}. Value: ${String(value)}. ${said}`;

function texts(kind: string, given: Record<string, unknown>): string | undefined {
  for (const field of ['name', 'description']) {
    const value = given[field];
    if (typeof value === 'string' && value.length > 255) return invalid(field, value, `'${value}' is too long`);
    if (value !== undefined && value !== null && typeof value !== 'string')
      return invalid(field, value, `${String(value)} is not of type 'string', 'null'`);
  }
  const odd = Object.values(object(given.metadata)).find((value) => typeof value !== 'string');
  return odd === undefined ? undefined : invalid(`${kind}.metadata`, odd, `${String(odd)} is not of type 'string'`);
}

const strange = (kind: string, given: object, known: ReadonlySet<string>): string | undefined => {
  const field = Object.keys(given).find((one) => !known.has(one));
  return (
    field &&
    `Invalid input for field/attribute ${kind}. Additional properties are not allowed ('${field}' was unexpected)`
  );
};

const required = (field: string): string => `'${field}' is a required property`;
const isWhole = (value: unknown): boolean => /^[1-9]\d*$/.test(String(value)) && typeof value !== 'boolean';

/** The first thing that is wrong. */
export function volumeFault(body: unknown): string | undefined {
  const { volume } = object(body);
  if (typeof volume !== 'object' || volume === null) return required('volume');
  const given = object(volume);
  const { size, snapshot_id, source_volid, backup_id } = given;
  const odd = strange('volume', given, CREATE) ?? texts('volume', given);
  if (odd !== undefined) return odd;
  if (size !== undefined && size !== null && !isWhole(size))
    return invalid('size', size, `${String(size)} is not a size`);
  const from = [snapshot_id, source_volid, backup_id].some((one) => typeof one === 'string');
  return (size === undefined || size === null) && !from
    ? "Missing required element 'size' in request body."
    : undefined;
}

/** `minor`: of the microversion, behind `3.`. */
export function volumeUpdateFault(body: unknown, minor: number): string | undefined {
  const { volume } = object(body);
  if (typeof volume !== 'object' || volume === null) return required('volume');
  if (minor >= 53 && Object.keys(volume).length === 0)
    return 'Invalid input for field/attribute volume. Value: {}. {} is not valid under any of the given schemas';
  return strange('volume', volume, UPDATE) ?? texts('volume', object(volume));
}

export function snapshotFault(body: unknown): string | undefined {
  const { snapshot } = object(body);
  if (typeof snapshot !== 'object' || snapshot === null) return required('snapshot');
  const given = object(snapshot);
  if (typeof given.volume_id !== 'string') return invalid('snapshot', '{}', required('volume_id'));
  return strange('snapshot', given, SNAPSHOT) ?? texts('snapshot', given);
}

/** Of the microversion that is asked for, what stands behind `3.`. */
export const minorOf = (call: Call): number =>
  Number(/^volume 3\.(\d+)$/.exec(text(call.req.headers['openstack-api-version']) ?? '')?.[1] ?? 0);
