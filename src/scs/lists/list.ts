// SPDX-License-Identifier: Apache-2.0
// A list over all clouds in one piece: asked side by side, put in order, cut into pages.
import { GatewayError } from '../../model/errors.ts';
import { createPacer, type Lease, nextTurn } from '../../model/intake.ts';
import type { CacheUse } from '../../model/reference-cache.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { Seal } from '../../model/seal.ts';
import type { Store } from '../../model/store.ts';
import type { ScsCall, Sofar } from '../call.ts';
import { askCloud, type CloudReport, type CloudResult, reportOf, worstUse } from '../sources/fan-out.ts';
import type { CloudSources, Sources } from '../sources/source.ts';
import { createCursors } from './cursor.ts';
import { MOST_ITEMS } from './list-schemas.ts';
import { type ListValues, readList, type Wanted } from './list-values.ts';
import { createOrder, type Order } from './order.ts';
import { cutPage, isAsked, isBehind, type Position, START } from './page.ts';

export interface ListDeps {
  readonly sources: Sources;
  readonly seal: Seal;
  /** For cursors that are too long for a URL. */
  readonly store: Pick<Store, 'get' | 'set'>;
  readonly clouds: () => readonly { readonly id: string }[];
  /** Of the process: computing what members answered takes turns. */
  readonly turn?: () => Promise<void>;
}

export interface ListPage {
  /** In the shape that was asked for. */
  readonly items: readonly object[];
  readonly clouds: readonly CloudReport[];
  /** Where the next page begins, and the same sealed for clients. Absent: this is all. */
  readonly next?: { readonly position: Position; readonly cursor: string };
  /** Where all came from the reference cache. */
  readonly cache?: CacheUse;
  /** What the items take of the process; to be called once they are written. */
  release(): void;
}

/** `query`: as the schema of the list has it. */
export async function list(
  deps: ListDeps,
  definition: ResourceDefinition,
  call: ScsCall,
  query: Readonly<Record<string, unknown>>,
): Promise<ListPage> {
  call.about({ service: deps.sources.serviceOf(definition) });
  const values = query as ListValues;
  const wanted = readList(definition, query);
  const clouds = deps.clouds().map(({ id }) => id);
  const order = createOrder(definition, values.sort, clouds);
  const { principal, scope } = call.caller.caller;
  const cursors = createCursors(deps, [definition.plural, principal.id, scope, wanted.digest], clouds);
  const position = values.cursor === undefined ? START : await cursors.read(values.cursor);
  const limit = values.limit ?? MOST_ITEMS;

  const all = deps.sources.clouds(definition, call.caller, wanted.where);
  const asked = all.filter(({ cloud }) => isAsked(order, position, cloud, clouds));

  const leases: Lease[] = [];
  const release = (): void => {
    for (const lease of leases) lease.close();
  };
  try {
    const pause = createPacer(deps.turn ?? nextTurn);
    /** Of what has come: it is never the last page. */
    const look = async (results: readonly CloudResult[]): Promise<Sofar> => {
      const { items } = await cutPage({ order, position, limit, results, more: true, paged: true }, pause);
      return { items: items.map(wanted.show), clouds: reportsOf(results, items) };
    };
    const { signal, sofar } = call;
    const onResult = sofar && ((results: readonly CloudResult[]) => sofar(() => look(results)));
    const results = await ask(asked, { wanted, order, position, limit, signal, leases, onResult });
    if (values.partial === false) refuseFailures(results);
    for (const { cloud, error } of results) if (error !== undefined) call.leftOut?.(cloud, error);

    const size = results.reduce((sum, result) => sum + countOf(result), 0);
    const paged = values.limit !== undefined || values.cursor !== undefined || size > limit;
    const page = await cutPage({ order, position, limit, results, more: results.length < asked.length, paged }, pause);

    const cache = cacheOf(results);
    const next = page.next && { position: page.next, cursor: await cursors.write(page.next) };
    return {
      items: page.items.map(wanted.show),
      clouds: reportsOf(results, page.items),
      ...(next === undefined ? {} : { next }),
      ...(cache === undefined ? {} : { cache }),
      release,
    };
  } catch (cause) {
    release();
    throw cause;
  }
}

