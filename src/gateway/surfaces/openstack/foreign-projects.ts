// SPDX-License-Identifier: Apache-2.0
// Projects of others that a request names, to share something with them. The caller's own list does not have them, so they
// are looked up among those in which anybody has worked here: no credential at a member may read another one's projects.
// A write that names a project which this cloud does not have is refused: the member would take the id for one of its own,
// and the recipient see nothing.
import type { ForeignIds } from '../../../adapters/openstack/index.ts';
import type { ObjectAccounts } from '../../../members/object-accounts.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { Member } from '../../../model/member.ts';
import type { IdPair } from '../../../model/session.ts';

export interface ForeignDeps {
  readonly accounts: Pick<ObjectAccounts, 'memberIdOf' | 'learnNamed'>;
  /** Of the federation. */
  readonly members: Iterable<Member>;
}

/** Of the ids that were missed in a request. True: some are known now, and the request is to be translated again. */
export async function learnForeign(
  { accounts, members }: ForeignDeps,
  member: Member,
  { caller, writes }: { readonly caller: Caller | undefined; readonly writes: boolean },
  foreign: ForeignIds,
): Promise<boolean> {
  const missed = foreign.missed.splice(0);
  const pairs: IdPair[] = [];
  for (const gateway of missed) {
    const there = await accounts.memberIdOf(member, gateway);
    if (there !== undefined) pairs.push({ member: there, gateway });
    else if (writes && (await isElsewhere(accounts, members, gateway)))
      throw new GatewayError('badRequest', {
        message: `The project ${gateway} is not known on this cloud. Somebody must have worked in it here.`,
        cloud: member.id,
      });
  }
  for (const pair of pairs) foreign.learn(pair);
  if (pairs.length > 0 && caller?.scope.kind === 'project')
    void accounts.learnNamed(member, caller.scope.project.id, pairs).catch(() => undefined);
  return pairs.length > 0;
}

async function isElsewhere(accounts: ForeignDeps['accounts'], members: Iterable<Member>, id: string): Promise<boolean> {
  for (const member of members) if ((await accounts.memberIdOf(member, id)) !== undefined) return true;
  return false;
}
