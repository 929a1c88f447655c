// SPDX-License-Identifier: Apache-2.0
// Who the caller is in the gateway's eyes, and the end of all of the caller's tokens.
import Type from 'typebox';
import type { Tokens } from '../../../federation/tokens.ts';
import type { Caller, Scope } from '../../../model/identity.ts';
import { from, nullable } from '../../../model/scs/fields.ts';
import type { ScsRoute } from './route.ts';

const named = (description: string) =>
  nullable(Type.Object({ id: Type.String(), name: Type.String() }), from('gateway token: scope', description));

const meSchema = Type.Object({
  user: Type.Object({
    id: Type.String(
      from('gateway: of issuer and subject', 'The user id, which is the same on every cloud and never changes.'),
    ),
    name: Type.String(from('identity provider: configured claim', 'The user name.')),
    domain: Type.String(from('configuration: identityProviders[].domain', 'The domain of the users of that provider.')),
    email: nullable(
      Type.String(),
      from(
        'identity provider: configured claim',
        'The email address; null if the identity provider does not state it.',
      ),
    ),
    groups: Type.Array(
      Type.String(),
      from('identity provider: configured claim', 'The groups that the configuration lets through.'),
    ),
  }),
  identityProvider: Type.String(from('configuration: identityProviders[].id', 'The identity provider of the login.')),
  issuer: Type.String(from('identity provider: iss', 'The issuer of the identity provider.')),
  methods: Type.Array(
    Type.String(),
    from('gateway token: methods', "How the token was obtained, in Keystone's terms."),
  ),
  scope: Type.Object({
    kind: Type.Enum(['unscoped', 'project', 'domain'], from('gateway token: scope', 'The scope of the token.')),
    project: named('The project; null for other scopes.'),
    domain: named("The domain, or the project's domain; null for an unscoped token."),
  }),
  issued: Type.String({ format: 'date-time', ...from('gateway token: iat', 'When the token was issued.') }),
  expires: Type.String({ format: 'date-time', ...from('token: exp', 'When the token expires.') }),
});

export interface MeDeps {
  readonly tokens: Pick<Tokens, 'revokeUser'>;
}

export function meRoutes({ tokens }: MeDeps): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/me',
      operationId: 'getMe',
      tag: 'me',
      summary: "Get the caller's identity",
      answers: { 200: { description: 'The identity of the caller.', schema: meSchema } },
      async handle({ caller }) {
        return { status: 200, headers: { 'cache-control': 'no-store' }, body: render(caller.caller) };
      },
    },
    {
      method: 'DELETE',
      path: '/scs/v1/me/tokens',
      operationId: 'revokeMyTokens',
      tag: 'me',
      summary: "Revoke all of the caller's tokens",
      description:
        'Revokes every gateway token that was issued to the caller until now, on every replica. Tokens of the identity provider are not affected.',
      answers: { 204: { description: 'Revoked.' } },
      // Revoking is never rate limited: a stolen token must be revocable even while the thief uses up its owner's quota.
      cost: 'uncounted',
      async handle({ caller }) {
        await tokens.revokeUser(caller.caller.principal.id);
        return { status: 204 };
      },
    },
  ];
}

function render({ principal, scope, methods, issuedAt, expiresAt }: Caller): object {
  const { id, name, domain, email, groups, identityProvider, issuer } = principal;
  return {
    user: { id, name, domain, email: email ?? null, groups },
    identityProvider,
    issuer,
    methods,
    scope: renderScope(scope),
    issued: new Date(issuedAt).toISOString(),
    expires: new Date(expiresAt).toISOString(),
  };
}

function renderScope(scope: Scope): object {
  if (scope.kind === 'unscoped') return { kind: scope.kind, project: null, domain: null };
  if (scope.kind === 'domain') return { kind: scope.kind, project: null, domain: scope.domain };
  const { id, name, domain } = scope.project;
  return { kind: scope.kind, project: { id, name }, domain };
}
