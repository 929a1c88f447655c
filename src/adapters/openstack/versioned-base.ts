// SPDX-License-Identifier: Apache-2.0
// Where a service's versioned API starts below its root. Catalog entries are of every kind (unversioned, with a
// version, with a version and a project); callers of the normalised API must not need to know.

/** The version that this code uses. Services whose paths contain the project are marked. */
const VERSIONS: Readonly<Record<string, { readonly version: string; readonly project?: true }>> = {
  compute: { version: '/v2.1' },
  image: { version: '/v2' },
  network: { version: '/v2.0' },
  'block-storage': { version: '/v3', project: true },
  'load-balancer': { version: '/v2' },
  'key-manager': { version: '/v1' },
  dns: { version: '/v2' },
  identity: { version: '/v3' },
  orchestration: { version: '/v1', project: true },
  'shared-file-system': { version: '/v2' },
  'container-infrastructure-management': { version: '/v1' },
};

/**
 * `suffix`: the part of the catalog's URL after the service's root (`splitEndpoint`). Object stores and services that
 * are not listed here keep it: only the catalog tells how a Swift or a radosgw names its accounts.
 */
export function versionedBase(type: string, suffix: string, projectId: string): string {
  const given = suffix.replace(/\/+$/, '');
  if (type === 'object-store') return given === '' ? `/v1/AUTH_${projectId}` : given;
  const known = VERSIONS[type];
  if (known === undefined) return given;
  if (known.project !== true) return known.version;
  // Cinder supports both forms, but an installation may be limited to one, so the catalog's `/v3` without a project is
  // kept.
  if (given === known.version || given.startsWith(`${known.version}/`)) return given;
  return `${known.version}/${projectId}`;
}

interface MicroversionRule {
  /** The service's name in `OpenStack-API-Version`. */
  readonly word: string;
  /** The header from before that one was common to all services. */
  readonly old?: string;
}

const MICROVERSIONS: Readonly<Record<string, MicroversionRule>> = {
  compute: { word: 'compute', old: 'x-openstack-nova-api-version' },
  'block-storage': { word: 'volume' },
  placement: { word: 'placement' },
  'shared-file-system': { word: 'shared-file-system', old: 'x-openstack-manila-api-version' },
  'container-infrastructure-management': { word: 'container-infra' },
  baremetal: { word: 'baremetal', old: 'x-openstack-ironic-api-version' },
};

export const hasMicroversions = (type: string): boolean => type in MICROVERSIONS;

export function microversionHeaders(type: string, version: string): [name: string, value: string][] {
  const rule = MICROVERSIONS[type];
  if (rule === undefined) return [];
  const headers: [string, string][] = [['openstack-api-version', `${rule.word} ${version}`]];
  if (rule.old !== undefined) headers.push([rule.old, version]);
  return headers;
}

export interface VersionRange {
  readonly min: string;
  readonly max: string;
}

interface VersionEntry {
  readonly id?: unknown;
  readonly version?: unknown;
  readonly max_version?: unknown;
  readonly min_version?: unknown;
}

/** From a service's version document, in any of its shapes. Undefined if it has no microversions. */
export function versionRange(document: unknown, base: string): VersionRange | undefined {
  const { version, versions } = (document ?? {}) as { version?: VersionEntry; versions?: VersionEntry[] };
  const major = /^\/v(\d+)/.exec(base)?.[1];
  const entries = (Array.isArray(versions) ? versions : [version]).filter(
    (entry): entry is VersionEntry => entry !== null && typeof entry === 'object',
  );
  const ranges = entries.flatMap((entry): VersionRange[] => {
    const max = entry.max_version ?? entry.version;
    const { min_version: min } = entry;
    const fits = major === undefined || String(entry.id).replace(/^v/, '').split('.')[0] === major;
    return fits && isVersion(max) && isVersion(min) ? [{ min, max }] : [];
  });
  return ranges.sort((a, b) => compareVersions(b.max, a.max))[0];
}

const isVersion = (value: unknown): value is string => typeof value === 'string' && /^\d+\.\d+$/.test(value);

function compareVersions(a: string, b: string): number {
  const [major = 0, minor = 0] = a.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = b.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}

/** The newest microversion that both sides support. Undefined if there is none. */
export function negotiate(wanted: string, range: VersionRange | undefined): string | undefined {
  if (range === undefined || compareVersions(wanted, range.min) < 0) return undefined;
  return compareVersions(wanted, range.max) <= 0 ? wanted : range.max;
}
