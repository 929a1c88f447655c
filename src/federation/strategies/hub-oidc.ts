// SPDX-License-Identifier: Apache-2.0
// The default: a short JWT of ours, shown at the member's own OS-FEDERATION URL. The member's mapping decides roles;
// no secret is shared. mod_auth_openidc checks neither `exp` presence nor `aud` unless told to, so both are always set.
import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Principal } from '../../model/identity.ts';
import type { Strategy } from '../../model/strategy.ts';
import type { Keys } from '../keys.ts';

const ASSERTION_SECONDS = 120;

export interface HubOidcOptions {
  readonly kind: 'hub-oidc';
  /** Names of the identity provider and protocol at the member's Keystone. */
  readonly identityProvider: string;
  readonly protocol: string;
  /** What the member's Apache demands as `aud`; the member's `authUrl` where the configuration is silent. */
  readonly audience?: string;
}

export function createHubOidc(
  options: HubOidcOptions,
  member: { readonly authUrl: string },
  deps: { readonly keys: Keys; readonly issuer: () => string; readonly now: Clock },
): Strategy {
  const url = `${member.authUrl}/OS-FEDERATION/identity_providers/${encodeURIComponent(options.identityProvider)}/protocols/${encodeURIComponent(options.protocol)}/auth`;
  const audience = options.audience ?? member.authUrl;

  return {
    kind: 'hub-oidc',
    holder(subject) {
      if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
      return fingerprint(subject.principal);
    },
    async proof(subject) {
      if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
      const { principal } = subject;
      const key = deps.keys.signing();
      const now = Math.floor(deps.now() / 1000);
      const assertion = await new SignJWT({
        preferred_username: principal.name,
        // A Keystone mapping needs every claim that it names; an empty one would refuse the login.
        email: principal.email ?? `${principal.name}@${principal.domain}`,
        groups: principal.groups,
        domain: principal.domain,
      })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'JWT' })
        .setIssuer(deps.issuer())
        .setAudience(audience)
        .setSubject(principal.id)
        .setJti(randomUUID())
        .setIssuedAt(now)
        // Members' clocks may be a little behind ours.
        .setNotBefore(now - 10)
        .setExpirationTime(now + ASSERTION_SECONDS)
        .sign(key.privateKey);
      return { method: 'POST', url, headers: { authorization: `Bearer ${assertion}`, accept: 'application/json' } };
    },
  };
}

/** Everything of a principal that the member's mapping can see: whoever differs in it gets a session of their own. */
function fingerprint({ id, name, email, domain, groups }: Principal): string {
  return createHash('sha256')
    .update(JSON.stringify([id, name, email, domain, [...groups].sort()]))
    .digest('base64url');
}
