// SPDX-License-Identifier: Apache-2.0
// Whose application credentials there are: who the owner was at the last login. A credential works as that principal, with
// the groups of then, for as long as somebody has seen the owner lately. Users without credentials leave nothing here.
import { createSingleFlight } from '../../cache/single-flight.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Principal } from '../../model/identity.ts';
import { KINDS, type Owner, ownerUnique, readOwner, writeOwner } from './records.ts';
import type { Vault } from './vault.ts';

/** Milliseconds: a login that says nothing new is not written more often. */
const COARSE = 60 * 60_000;
/** Of one owner, by several replicas at a time. */
const TRIES = 10;
/** Logins that the store could not take, and how often it is tried again. */
const MOST_UNNOTED = 10_000;
const RETRY = 2_000;

export interface Owners {
  /** With what this process has seen and could not write: fails as long as it cannot. */
  get(id: string): Promise<Owner | undefined>;
  /** The id of the owner of that name, if there is one. */
  idOf(unique: string): Promise<string | undefined>;
  /** Before the first credential is made. `at`: when the owner logged in. */
  make(principal: Principal, at: number): Promise<void>;
  /** A login: kept if the user has credentials and it says something new. */
  seen(principal: Principal, at: number): Promise<void>;
  remove(id: string): Promise<void>;
}

export function createOwners({ vault }: { readonly vault: Vault }): Owners {
  /** Else groups that are lost would come back with the store. */
  const unnoted = new Map<string, { readonly principal: Principal; readonly at: number }>();
  const once = createSingleFlight();
  let retry: NodeJS.Timeout | undefined;

  const read = async (id: string): Promise<Owner | undefined> => {
    const kept = await vault.get(KINDS.owner, id);
    return kept === undefined ? undefined : readOwner(kept);
  };

  async function write(principal: Principal, at: number, create: boolean): Promise<void> {
    const { id } = principal;
    for (let tries = 0; tries < TRIES; tries++) {
      const kept = await vault.get(KINDS.owner, id);
      // Read each time: another replica may just have made one, or have seen other groups than this one.
      if (kept === undefined && !create) return;
      const before = kept === undefined ? undefined : readOwner(kept);
      const next = nextOf(before, principal, at);
      if (next === undefined) return;
      const item = { id, owner: id, value: writeOwner(next) };
      const unique = ownerUnique(next);
      let outcome = await vault.put(KINDS.owner, { ...item, unique }, kept?.version ?? 0);
      if (outcome === 'exists' && (await vault.get(KINDS.owner, id))?.version === kept?.version) {
        // One that cannot be read (its seal key is gone) would be in the way for ever; a login says all of it anew.
        if (kept === undefined && (await vault.remove(KINDS.owner, id))) continue;
        // Another user of that name: such users name themselves by their ids.
        outcome = await vault.put(KINDS.owner, item, kept?.version ?? 0);
      }
      if (outcome === 'done') return;
    }
    throw new GatewayError('storeUnavailable', { detail: 'an owner is written by others all the time', retryAfter: 1 });
  }

  /** The same login twice at a time is one; another login of the same user is not. */
  const note = (principal: Principal, at: number): Promise<void> =>
    once(`${principal.id} ${at} ${shortOf(principal)}`, () => write(principal, at, false));

  async function settle(id: string): Promise<void> {
    const missed = unnoted.get(id);
    if (missed === undefined) return;
    await note(missed.principal, missed.at);
    if (unnoted.get(id) === missed) unnoted.delete(id);
  }

  function later(principal: Principal, at: number): void {
    const { id } = principal;
    if ((unnoted.get(id)?.at ?? 0) > at) return;
    unnoted.delete(id);
    const [oldest] = unnoted.keys();
    if (unnoted.size >= MOST_UNNOTED && oldest !== undefined) unnoted.delete(oldest);
    unnoted.set(id, { principal, at });
    retryLater();
  }

  function retryLater(): void {
    if (retry !== undefined || unnoted.size === 0) return;
    retry = setTimeout(() => void settleAll(), RETRY).unref();
  }

  async function settleAll(): Promise<void> {
    try {
      for (const id of [...unnoted.keys()]) await settle(id);
    } catch {
      // The store says itself that it is away.
    }
    retry = undefined;
    retryLater();
  }

  return {
    async get(id) {
      await settle(id);
      return read(id);
    },
    idOf: async (unique) => (await vault.find(KINDS.owner, unique))?.id,
    make: (principal, at) => write(principal, at, true),
    async seen(principal, at) {
      try {
        await note(principal, at);
      } catch (error) {
        later(principal, at);
        throw error;
      }
    },
    async remove(id) {
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
