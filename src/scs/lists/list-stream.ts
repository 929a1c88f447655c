// SPDX-License-Identifier: Apache-2.0
// A list as a stream: objects as each cloud gives them, a word when a cloud is done, one at the end. Nothing is kept but
// the pages that the clouds are just giving, and those wait for a slow reader.
import { GatewayError } from '../../model/errors.ts';
import { inTime } from '../../model/in-time.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { createChannel } from '../sources/channel.ts';
import { askCloud, type CloudReport, reportOf } from '../sources/fan-out.ts';
import type { CloudSources, Sources } from '../sources/source.ts';
import { readList } from './list-values.ts';

export interface ListStreamDeps {
  readonly sources: Sources;
}

export type ListEvent =
  | { readonly items: readonly object[] }
  | { readonly cloud: CloudReport }
  | { readonly end: { readonly count: number; readonly partial: boolean } };

/** Clouds that are read at a time: each holds a page of its own in memory. */
const AT_ONCE = 16;
/** Objects that are given in one piece. */
const PIECE = 100;
/** Milliseconds. Pages of a cloud wait for a reader, but not for one that has come to a stand. */
const STALLED = 60_000;

/**
 * What is wrong with the query is thrown at once; no cloud is asked before somebody reads. `broken` is told why the
 * stream came to no end; a reader that has gone is none of its reasons.
 */
export function listStream(
  { sources }: ListStreamDeps,
  definition: ResourceDefinition,
  call: ScsCall,
  query: Readonly<Record<string, unknown>>,
  broken: (cause: unknown) => void,
): AsyncIterable<ListEvent> {
  call.about({ service: sources.serviceOf(definition) });
  const wanted = readList(definition, query);
  const clouds = sources.clouds(definition, call.caller, wanted.where);
  const events = createChannel<ListEvent>();
  const give = (event: ListEvent): Promise<void> =>
    inTime(
      events.push(event),
      STALLED,
      () => new GatewayError('clientTimeout', { detail: 'the client does not read' }),
    );
  let total = 0;
  let whole = true;

  async function read(cloud: CloudSources): Promise<void> {
    let count = 0;
    const seen = new Set<string>();
    const onPage = async (items: readonly Item[], alone: boolean): Promise<void> => {
      // What several projects see (a flavor, a shared image) comes from each of them: once is enough.
      const fresh = alone ? items : items.filter(({ region, id }) => isNew(seen, `${region}|${id}`));
      for (let from = 0; from < fresh.length; from += PIECE) {
        const piece = fresh.slice(from, from + PIECE);
        count += piece.length;
        await give({ items: piece.map(wanted.show) });
      }
    };
    const result = await askCloud(cloud, {
      query: wanted.filter.query,
      timeout: wanted.timeout,
      signal: call.signal,
      pick: wanted.pick,
      onPage,
    });
    total += count;
    if (result.error !== undefined) {
      whole = false;
      call.leftOut?.(cloud.cloud, result.error);
    }
    await give({ cloud: reportOf(result, count) });
  }

  async function readAll(): Promise<void> {
    const left = [...clouds];
    const worker = async (): Promise<void> => {
      for (let cloud = left.shift(); cloud !== undefined; cloud = left.shift()) await read(cloud);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await give({ end: { count: total, partial: !whole } });
  }

  return (async function* () {
    readAll()
      .catch((cause: unknown) => {
        if (!call.signal.aborted) broken(cause);
      })
      .finally(() => events.end());
    yield* events;
  })();
}

/** What several projects see comes early or is little; of a stream without an end not all can be remembered. */
const MOST_REMEMBERED = 20_000;

function isNew(seen: Set<string>, name: string): boolean {
  if (seen.has(name)) return false;
  if (seen.size < MOST_REMEMBERED) seen.add(name);
  return true;
}
