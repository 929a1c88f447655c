// SPDX-License-Identifier: Apache-2.0
// Regions, services and endpoints: read-only views of the service catalog of the caller's scope.
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { IdentityService, ScopeView } from '../../../model/identity-service.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
import { listOf, oneOf, type See } from './list-answer.ts';
import { keystoneRoute } from './refusals.ts';
import { type Resource, renderEndpoints, renderRegion, renderServices } from './render.ts';

/** Only a project scope has a catalog; Keystone refuses any other scope. */
export async function scopedView(service: IdentityService, caller: Caller): Promise<ScopeView> {
  if (caller.scope.kind !== 'project') throw new GatewayError('scopeNeeded');
  return service.view(caller);
}

const seeCatalog =
  (deps: IdentityDeps, render: (v3: string, catalog: ScopeView['catalog']) => Resource[]): See =>
  async (caller) => {
    const view = await scopedView(deps.identityService, caller);
    return { items: render(v3Url(deps), view.catalog), degraded: view.degraded };
  };

/** Any caller may list regions: the configured ones, then those that appear only in a member's catalog. */
const seeRegions =
  (deps: IdentityDeps): See =>
  async (caller) => {
    const view = caller.scope.kind === 'unscoped' ? undefined : await deps.identityService.view(caller);
    const met = view?.catalog.flatMap((service) => service.endpoints.map((endpoint) => endpoint.region_id)) ?? [];
    const ids = [...new Set([...deps.regions(), ...met])];
    return { items: ids.map((id) => renderRegion(v3Url(deps), id)), degraded: view?.degraded ?? [] };
  };

interface Kind {
  readonly one: string;
  readonly many: string;
  readonly see: See;
  readonly filters: readonly string[];
  /** Keystone's, where it shows none of these to a member. */
  readonly rule?: string;
}

export function catalogViews(app: FastifyInstance, deps: IdentityDeps): void {
  const kinds: readonly Kind[] = [
    { one: 'region', many: 'regions', see: seeRegions(deps), filters: ['parent_region_id'] },
    {
      one: 'service',
      many: 'services',
      see: seeCatalog(deps, renderServices),
      filters: ['type', 'name'],
      rule: 'get_service',
    },
    {
      one: 'endpoint',
      many: 'endpoints',
      see: seeCatalog(deps, renderEndpoints),
      filters: ['interface', 'service_id', 'region_id'],
      rule: 'get_endpoint',
    },
  ];
  for (const { one, many, see, filters, rule } of kinds) {
    keystoneRoute(app, deps, `/${many}`, { GET: listOf(deps, see, { name: many, filters }) });
    keystoneRoute(app, deps, `/${many}/:id`, { GET: oneOf(deps, see, one, rule) });
  }
}
