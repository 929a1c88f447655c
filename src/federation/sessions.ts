// SPDX-License-Identifier: Apache-2.0
// The port to sessions with members: obtain one, or forget it.
import type { Member } from '../model/member.ts';
import type { MemberToken } from '../model/session.ts';
import type { Subject } from '../model/strategy.ts';
import type { MemberScope } from './rescope.ts';

export interface Sessions {
  /**
   * The member's token for this subject and scope, with more than two minutes left. Returns the same object as long as
   * the token is the same. Fails with `unauthorized` (the member refuses this subject) or a `member…` row.
   */
  session(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken>;
  /** Drops a token that the member no longer accepts, and the token that it was derived from. A newer one stays. */
  forget(member: Member, subject: Subject, scope: MemberScope, token: MemberToken): Promise<void>;
}
