// SPDX-License-Identifier: Apache-2.0
// What the gateway asserts about a user to a member that trusts its issuer: a short-lived JWT for that one audience.
import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock } from '../model/clock.ts';
import type { Principal } from '../model/identity.ts';
import type { Keys } from './keys.ts';
import type { LoginTokens } from './login-tokens.ts';

export interface AssertionDeps {
  readonly keys: Keys;
  /** The gateway's public URL. */
  readonly issuer: () => string;
  readonly now: Clock;
  /** What logins have left for `passthrough`. */
  readonly loginTokens?: Pick<LoginTokens, 'of'>;
}

/**
 * `seconds` is its lifetime. Verifiers differ in which times and audiences they check, so all of them are always set.
 */
export function signAssertion(
  { keys, issuer, now }: AssertionDeps,
  principal: Principal,
  audience: string,
  seconds: number,
): Promise<string> {
  const key = keys.signing();
  const issuedAt = Math.floor(now() / 1000);
  return (
    new SignJWT({
      preferred_username: principal.name,
      // A Keystone mapping needs every claim that it names. An address that nobody can have (RFC 2606 §2) stands for
      // none.
      email: principal.email ?? `${principal.id}@users.invalid`,
      groups: principal.groups,
      domain: principal.domain,
    })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'JWT' })
      .setIssuer(issuer())
      .setAudience(audience)
      .setSubject(principal.id)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      // Allows members' clocks to be slightly behind ours.
      .setNotBefore(issuedAt - 10)
      .setExpirationTime(issuedAt + seconds)
      .sign(key.privateKey)
  );
}

/** Everything of a principal that a member's mapping can see. Principals that differ in it must not share a session. */
export function fingerprint({ id, name, email, domain, groups }: Principal): string {
  return createHash('sha256')
    .update(JSON.stringify([id, name, email, domain, [...groups].sort()]))
    .digest('base64url');
}
