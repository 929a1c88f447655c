// SPDX-License-Identifier: Apache-2.0
// Which headers and which parts of a path and a query the lens translates: those in which a service puts ids. Names and
// metadata of users pass unchanged, in both directions.

export type HeaderKind = 'protocol' | 'user data';

/**
 * Of object stores: access lists (`project:user`), references to an account (`AUTH_project`), also that of a container
 * to synchronise with, where the account is the part before the last one.
 */
const OBJECT_IDS =
  /^(?:x-container-(?:read|write|sync-to)|x-account-access-control|x-account-project-domain-id|x-storage-url|(?:x-copy-from-|x-copied-from-|destination-|x-symlink-target-)account)$/;

export const headerKind = (type: string, name: string): HeaderKind =>
  type !== 'object-store' || OBJECT_IDS.test(name.toLowerCase()) ? 'protocol' : 'user data';

/** What follows in a path is what a user has called something: tags, metadata, key pairs, properties. */
const USERS_NAMES = /\/(?:tags|metadata|os-keypairs|extra_specs|os-extra_specs|properties|labels)\//;
/** Queries by words of users'. */
const USERS_QUERY = /^(?:name|display_name|description|display_description|tags|tags-any|not-tags|not-tags-any|tag|key_name|metadata|hostname)=/;

/** The part of a path that is a service's. */
export function servicePart(path: string): string {
  const users = USERS_NAMES.exec(path);
  return users === null ? path : path.slice(0, users.index);
}

/** With each field of a query that is no user's translated. */
export const queryFields = (raw: string, swap: (text: string) => string): string => {
  const swapped = swap(raw);
  if (swapped === raw) return raw;
  return raw
    .split('&')
    .map((field) => (USERS_QUERY.test(field) ? field : swap(field)))
    .join('&');
};
