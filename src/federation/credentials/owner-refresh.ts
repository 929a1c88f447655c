// SPDX-License-Identifier: Apache-2.0
// Keeps what is known of owners fresh where their identity provider can be asked: in the background, and before a login by
// credential for which it is too old. Of all replicas one asks about an owner at a time. A provider that is away changes
// nothing for as long as the grace lasts; one that no longer knows the account ends what descends from its owner.
import { hash } from 'node:crypto';
import { createSingleFlight } from '../../cache/single-flight.ts';
import type { Clock } from '../../model/clock.ts';
import type { DurableStore } from '../../model/durable-store.ts';
import type { Principal } from '../../model/identity.ts';
import { inTime } from '../../model/in-time.ts';
import type { Store } from '../../model/store.ts';
import type { Often, OwnerAnswer } from '../owner-groups/definition.ts';
import { isAhead, type Owners, tellsGroups } from './owners.ts';
import { KINDS, type Owner, readOwner } from './records.ts';

interface AskOwner extends Often {
  /** Throws where the provider is away. */
  ask(): Promise<OwnerAnswer>;
  /** Whether there is something to ask with; else the owner is known by logins alone. Absent: there is. */
  canAsk?(): Promise<boolean>;
}

/** Nobody could tell of the owner of a credential for longer than is usual. Epoch milliseconds. */
export interface Untold {
  /** The groups are those of then. */
  readonly since: number;
  /** Then the credential is refused. */
  readonly until: number;
}

export type AskOutcome = 'refreshed' | 'ended' | 'failed';

export interface OwnerQuestions {
  /** Undefined: nobody can be asked about this one. */
  about(principal: Principal): AskOwner | undefined;
  /** Milliseconds: the most frequent of all. Undefined: nobody is asked about anybody. */
  every(): number | undefined;
  /** The user makes a credential with a token of this login: what it has left is good for asking. */
  adopt(owner: string, login: string): Promise<void>;
  /** The last credential of this owner is gone. */
  drop(owner: string): Promise<void>;
  onAsked(principal: Principal, outcome: AskOutcome, reason?: string): void;
  onLost(principal: Principal, groups: number): void;
}

export interface OwnerRefresh {
  /** As it is known after asking, where that is due; `good`: milliseconds since it was seen, if not as without asking. */
  current(owner: Owner): Promise<{ readonly owner: Owner; readonly good?: number }>;
  /** Undefined: all is as usual, or the owner is known by logins alone. */
  untold(owner: Owner): Promise<Untold | undefined>;
  close(): void;
}

export interface OwnerRefreshDeps {
  readonly owners: Owners;
  readonly durable: Pick<DurableStore, 'all'>;
  readonly store: Pick<Store, 'add' | 'delete'>;
  readonly now: Clock;
  readonly questions: OwnerQuestions;
  /** Ends the tokens of a user. */
  addUser(userId: string): Promise<unknown>;
}

/** Longer than all calls of one question may take; after a failure it is the pause until the next one. */
const LEASE = 60_000;
/** Milliseconds that a login waits for an answer. */
const PATIENCE = 8_000;
/** Questions at a time, in the background. */
const AT_ONCE = 4;
/** Owners that one round asks about; the others follow in the next. */
const MOST = 20_000;
/** Until it is looked again whether anybody is to be asked at all. */
const IDLE_PAUSE = 5_000;
/** What was told lately is this many times as old as it may become before it is asked again: rounds have pauses. */
const UNUSUAL = 2;
/** Between two rounds, whatever is configured. */
const [LEAST_PAUSE, MOST_PAUSE] = [2_000, 5 * 60_000];

