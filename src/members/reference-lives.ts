// SPDX-License-Identifier: Apache-2.0
// How long what members say seldom changes is good. Changes made through the gateway are seen at once all the same: they
// purge what they touch.
import type { ReferenceKind, ReferenceLife } from '../model/reference-cache.ts';

/**
 * Milliseconds that a fetch for the reference cache may take. It is made for everybody who waits for it, so it must not
 * end with the one request that happened to ask first.
 */
export const FETCH_PATIENCE = 30_000;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const REFERENCE_LIVES: Readonly<Record<ReferenceKind, ReferenceLife>> = {
  versions: { fresh: HOUR, stale: 24 * HOUR },
  extensions: { fresh: HOUR, stale: 24 * HOUR },
  'availability-zones': { fresh: 5 * MINUTE, stale: 24 * HOUR },
  flavors: { fresh: 5 * MINUTE, stale: 24 * HOUR },
  'volume-types': { fresh: 5 * MINUTE, stale: 24 * HOUR },
  discovery: { fresh: 5 * MINUTE, stale: 24 * HOUR },
  // Images come and go with their users' work.
  images: { fresh: MINUTE, stale: HOUR },
};
