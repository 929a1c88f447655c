// SPDX-License-Identifier: Apache-2.0
// Whose application credentials there are: who the owner was at the last login. A credential works as that principal, with
// the groups of then, for as long as somebody has seen the owner lately. Users without credentials leave nothing here.
import { createSingleFlight } from '../../cache/single-flight.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Principal } from '../../model/identity.ts';
import { KINDS, type Owner, ownerUnique, readOwner, writeOwner } from './records.ts';
import type { Vault } from './vault.ts';

/** Milliseconds: a login that says nothing new is not written more often. */
const COARSE = 60 * 60_000;
/** Between the clocks of replicas. What was seen later than that from now was written by a clock that was wrong. */
const AHEAD = 5 * 60_000;
/** What such a clock has written counts as of so long ago: before every question of now, after every login of before. */
const A_MOMENT = 60_000;
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
  /** The identity provider was asked about the owner, and has told this. */
  asked(principal: Principal, at: number): Promise<void>;
  /** It has told that there is no such account any more, or none that may log in. */
  ended(id: string, at: number): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface OwnersDeps {
  readonly vault: Vault;
  readonly now: Clock;
  /** Milliseconds after which the owner's provider is asked again: a login that is later tells as much. Undefined: never. */
  every?(principal: Principal): number | undefined;
}

export function createOwners({ vault, now, every }: OwnersDeps): Owners {
  const coarseOf = (principal: Principal): number => Math.min(COARSE, every?.(principal) ?? COARSE);
  /** Else groups that are lost would come back with the store. */
  const unnoted = new Map<string, { readonly principal: Principal; readonly at: number }>();
  const once = createSingleFlight();
  let retry: NodeJS.Timeout | undefined;

  const read = async (id: string): Promise<Owner | undefined> => {
    const kept = await vault.get(KINDS.owner, id);
    return kept === undefined ? undefined : readOwner(kept);
  };

  async function write(id: string, change: Change, create = false): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const kept = await vault.get(KINDS.owner, id);
      // Read each time: another replica may just have made one, or have seen other groups than this one.
      if (kept === undefined && !create) return;
      const before = kept === undefined ? undefined : readOwner(kept);
      const next = change(before);
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
    once(`${principal.id} ${at} ${shortOf(principal)}`, () =>
      write(principal.id, (before) => nextOf(before, principal, at, now(), coarseOf(principal))),
    );

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
    make: (principal, at) => write(principal.id, (before) => nextOf(before, principal, at, now()), true),
    async seen(principal, at) {
      try {
        await note(principal, at);
      } catch (error) {
        later(principal, at);
        throw error;
      }
    },
    asked: (principal, at) => write(principal.id, (before) => nextOf(before, principal, at, now(), 0)),
    ended: (id, at) =>
      write(id, (before) =>
        before === undefined || at < lastSeen(before, now()) ? undefined : { ...before, seenAt: at, gone: at },
      ),
    async remove(id) {
      await vault.remove(KINDS.owner, id);
    },
  };
}

/** What is kept instead. Undefined: nothing new. */
type Change = (before: Owner | undefined) => Owner | undefined;

/** Whether a clock that was ahead has written when the owner was seen: it would be believed until all clocks are there. */
export const isAhead = ({ seenAt }: Owner, now: number): boolean => seenAt > now + AHEAD;
const lastSeen = (owner: Owner, now: number): number => (isAhead(owner, now) ? now - A_MOMENT : owner.seenAt);

/** `coarse`: milliseconds for which it is no news that the owner was seen. */
function nextOf(
  before: Owner | undefined,
  principal: Principal,
  at: number,
  now: number,
  coarse = COARSE,
): Owner | undefined {
  if (before === undefined) return { principal, seenAt: at };
  // An older login that is verified late says nothing of today.
  if (at < lastSeen(before, now)) return undefined;
  const groups = tellsGroups(principal) ? principal : before.principal;
  const { noGroups: _, ...rest } = principal;
  const next: Principal = {
    ...rest,
    groups: groups.groups,
    ...(groups.noGroups === undefined ? {} : { noGroups: groups.noGroups }),
  };
  const isNew =
    before.gone !== undefined ||
    isAhead(before, now) ||
    shortOf(next) !== shortOf(before.principal) ||
    at - before.seenAt >= coarse;
  return isNew ? { principal: next, seenAt: at } : undefined;
}

/**
 * Tokens of a client that is given no groups, or too many to name them, or names them in a way that is not read, say nothing
 * of them; a claim that is empty does.
 */
export const tellsGroups = ({ noGroups }: Principal): boolean =>
  noGroups !== 'missing' && noGroups !== 'overage' && noGroups !== 'shape';

const shortOf = ({ name, domain, email, groups, noGroups, identityProvider, protocol }: Principal): string =>
  JSON.stringify([name, domain, email, [...groups].sort(), noGroups, identityProvider, protocol]);
