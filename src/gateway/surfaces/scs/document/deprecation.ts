// SPDX-License-Identifier: Apache-2.0
// What a deprecated operation says of itself in each answer, failures included: RFC 9745 (Deprecation, the link relation)
// and RFC 8594 (Sunset). Pure.
import type { ScsRoute } from '../route.ts';

export function deprecationHeaders(
  { operationId, deprecated }: ScsRoute,
  publicUrl: string,
): Readonly<Record<string, string>> {
  if (deprecated === undefined) return {};
  const { since, sunset } = deprecated;
  return {
    // A structured field: a date is @ and seconds (RFC 9651, section 3.3.7).
    deprecation: `@${Date.parse(`${since}T00:00:00Z`) / 1000}`,
    ...(sunset === undefined ? {} : { sunset: new Date(`${sunset}T00:00:00Z`).toUTCString() }),
    link: `<${publicUrl}/docs#${operationId}>; rel="deprecation"; type="text/html"`,
  };
}

/** For people, in the document. */
export function deprecationNote({ since, sunset, instead }: NonNullable<ScsRoute['deprecated']>): string {
  const end = sunset === undefined ? '' : `, to be removed from ${sunset} on`;
  return `Deprecated since ${since}${end}: use \`${instead}\`.`;
}
