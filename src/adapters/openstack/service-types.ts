// SPDX-License-Identifier: Apache-2.0
// The official OpenStack service types and their historical aliases, as the Service Types Authority publishes them
// (https://service-types.openstack.org): what decides the `{service}` segment of a gateway path.

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

/** Official types that never had another name. */
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

/** `volumev3` → `block-storage`; what is no alias stays as it is. */
export const officialType = (type: string): string => OFFICIAL.get(type.toLowerCase()) ?? type;

/**
 * The type that a path segment names by its looks (`block-storage-2` is a second one of its kind), or `other`: a closed
 * set, for what is said before the member's catalogue is known.
 */
export function typeOfSegment(segment: string): string {
  const type = segment.replace(/-\d+$/, '');
  return KNOWN.has(type) ? type : 'other';
}

/**
 * A service type as a path segment. Clients cut URLs at the first `v` followed by a digit or dot (gophercloud) and take
 * a numeric segment or `latest` for a version (keystoneauth), so neither may come from a type that an operator made up.
 */
export function serviceSegment(type: string): string {
  const safe = officialType(type)
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/v(?=\d)/g, 'v-');
  return /^(?:v?-*\d*|latest)$/.test(safe) ? `s-${safe}` : safe;
}
