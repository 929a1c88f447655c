// SPDX-License-Identifier: Apache-2.0
// Whether a client has the answer already (RFC 9110 §13.1.2): weak, since a list says how long each cloud took.
import { hash } from 'node:crypto';

export const weakTag = (...parts: readonly string[]): string =>
  `W/"${hash('sha256', parts.join('\n'), 'base64url').slice(0, 27)}"`;

export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (one: string): string => one.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((one) => one.trim() === '*' || opaque(one) === opaque(tag));
}
