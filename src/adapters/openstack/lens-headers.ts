// SPDX-License-Identifier: Apache-2.0
// Which headers the lens translates. Swift carries user data in headers; those pass unchanged.

export type HeaderKind = 'protocol' | 'user data';

const OBJECT_META = /^x-(?:account|container|object)-meta-/;
/** Headers that name containers and objects. */
const OBJECT_NAMES = new Set(['x-object-manifest', 'x-symlink-target', 'x-copied-from', 'x-history-location']);
/** Swift's access lists (`project:user`) and references to an account (`AUTH_project`): the only ones with ids. */
const OBJECT_IDS = /^(?:x-container-(?:read|write)|x-account-access-control|.*-account)$/;

export function answerHeaderKind(type: string, name: string): HeaderKind {
  const lower = name.toLowerCase();
  const own = type === 'object-store' && (OBJECT_META.test(lower) || OBJECT_NAMES.has(lower));
  return own ? 'user data' : 'protocol';
}

export const requestHeaderKind = (type: string, name: string): HeaderKind =>
  type !== 'object-store' || OBJECT_IDS.test(name.toLowerCase()) ? 'protocol' : 'user data';
