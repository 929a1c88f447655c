// SPDX-License-Identifier: Apache-2.0
// Inspects a bearer token before any key is used: its size, its kind, and the claims of its header. Nothing read here
// is trusted; it only selects the next check.
import { isObject } from '../../model/is-object.ts';
import { type Checked, type Json, pass, refuse } from './options.ts';

/** Real tokens have 1 to 4 KiB; Node accepts 16 KiB of headers. Checked before anything is parsed. */
const MAX_TOKEN = 16 * 1024;

/** RFC 6750 §2.1, b64token. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const SEGMENT = /^[A-Za-z0-9_-]+$/;

export type Bearer =
  | { readonly kind: 'opaque' }
  | { readonly kind: 'jws'; readonly header: Json /** Unverified. */; readonly issuer: string };

export function readBearer(token: string): Checked<Bearer> {
  if (token.length > MAX_TOKEN) return refuse('tooLarge', `${token.length} characters`);
  if (!B64TOKEN.test(token)) return refuse('malformed', 'not a bearer token');
  const segments = token.split('.');
  const [first, second] = segments;
  const header = jsonObject(first);
  if (header === undefined) return pass({ kind: 'opaque' });
  // From here on it is a JOSE object. A malformed one is refused instead of being sent to the introspection endpoint.
  if (segments.length === 5) return refuse('encrypted', 'JWE');
  if (segments.length !== 3) return refuse('malformed', `${segments.length} segments`);
  if (!segments.every((segment) => SEGMENT.test(segment))) return refuse('malformed', 'a segment is not base64url');
  const claims = jsonObject(second);
  if (claims === undefined) return refuse('malformed', 'the payload is not a JSON object');
  if (typeof claims.iss !== 'string') return refuse('issuer', 'no iss');
  return pass({ kind: 'jws', header, issuer: claims.iss });
}

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
