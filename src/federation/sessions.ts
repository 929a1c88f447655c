// SPDX-License-Identifier: Apache-2.0
// What a session with a member is to those who need one: had, or forgotten.
import type { Member } from '../model/member.ts';
import type { MemberToken } from '../model/session.ts';
import type { Subject } from '../model/strategy.ts';
import type { MemberScope } from './rescope.ts';

export interface Sessions {
  /**
   * The member's token for this subject and scope, with more than two minutes left. The same object as long as it is
   * the same token. Fails with `unauthorized` (the member refuses this subject) or a `member…` row.
   */
  session(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken>;
  /** Forgets a token that the member no longer takes, and what it was derived from; a newer one stays. */
  forget(member: Member, subject: Subject, scope: MemberScope, token: MemberToken): Promise<void>;
}
