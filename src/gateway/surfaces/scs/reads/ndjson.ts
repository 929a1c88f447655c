// SPDX-License-Identifier: Apache-2.0
// A list as a stream of lines: `{"item"}`, `{"cloud"}` when one is done, `{"end"}` at last.
import { Readable } from 'node:stream';
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import type { ResourceDefinition } from '../../../../model/scs/resource.ts';
import { type ListEvent, type ListStreamDeps, listStream } from '../../../../scs/lists/list-stream.ts';
import type { RouteCall, ScsAnswer } from '../route.ts';
import { wantsStream } from '../wants-stream.ts';

export const NDJSON = 'application/x-ndjson';

export const wantsLines = ({ request }: RouteCall): boolean => wantsStream(request.headers.accept, NDJSON);

/** A stream has no order, no pages and no way back. */
const NOT_HERE = ['sort', 'limit', 'cursor', 'partial'] as const;

export function listLines(deps: ListStreamDeps, definition: ResourceDefinition, call: RouteCall): ScsAnswer {
  const faults = NOT_HERE.filter((name) => call.query[name] !== undefined).map((name) => ({
    where: name,
    reason: `is not supported with ${NDJSON}, which has no order and no pages`,
  }));
  if (faults.length > 0) throw new GatewayError('badRequest', { faults });
  const events = listStream(deps, definition, call, call.query, (cause) =>
    call.request.log.error({ reason: toGatewayError(cause).detail }, 'list broken off'),
  );
  return {
    status: 200,
    headers: { 'content-type': NDJSON, 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    body: Readable.from(lines(events), { highWaterMark: 1 }),
  };
}

async function* lines(events: AsyncIterable<ListEvent>): AsyncGenerator<string> {
  for await (const event of events)
    yield 'items' in event
      ? event.items.map((item) => `{"item":${JSON.stringify(item)}}\n`).join('')
      : `${JSON.stringify(event)}\n`;
}
