// SPDX-License-Identifier: Apache-2.0
// Checks the claims of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6) whose signature has been verified. Pure.
import { isObject } from '../../model/is-object.ts';
import { hasAudience, isNumericDate } from './check-claims.ts';
import { show } from './check-header.ts';
import { type Checked, type Json, pass, refuse } from './options.ts';

export interface LogoutRules {
  readonly issuer: string;
  /** The clients of the provider by which people log in here. */
  readonly clients: readonly string[];
  /** Milliseconds. */
  readonly clockSkew: number;
}

/** At least one of subject and session. */
export interface Logout {
  readonly sub?: string;
  readonly sid?: string;
  readonly jti: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Issuers send it at once. What is older is a replay, whatever end it gives itself. */
const LONGEST_LOGOUT = 5 * 60_000;
/** As for other tokens (check-claims.ts). */
const MAX_AHEAD = 3 * 60_000;
const LONGEST_ID = 255;

export function checkLogout(claims: Json, { issuer, clients, clockSkew }: LogoutRules, now: number): Checked<Logout> {
  const { iss, aud, iat, exp, jti, sub, sid, events, nonce } = claims;
  if (iss !== issuer) return refuse('issuer', `iss ${show(iss)}`);
  if (!hasAudience(aud, clients)) return refuse('audience', `aud ${show(aud)}`);
  // What has a nonce is an ID token (§2.4), which must not be taken for a logout.
  if (nonce !== undefined) return refuse('kind', 'nonce');
  if (!isObject(events) || !isObject(events[EVENT])) return refuse('kind', `events ${show(events)}`);
  if (!isNumericDate(iat) || (exp !== undefined && !isNumericDate(exp)))
    return refuse('malformed', 'iat is missing, or iat or exp is not a number');
  if (iat * 1000 - Math.max(clockSkew, MAX_AHEAD) > now) return refuse('issuedInFuture', `iat ${iat}`);
  if (exp !== undefined && exp * 1000 + clockSkew <= now) return refuse('expired', `exp ${exp}`);
  if (iat * 1000 + LONGEST_LOGOUT + clockSkew <= now) return refuse('expired', `iat ${iat}`);
  if (!isId(jti)) return refuse('malformed', 'no jti');
  if (
    (sub !== undefined && !isId(sub)) ||
    (sid !== undefined && !isId(sid)) ||
    (sub === undefined && sid === undefined)
  )
    return refuse('malformed', 'neither sub nor sid, or one is not a text');
  return pass({
    ...(sub === undefined ? {} : { sub }),
    ...(sid === undefined ? {} : { sid }),
    jti,
    issuedAt: iat * 1000,
  });
}

/** Claims of the core have 255 characters at most (OpenID Connect Core 1.0 §2, `sub`). */
const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST_ID;
