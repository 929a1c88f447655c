// SPDX-License-Identifier: Apache-2.0
// Which headers the lens may look into. Swift carries the user's own words in headers; those pass as they are.

export type HeaderKind = 'protocol' | 'user data';

const OBJECT_META = /^x-(?:account|container|object)-meta-/;
/** They name containers and objects. */
const OBJECT_NAMES = new Set(['x-object-manifest', 'x-symlink-target', 'x-copied-from', 'x-history-location']);
/** Swift's access lists (`project:user`) and references to an account (`AUTH_project`): all that holds ids. */
const OBJECT_IDS = /^(?:x-container-(?:read|write)|x-account-access-control|.*-account)$/;

export function answerHeaderKind(type: string, name: string): HeaderKind {
  const lower = name.toLowerCase();
  const own = type === 'object-store' && (OBJECT_META.test(lower) || OBJECT_NAMES.has(lower));
  return own ? 'user data' : 'protocol';
}

export const requestHeaderKind = (type: string, name: string): HeaderKind =>
  type !== 'object-store' || OBJECT_IDS.test(name.toLowerCase()) ? 'protocol' : 'user data';
