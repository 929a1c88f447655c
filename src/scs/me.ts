// SPDX-License-Identifier: Apache-2.0
// Who the caller is in the gateway's eyes.
import Type, { type Static } from 'typebox';
import type { Caller, CredentialClaims, GroupsLeft, NoGroups, Scope } from '../model/identity.ts';
import { from, nullable } from '../model/scs/fields.ts';
import type { CloudReport } from './sources/fan-out.ts';

/** Why there are no groups, for the user; the operator has more in the log. */
const NO_GROUPS: Readonly<Record<NoGroups, string>> = {
  overage:
    'You are in more groups than your identity provider puts into a token, so that it has none. Its operator can assign groups to the application, or use app roles.',
  missing:
    'Your token has no claim with groups. Perhaps it must be asked for with another scope, or the provider must add it.',
  empty: 'Your identity provider says that you are in no group.',
  shape: 'Your groups are in a form that the gateway does not read. Its operator finds the reason in the log.',
  filtered: 'The gateway keeps none of your groups. Its operator chooses them in identityProviders[].groups.',
  unfit: 'None of your groups has a name that can be used.',
};
const NOTE_CODES = [
  'noProjects',
  'ownerUntold',
  'groupsLeftOut',
  ...Object.keys(NO_GROUPS).map((reason) => `noGroups.${reason}`),
];

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
  credential: nullable(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      restricted: Type.Boolean(),
      roles: nullable(Type.Array(Type.String()), { description: "The roles it is limited to; null: its owner's." }),
      accessRules: nullable(
        Type.Array(Type.Object({ service: Type.String(), method: Type.String(), path: Type.String() })),
        { description: 'What it may ask for; null: everything.' },
      ),
    }),
    from('gateway token: crd', 'The application credential that the token was obtained with; null for other logins.'),
  ),
  issuedAt: Type.String({ format: 'date-time', ...from('gateway token: iat', 'When the token was issued.') }),
  expiresAt: Type.String({ format: 'date-time', ...from('token: exp', 'When the token expires.') }),
  notes: Type.Array(
    Type.Object({
      code: Type.Enum(NOTE_CODES, from('gateway', 'What is missing, and why, in a word.')),
      message: Type.String(from('gateway', 'The same in a sentence, for people.')),
    }),
    from(
      'gateway',
      'Why this login may lead nowhere, or not as far as expected: it has no groups or not all of them, an unscoped one no projects, or it is by an application credential about whose owner the identity provider cannot be asked. Usually empty.',
    ),
  ),
});

export type Me = Static<typeof meSchema>;

/**
 * `clouds`: what each said of projects, where none gives any. `untold`: since and until when (epoch milliseconds) a credential
 * works with what was known of its owner.
 */
export function me(
  { principal, scope, methods, issuedAt, expiresAt, credential }: Caller,
  clouds?: readonly CloudReport[],
  untold?: { readonly since: number; readonly until: number },
): Me {
  const { id, name, domain, email, groups, noGroups, groupsLeft, identityProvider, issuer } = principal;
  return {
    user: { id, name, domain, email: email ?? null, groups: [...groups] },
    identityProvider,
    issuer,
    methods: [...methods],
    scope: renderScope(scope),
    credential: credential === undefined ? null : renderCredential(credential),
    issuedAt: new Date(issuedAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    notes: [
      ...(noGroups === undefined ? [] : [{ code: `noGroups.${noGroups}`, message: NO_GROUPS[noGroups] }]),
      ...(groupsLeft === undefined ? [] : [{ code: 'groupsLeftOut', message: leftOut(groupsLeft) }]),
      ...(clouds === undefined ? [] : [{ code: 'noProjects', message: noProjects(clouds) }]),
      ...(untold === undefined ? [] : [{ code: 'ownerUntold', message: ownerUntold(untold) }]),
    ],
  };
}

function leftOut({ filtered, unfit }: GroupsLeft): string {
  const why = [
    ...(filtered === 0
      ? []
      : [`${filtered} that the gateway does not keep: its operator chooses them in identityProviders[].groups`]),
    ...(unfit === 0 ? [] : [`${unfit} with a name that cannot be used everywhere`]),
  ];
  return `Your identity provider names more groups than this login has. Left out: ${why.join('; ')}.`;
}

const ownerUntold = ({ since, until }: { readonly since: number; readonly until: number }): string =>
  `The identity provider could not be asked about the owner of this application credential since ${new Date(since).toISOString()}: it has the groups of then. Unless that changes or the owner logs in, it is refused from ${new Date(until).toISOString()} on.`;

function noProjects(clouds: readonly CloudReport[]): string {
  const said = clouds.map(({ cloud, status, error }) => {
    if (status === 'not-offered') return `${cloud} has accounts of its own`;
    if (error === undefined) return `${cloud} gives you none`;
    return error.code === 'unauthorized' ? `${cloud} refuses your login` : `${cloud} does not answer (${error.code})`;
  });
  return `You have no project on any cloud. Clouds decide that by your user name and groups: ${said.join(', ') || 'there are none'}.`;
}

function renderCredential({ id, name, restricted, roles, accessRules }: CredentialClaims): Me['credential'] {
  const rules = accessRules?.map(({ service, method, path }) => ({ service, method, path }));
  return { id, name, restricted, roles: roles === undefined ? null : [...roles], accessRules: rules ?? null };
}

function renderScope(scope: Scope): Me['scope'] {
  if (scope.kind === 'unscoped') return { kind: scope.kind, project: null, domain: null };
  if (scope.kind === 'domain') return { kind: scope.kind, project: null, domain: scope.domain };
  const { id, name, domain } = scope.project;
  return { kind: scope.kind, project: { id, name }, domain };
}
