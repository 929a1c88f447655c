// SPDX-License-Identifier: Apache-2.0
// The official OpenStack service types and their historical aliases, from the Service Types Authority
// (https://service-types.openstack.org). They determine the `{service}` segment of a gateway path.

/** Official type → aliases. Types without an alias need no row: an unknown type is its own official type. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'admin-logic': ['registration'],
  alarm: ['alarming'],
  'application-container': ['container'],
  'application-deployment': ['application_deployment'],
  baremetal: ['bare-metal'],
  'block-storage': ['volumev3', 'volumev2', 'volume', 'block-store'],
  clustering: ['resource-cluster', 'cluster'],
  'container-infrastructure-management': ['container-infrastructure', 'container-infra'],
  event: ['events'],
  'instance-ha': ['ha'],
  message: ['messaging'],
  meter: ['metering', 'telemetry'],
  'monitoring-logging': ['monitoring-log-api'],
  'multi-region-network-automation': ['tricircle'],
  'operator-policy': ['policy'],
  'resource-optimization': ['infra-optim'],
  'root-cause-analysis': ['rca'],
  'shared-file-system': ['sharev2', 'share'],
  workflow: ['workflowv2'],
};

/** Official types without aliases. */
const PLAIN = [
  'accelerator',
  'backup',
  'cloudformation',
  'compute',
  'data-processing',
  'database',
  'dns',
  'function-engine',
  'identity',
  'image',
  'introspection',
  'key-manager',
  'load-balancer',
  'monitoring',
  'network',
  'object-store',
  'orchestration',
  'placement',
  'rating',
  'reservation',
  's3',
  'search',
  'web',
];
const KNOWN = new Set([...Object.keys(ALIASES), ...PLAIN]);

const OFFICIAL = new Map(Object.entries(ALIASES).flatMap(([type, aliases]) => aliases.map((alias) => [alias, type])));

/** `volumev3` → `block-storage`. Types that are not an alias stay unchanged. */
export const officialType = (type: string): string => OFFICIAL.get(type.toLowerCase()) ?? type;

/**
 * The type that a path segment appears to name (`block-storage-2` is a second one of its kind), or `other`. A closed
 * set, for use before the member's catalog is known.
 */
export function typeOfSegment(segment: string): string {
  const type = segment.replace(/-\d+$/, '');
  return KNOWN.has(type) ? type : 'other';
}

/**
 * A service type as a path segment. gophercloud cuts URLs at the first `v` followed by a digit or dot, and keystoneauth
 * takes a numeric segment or `latest` for a version, so a type that an operator has made up must contain neither.
 */
export function serviceSegment(type: string): string {
  const safe = officialType(type)
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/v(?=\d)/g, 'v-');
  return /^(?:v?-*\d*|latest)$/.test(safe) ? `s-${safe}` : safe;
}
