// SPDX-License-Identifier: Apache-2.0
// Following a list from page to page, as far as that comes to an end: what the member says of the next page is only a
// text of its own.
import { GatewayError } from '../model/errors.ts';
import type { NativeApi } from '../model/scs/adapter.ts';

/** Real ones are ids, names, or tokens of an apiserver. */
const LONGEST_MARKER = 4_096;
/** Of a thousand objects each, or of as many as the member likes to give. */
const MOST_PAGES = 10_000;

/** Whether the list goes on at this marker; undefined ends it. `false`: it has been there, so the pages form a circle. */
export function createPageGuard(api: NativeApi, path: string): (marker: string) => boolean {
  const seen = new Set<string>();
  const refuse = (detail: string): GatewayError =>
    new GatewayError('memberExcess', { cloud: api.cloud, detail: `${path}: ${detail}` });
  return (marker) => {
    if (marker.length > LONGEST_MARKER) throw refuse(`a marker of ${marker.length} characters`);
    if (seen.size >= MOST_PAGES) throw refuse(`more than ${MOST_PAGES} pages`);
    if (seen.has(marker)) return false;
    seen.add(marker);
    return true;
  };
}

/** A page that is too large may be asked for in smaller parts. Of this many objects their own size is to blame. */
const SMALLEST = 16;

/** `ask`: for a page of this many objects. The limit that was good is kept for the next page. */
export function createPageSizes(first: number): <T>(ask: (limit: number) => Promise<T>) => Promise<T> {
  let limit = first;
  return async (ask) => {
    for (;;) {
      try {
        return await ask(limit);
      } catch (cause) {
        if (!(cause instanceof GatewayError && cause.code === 'memberExcess') || limit <= SMALLEST) throw cause;
        limit = Math.floor(limit / 8);
      }
    }
  };
}
