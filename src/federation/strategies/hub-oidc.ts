// SPDX-License-Identifier: Apache-2.0
// The default: a short JWT of ours, shown at the member's own OS-FEDERATION URL. The member's mapping decides roles;
// no secret is shared. mod_auth_openidc checks neither `exp` presence nor `aud` unless told to, so both are always set.
import { GatewayError } from '../../model/errors.ts';
import type { Strategy } from '../../model/strategy.ts';
import { type AssertionDeps, fingerprint, signAssertion } from '../assertion.ts';

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
