// SPDX-License-Identifier: Apache-2.0
// The entity tag of an object (RFC 9110 §8.8): strong, so that `If-Match` may use it. Whatever shape it was read in, the
// tag begins with that of the whole object, by which a change is made conditional.
import { createHash } from 'node:crypto';
import type { Item } from '../../model/scs/resource.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 27);

export const itemTag = (item: Item): string => `"${hashOf(JSON.stringify(item))}"`;

/** `body`: where only some fields were read, or the member's own object beside it. */
export const shapedTag = (item: Item, body: string): string => `"${hashOf(JSON.stringify(item))}.${hashOf(body)}"`;

/** RFC 9110 §13.1.1: by strong comparison, so that a weak tag matches nothing. */
export function isMatch(ifMatch: string, item: Item): boolean {
  const own = itemTag(item).slice(1, -1);
  return ifMatch.split(',').some((one) => {
    const tag = one.trim();
    return tag === '*' || (/^".*"$/.test(tag) && tag.slice(1, -1).split('.', 1)[0] === own);
  });
}
