// SPDX-License-Identifier: Apache-2.0
// The vendor profile that openstacksdk fetches for `profile: https://<host>` (openstack/config/vendors). With it, a
// clouds.yaml contains only the user's own credentials.
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import { CLOUDS } from '../../../model/public-paths.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
import { json, param, resource } from './resource.ts';

export function profile(app: FastifyInstance, deps: IdentityDeps): void {
  resource(app, '/.well-known/openstack/api', {
    GET: async (_request, reply) => json(reply, vendorProfile(deps)),
  });
  // openstacksdk asks a host only: this one is downloaded into `clouds-public.yaml`.
  resource(app, '/.well-known/openstack/api/:region', {
    GET: async (request, reply) => json(reply, cloudProfile(deps, param(request, 'region'))),
  });
}

function vendorProfile(deps: IdentityDeps): object {
  const regions = deps.regions();
  const [native, ...others] = deps.nativeRegions();
  if (regions.length === 0 && native !== undefined && others.length === 0) return cloudProfile(deps, native);
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
 * One cloud alone, with an auth URL that knows no other: the cloud's own Keystone for those with accounts of their own, else
 * the gateway's for this region, since not every client that reads `regions` keeps to it.
 */
function cloudProfile(deps: IdentityDeps, region: string): object {
  const native = deps.nativeRegions().includes(region);
  if (!native && !deps.regions().includes(region)) throw new GatewayError('unknownRegion');
  return {
    name: region,
    profile: {
      auth: { auth_url: `${deps.publicUrl.replace(/\/+$/, '')}${CLOUDS}${region}/identity/v3` },
      identity_api_version: '3',
      regions: [region],
      ...(native ? {} : loginDefaults(deps)),
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
