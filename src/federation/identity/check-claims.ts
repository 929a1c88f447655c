// SPDX-License-Identifier: Apache-2.0
// Checks the claims of a token whose signature (or introspection response) has already been verified. Pure.
import { show } from './check-header.ts';
import { type Checked, type Json, pass, refuse } from './options.ts';

export interface ClaimRules {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** None of these may be named beside. */
  readonly foreign?: readonly string[];
  /** Milliseconds, already limited to the maximum. */
  readonly clockSkew: number;
  readonly capLifetime: boolean;
}

/** Epoch milliseconds. Infinite only for an introspected token without an expiry. */
export interface Validity {
  readonly expiresAt: number;
  /** Milliseconds by which the issuer's clock is ahead, where that is more than the skew. */
  readonly ahead?: number;
}

const MAX_SKEW = 5 * 60_000;
/**
 * A token that is not valid yet gains nobody anything: it opens no moment later than it would anyway, and ends no later. So an
 * issuer whose clock is ahead by some minutes is told of, and its users log in. To be expired is another matter.
 */
const MAX_AHEAD = 3 * 60_000;
export const boundedSkew = (configured: number): number => Math.min(Math.max(configured, 0), MAX_SKEW);

export function checkJwtClaims(claims: Json, rules: ClaimRules, now: number): Checked<Validity> {
  if (claims.iss !== rules.issuer) return refuse('issuer', `iss ${show(claims.iss)}`);
  const audience = checkAudience(claims.aud, rules);
  if (!audience.ok) return audience;
  if (claims.exp === undefined) return refuse('missingExpiry');
  return checkCommon(claims, rules, now);
}

/**
 * RFC 7662 §2.2: only `active` is required in the response. If it names no audience, the client that the token was
 * issued to must be one of ours; otherwise any client of the issuer could log its users in here with their tokens.
 */
export function checkIntrospection(answer: Json, rules: ClaimRules, now: number): Checked<Validity> {
  if (answer.active !== true) return refuse('inactive');
  if (answer.iss !== undefined && answer.iss !== rules.issuer) return refuse('issuer', `iss ${show(answer.iss)}`);
  const audience = answer.aud ?? answer.client_id;
  const named = checkAudience(audience, rules);
  if (!named.ok) return named;
  // Without an expiry the login could not be capped.
  if (rules.capLifetime && answer.exp === undefined) return refuse('missingExpiry');
  return checkCommon(answer, rules, now);
}

function checkAudience(claim: unknown, { audiences, foreign = [] }: ClaimRules): Checked<undefined> {
  if (hasAudience(claim, foreign)) return refuse('gatewayAudience', `aud ${show(claim)}`);
  return hasAudience(claim, audiences) ? pass(undefined) : refuse('audience', `aud ${show(claim)}`);
}

function checkCommon(claims: Json, rules: ClaimRules, now: number): Checked<Validity> {
  const { exp, nbf, iat, cnf } = claims;
  if (![exp, nbf, iat].every((time) => time === undefined || isNumericDate(time))) {
    return refuse('malformed', 'exp, nbf or iat is not a number');
  }
  const expiresAt = isNumericDate(exp) ? exp * 1000 : Number.POSITIVE_INFINITY;
  // With `capLifetime` the login ends with this token and must not start after it, so no skew is allowed.
  const grace = rules.capLifetime ? 0 : rules.clockSkew;
  if (expiresAt + grace <= now) return refuse('expired', `exp ${show(exp)}`);
  const most = Math.max(rules.clockSkew, MAX_AHEAD);
  if (isNumericDate(nbf) && nbf * 1000 - most > now) return refuse('notYetValid', `nbf ${nbf}`);
  if (isNumericDate(iat) && iat * 1000 - most > now) return refuse('issuedInFuture', `iat ${iat}`);
  const ahead = isNumericDate(iat) ? iat * 1000 - now : 0;
  // A sender-constrained token (DPoP, mTLS) presented as a plain Bearer may well be stolen (RFC 9449 §7.1).
  if (cnf !== undefined) return refuse('senderConstrained', 'cnf');
  // A security event token (RFC 8417 §2.2), such as a back-channel logout token.
  if (claims.events !== undefined) return refuse('kind', 'events');
  return pass(ahead > rules.clockSkew ? { expiresAt, ahead } : { expiresAt });
}

export const isNumericDate = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** `azp` is not checked: it names the client that requested the token, not whom the token is for. */
export function hasAudience(claim: unknown, audiences: readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return named.every((one) => typeof one === 'string') && named.some((one) => audiences.includes(one as string));
}
