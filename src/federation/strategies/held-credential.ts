// SPDX-License-Identifier: Apache-2.0
// For members that cannot federate: one credential per mapped project, usable by the groups that its entry names. The
// member sees one technical user; the gateway's log shows the real one. The two strategies differ only in what they
// send to the member's Keystone.
import { hash } from 'node:crypto';
import { GatewayError } from '../../model/errors.ts';
import type { MemberProjectName, Strategy, Subject } from '../../model/strategy.ts';

interface Revealable {
  reveal(): string;
}

interface HeldCredential {
  /** The project, by the member's own names. */
  readonly project: MemberProjectName;
  /** Callers in any of these groups may use it. */
  readonly groups: readonly string[];
}

export interface ApplicationCredential extends HeldCredential {
  readonly id: Revealable | string;
  readonly secret: Revealable;
}

export interface PasswordCredential extends HeldCredential {
  readonly username: string;
  readonly userDomain: string;
  readonly password: Revealable;
}

const text = (value: Revealable | string): string => (typeof value === 'string' ? value : value.reveal());

export const createApplicationCredential = (
  credentials: readonly ApplicationCredential[],
  member: { readonly authUrl: string },
): Strategy =>
  createHeld(
    'application-credential',
    credentials,
    member,
    ({ id }) => [text(id)],
    (credential) => ({
      // An application credential is bound to its project; Keystone refuses a scope in addition to it.
      identity: {
        methods: ['application_credential'],
        application_credential: { id: text(credential.id), secret: credential.secret.reveal() },
      },
    }),
  );

export const createPassword = (
  credentials: readonly PasswordCredential[],
  member: { readonly authUrl: string },
): Strategy =>
  createHeld(
    'password',
    credentials,
    member,
    ({ username, userDomain }) => [userDomain, username],
    ({ username, userDomain, password, project }) => ({
      identity: {
        methods: ['password'],
        password: { user: { name: username, domain: { name: userDomain }, password: password.reveal() } },
      },
      scope: { project: { name: project.name, domain: { name: project.domain } } },
    }),
  );

function createHeld<C extends HeldCredential>(
  kind: string,
  credentials: readonly C[],
  member: { readonly authUrl: string },
  /** Whom the member sees. Not a secret. */
  account: (credential: C) => readonly string[],
  auth: (credential: C) => object,
): Strategy {
  const same = (a: MemberProjectName, b: MemberProjectName): boolean => a.domain === b.domain && a.name === b.name;
  const allowed = (subject: Subject): readonly C[] => {
    if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
    const { groups } = subject.principal;
    return credentials.filter((credential) => credential.groups.some((group) => groups.includes(group)));
  };
  /** Evaluated at each use, so that a changed group membership takes effect. */
  const pick = (subject: Subject, project: MemberProjectName | undefined): C => {
    const credential = project && allowed(subject).find((candidate) => same(candidate.project, project));
    if (credential === undefined) throw new GatewayError('unauthorized', { detail: 'no credential for this project' });
    return credential;
  };

  return {
    kind,
    // Everybody who may use the credential shares its session. The key names its account, because its position in the
    // list changes with the configuration and may differ between replicas.
    holder(subject, project) {
      const credential = pick(subject, project);
      const { domain, name } = credential.project;
      return hash('sha256', JSON.stringify([...account(credential), domain, name]), 'base64url');
    },
    grants: (subject) => allowed(subject).map((credential) => credential.project),
    login: async (subject, project) => ({
      method: 'POST',
      url: `${member.authUrl}/auth/tokens`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ auth: auth(pick(subject, project)) }),
    }),
  };
}
