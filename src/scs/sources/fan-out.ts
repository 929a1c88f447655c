// SPDX-License-Identifier: Apache-2.0
// One question to every cloud at once, each within its own time; what comes back says per cloud what happened. A cloud
// that fails costs its own objects, never the list.

import { orInterrupted } from '../../members/call.ts';
import { GatewayError } from '../../model/errors.ts';
import { createPacer, type Lease, nextTurn } from '../../model/intake.ts';
import { type Notice, type ShownNotice, shownNotice } from '../../model/maintenance.ts';
import type { CacheUse } from '../../model/reference-cache.ts';
import type { ListQuery } from '../../model/scs/adapter.ts';
import type { Item } from '../../model/scs/resource.ts';
import { type Failure, failureOf } from '../failure.ts';
import { AT_ONCE, atMost } from './at-most.ts';
import type { CloudSources, OpenedSources, Source } from './source.ts';
import { garbage } from './sources.ts';

type CloudStatus = 'ok' | 'stale' | 'error' | 'not-offered';

export interface CloudReport {
  readonly cloud: string;
  readonly status: CloudStatus;
  /** Of its objects that are in this answer. */
  readonly count: number;
  readonly ms: number;
  /** ISO 8601, of what the reference cache gave: when the cloud gave it. Absent: it was asked just now. */
  readonly saidAt?: string;
  readonly error?: Failure;
  /** Absent: it is in none. */
  readonly maintenance?: ShownNotice;
}

/** What one source gave. With an error: what it gave before. */
export interface SourceResult {
  readonly source: Source;
  readonly items: readonly Item[];
  readonly error?: GatewayError;
  /** Where any of it came through the reference cache. */
  readonly cache?: CacheUse;
}

export interface CloudResult {
  readonly cloud: string;
  readonly notice?: Notice;
  readonly status: CloudStatus;
  readonly results: readonly SourceResult[];
  /** The first failure, of the cloud as a whole or of one of its sources. */
  readonly error?: GatewayError;
  /** Its sources could not even be opened. */
  readonly closed: boolean;
  readonly ms: number;
  /** Where all of its sources came through the reference cache. */
  readonly cache?: CacheUse;
}

export interface Question {
  readonly query: ListQuery;
  /** Milliseconds for each cloud. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** From a native object to what the answer has; undefined: not in it. */
  readonly pick: (item: Item, native: unknown) => Item | undefined;
  /**
   * Told of each page instead of keeping it; `alone`: it comes from the only source of the cloud. The cloud's time stands
   * still meanwhile: a slow reader is not the cloud's fault.
   */
  readonly onPage?: (items: readonly Item[], alone: boolean) => Promise<void>;
  /** What the items take, for as long as whoever asks keeps them. Absent: until the cloud has been asked. */
  readonly lease?: (source: Source) => Lease | undefined;
  /** Objects of one cloud at most, where whoever asks takes less than a list does. */
  readonly most?: number;
}

export async function askCloud(there: CloudSources, question: Question): Promise<CloudResult> {
  const result = await ask(there, question);
  return there.notice === undefined ? result : { ...result, notice: there.notice };
}

async function ask(there: CloudSources, question: Question): Promise<CloudResult> {
  const { cloud } = there;
  const start = performance.now();
  const clock = createDeadline(cloud, question.timeout, question.signal);
  const ms = (): number => Math.round(performance.now() - start);
  try {
    let opened: OpenedSources;
    try {
      opened = await there.open(clock.signal);
    } catch (cause) {
      return { cloud, status: 'error', results: [], error: garbage(cloud, cause), closed: true, ms: ms() };
    }
    const { sources, nothing, left } = opened;
    if (sources.length === 0)
      return { cloud, status: nothing === 'no-access' ? 'ok' : 'not-offered', results: [], closed: false, ms: ms() };
    const kept = { items: 0 };
    const results = await atMost(AT_ONCE, sources, (source) =>
      askSource(source, question, { clock, alone: sources.length === 1, kept }),
    );
    // A cluster or project that lacks the resource is none to speak of, unless all do.
    const offered = results.filter(({ error }) => error?.code !== 'notOffered');
    const error = offered.find((result) => result.error !== undefined)?.error ?? left;
    const uses = results.flatMap((result) => result.cache ?? []);
    const cache = uses.length === results.length ? worstUse(uses) : undefined;
    const status =
      offered.length === 0 ? 'not-offered' : error !== undefined ? 'error' : cache?.state === 'stale' ? 'stale' : 'ok';
    return {
      cloud,
      status,
      results: offered,
      ...(error === undefined ? {} : { error }),
      closed: false,
      ms: ms(),
      ...(cache === undefined ? {} : { cache }),
    };
  } finally {
    clock.stop();
  }
}

/** Objects that are mapped before it is looked at the clock. */
const SOME = 50;
/** Characters: Swift's longest container name is 256 bytes, ids have 36, a namespace and a name of Kubernetes 317. */
const LONGEST_ID = 1_024;
/** Bytes that an object takes beside what is taken over from the member's. */
const ITEM = 512;

