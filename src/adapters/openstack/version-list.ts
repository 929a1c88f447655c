// SPDX-License-Identifier: Apache-2.0
// The versions in a service's root document, whichever of its shapes it has (Keystone's `values`, Nova's `version`,
// Placement's and Ironic's `max_version`), in the form of the normalised API.

export interface ServiceVersion {
  /** As the service writes it: `v2.1`. */
  readonly id: string;
  readonly status: 'current' | 'supported' | 'deprecated' | 'experimental' | 'unknown';
  /** Microversions; null if the version has none. */
  readonly min: string | null;
  readonly max: string | null;
}

/** Keystone says `stable` where the others say CURRENT. */
const STATUSES: ReadonlyMap<string, ServiceVersion['status']> = new Map([
  ['current', 'current'],
  ['stable', 'current'],
  ['supported', 'supported'],
  ['deprecated', 'deprecated'],
  ['experimental', 'experimental'],
]);

interface Entry {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly version?: unknown;
  readonly max_version?: unknown;
  readonly min_version?: unknown;
}

/** Empty if the value is not a version document. */
export function versionList(document: unknown): ServiceVersion[] {
  const { versions, version } = (document ?? {}) as { versions?: unknown; version?: unknown };
  const nested = (versions as { values?: unknown } | undefined)?.values;
  const list = [versions, nested].find(Array.isArray) ?? [version];
  return (list as unknown[]).flatMap((entry) => {
    const { id, status, version: newest, max_version, min_version } = (entry ?? {}) as Entry;
    if (typeof id !== 'string') return [];
    return {
      id,
      status: STATUSES.get(String(status).toLowerCase()) ?? 'unknown',
      min: text(min_version),
      max: text(max_version) ?? text(newest),
    };
  });
}

/** Nova's v2.0 has empty strings. */
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
