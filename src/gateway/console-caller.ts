// SPDX-License-Identifier: Apache-2.0
// Who was given a console's URL, as its sealed part carries them: enough to ask the cloud again whether the project is still
// theirs, and whether their token has been revoked. No credential, and nothing that can be computed from the rest, since
// the sealed part stands twice in most of these URLs.
import type { Caller, Scope } from '../model/identity.ts';
import { domainRef, projectRef, userId } from '../model/ids.ts';

/** As in a list, for its length. An email that is missing is null. */
export type SealedCaller = readonly [
  issuer: string,
  subject: string,
  name: string,
  domain: string,
  email: string | null,
  groups: readonly string[],
  identityProvider: string,
  protocol: string,
  scope: readonly string[],
  auditIds: Caller['auditIds'],
  loggedInAt: number,
  /** Of an application credential with chosen roles. */
  roles?: readonly string[] | null,
  /** The session at the identity provider. */
  session?: string,
];

export function sealedCaller(caller: Caller): SealedCaller {
  const { principal: p, scope, auditIds, issuedAt, loggedInAt = issuedAt, credential } = caller;
  const where =
    scope.kind === 'project'
      ? [scope.project.domain.name, scope.project.name]
      : scope.kind === 'domain'
        ? [scope.domain.name]
        : [];
  return [
    ...([p.issuer, p.subject, p.name, p.domain, p.email ?? null, p.groups, p.identityProvider, p.protocol] as const),
    ...([where, auditIds, loggedInAt] as const),
    ...furtherOf(credential?.roles, p.session),
  ];
}

/** As short as can be: what is missing at the end is left out. */
function furtherOf(roles?: readonly string[], session?: string): readonly [(readonly string[] | null)?, string?] {
  if (session !== undefined) return [roles ?? null, session];
  return roles === undefined ? [] : [roles];
}

/** `until` is when the URL ends: that of the token ends nothing that it has begun. */
export function callerOf(sealed: SealedCaller, until: number): Caller {
  const [issuer, subject, name, domain, email, groups, identityProvider, protocol, where, auditIds, loggedInAt] =
    sealed;
  const [roles, session] = sealed.slice(11) as [roles?: readonly string[] | null, session?: string];
  const [scopeDomain, project] = where;
  const scope: Scope =
    scopeDomain === undefined
      ? { kind: 'unscoped' }
      : project === undefined
        ? { kind: 'domain', domain: domainRef(scopeDomain) }
        : { kind: 'project', project: projectRef(scopeDomain, project) };
  return {
    principal: {
      ...{ id: userId(issuer, subject), issuer, subject, name, domain, groups, identityProvider, protocol },
      ...(email === null ? {} : { email }),
      ...(session === undefined ? {} : { session }),
    },
    scope,
    methods: [protocol],
    auditIds,
    issuedAt: loggedInAt,
    loggedInAt,
    expiresAt: until,
    // Its last audit id ends it; these bound what the cloud is asked for.
    ...(roles === undefined || roles === null ? {} : { credential: { id: '', name: '', restricted: true, roles } }),
  };
}