interface Asking {
  readonly clock: Deadline;
  /** It is the only source of the cloud. */
  readonly alone: boolean;
  /** Of the whole cloud. */
  readonly kept: { items: number };
}

async function askSource(source: Source, question: Question, { clock, alone, kept }: Asking): Promise<SourceResult> {
  const { adapter, connection, where } = source;
  const { intake } = connection;
  const most = Math.min(question.most ?? Number.POSITIVE_INFINITY, intake?.limits.items ?? Number.POSITIVE_INFINITY);
  const lease = question.lease?.(source) ?? intake?.lease();
  const pause = createPacer(intake?.turn ?? nextTurn);
  const items: Item[] = [];
  const uses: CacheUse[] = [];
  const cache = (): { readonly cache?: CacheUse } => {
    const worst = worstUse(uses);
    return worst === undefined ? {} : { cache: worst };
  };
  const api = connection.api({ signal: clock.signal, onCached: (use) => uses.push(use), lease });
  const pages = adapter.list(api, question.query)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const before = lease?.held ?? 0;
      const { done, value: page } = await orInterrupted(pages.next(), clock.signal, where.cloud);
      if (done === true) return { source, items, ...cache() };
      const picked: Item[] = [];
      let seen = 0;
      for (const found of page) {
        if (++seen % SOME === 0) {
          clock.signal.throwIfAborted();
          await pause();
        }
        const mapped = adapter.map(found, where);
        // It would stand in each cursor, and in each answer that names it.
        if (mapped.id.length > LONGEST_ID)
          throw new GatewayError('memberGarbage', { cloud: where.cloud, detail: 'a long id' });
        const item = question.pick(mapped, found.native);
        if (item !== undefined) picked.push(item);
      }
      const taken = (lease?.held ?? 0) - before;
      if (question.onPage === undefined) {
        kept.items += picked.length;
        if (kept.items > most) throw tooMany(where.cloud, most);
        await lease?.take(picked.length * ITEM, clock.signal);
        for (const item of picked) items.push(item);
        lease?.give(taken * (1 - picked.length / (2 * Math.max(1, page.length))));
      } else {
        if (picked.length > 0) {
          clock.pause();
          await question.onPage(picked, alone);
          clock.go();
        }
        lease?.give(taken);
      }
    }
  } catch (cause) {
    // An adapter that waits for an answer is told by its signal; one between two pages by this.
    void Promise.resolve(pages.return?.()).catch(() => undefined);
    return { source, items, error: garbage(where.cloud, cause), ...cache() };
  } finally {
    // Whoever has given a lease knows how long the items are needed.
    if (question.lease === undefined) lease?.close();
  }
}

export const tooMany = (cloud: string, most: number): GatewayError =>
  new GatewayError('memberExcess', {
    cloud,
    message: `${cloud} has more than ${most} such objects for you, which are too many to be looked at together: narrow the request down, or read a list as application/x-ndjson.`,
    detail: `more than ${most} objects in one list`,
  });

/** What is told of several answers together: the worst state, and the age of the oldest. Undefined of none. */
export function worstUse(uses: readonly CacheUse[]): CacheUse | undefined {
  if (uses.length === 0) return undefined;
  const state = (['stale', 'miss'] as const).find((one) => uses.some((use) => use.state === one)) ?? 'hit';
  return { state, at: Math.min(...uses.map(({ at }) => at)) };
}

interface Deadline {
  readonly signal: AbortSignal;
  pause(): void;
  go(): void;
  stop(): void;
}

function createDeadline(cloud: string, ms: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let left = ms;
  let since = performance.now();
  let paused = 0;
  const over = (): void => {
    const message = `${cloud} did not answer within ${ms / 1000} s.`;
    controller.abort(new GatewayError('memberTimeout', { cloud, message }));
  };
  const gone = (): void => controller.abort(outer.reason);
  if (outer.aborted) gone();
  else outer.addEventListener('abort', gone, { once: true });
  let timer: NodeJS.Timeout | undefined = setTimeout(over, left);
  return {
    signal: controller.signal,
    pause() {
      if (paused++ > 0) return;
      clearTimeout(timer);
      left -= performance.now() - since;
    },
    go() {
      if (--paused > 0) return;
      since = performance.now();
      timer = setTimeout(over, Math.max(0, left));
    },
    stop() {
      clearTimeout(timer);
      outer.removeEventListener('abort', gone);
    },
  };
}

export const reportOf = ({ cloud, notice, status, ms, error, cache }: CloudResult, count: number): CloudReport => ({
  cloud,
  status,
  count,
  ms,
  ...(cache === undefined || cache.state === 'miss' ? {} : { saidAt: new Date(cache.at).toISOString() }),
  ...(error === undefined ? {} : { error: failureOf(error) }),
  ...maintenanceOf(notice),
});

/** As a report has it. */
export const maintenanceOf = (notice: Notice | undefined): { readonly maintenance?: ShownNotice } =>
  notice === undefined ? {} : { maintenance: shownNotice(notice) };
