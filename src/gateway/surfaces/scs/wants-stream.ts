// SPDX-License-Identifier: Apache-2.0
// Whether an answer that can be JSON or a stream is wanted as a stream (RFC 9110, section 12.5.1). Pure.

/** Far above what a client says, and not what a stranger may make us parse. */
const LONGEST = 1_024;

/**
 * It has to be named, and before JSON where they weigh the same: generated clients name every type that the document has for an
 * answer, JSON first, and read JSON only.
 */
export function wantsStream(accept: string | undefined, type: string): boolean {
  const ranges = (accept ?? '').slice(0, LONGEST).toLowerCase().split(',').map(rangeOf);
  const at = ranges.findIndex((range) => range.type === type);
  const own = ranges[at]?.q ?? 0;
  const json = ranges.findIndex((range) => range.type === 'application/json');
  const other = ranges[json]?.q ?? 0;
  return own > 0 && (own > other || (own === other && at < json));
}

function rangeOf(range: string): { readonly type: string; readonly q: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
  const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1');
  return { type, q: Number.isFinite(q) ? q : 0 };
}
