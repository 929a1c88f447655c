// SPDX-License-Identifier: Apache-2.0
// Who the caller is in the gateway's eyes.
import Type, { type Static } from 'typebox';
import type { Caller, Scope } from '../model/identity.ts';
import { from, nullable } from '../model/scs/fields.ts';

const named = (description: string) =>
  nullable(Type.Object({ id: Type.String(), name: Type.String() }), from('gateway token: scope', description));

export const meSchema = Type.Object({
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

export type Me = Static<typeof meSchema>;

export function me({ principal, scope, methods, issuedAt, expiresAt }: Caller): Me {
  const { id, name, domain, email, groups, identityProvider, issuer } = principal;
  return {
    user: { id, name, domain, email: email ?? null, groups: [...groups] },
    identityProvider,
    issuer,
    methods: [...methods],
    scope: renderScope(scope),
    issued: new Date(issuedAt).toISOString(),
    expires: new Date(expiresAt).toISOString(),
  };
}

function renderScope(scope: Scope): Me['scope'] {
  if (scope.kind === 'unscoped') return { kind: scope.kind, project: null, domain: null };
  if (scope.kind === 'domain') return { kind: scope.kind, project: null, domain: scope.domain };
  const { id, name, domain } = scope.project;
  return { kind: scope.kind, project: { id, name }, domain };
}
