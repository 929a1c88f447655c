// SPDX-License-Identifier: Apache-2.0
// Projects of others that a request names, to share something with them. The caller's own list does not have them, so they
// are looked up among those of everybody who has logged in here: no credential at a member may read another one's projects.
// A write that names one which is not known on this cloud is refused: the member would take the id for one of its own, and
// the recipient see nothing.
import type { ForeignIds } from '../../../adapters/openstack/index.ts';
import type { ObjectAccounts } from '../../../members/object-accounts.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { Member } from '../../../model/member.ts';
import type { IdPair } from '../../../model/session.ts';

type Accounts = Pick<ObjectAccounts, 'memberIdOf' | 'learnNamed'>;

interface By {
  readonly caller: Caller | undefined;
  readonly writes: boolean;
}

/** Of so many times as many ids as are looked up at a time. */
const ROUNDS = 16;

/** `translated` is what has been made of the request so far; it is made again with what is known by then. */
export async function translateForeign<T>(
  {
    accounts,
    member,
    by,
    foreign,
  }: {
    readonly accounts: Accounts;
    readonly member: Member;
    readonly by: By;
    readonly foreign: ForeignIds;
  },
  translate: () => T,
  translated: T,
): Promise<T> {
  let made = translated;
  for (let round = 0; foreign.missed.length > 0; round += 1) {
    if (round === ROUNDS && by.writes) throw refused(member, 'This request names too many projects of others.');
    if (round === ROUNDS || !(await learn(accounts, member, by, foreign))) break;
    made = translate();
  }
  return made;
}

/** True: some of the ids that were missed are known now. */
async function learn(
  accounts: Accounts,
  member: Member,
  { caller, writes }: By,
  foreign: ForeignIds,
): Promise<boolean> {
  const pairs: IdPair[] = [];
  for (const gateway of foreign.missed.splice(0)) {
    const there = await accounts.memberIdOf(member, gateway);
    if (there !== undefined) pairs.push({ member: there, gateway });
    else if (writes)
      throw refused(
        member,
        `${gateway} is no project on this cloud that the gateway knows. Somebody who is in it here must have logged in.`,
      );
  }
  const learnt = pairs.filter((pair) => foreign.learn(pair));
  if (learnt.length > 0 && caller?.scope.kind === 'project')
    void accounts.learnNamed(member, caller.scope.project.id, learnt).catch(() => undefined);
  return learnt.length > 0;
}

const refused = ({ id: cloud }: Member, message: string): GatewayError =>
  new GatewayError('badRequest', { message, cloud });
