// SPDX-License-Identifier: Apache-2.0
// Projects and domains in which the caller has a role on any member. Keystone reserves these lists for administrators;
// listing one's own lets clients resolve names (`openstack project show research`).
import type { FastifyInstance } from 'fastify';
import { domainRef } from '../../../model/ids.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
import { listOf, oneOf, type See } from './list-answer.ts';
import { refusing } from './refusals.ts';
import { renderDomain, renderProject } from './render.ts';
import { resource } from './resource.ts';

export const seeProjects =
  (deps: IdentityDeps): See =>
  async (caller) => {
    const seen = await deps.identityService.projects(caller);
    return { items: seen.projects.map((project) => renderProject(v3Url(deps), project)), degraded: seen.degraded };
  };

/**
 * The caller's own domain, the domains in which it has a role, and those of its projects: all that a response can name.
 */
const seeDomains =
  (deps: IdentityDeps): See =>
  async (caller) => {
    const [domains, projects] = await Promise.all([
      deps.identityService.domains(caller),
      deps.identityService.projects(caller),
    ]);
    const all = [
      domainRef(caller.principal.domain),
      ...domains.domains,
      ...projects.projects.map((project) => project.domain),
    ];
    const unique = [...new Map(all.map((domain) => [domain.id, domain])).values()];
    return {
      items: unique.map((domain) => renderDomain(v3Url(deps), domain)),
      degraded: [...new Set([...domains.degraded, ...projects.degraded])],
    };
  };

export function projects(app: FastifyInstance, deps: IdentityDeps): void {
  const see = seeProjects(deps);
  const filters = ['name', 'domain_id', 'enabled', 'parent_id', 'is_domain'];
  resource(app, '/identity/v3/projects', {
    GET: listOf(deps, see, { name: 'projects', filters }),
    POST: refusing(deps, 'create_project'),
  });
  resource(app, '/identity/v3/projects/:id', {
    GET: oneOf(deps, see, 'project'),
    PATCH: refusing(deps, 'update_project'),
    DELETE: refusing(deps, 'delete_project'),
  });
}

export function domains(app: FastifyInstance, deps: IdentityDeps): void {
  const see = seeDomains(deps);
  resource(app, '/identity/v3/domains', {
    GET: listOf(deps, see, { name: 'domains', filters: ['name', 'enabled'] }),
    POST: refusing(deps, 'create_domain'),
  });
  resource(app, '/identity/v3/domains/:id', {
    GET: oneOf(deps, see, 'domain'),
    PATCH: refusing(deps, 'update_domain'),
    DELETE: refusing(deps, 'delete_domain'),
  });
}
