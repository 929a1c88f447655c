// SPDX-License-Identifier: Apache-2.0
// The caller's own user and its projects (which `openstack project list` requests after a 403), and no other user.
import type { FastifyInstance } from 'fastify';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
import { refused } from './error.ts';
import { listOf, type See } from './list-answer.ts';
import { seeProjects } from './projects.ts';
import { refusing } from './refusals.ts';
import { renderUser } from './render.ts';
import { json, param, resource } from './resource.ts';

export function users(app: FastifyInstance, deps: IdentityDeps): void {
  resource(app, '/identity/v3/users', {
    GET: refusing(deps, 'list_users'),
    POST: refusing(deps, 'create_user'),
  });
  resource(app, '/identity/v3/users/:id', {
    GET: async (request, reply) => {
      const { principal } = await authenticate(deps, request);
      if (param(request, 'id') !== principal.id) throw refused('get_user');
      return json(reply, { user: renderUser(v3Url(deps), principal) });
    },
    PATCH: refusing(deps, 'update_user'),
    DELETE: refusing(deps, 'delete_user'),
  });

  const seeOwn: See = (caller, request) => {
    if (param(request, 'id') !== caller.principal.id) throw refused('list_user_projects');
    return seeProjects(deps)(caller, request);
  };
  resource(app, '/identity/v3/users/:id/projects', {
    GET: listOf(deps, seeOwn, { name: 'projects', filters: ['name', 'domain_id', 'enabled'] }),
  });
}
