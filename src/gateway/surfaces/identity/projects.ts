// SPDX-License-Identifier: Apache-2.0
// Projects and domains in which the caller has a role on any member. Keystone reserves these lists for administrators;
// listing one's own lets clients resolve names (`openstack project show research`).
import type { FastifyInstance } from 'fastify';
import { domainRef } from '../../../model/ids.ts';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, serviceAt, v3Url } from './deps.ts';
import { missing, refused } from './error.ts';
import { listOf, oneOf, type See } from './list-answer.ts';
import { keystoneRoute } from './refusals.ts';
import { renderDomain, renderProject } from './render.ts';
import { type IdentityRequest, json, param } from './resource.ts';

export const seeProjects =
  (deps: IdentityDeps): See =>
  async (caller, request) => {
    const seen = await serviceAt(deps, request).projects(caller);
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
  keystoneRoute(app, deps, '/projects', {
    GET: listOf(deps, see, { name: 'projects', filters, otherwise: 'list_projects' }),
  });
  keystoneRoute(app, deps, '/projects/:id', { GET: oneOf(deps, see, 'project', 'get_project') });

  // Tags are the members' own, and a project of several members has no single list of them.
  const own = async (request: IdentityRequest, rule: string): Promise<void> => {
    const { items } = await see(await authenticate(deps, request), request);
    if (!items.some(({ id }) => id === param(request, 'id'))) throw refused(rule);
  };
  keystoneRoute(app, deps, '/projects/:id/tags', {
    GET: async (request, reply) => {
      await own(request, 'list_project_tags');
      return json(reply, { links: { self: v3Url(deps) }, tags: [] });
    },
  });
  keystoneRoute(app, deps, '/projects/:id/tags/:value', {
    GET: async (request) => {
      await own(request, 'get_project_tag');
      throw missing('project tag', param(request, 'value'));
    },
  });
}

export function domains(app: FastifyInstance, deps: IdentityDeps): void {
  const see = seeDomains(deps);
  keystoneRoute(app, deps, '/domains', {
    GET: listOf(deps, see, { name: 'domains', filters: ['name', 'enabled'], otherwise: 'list_domains' }),
  });
  keystoneRoute(app, deps, '/domains/:id', { GET: oneOf(deps, see, 'domain', 'get_domain') });
}
