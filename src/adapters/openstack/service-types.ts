// SPDX-License-Identifier: Apache-2.0
// What decides the `{service}` segment of a gateway path: the official type, made safe for clients that cut URLs.
import { ALIASES, officialType } from '../../standards/service-types.ts';

export { officialType };

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
