// SPDX-License-Identifier: Apache-2.0
// The default: a short-lived JWT of the gateway, sent to the member's own OS-FEDERATION URL. The member's mapping
// decides the roles; no secret is shared. mod_auth_openidc checks neither the presence of `exp` nor `aud` unless
// configured, so both are always set.
import { GatewayError } from '../../model/errors.ts';
import type { Strategy } from '../../model/strategy.ts';
import { type AssertionDeps, fingerprint, signAssertion } from '../assertion.ts';

const ASSERTION_SECONDS = 120;

export interface HubOidcOptions {
  readonly kind: 'hub-oidc';
  /** Ids of the identity provider and the protocol at the member's Keystone. */
  readonly identityProvider: string;
  readonly protocol: string;
  /** What the member's Apache requires as `aud`. Default: the member's `authUrl`. */
  readonly audience?: string;
}

export function createHubOidc(
  options: HubOidcOptions,
  member: { readonly authUrl: string },
  deps: AssertionDeps,
): Strategy {
  const url = `${member.authUrl}/OS-FEDERATION/identity_providers/${encodeURIComponent(options.identityProvider)}/protocols/${encodeURIComponent(options.protocol)}/auth`;
  const audience = options.audience ?? member.authUrl;

  return {
    kind: 'hub-oidc',
    holder(subject) {
      if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
      return fingerprint(subject.principal);
    },
    async login(subject) {
      if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
      const assertion = await signAssertion(deps, subject.principal, audience, ASSERTION_SECONDS);
      return { method: 'POST', url, headers: { authorization: `Bearer ${assertion}`, accept: 'application/json' } };
    },
  };
}
