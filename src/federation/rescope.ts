// SPDX-License-Identifier: Apache-2.0
// The second half of a federated login at a member: from a token that authenticates the person to one for a project or
// domain, by Keystone's `token` method. keystoneauth does the same (identity/v3/federation.py).
import type { Member } from '../model/member.ts';
import type { MemberToken } from '../model/session.ts';
import { holderOf, type MemberProjectName, type Subject } from '../model/strategy.ts';
import { readTokenAnswer } from './token-answer.ts';

/** The scope of a session at the member. */
export type MemberScope =
  | { readonly kind: 'unscoped' }
  /** `id`: the member's own id, if its list has shown it. */
  | {
      readonly kind: 'project';
      readonly project: MemberProjectName;
      readonly id?: string;
      /** Names: no role beside these. Absent: all that the subject has there. */
      readonly roles?: readonly string[];
    }
  | { readonly kind: 'domain'; readonly name: string };

/** `unauthorized` if the member does not let this person work there, or no longer accepts `from`. */
export async function rescope(
  member: Member,
  from: MemberToken,
  scope: MemberScope,
  subject: Subject,
): Promise<MemberToken> {
  const answer = await member.transport.call({
    by: holderOf(subject),
    method: 'POST',
    url: `${member.authUrl}/auth/tokens`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      auth: { identity: { methods: ['token'], token: { id: from.token } }, scope: keystoneScope(scope) },
    }),
  });
  return readTokenAnswer(answer, member.id);
}

function keystoneScope(scope: MemberScope): object | string {
  switch (scope.kind) {
    case 'unscoped':
      return 'unscoped';
    case 'domain':
      return { domain: { name: scope.name } };
    case 'project':
      return {
        project: scope.id ? { id: scope.id } : { name: scope.project.name, domain: { name: scope.project.domain } },
      };
  }
}
