// SPDX-License-Identifier: Apache-2.0
// What Keystone has and the gateway grants to nobody: the members and identity providers manage users, groups and
// roles. The response is Keystone's policy refusal, not 404: `openstack` then continues without the list.
import type { FastifyInstance } from 'fastify';
import { authenticate } from './authenticate.ts';
import type { IdentityDeps } from './deps.ts';
import { refused } from './error.ts';
import { type Handler, type Method, resource } from './resource.ts';

/** 401 for unauthenticated requests, else 403 with the name of Keystone's policy rule. */
export const refusing =
  (deps: IdentityDeps, action: string): Handler =>
  async (request) => {
    await authenticate(deps, request);
    throw refused(action);
  };

type Rules = Partial<Record<Method, string>>;

const REFUSED: Readonly<Record<string, Rules>> = {
  '/roles': { GET: 'list_roles', POST: 'create_role' },
  '/roles/:id': { GET: 'get_role', PATCH: 'update_role', DELETE: 'delete_role' },
  '/role_assignments': { GET: 'list_role_assignments' },
  '/groups': { GET: 'list_groups', POST: 'create_group' },
  '/groups/:id': { GET: 'get_group', PATCH: 'update_group', DELETE: 'delete_group' },
  '/credentials': { GET: 'list_credentials', POST: 'create_credential' },
  '/users/:id/groups': { GET: 'list_groups_for_user' },
  '/users/:id/application_credentials': {
    GET: 'list_application_credentials',
    POST: 'create_application_credential',
  },
  '/users/:id/application_credentials/:credential': {
    GET: 'get_application_credential',
    DELETE: 'delete_application_credential',
  },
};

export function refusals(app: FastifyInstance, deps: IdentityDeps): void {
  for (const [path, rules] of Object.entries(REFUSED)) {
    const handlers = Object.entries(rules).map(([method, action]) => [method, refusing(deps, action)] as const);
    resource(app, `/identity/v3${path}`, Object.fromEntries(handlers));
  }
}
