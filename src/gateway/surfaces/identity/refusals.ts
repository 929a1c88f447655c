// SPDX-License-Identifier: Apache-2.0
// Keystone's routes with what is refused on them. The response is Keystone's policy refusal, not 404: `openstack` then
// continues without the list, or takes what it was given for an id.
import type { FastifyInstance } from 'fastify';
import { authenticate } from './authenticate.ts';
import type { IdentityDeps } from './deps.ts';
import { refused } from './error.ts';
import { REFUSED } from './refused-routes.ts';
import { type Handler, type Handlers, resource } from './resource.ts';

/** 401 for unauthenticated requests, else 403 with the name of Keystone's policy rule. */
const refusing =
  (deps: IdentityDeps, action: string): Handler =>
  async (request) => {
    await authenticate(deps, request);
    throw refused(action);
  };

/** A route of Keystone's below /v3: what is served of it, and beside that what is refused to everyone. */
export function keystoneRoute(app: FastifyInstance, deps: IdentityDeps, path: string, served: Handlers = {}): void {
  const rules = Object.entries(REFUSED[path] ?? {});
  const refusals = Object.fromEntries(rules.map(([method, action]) => [method, refusing(deps, action)]));
  resource(app, `/identity/v3${path}`, { ...refusals, ...served });
}

/** The routes of which nothing is served. Registered last. */
export function refusals(app: FastifyInstance, deps: IdentityDeps): void {
  for (const path of Object.keys(REFUSED)) {
    if (!app.hasRoute({ method: 'GET', url: `/identity/v3${path}` })) keystoneRoute(app, deps, path);
  }
}
