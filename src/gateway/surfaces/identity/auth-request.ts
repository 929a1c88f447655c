// SPDX-License-Identifier: Apache-2.0
// Parses the body of `POST /v3/auth/tokens` into a method with its credential and a scope. Pure. It runs before
// anything is verified, with Keystone's own messages (keystone/auth/schema.py, keystone/auth/core.py) in Keystone's
// order.
import { GatewayError } from '../../../model/errors.ts';
import type { ScopeRequest } from '../../../model/identity.ts';
import { isObject } from '../../../model/is-object.ts';
import type { Node } from '../../../schema/node.ts';
import { expecting } from './error.ts';
import type { IdentityMethod } from './identity-method.ts';
import { shapeFault } from './json-shape.ts';
import { UNSUPPORTED, type WaysIn } from './ways-in.ts';

export interface TokenRequest {
  readonly method: IdentityMethod;
  /** What the method has parsed from its part of the body. */
  readonly given: unknown;
  /** Absent: the client does not choose, and the gateway's default is unscoped. */
  readonly scope?: ScopeRequest;
}

const text: Node = { type: 'string' };
const named: Node = { type: 'object', properties: { id: text, name: text } };

const authShape = (methods: readonly IdentityMethod[]): Node => ({
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
        ...Object.fromEntries(methods.map(({ name, schema }) => [name, schema as Node])),
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
});

interface Named {
  readonly id?: string;
  readonly name?: string;
}

interface AuthBody {
  readonly identity: { readonly methods: readonly string[]; readonly [method: string]: unknown };
  readonly scope?: string | ScopeBody;
}

interface ScopeBody {
  readonly project?: Named & { readonly domain?: Named };
  readonly domain?: Named;
  readonly 'OS-TRUST:trust'?: Named;
  readonly system?: unknown;
  readonly unscoped?: unknown;
}

/** Methods that Keystone has. If the gateway does not offer them, they get an explanation instead of "unsupported". */
const LOCAL_METHODS = ['password', 'application_credential', 'totp'];

export function parseTokenRequest(
  body: Readonly<Record<string, unknown>>,
  offered: readonly IdentityMethod[],
  ways: () => WaysIn,
): TokenRequest {
  const auth = authOf(body, authShape(offered));
  const asked = new Set(auth.identity.methods);
  for (const name of asked) {
    if (!Object.hasOwn(auth.identity, name) || name === 'methods') throw expecting(name, 'identity');
  }
  const scope = auth.scope === undefined ? undefined : parseScope(auth.scope);
  const [first] = asked;
  // In Keystone, several methods are several factors, each of which must hold. The gateway would not check the others.
  const method = asked.size === 1 ? offered.find(({ name }) => name === first) : undefined;
  if (method === undefined) throw unsupported(asked, offered, ways());
  const given = method.parse(auth.identity[method.name], scope);
  return scope === undefined ? { method, given } : { method, given, scope };
}

function authOf(body: Readonly<Record<string, unknown>>, shape: Node): AuthBody {
  // Keystone distinguishes an empty `auth` from a missing one, and checks ids and names after types.
  if (!Object.hasOwn(body, 'auth') || body.auth === null) throw expecting('auth', 'request body');
  const fault = shapeFault(body.auth, shape) ?? nameFault(body.auth);
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

/** If there is a name, it wins over an id and needs its domain. */
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

function unsupported(
  asked: ReadonlySet<string>,
  offered: readonly IdentityMethod[],
  { sentence, methods }: WaysIn,
): GatewayError {
  const local = [...asked].find(
    (method) => LOCAL_METHODS.includes(method) && !offered.some(({ name }) => name === method),
  );
  if (asked.size === 0) return new GatewayError('unauthorized', { detail: 'no authentication method' });
  return new GatewayError('methodNotOffered', {
    message: local === undefined ? UNSUPPORTED : `This gateway does not accept the method ${local} here. ${sentence}`,
    methods,
    detail: `authentication methods: ${[...asked].join(', ').slice(0, 200)}`,
  });
}
