// SPDX-License-Identifier: Apache-2.0
// Whose application credentials there are: who the owner was at the last login. A credential works as that principal, with
// the groups of then, for as long as somebody has seen the owner lately. Users without credentials leave nothing here.
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import { createSingleFlight } from '../../cache/single-flight.ts';
import type { Clock } from '../../model/clock.ts';
import type { Principal } from '../../model/identity.ts';
import { KINDS, type Owner, ownerUnique, readOwner, writeOwner } from './records.ts';
import type { Vault } from './vault.ts';

/** Milliseconds: a login that says nothing new is not written more often. */
const COARSE = 60 * 60_000;
/** For how long a user is known to have no credentials. */
const NONE = 60_000;
const KEPT = 20_000;
/** Of one owner, by several replicas at a time. */
const TRIES = 5;

export interface Owners {
  get(id: string): Promise<Owner | undefined>;
  /** The id of the owner of that name, if there is one. */
  idOf(unique: string): Promise<string | undefined>;
  /** Before the first credential is made. `at`: when the owner logged in. */
  make(principal: Principal, at: number): Promise<void>;
  /** A login: kept if the user has credentials and it says something new. */
  seen(principal: Principal, at: number): Promise<void>;
  remove(id: string): Promise<void>;
}

export function createOwners({ vault, now }: { readonly vault: Vault; readonly now: Clock }): Owners {
  /** Without credentials. */
  const none = createBoundedCache<true>({ max: KEPT, now });
  /** What was written last, in short. */
  const told = createBoundedCache<string>({ max: KEPT, now });
  const once = createSingleFlight();

  const get = async (id: string): Promise<Owner | undefined> => {
    const kept = await vault.get(KINDS.owner, id);
    return kept === undefined ? undefined : readOwner(kept);
  };

  async function write(principal: Principal, at: number, create: boolean): Promise<void> {
    const { id } = principal;
    for (let tries = 0; tries < TRIES; tries++) {
      const kept = await vault.get(KINDS.owner, id);
      if (kept === undefined && !create) return void none.set(id, true, { until: now() + NONE });
      const before = kept === undefined ? undefined : readOwner(kept);
      const next = nextOf(before, principal, at);
      if (next === undefined) break;
      const item = { id, owner: id, value: writeOwner(next) };
      const unique = ownerUnique(next);
      let outcome = await vault.put(KINDS.owner, { ...item, unique }, kept?.version ?? 0);
      if (outcome === 'exists' && (await vault.get(KINDS.owner, id))?.version === kept?.version) {
        // One that cannot be read (its seal key is gone) would be in the way for ever; a login says all of it anew.
        if (kept === undefined && (await vault.remove(KINDS.owner, id))) continue;
        // Another user of that name: such users name themselves by their ids.
        outcome = await vault.put(KINDS.owner, item, kept?.version ?? 0);
      }
      if (outcome === 'done') break;
    }
    none.delete(id);
    told.set(id, shortOf(principal), { until: now() + COARSE });
  }

  return {
    get,
    idOf: async (unique) => (await vault.find(KINDS.owner, unique))?.id,
    make: (principal, at) => write(principal, at, true),
    async seen(principal, at) {
      const { id } = principal;
      if (none.get(id) || told.get(id) === shortOf(principal)) return;
      await once(id, () => write(principal, at, false));
    },
    async remove(id) {
      told.delete(id);
      none.delete(id);
      await vault.remove(KINDS.owner, id);
    },
  };
}

/** Undefined: nothing new. */
function nextOf(before: Owner | undefined, principal: Principal, at: number): Owner | undefined {
  if (before === undefined) return { principal, seenAt: at };
  // An older login that is verified late says nothing of today.
  if (at < before.seenAt) return undefined;
  // Tokens of a client that is given no groups say nothing of them; a claim that is empty does.
  const groups = principal.noGroups === 'missing' ? before.principal : principal;
  const { noGroups: _, ...rest } = principal;
  const next: Principal = {
    ...rest,
    groups: groups.groups,
    ...(groups.noGroups === undefined ? {} : { noGroups: groups.noGroups }),
  };
  const isNew = shortOf(next) !== shortOf(before.principal) || at - before.seenAt >= COARSE;
  return isNew ? { principal: next, seenAt: at } : undefined;
}

const shortOf = ({ name, domain, email, groups, noGroups, identityProvider, protocol }: Principal): string =>
  JSON.stringify([name, domain, email, [...groups].sort(), noGroups, identityProvider, protocol]);
