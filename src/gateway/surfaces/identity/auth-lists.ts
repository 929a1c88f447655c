// SPDX-License-Identifier: Apache-2.0
// /v3/auth/…: the scopes that the caller may choose and the catalog of its scope, with their OS-FEDERATION aliases.
import type { FastifyInstance } from 'fastify';
import { authenticate } from './authenticate.ts';
import { scopedView } from './catalog-views.ts';
import { authRoot, type IdentityDeps, serviceAt, v3Url } from './deps.ts';
import { listOf } from './list-answer.ts';
import { seeProjects } from './projects.ts';
import { renderDomain } from './render.ts';
import { degraded, json, resource } from './resource.ts';

export function authLists(app: FastifyInstance, deps: IdentityDeps): void {
  const projects = listOf(deps, seeProjects(deps), { name: 'projects' });
  resource(app, '/identity/v3/auth/projects', { GET: projects });
  resource(app, '/identity/v3/OS-FEDERATION/projects', { GET: projects });

  const domains = listOf(
    deps,
    async (caller, request) => {
      const seen = await serviceAt(deps, request).domains(caller);
      return { items: seen.domains.map((domain) => renderDomain(v3Url(deps), domain)), degraded: seen.degraded };
    },
    { name: 'domains' },
  );
  resource(app, '/identity/v3/auth/domains', { GET: domains });
  resource(app, '/identity/v3/OS-FEDERATION/domains', { GET: domains });

  resource(app, '/identity/v3/auth/catalog', {
    GET: async (request, reply) => {
      const view = await scopedView(serviceAt(deps, request), await authenticate(deps, request));
      degraded(reply, view.degraded);
      return json(reply, { catalog: view.catalog, links: { self: `${authRoot(deps, request)}/v3/auth/catalog` } });
    },
  });

  // Always empty: nobody has a role on a whole federation of clouds, so there is no system scope.
  resource(app, '/identity/v3/auth/system', {
    GET: async (request, reply) => {
      await authenticate(deps, request);
      return json(reply, { system: [], links: { self: `${authRoot(deps, request)}/v3/auth/system` } });
    },
  });
}
