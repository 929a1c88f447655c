// SPDX-License-Identifier: Apache-2.0
// For members that cannot federate: one credential per mapped project, usable by the groups that its entry names. The
// member sees one technical user; the gateway's log shows the real one. Strategies of this kind differ in two things
// only: what a credential is, and what is sent to the member's Keystone.
import { hash } from 'node:crypto';
import Type from 'typebox';
import { GatewayError } from '../model/errors.ts';
import { groupNameFault } from '../model/names.ts';
import type { MemberProjectName, Strategy, Subject } from '../model/strategy.ts';
import { projectName, projectOf, text } from '../schema/fields.ts';
import type { StrategyMember } from './strategy-definition.ts';

export interface Revealable {
  reveal(): string;
}

export interface HeldCredential {
  /** The project, by its name at the gateway. */
  readonly project: MemberProjectName;
  /** Callers in any of these groups may use it. Never empty. */
  readonly groups: readonly string[];
  /** The domain of these groups. Absent only where no identity provider is configured, so that there are no callers. */
  readonly groupDomain?: string;
}

/** The fields that every credential's entry has. */
export const credentialUse = {
  project: projectName({
    description: 'The project that this credential gives access to, by its name at the gateway.',
    examples: ['acme/research'],
  }),
  groups: Type.Array(
    Type.Refine(
      Type.String({ minLength: 1 }),
      (value) => groupNameFault(value) === undefined,
      (value) => `${groupNameFault(value)}, and a group with such a name is taken from no identity provider`,
    ),
    {
      description:
        'Users in one of these groups may use the credential. At least one is required, since the cloud cannot tell users apart.',
      examples: [['acme-research']],
      minItems: 1,
    },
  ),
  groupDomain: Type.Optional(
    text({
      description:
        'The domain of these groups: the `domain` of an identity provider. Required where identity providers have different domains, since each may have a group of that name.',
      examples: ['acme'],
    }),
  ),
};

interface WrittenUse {
  readonly project: string;
  readonly groups: readonly string[];
  readonly groupDomain?: string | undefined;
}

/** `domains`: of the configured identity providers, each once. */
export function resolveUse({ project, groups, groupDomain }: WrittenUse, domains: readonly string[]) {
  const domain = groupDomain ?? (domains.length === 1 ? domains[0] : undefined);
  return {
    project: projectOf(project),
    groups,
    ...(domain !== undefined && { groupDomain: domain }),
  };
}

interface Login<C> {
  /** Whom the member sees. Not a secret. */
  account(credential: C): readonly string[];
  /** The body of `POST /v3/auth/tokens`, with the member's own names of the project. */
  auth(credential: C, project: MemberProjectName): object;
}

export function createHeld<C extends HeldCredential>(
  kind: string,
  credentials: readonly C[],
  { authUrl, projects }: StrategyMember,
  { account, auth }: Login<C>,
): Strategy {
  /** The configuration uses the gateway's names of projects; the rest of this function uses the member's. */
  const held = credentials.map((credential) => ({ credential, project: projects.toMember(credential.project) }));
  const same = (a: MemberProjectName, b: MemberProjectName): boolean => a.domain === b.domain && a.name === b.name;
  const allowed = (subject: Subject): typeof held => {
    if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
    const { domain, groups } = subject.principal;
    return held.filter(
      ({ credential }) =>
        (credential.groupDomain ?? domain) === domain && credential.groups.some((group) => groups.includes(group)),
    );
  };
  /** Evaluated at each use, so that a changed group membership takes effect. */
  const pick = (subject: Subject, project: MemberProjectName | undefined): (typeof held)[number] => {
    const one = project && allowed(subject).find((candidate) => same(candidate.project, project));
    if (one === undefined) throw new GatewayError('unauthorized', { detail: 'no credential for this project' });
    return one;
  };

  return {
    kind,
    // Everybody who may use the credential shares its session. The key names its account, because its position in the
    // list changes with the configuration and may differ between replicas.
    holder(subject, asked) {
      const { credential, project } = pick(subject, asked);
      return hash('sha256', JSON.stringify([...account(credential), project.domain, project.name]), 'base64url');
    },
    grants: (subject) => allowed(subject).map(({ project }) => project),
    async login(subject, asked) {
      const { credential, project } = pick(subject, asked);
      return {
        method: 'POST',
        url: `${authUrl}/auth/tokens`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ auth: auth(credential, project) }),
      };
    },
  };
}
