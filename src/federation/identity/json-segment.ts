// SPDX-License-Identifier: Apache-2.0
// Decodes a part of a JOSE object into a JSON object (RFC 7515 §5.2).
import { isObject } from '../../model/is-object.ts';
import type { Json } from './options.ts';

/** Strict UTF-8: a lenient decoder would turn different bytes into the same name. */
export function jsonObject(segment: string | Uint8Array | undefined): Json | undefined {
  if (segment === undefined) return undefined;
  try {
    const bytes = typeof segment === 'string' ? Buffer.from(segment, 'base64url') : segment;
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
