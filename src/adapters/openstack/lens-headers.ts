// SPDX-License-Identifier: Apache-2.0
// Which headers the lens translates, and where in them. Swift carries users' own words in headers: metadata, names of
// containers and objects, keys. Those pass unchanged; ids count only where Swift itself has put an account or a project.

export type HeaderKind = 'protocol' | 'ids' | 'access list' | 'sync target' | 'user data';

const OBJECT_META = /^x-(?:account|container|object)-meta-/;
const S3_META = /^x-amz-|^content-/;
/** Swift's headers that name an account (`AUTH_…`), and of those the domain of its project. */
const ACCOUNTS = /-account$|^x-account-(?:access-control|project-domain-id)$/;
const ACCESS_LISTS: ReadonlySet<string> = new Set(['x-container-read', 'x-container-write']);
const SYNC_TARGET = 'x-container-sync-to';
/** Of an answer: names, keys, and what somebody has stored with an object. */
const USERS: ReadonlySet<string> = new Set([
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-container-sync-key',
  'x-copied-from',
  'x-history-location',
  'x-object-manifest',
  'x-symlink-target',
  'x-versions-location',
]);
/** The member's, or a container's own, on any service: they name other sites, never the member. */
const CROSS_ORIGIN = 'access-control-';

function placed(lower: string): HeaderKind | undefined {
  if (ACCESS_LISTS.has(lower)) return 'access list';
  if (lower === SYNC_TARGET) return 'sync target';
  return ACCOUNTS.test(lower) ? 'ids' : undefined;
}

export function answerHeaderKind(type: string, name: string): HeaderKind {
  const lower = name.toLowerCase();
  if (lower.startsWith(CROSS_ORIGIN)) return 'user data';
  if (type === 's3' && S3_META.test(lower)) return 'user data';
  if (type !== 'object-store') return 'protocol';
  if (OBJECT_META.test(lower) || USERS.has(lower)) return 'user data';
  return placed(lower) ?? 'protocol';
}

export function requestHeaderKind(type: string, name: string): HeaderKind {
  // Whatever S3 clients have signed must arrive as it is.
  if (type === 's3') return 'user data';
  if (type !== 'object-store') return 'protocol';
  const lower = name.toLowerCase();
  return OBJECT_META.test(lower) ? 'user data' : (placed(lower) ?? 'user data');
}
