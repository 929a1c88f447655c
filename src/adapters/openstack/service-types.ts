// SPDX-License-Identifier: Apache-2.0
// What decides the `{service}` segment of a gateway path: the official type, made safe for clients that cut URLs.
import { ALIASES, officialType } from '../../standards/service-types.ts';

export { officialType };

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
