// SPDX-License-Identifier: Apache-2.0
// The vendor profile that openstacksdk fetches for `profile: https://<host>` (openstack/config/vendors). With it, a
// clouds.yaml contains only the user's own credentials.
import type { FastifyInstance } from 'fastify';
import { type IdentityDeps, v3Url } from './deps.ts';
import { json, resource } from './resource.ts';

export function profile(app: FastifyInstance, deps: IdentityDeps): void {
  resource(app, '/.well-known/openstack/api', {
    GET: async (_request, reply) => json(reply, vendorProfile(deps)),
  });
}

function vendorProfile(deps: IdentityDeps): object {
  const regions = deps.regions();
  return {
    name: deps.profile.name,
    profile: {
      // With /v3, since some versions of keystoneauth do not append it.
      auth: { auth_url: v3Url(deps) },
      identity_api_version: '3',
      ...(regions.length === 0 ? {} : { regions }),
      ...loginDefaults(deps),
    },
  };
}

/**
 * If there is only one provider, clients need not name it. These fields are outside `auth`: openstacksdk moves them
 * into it if the auth type knows them, while an unknown key inside `auth` is an error for the types that do not.
 */
function loginDefaults(deps: IdentityDeps): object {
  const [only, ...others] = deps.identityProviders();
  if (only === undefined || others.length > 0) return {};
  return {
    auth_type: 'v3oidcaccesstoken',
    identity_provider: only.id,
    protocol: only.protocol,
    discovery_endpoint: `${only.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
  };
}
