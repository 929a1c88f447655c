// SPDX-License-Identifier: Apache-2.0
// OS-FEDERATION: login with an identity provider's token (keystoneauth's v3oidc* plugins end here with an empty POST;
// some scripts use GET), and the list of providers.
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import { bearerOf } from '../../bearer.ts';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, type IdentityProviderEntry, v3Url } from './deps.ts';
import { missing, refused } from './error.ts';
import { logIn } from './log-in.ts';
import { federated } from './methods/federated.ts';
import { METHODS } from './methods/index.ts';
import { keystoneRoute } from './refusals.ts';
import { collection, type Resource } from './render.ts';
import { type Handler, type IdentityRequest, json, param, resource } from './resource.ts';
import { UNSUPPORTED, waysIn } from './ways-in.ts';

const PROVIDERS = '/OS-FEDERATION/identity_providers';

export function federatedLogin(app: FastifyInstance, deps: IdentityDeps): void {
  const login: Handler = async (request, reply) => {
    const bearer = bearerOf(request);
    const protocol = loginProtocol(deps, request);
    if (bearer === undefined) throw new GatewayError('unauthorized', { detail: 'no bearer token for a login' });
    const given = { identityProvider: param(request, 'idp'), protocol, bearer };
    return logIn(deps, request, reply, { method: federated, given });
  };
  // Older keystoneauth (5.0, in Debian 12) appends its path to `auth_url` unchanged, so /v3 may be missing.
  for (const base of ['/identity/v3', '/identity', '']) {
    resource(app, `${base}${PROVIDERS}/:idp/protocols/:protocol/auth`, { GET: login, POST: login });
  }
}

/** In Keystone's order: a protocol is an authentication method, and belongs to a provider. */
function loginProtocol(deps: IdentityDeps, request: IdentityRequest): string {
  const protocol = param(request, 'protocol');
  if (!deps.identityProviders().some((entry) => entry.protocol === protocol)) {
    const { methods } = waysIn(deps, METHODS);
    throw new GatewayError('methodNotOffered', { message: UNSUPPORTED, methods, detail: 'no such protocol' });
  }
  const provider = providerOf(deps, request);
  if (provider.protocol === protocol) return protocol;
  const message = `Could not find federated protocol ${protocol} for Identity Provider: ${provider.id}.`;
  throw new GatewayError('notFound', { message });
}

function providerOf(deps: IdentityDeps, request: IdentityRequest, refusal?: GatewayError): IdentityProviderEntry {
  const id = param(request, 'idp');
  const found = deps.identityProviders().find((entry) => entry.id === id);
  if (found === undefined) throw refusal ?? missing('Identity Provider', id);
  return found;
}

/** Read-only, for every authenticated caller. Other fields of a provider's entry are for the operator only. */
export function identityProviders(app: FastifyInstance, deps: IdentityDeps): void {
  const base = v3Url(deps, PROVIDERS);
  const reading =
    (answer: (request: IdentityRequest) => object): Handler =>
    async (request, reply) => {
      await authenticate(deps, request);
      return json(reply, answer(request));
    };

  keystoneRoute(app, deps, PROVIDERS, {
    GET: reading(() =>
      collection(
        'identity_providers',
        deps.identityProviders().map((entry) => renderProvider(base, entry)),
        base,
      ),
    ),
  });
  keystoneRoute(app, deps, `${PROVIDERS}/:idp`, {
    GET: reading((request) => ({
      identity_provider: renderProvider(base, providerOf(deps, request, refused('get_identity_provider'))),
    })),
  });
  keystoneRoute(app, deps, `${PROVIDERS}/:idp/protocols`, {
    GET: reading((request) => {
      const entry = providerOf(deps, request, refused('list_protocols'));
      return collection('protocols', [renderProtocol(base, entry)], `${base}/${entry.id}/protocols`);
    }),
  });
  keystoneRoute(app, deps, `${PROVIDERS}/:idp/protocols/:protocol`, {
    GET: reading((request) => {
      const entry = providerOf(deps, request, refused('get_protocol'));
      const protocol = param(request, 'protocol');
      if (entry.protocol !== protocol) throw refused('get_protocol');
      return { protocol: renderProtocol(base, entry) };
    }),
  });
}

const renderProvider = (base: string, { id, issuer }: IdentityProviderEntry): Resource => ({
  id,
  enabled: true,
  description: '',
  remote_ids: [issuer],
  links: { self: `${base}/${id}`, protocols: `${base}/${id}/protocols` },
});

const renderProtocol = (base: string, { id, protocol }: IdentityProviderEntry): Resource => ({
  id: protocol,
  links: { self: `${base}/${id}/protocols/${protocol}`, identity_provider: `${base}/${id}` },
});
