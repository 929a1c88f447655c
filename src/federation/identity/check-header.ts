// SPDX-License-Identifier: Apache-2.0
// Checks a JWS header (RFC 7515, RFC 8725). It runs before any key is looked up, so that a header can neither choose a
// weak algorithm nor bring its own key: `jwk`, `jku`, `x5u` and `x5c` are never read. Pure.
import { type Checked, type Json, pass, refuse } from './options.ts';

/** Never HS*, because a public key must not become an HMAC secret (RFC 8725 §2.1). Never none. */
const ASYMMETRIC = new Set([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]);

/**
 * ID tokens and access tokens (RFC 9068 §2.1). Logout tokens, DPoP proofs and security events are signed with the same
 * keys and would pass as a login if any type were accepted (RFC 8725 §3.11).
 */
const KINDS = new Set(['jwt', 'at+jwt']);

export interface SignatureHeader {
  readonly alg: string;
  readonly kid?: string;
}

export const allowedAlgorithms = (configured: readonly string[]): readonly string[] =>
  configured.filter((algorithm) => ASYMMETRIC.has(algorithm));

/** OpenID Connect Back-Channel Logout 1.0 §2.4: `logout+jwt` is recommended, and many issuers send `JWT` or nothing. */
export const LOGOUT_KINDS: ReadonlySet<string> = new Set(['jwt', 'logout+jwt']);

export function checkHeader(
  header: Json,
  algorithms: readonly string[],
  kinds: ReadonlySet<string> = KINDS,
): Checked<SignatureHeader> {
  const { alg, kid, typ } = header;
  if (Object.hasOwn(header, 'enc')) return refuse('encrypted', 'enc in the header');
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return refuse('algorithm', `alg ${show(alg)}`);
  // An extension that must be understood (RFC 7515 §4.1.11). The gateway understands none.
  if (Object.hasOwn(header, 'crit')) return refuse('critical', 'crit in the header');
  if (typ !== undefined && !(typeof typ === 'string' && kinds.has(typ.toLowerCase().replace(/^application\//, '')))) {
    return refuse('kind', `typ ${show(typ)}`);
  }
  if (kid === undefined) return pass({ alg });
  if (typeof kid !== 'string' || kid === '') return refuse('malformed', 'kid is not a string');
  return pass({ alg, kid });
}

/** Makes a client's text safe for the log: short, and quoted as JSON. */
export const show = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 80);
