// SPDX-License-Identifier: Apache-2.0
// The body of `POST /v3/auth/tokens` → what is asked: a method with its proof, and a scope. Pure; runs before anything
// is verified, with Keystone's own answers (keystone/auth/schema.py, keystone/auth/core.py) in Keystone's order.
import { GatewayError } from '../../../model/errors.ts';
import type { ScopeRequest } from '../../../model/identity.ts';
import { isObject, type Node } from '../../../schema/node.ts';
import { expecting } from './error.ts';
import { shapeFault } from './json-shape.ts';

export interface TokenRequest {
  readonly token: string;
  /** Absent: the client leaves the choice to the gateway, which is unscoped. */
  readonly scope?: ScopeRequest;
}

const text: Node = { type: 'string' };
const secret: Node = { type: 'string', secret: true };
const named: Node = { type: 'object', properties: { id: text, name: text } };

const AUTH: Node = {
  type: 'object',
  required: ['identity'],
  secret: true,
  properties: {
    identity: {
      type: 'object',
      required: ['methods'],
      secret: true,
      properties: {
        methods: { type: 'array', items: text },
        token: { type: 'object', secret: true, required: ['id'], properties: { id: secret } },
      },
    },
    scope: {
      type: ['object', 'string'],
      properties: {
        project: { type: 'object', properties: { id: text, name: text, domain: named } },
        domain: named,
        'OS-TRUST:trust': { type: 'object', properties: { id: text } },
        system: { type: 'object', properties: { all: { type: 'boolean' } } },
      },
    },
  },
};

interface Named {
  readonly id?: string;
  readonly name?: string;
}

interface AuthBody {
  readonly identity: { readonly methods: readonly string[]; readonly token?: { readonly id: string } };
  readonly scope?: string | ScopeBody;
}

interface ScopeBody {
  readonly project?: Named & { readonly domain?: Named };
  readonly domain?: Named;
  readonly 'OS-TRUST:trust'?: Named;
  readonly system?: unknown;
  readonly unscoped?: unknown;
}

/** The methods that Keystone knows and the gateway has no use for: they get a reason, not "unsupported". */
const LOCAL_METHODS = ['password', 'application_credential', 'totp'];

export function parseTokenRequest(body: Readonly<Record<string, unknown>>): TokenRequest {
  const auth = authOf(body);
  const methods = new Set(auth.identity.methods);
  for (const method of methods) {
    if (!Object.hasOwn(auth.identity, method) || method === 'methods') throw expecting(method, 'identity');
  }
  const scope = auth.scope === undefined ? undefined : parseScope(auth.scope);
  const token = auth.identity.token;
  if (methods.size !== 1 || !methods.has('token') || token === undefined) throw unsupported(methods);
  return scope === undefined ? { token: token.id } : { token: token.id, scope };
}

function authOf(body: Readonly<Record<string, unknown>>): AuthBody {
  // Keystone calls an empty `auth` incomplete and a missing one missing, and checks ids and names after types.
  if (!Object.hasOwn(body, 'auth') || body.auth === null) throw expecting('auth', 'request body');
  const fault = shapeFault(body.auth, AUTH) ?? nameFault(body.auth);
  if (fault !== undefined) throw new GatewayError('badRequest', { message: fault });
  return body.auth as AuthBody;
}

function nameFault(auth: unknown): string | undefined {
  const scope = isObject(auth) && isObject(auth.scope) ? (auth.scope as ScopeBody) : {};
  const nameless = (value: Named | undefined): boolean =>
    value !== undefined && !Object.hasOwn(value, 'id') && !Object.hasOwn(value, 'name');
  const places = [
    ['scope/project', scope.project],
    ['scope/project/domain', scope.project?.domain],
    ['scope/domain', scope.domain],
  ] as const;
  const place = places.find(([, value]) => nameless(value));
  return place && `Invalid input for field ${place[0]}: id or name must be present.`;
}

function parseScope(scope: string | ScopeBody): ScopeRequest {
  if (scope === 'unscoped') return { kind: 'unscoped' };
  const kinds = ['system', 'project', 'domain', 'OS-TRUST:trust', 'unscoped'] as const;
  const asked = typeof scope === 'string' ? [] : kinds.filter((kind) => Object.hasOwn(scope, kind));
  if (typeof scope === 'string' || asked.length !== 1) {
    throw expecting('system, project, domain, OS-TRUST:trust or unscoped', 'scope');
  }
  if (scope.project !== undefined) return projectScope(scope.project);
  if (scope.domain !== undefined) return { kind: 'domain', ...named1(scope.domain) };
  if (scope['OS-TRUST:trust'] !== undefined) throw trustRefused(scope['OS-TRUST:trust']);
  // Old keystoneauth sends {"unscoped": {}} instead of the string.
  return { kind: asked[0] === 'system' ? 'system' : 'unscoped' };
}

/** A name, if there is one, wins over an id and needs its domain. */
function projectScope(project: Named & { readonly domain?: Named }): ScopeRequest {
  if (!project.name) return { kind: 'project', id: project.id ?? '' };
  if (project.domain === undefined) throw expecting('domain', 'project');
  return { kind: 'project', name: project.name, domain: named1(project.domain) };
}

/** Exactly one of name (which wins) and id. */
const named1 = (value: Named): { id: string } | { name: string } =>
  value.name ? { name: value.name } : { id: value.id ?? '' };

function trustRefused(trust: Named): GatewayError {
  if (!trust.id) return expecting('trust_id', 'trust');
  return new GatewayError('methodNotOffered', { detail: 'trusts are not offered' });
}

function unsupported(methods: ReadonlySet<string>): GatewayError {
  const asked = [...methods].join(', ');
  const local = [...methods].find((method) => LOCAL_METHODS.includes(method));
  if (local !== undefined) {
    return new GatewayError('methodNotOffered', {
      message: `The gateway takes federated logins: it does not accept the method ${local}. Log in with a token of a trusted identity provider (v3oidcaccesstoken and its kin), or present a gateway token.`,
      detail: `authentication methods: ${asked}`,
    });
  }
  if (methods.size === 0) return new GatewayError('unauthorized', { detail: 'no authentication method' });
  return new GatewayError('methodNotOffered', {
    message: 'Attempted to authenticate with an unsupported method.',
    detail: `authentication methods: ${asked.slice(0, 200)}`,
  });
}
