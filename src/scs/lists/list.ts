// SPDX-License-Identifier: Apache-2.0
// A list over all clouds as one JSON answer: asked side by side, put in order, cut into pages.

import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import type { Seal } from '../../model/seal.ts';
import type { ScsAnswer, ScsCall } from '../call.ts';
import { askCloud, type CloudResult, reportOf, worstUse } from '../sources/fan-out.ts';
import type { IdIndex } from '../sources/id-index.ts';
import type { CloudSources, Sources } from '../sources/source.ts';
import { createCursors } from './cursor.ts';
import { isKnown, weakTag } from './etag.ts';
import { MOST_ITEMS } from './list-schemas.ts';
import { type ListValues, readList, type Wanted } from './list-values.ts';
import { createOrder, type Order } from './order.ts';
import { cutPage, isAsked, isBehind, type Position, START } from './page.ts';

export interface ListDeps {
  readonly sources: Sources;
  readonly seal: Seal;
  readonly now: Clock;
  readonly publicUrl: string;
  readonly ids: IdIndex;
  readonly clouds: () => readonly { readonly id: string }[];
}

export async function list(deps: ListDeps, definition: ResourceDefinition, call: ScsCall): Promise<ScsAnswer> {
  const values = call.query as ListValues;
  const wanted = readList(definition, call.query);
  const clouds = deps.clouds().map(({ id }) => id);
  const order = createOrder(definition, values.sort, clouds);
  const { principal, scope } = call.caller.caller;
  const cursors = createCursors(deps.seal, [definition.plural, principal.id, scope, wanted.digest], clouds);
  const position = values.cursor === undefined ? START : cursors.read(values.cursor);
  const limit = values.limit ?? MOST_ITEMS;

  const all = deps.sources.clouds(definition, call.caller, wanted.where);
  const asked = all.filter(({ cloud }) => isAsked(order, position, cloud, clouds));
  const results = await ask(asked, { wanted, order, position, limit, signal: call.signal });
  if (values.partial === false) refuseFailures(results);

  const size = results.reduce((sum, result) => sum + countOf(result), 0);
  const paged = values.limit !== undefined || values.cursor !== undefined || size > limit;
  const page = cutPage({ order, position, limit, results, more: results.length < asked.length, paged });
  deps.ids.learn(definition.plural, page.items);

  const counts = new Map<string, number>();
  for (const { cloud } of page.items) counts.set(cloud, (counts.get(cloud) ?? 0) + 1);
  const reports = results.map((result) => reportOf(result, counts.get(result.cloud) ?? 0));
  const items = JSON.stringify(page.items.map(wanted.show));
  const told = JSON.stringify(reports.map(({ ms: _, ...report }) => report));
  const tag = weakTag(items, told, JSON.stringify(page.next ?? null));
  const headers = {
    'cache-control': 'private, no-cache',
    vary: 'accept, authorization, x-auth-token',
    etag: tag,
    ...cacheHeaders(results, deps.now()),
  };
  if (isKnown(call.request.headers['if-none-match'], tag)) return { status: 304, headers };
  const next =
    page.next === undefined
      ? ''
      : `,"next":${JSON.stringify(nextUrl(deps, definition, call, cursors.write(page.next)))}`;
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    body: `{"items":${items},"clouds":${JSON.stringify(reports)}${next}}`,
  };
}

interface Asking {
  readonly wanted: Wanted;
  readonly order: Order;
  readonly position: Position;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Why a cloud's question was ended: what others gave fills the page. */
const ENOUGH = new Error('the page is full');

/** Results in the clouds' order; those that were not needed are left out. */
async function ask(clouds: readonly CloudSources[], asking: Asking): Promise<CloudResult[]> {
  const { wanted, order, position, limit, signal } = asking;
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
        });
        if (stop.reason === ENOUGH) return;
        done[index] = result;
        stopIfEnough();
      }),
    );
    signal.throwIfAborted();
    return done.filter((result) => result !== undefined);
  } finally {
    signal.removeEventListener('abort', stopAll);
  }
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
    faults: failed.map(({ cloud, error }) => ({ where: cloud, reason: error.message })),
  });
}

/** Where all came from the reference cache: how old it is. */
function cacheHeaders(results: readonly CloudResult[], now: number): Record<string, string> {
  const from = results.filter(({ results: parts }) => parts.length > 0);
  const caches = from.flatMap(({ cache }) => cache ?? []);
  const use = caches.length < from.length ? undefined : worstUse(caches);
  if (use === undefined) return {};
  return { 'x-cache': use.state.toUpperCase(), age: String(Math.max(0, Math.floor((now - use.at) / 1000))) };
}

/** The same query, further on. */
function nextUrl(
  { publicUrl }: ListDeps,
  { plural }: ResourceDefinition,
  { request }: ScsCall,
  cursor: string,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>))
    if (name !== 'cursor') for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  search.set('cursor', cursor);
  return `${publicUrl}/scs/v1/${plural}?${search.toString()}`;
}
