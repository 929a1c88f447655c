// SPDX-License-Identifier: Apache-2.0
// Where an object store names accounts and projects, piece by piece: a container may be called like a project, an object
// like a host, and neither may change. `swap` is the lens's id pass in either direction.
import type { LensStream } from './lens-stream.ts';

type Swap = (text: string) => string;

/**
 * The account in a path, which follows the version. `base`: segments of the path that the endpoint has; with one, as RGW's
 * `/swift/v1`, no account is named and what follows is a container. Unknown: as Swift's.
 */
export const accountInPath = (swap: Swap, base: number | undefined): Swap =>
  base === 1 ? (rest) => rest : (rest) => rest.replace(/^\/[^/]*\/[^/]*/, swap);

/** `project:user`, `.r:referrer`, `.rlistings` (swift/common/middleware/acl.py): referrers are hosts of users' choice. */
export const inAccessList = (swap: Swap, value: string): string =>
  value
    .split(',')
    .map((one) => (one.trimStart().startsWith('.') ? one : swap(one)))
    .join(',');

/**
 * Of `X-Container-Sync-To`: `//realm/cluster/account/container`, or the URL of a container, of which `url` translates what
 * stands before the account (swift/common/utils validate_sync_to).
 */
export function inSyncTarget(swap: Swap, url: Swap, value: string): string {
  const realm = /^(\/\/[^/]*\/[^/]*\/)([^/]*)(.*)$/s.exec(value);
  if (realm !== null) return `${realm[1]}${swap(realm[2] as string)}${realm[3]}`;
  const at = /^(https?:\/\/.*?\/v1(?:\.0)?\/)([^/]*)(.*)$/is.exec(value);
  return at === null ? value : `${url(at[1] as string)}${swap(at[2] as string)}${at[3]}`;
}

/** The beginning of a list of containers as XML (swift/common/middleware/listing_formats.py); nothing else in it is an account. */
const LISTED = /^((?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<account name=)("[^"]*"|'[^']*')/;

export const accountInXml = (swap: Swap): { text: Swap; stream(): LensStream } => ({
  text: (body) => body.replace(LISTED, (_, before: string, name: string) => before + swap(name)),
  stream() {
    let begun = false;
    return {
      push(chunk) {
        if (begun) return chunk;
        begun = true;
        // The first one is all that has been collected, far more than this.
        const head = chunk.toString('latin1', 0, 1024);
        const translated = head.replace(LISTED, (_, before: string, name: string) => before + swap(name));
        return translated === head ? chunk : Buffer.concat([Buffer.from(translated, 'latin1'), chunk.subarray(1024)]);
      },
      end: () => Buffer.alloc(0),
    };
  },
});
