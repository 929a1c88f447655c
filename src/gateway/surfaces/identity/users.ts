// SPDX-License-Identifier: Apache-2.0
// The caller's own user and its projects (which `openstack project list` requests after a 403), and no other user.
import type { FastifyInstance } from 'fastify';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
import { refused } from './error.ts';
import { listOf, type See } from './list-answer.ts';
import { seeProjects } from './projects.ts';
import { keystoneRoute } from './refusals.ts';
import { renderUser } from './render.ts';
import { json, param } from './resource.ts';

export function users(app: FastifyInstance, deps: IdentityDeps): void {
  keystoneRoute(app, deps, '/users/:id', {
    GET: async (request, reply) => {
      const { principal } = await authenticate(deps, request);
      if (param(request, 'id') !== principal.id) throw refused('get_user');
      return json(reply, { user: renderUser(v3Url(deps), principal) });
    },
  });

  const seeOwn: See = (caller, request) => {
    if (param(request, 'id') !== caller.principal.id) throw refused('list_user_projects');
    return seeProjects(deps)(caller, request);
  };
  keystoneRoute(app, deps, '/users/:id/projects', {
    GET: listOf(deps, seeOwn, { name: 'projects', filters: ['name', 'domain_id', 'enabled'] }),
  });
}
