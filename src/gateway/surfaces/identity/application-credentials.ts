// SPDX-License-Identifier: Apache-2.0
// Application credentials and access rules of the caller, as Keystone 2025.1 serves them (keystone/api/users.py).
import type { FastifyInstance } from 'fastify';
import type { AccessRule } from '../../../model/access-rules.ts';
import type { ApplicationCredential } from '../../../model/application-credential.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import { roleRef } from '../../../model/ids.ts';
import { parseCredentialRequest } from '../../credential-request.ts';
import { makeCredential, refuseRestricted } from '../../own-credentials.ts';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, serviceAt, v3Url } from './deps.ts';
import { missing, refused } from './error.ts';
import { jsonObject } from './json-body.ts';
import { listOf, type See } from './list-answer.ts';
import { keystoneRoute } from './refusals.ts';
import { type Resource, shownRule } from './render.ts';
import { isoMicroseconds } from './render-token.ts';
import { degraded, type IdentityRequest, json, param } from './resource.ts';

export function applicationCredentials(app: FastifyInstance, deps: IdentityDeps): void {
  const { applicationCredentials: own } = deps;

  const ownerOf = async (request: IdentityRequest, rule: string): Promise<Caller> => {
    const caller = await authenticate(deps, request);
    if (param(request, 'id') !== caller.principal.id) throw refused(rule);
    return caller;
  };

  const seeOwn: See = async (caller, request) => {
    if (param(request, 'id') !== caller.principal.id) throw refused('list_application_credentials');
    const list = await own.credentials.list(caller.principal.id);
    return { items: list.map((one) => renderCredential(v3Url(deps), one)), degraded: [] };
  };
  keystoneRoute(app, deps, '/users/:id/application_credentials', {
    GET: listOf(deps, seeOwn, { name: 'application_credentials', filters: ['name'] }),
    POST: async (request, reply) => {
      const caller = await ownerOf(request, 'create_application_credential');
      const body = jsonObject(request.body, request.headers['content-type']);
      const wanted = parseCredentialRequest(body, own.now(), own.mostRules());
      const made = await makeCredential(own, serviceAt(deps, request), caller, wanted);
      degraded(reply, made.degraded);
      request.object = made.credential.id;
      const { links, ...shown } = renderCredential(v3Url(deps), made.credential);
      reply.header('cache-control', 'no-store');
      return json(reply.code(201), { application_credential: { ...shown, secret: made.secret, links } });
    },
  });

  keystoneRoute(app, deps, '/users/:id/application_credentials/:item', {
    GET: async (request, reply) => {
      const caller = await ownerOf(request, 'get_application_credential');
      const found = await own.credentials.get(caller.principal.id, param(request, 'item'));
      if (found === undefined) throw missing('Application Credential', param(request, 'item'));
      return json(reply, { application_credential: renderCredential(v3Url(deps), found) });
    },
    DELETE: async (request, reply) => {
      const caller = await ownerOf(request, 'delete_application_credential');
      const id = param(request, 'item');
      refuseRestricted(caller);
      if (!(await own.credentials.remove(caller.principal.id, id))) throw missing('Application Credential', id);
      return reply.code(204).send();
    },
  });

  const seeRules: See = async (caller, request) => {
    if (param(request, 'id') !== caller.principal.id) throw refused('list_access_rules');
    const list = await own.credentials.rules(caller.principal.id);
    return { items: list.map((rule) => renderRule(v3Url(deps), rule)), degraded: [] };
  };
  keystoneRoute(app, deps, '/users/:id/access_rules', {
    GET: listOf(deps, seeRules, { name: 'access_rules', filters: ['service', 'path', 'method'] }),
  });
  keystoneRoute(app, deps, '/users/:id/access_rules/:item', {
    GET: async (request, reply) => {
      const caller = await ownerOf(request, 'get_access_rule');
      const rule = await own.credentials.rule(caller.principal.id, param(request, 'item'));
      if (rule === undefined) throw missing('Access Rule', param(request, 'item'));
      return json(reply, { access_rule: renderRule(v3Url(deps), rule) });
    },
    DELETE: async (request, reply) => {
      const caller = await ownerOf(request, 'delete_access_rule');
      // A restricted credential manages none of them (Keystone lets it).
      refuseRestricted(caller);
      const outcome = await own.credentials.removeRule(caller.principal.id, param(request, 'item'));
      if (outcome === 'none') throw missing('Access Rule', param(request, 'item'));
      if (outcome === 'inUse') throw new GatewayError('forbidden', { message: 'May not delete access rule in use' });
      return reply.code(204).send();
    },
  });
}

/** Keystone's links lead to the root of the version. */
const linksTo = (v3: string, collection: string, id: string) => ({ self: `${v3}/${collection}/${id}` });

function renderCredential(v3: string, credential: ApplicationCredential): Resource & { readonly links: object } {
  const { id, name, description, owner, project, expiresAt, unrestricted, roles, accessRules } = credential;
  return {
    id,
    name,
    description,
    user_id: owner,
    project_id: project.id,
    system: null,
    expires_at: expiresAt === undefined ? null : isoMicroseconds(expiresAt).slice(0, -1),
    unrestricted,
    roles: roles.map((role) => ({ ...roleRef(role), domain_id: null, description: null, options: {} })),
    ...(accessRules === undefined ? {} : { access_rules: accessRules.map(shownRule) }),
    links: linksTo(v3, 'application_credentials', id),
  };
}

const renderRule = (v3: string, rule: AccessRule): Resource => ({
  ...shownRule(rule),
  links: linksTo(v3, 'access_rules', rule.id),
});
