// SPDX-License-Identifier: Apache-2.0
// Whether an answer that can be JSON or a stream is wanted as a stream (RFC 9110, section 12.5.1). Pure.
import { weighed } from '../../../http/weighed.ts';

/**
 * It has to be named, and before JSON where they weigh the same: generated clients name every type that the document has for an
 * answer, JSON first, and read JSON only.
 */
export function wantsStream(accept: string | undefined, type: string): boolean {
  const ranges = weighed(accept);
  const at = ranges.findIndex((range) => range.value === type);
  const own = ranges[at]?.weight ?? 0;
  const json = ranges.findIndex((range) => range.value === 'application/json');
  const other = ranges[json]?.weight ?? 0;
  return own > 0 && (own > other || (own === other && at < json));
}
