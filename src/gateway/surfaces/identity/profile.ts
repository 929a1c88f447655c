// SPDX-License-Identifier: Apache-2.0
// The vendor profile that openstacksdk fetches for `profile: https://<host>` (openstack/config/vendors): with it a
// clouds.yaml needs only the user's own credentials.
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
      // With /v3, since not every version of keystoneauth adds it.
      auth: { auth_url: v3Url(deps) },
      identity_api_version: '3',
      ...(regions.length === 0 ? {} : { regions }),
      ...loginDefaults(deps),
    },
  };
}

/**
 * Where there is one provider, which one needs no saying. These stand beside `auth` and not in it: openstacksdk moves
 * from there what the chosen auth type knows, while a stray key inside `auth` fails those that do not know it.
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