export function createOwnerRefresh(deps: OwnerRefreshDeps): OwnerRefresh {
  const { owners, durable, store, now, questions, addUser } = deps;
  const once = createSingleFlight();
  let closed = false;

  const isDue = (owner: Owner, { every }: Often): boolean => now() - owner.seenAt > every || isAhead(owner, now());

  async function ask(owner: Owner, who: AskOwner): Promise<'done' | 'unasked' | 'away'> {
    const { principal } = owner;
    const lease = `owner-asked:${hash('sha256', principal.id, 'base64url')}`;
    // Without the shared state nobody asks: a refresh token that two use at once may be lost.
    if (!(await store.add(lease, '1', LEASE).catch(() => false))) return 'away';
    const at = now();
    let answer: OwnerAnswer;
    try {
      answer = await who.ask();
    } catch (error) {
      questions.onAsked(principal, 'failed', reasonOf(error));
      return 'away';
    }
    await apply(owner, answer, at);
    await store.delete(lease).catch(() => undefined);
    return answer.state === 'unasked' ? 'unasked' : 'done';
  }

  /**
   * What ends must not be begun anew with what was known before, so logins end after it is written; and before it, for a
   * process that dies in between leaves nothing by which the next one would see that something was lost.
   */
  async function apply(before: Owner, answer: OwnerAnswer, at: number): Promise<void> {
    const { principal } = before;
    if (answer.state === 'gone') {
      const isNews = before.gone === undefined;
      if (isNews) await addUser(principal.id);
      await owners.ended(principal.id, at);
      if (!isNews) return;
      await addUser(principal.id);
      questions.onAsked(principal, 'ended', answer.reason);
    } else if (answer.state === 'there') {
      const has = new Set(answer.principal.groups);
      const lost = tellsGroups(answer.principal) ? principal.groups.filter((group) => !has.has(group)).length : 0;
      if (lost > 0) await addUser(principal.id);
      await owners.asked(answer.principal, at);
      if (lost > 0) {
        await addUser(principal.id);
        questions.onLost(principal, lost);
      }
      questions.onAsked(principal, 'refreshed');
    }
  }

  async function dueOwners(): Promise<Owner[]> {
    const due: Owner[] = [];
    for await (const item of durable.all()) {
      if (closed) break;
      const owner = item.kind === KINDS.owner ? readOwner(item) : undefined;
      const who = owner && questions.about(owner.principal);
      if (owner !== undefined && who !== undefined && isDue(owner, who)) due.push(owner);
    }
    return due.sort((a, b) => a.seenAt - b.seenAt).slice(0, MOST);
  }

  async function round(pause: number): Promise<void> {
    // One replica at a time looks through all of them.
    if (!(await store.add('owner-round', '1', Math.ceil(pause / 2)).catch(() => false))) return;
    const due = await dueOwners();
    const work = async (): Promise<void> => {
      for (let owner = due.shift(); owner !== undefined && !closed; owner = due.shift()) {
        const one = owner;
        const who = questions.about(one.principal);
        if (who !== undefined) await once(one.principal.id, () => ask(one, who));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  const pauseOf = (every: number | undefined): number =>
    every === undefined ? IDLE_PAUSE : Math.min(MOST_PAUSE, Math.max(LEAST_PAUSE, every / 4));
  let timer: NodeJS.Timeout | undefined;
  function later(): void {
    // The configuration may change: looked at before each pause.
    const pause = pauseOf(questions.every());
    timer = setTimeout(async () => {
      // The store says itself that it is away.
      if (questions.every() !== undefined) await round(pause).catch(() => undefined);
      if (!closed) later();
    }, pause).unref();
  }
  later();

  return {
    async current(owner) {
      const who = questions.about(owner.principal);
      if (who === undefined) return { owner };
      const good = who.every + who.grace;
      if (!isDue(owner, who)) return { owner, good };
      const { id } = owner.principal;
      const late = (): Error => new Error('late');
      const outcome = await inTime(
        once(id, () => ask(owner, who)),
        PATIENCE,
        late,
      ).catch((error: unknown) => {
        if (error instanceof Error && error.message === 'late') return 'away' as const;
        throw error;
      });
      if (outcome === 'unasked') return { owner };
      // Another login may have been seen meanwhile. Gone: the last credential was deleted.
      const after = await owners.get(id);
      return { owner: after ?? { ...owner, gone: now() }, good };
    },
    async untold({ principal, seenAt, gone }) {
      const who = questions.about(principal);
      if (who === undefined || gone !== undefined || now() - seenAt <= UNUSUAL * who.every) return undefined;
      return ((await who.canAsk?.()) ?? true) ? { since: seenAt, until: seenAt + who.every + who.grace } : undefined;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const reasonOf = (error: unknown): string => {
  const { detail } = error as { readonly detail?: unknown };
  return (typeof detail === 'string' ? detail : error instanceof Error ? error.message : String(error)).slice(0, 300);
};