interface Asking {
  readonly wanted: Wanted;
  readonly order: Order;
  readonly position: Position;
  readonly limit: number;
  readonly signal: AbortSignal;
  /** What the items take, until the list has been written. */
  readonly leases: Lease[];
  /** Told of all that have come, with each but the last. */
  readonly onResult: ((results: readonly CloudResult[]) => void) | undefined;
}

/** Why a cloud's question was ended: what others gave fills the page. */
const ENOUGH = new Error('the page is full');

/** Results in the clouds' order; those that were not needed are left out. */
async function ask(clouds: readonly CloudSources[], asking: Asking): Promise<CloudResult[]> {
  const { wanted, order, position, limit, signal, leases, onResult } = asking;
  const stops = clouds.map(() => new AbortController());
  const stopAll = (): void => {
    for (const stop of stops) stop.abort(signal.reason);
  };
  if (signal.aborted) stopAll();
  else signal.addEventListener('abort', stopAll, { once: true });
  const done: (CloudResult | undefined)[] = clouds.map(() => undefined);

  /** In the default order the first clouds may fill the page: what the others would say is not waited for. */
  function stopIfEnough(): void {
    if (!order.byCloud) return;
    let count = 0;
    for (const [index, result] of done.entries()) {
      if (count > limit) {
        const { cloud } = clouds[index] as CloudSources;
        if (result === undefined && !isBehind(position, cloud)) stops[index]?.abort(ENOUGH);
      } else if (result === undefined) return;
      else count += after(result, asking);
    }
  }

  try {
    await Promise.all(
      clouds.map(async (cloud, index) => {
        const stop = (stops[index] as AbortController).signal;
        const result = await askCloud(cloud, {
          query: wanted.filter.query,
          timeout: wanted.timeout,
          signal: stop,
          pick: wanted.pick,
          lease: ({ connection }) => {
            const lease = connection.intake?.lease();
            if (lease !== undefined) leases.push(lease);
            return lease;
          },
        });
        if (stop.reason === ENOUGH) return;
        done[index] = result;
        stopIfEnough();
        const come = done.filter((one) => one !== undefined);
        if (come.length < clouds.length) onResult?.(come);
      }),
    );
    signal.throwIfAborted();
    return done.filter((result) => result !== undefined);
  } finally {
    signal.removeEventListener('abort', stopAll);
  }
}

function reportsOf(results: readonly CloudResult[], items: readonly Item[]): CloudReport[] {
  const counts = new Map<string, number>();
  for (const { cloud } of items) counts.set(cloud, (counts.get(cloud) ?? 0) + 1);
  return results.map((result) => reportOf(result, counts.get(result.cloud) ?? 0));
}

const countOf = ({ results }: CloudResult): number => results.reduce((sum, { items }) => sum + items.length, 0);

/** How many of a cloud's objects surely come on this page or later; of one that has ever failed, nothing is sure. */
function after(result: CloudResult, { order, position }: Asking): number {
  if (result.error !== undefined || isBehind(position, result.cloud)) return 0;
  const { main } = position;
  // The same object may have been seen in several projects: the largest of them is what is sure.
  const counts = result.results.map(({ items }) =>
    main === null ? items.length : items.filter((item) => order.compare(order.keyOf(item), main) > 0).length,
  );
  return Math.max(0, ...counts);
}

/** The first failure is the answer, all are named. */
function refuseFailures(results: readonly CloudResult[]): void {
  const failed = results.flatMap(({ cloud, error }) => (error === undefined ? [] : [{ cloud, error }]));
  const [first] = failed;
  if (first === undefined) return;
  const { code, message, retryAfter, native } = first.error;
  throw new GatewayError(code, {
    message,
    cloud: first.cloud,
    cause: first.error,
    ...(first.error.detail === undefined ? {} : { detail: first.error.detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(native === undefined ? {} : { native }),
    faults: failed.map(({ cloud, error }) => ({ cloud, reason: error.message })),
  });
}

function cacheOf(results: readonly CloudResult[]): CacheUse | undefined {
  const from = results.filter(({ results: parts }) => parts.length > 0);
  const caches = from.flatMap(({ cache }) => cache ?? []);
  return caches.length < from.length ? undefined : worstUse(caches);
}
