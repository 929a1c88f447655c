// SPDX-License-Identifier: Apache-2.0
// A list as a stream of lines: objects as each cloud gives them, a line when a cloud is done, one at the end. Nothing is
// kept but the pages that the clouds are just giving, and those wait for a slow reader.
import { Readable } from 'node:stream';
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import type { Item, ResourceDefinition } from '../../../../model/scs/resource.ts';
import type { ScsAnswer, ScsCall } from '../../../../scs/call.ts';
import type { ListDeps } from '../../../../scs/lists/list.ts';
import { readList } from '../../../../scs/lists/list-values.ts';
import { createChannel } from '../../../../scs/sources/channel.ts';
import { askCloud, reportOf } from '../../../../scs/sources/fan-out.ts';
import type { CloudSources } from '../../../../scs/sources/source.ts';

export const NDJSON = 'application/x-ndjson';

export const wantsLines = ({ request }: ScsCall): boolean =>
  /\bapplication\/x-ndjson\b/i.test(request.headers.accept ?? '');

/** A stream has no order, no pages and no way back. */
const NOT_HERE = ['sort', 'limit', 'cursor', 'partial'] as const;

/** Clouds that are read at a time: each holds a page of its own in memory. */
const AT_ONCE = 16;
/** Objects that are written in one piece. */
const PIECE = 100;

export async function listLines(deps: ListDeps, definition: ResourceDefinition, call: ScsCall): Promise<ScsAnswer> {
  const faults = NOT_HERE.filter((name) => call.query[name] !== undefined).map((name) => ({
    where: name,
    reason: `is not supported with ${NDJSON}, which has no order and no pages`,
  }));
  if (faults.length > 0) throw new GatewayError('badRequest', { faults });
  const wanted = readList(definition, call.query);
  const clouds = deps.sources.clouds(definition, call.caller, wanted.where);
  const lines = createChannel<string>();
  const give = (text: string): Promise<void> => inTime(lines.push(text));
  let total = 0;
  let whole = true;

  async function read(cloud: CloudSources): Promise<void> {
    let count = 0;
    const seen = new Set<string>();
    const onPage = async (items: readonly Item[], alone: boolean): Promise<void> => {
      // What several projects see (a flavor, a shared image) comes from each of them: once is enough.
      const fresh = alone ? items : items.filter(({ region, id }) => isNew(seen, `${region}|${id}`));
      deps.ids.learn(definition.plural, fresh);
      for (let from = 0; from < fresh.length; from += PIECE) {
        const piece = fresh.slice(from, from + PIECE);
        count += piece.length;
        await give(piece.map((item) => `{"item":${JSON.stringify(wanted.show(item))}}\n`).join(''));
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
    if (result.error !== undefined) whole = false;
    await give(`${JSON.stringify({ cloud: reportOf(result, count) })}\n`);
  }

  async function readAll(): Promise<void> {
    const left = [...clouds];
    const worker = async (): Promise<void> => {
      for (let cloud = left.shift(); cloud !== undefined; cloud = left.shift()) await read(cloud);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await give(`${JSON.stringify({ end: { count: total, partial: !whole } })}\n`);
  }

  // Not before somebody reads: a HEAD or a client that has left costs nothing.
  async function* text(): AsyncGenerator<string> {
    // A reader that has gone ends the writers; that is all there is to say about it.
    readAll()
      .catch((cause: unknown) => {
        if (!call.signal.aborted) call.request.log.error({ reason: toGatewayError(cause).detail }, 'list broken off');
      })
      .finally(() => lines.end());
    yield* lines;
  }
  return {
    status: 200,
    headers: { 'content-type': NDJSON, 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    body: Readable.from(text(), { highWaterMark: 1 }),
  };
}

/** Pages of a cloud wait for a reader, but not for one that has come to a stand. */
const STALLED = 60_000;

function inTime(taken: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new GatewayError('clientTimeout', { detail: 'the client does not read' })),
      STALLED,
    );
  });
  return Promise.race([taken, late]).finally(() => clearTimeout(timer));
}

const isNew = (seen: Set<string>, name: string): boolean => !seen.has(name) && seen.add(name).size > 0;
