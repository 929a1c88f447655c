// SPDX-License-Identifier: Apache-2.0
// How far an operation is: asked once, waited for, or followed as server-sent events (WHATWG HTML, section 9.2).
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import Type from 'typebox';
import { toGatewayError } from '../../../../model/errors.ts';
import { DEFAULT_TIMEOUT, oneTimeoutQuery } from '../../../../scs/lists/list-schemas.ts';
import { operationSchema, waitSchema } from '../../../../scs/operations/operation-schemas.ts';
import type { Operations, Seen } from '../../../../scs/operations/operations.ts';
import { milliseconds, within } from '../../../../scs/within.ts';
import { problemOf } from '../problem.ts';
import type { RouteCall, ScsAnswer, ScsRoute } from '../route.ts';
import { wantsStream } from '../wants-stream.ts';

/** Comments in between keep proxies from cutting a silent stream. */
const BEAT = 5_000;
/** Milliseconds for the first look: a stream begins without it rather than not at all. */
const FIRST_LOOK = 4_000;
const LONGEST = 60 * 60_000;

const parameters = Type.Object({ operation: Type.String({ description: 'The id of the operation.' }) });

export function operationRoutes(operations: Operations): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/operations/{operation}',
      operationId: 'getOperation',
      tag: 'operations',
      summary: 'Get an operation',
      description: 'With `Accept: text/event-stream` the response is that of `followOperation`.',
      parameters,
      query: Type.Object({ wait: waitSchema, timeout: oneTimeoutQuery }),
      answers: {
        200: {
          description: 'The current state of the operation.',
          schema: operationSchema,
          contentTypes: ['application/json', 'text/event-stream'],
        },
      },
      errors: ['notFound'],
      async handle(call) {
        const id = call.parameters.operation ?? '';
        if (wantsStream(call.request.headers.accept, 'text/event-stream')) return events(operations, id, call);
        const { wait = 0, timeout = DEFAULT_TIMEOUT } = call.query as { wait?: number; timeout?: number };
        const { signal } = within(call, milliseconds(wait + timeout));
        const { operation } = await operations.wait(call.caller, id, milliseconds(wait), signal);
        return { status: 200, headers: { 'cache-control': 'no-store' }, body: operation };
      },
    },
    {
      method: 'GET',
      path: '/scs/v1/operations/{operation}/events',
      operationId: 'followOperation',
      tag: 'operations',
      summary: 'Follow an operation',
      description:
        'Streams server-sent events until the operation ends. Each change is an event `progress`, the last event is `end`. If the state cannot be queried, an event `problem` is sent, whose `data` is a Problem.',
      parameters,
      answers: {
        200: {
          description: 'The events; the `data` of each is the operation at that moment.',
          schema: operationSchema,
          contentTypes: ['text/event-stream'],
        },
      },
      errors: ['notFound'],
      handle: (call) => events(operations, call.parameters.operation ?? '', call),
    },
  ];
}

async function events(operations: Operations, id: string, { caller, request, signal }: RouteCall): Promise<ScsAnswer> {
  // What is wrong with the request itself is an answer, not an event.
  const early = operations.see(caller, id, signal);
  const late = setTimeout(FIRST_LOOK, undefined, { ref: false });
  const first = await Promise.race([early, late]);
  early.catch(() => undefined);
  const stream = new PassThrough();
  let number = 0;
  const send = (event: string, data: unknown): void => {
    stream.write(`id: ${++number}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const tell = ({ operation }: Seen): void => send(operation.status === 'running' ? 'progress' : 'end', operation);
  const beat = setInterval(() => stream.write(': still running\n\n'), BEAT);
  const ended = first !== undefined && first.operation.status !== 'running';
  if (first === undefined) stream.write(': the cloud has not answered yet\n\n');
  const follow = ended ? undefined : operations.wait(caller, id, LONGEST, signal, tell);
  if (ended) tell(first);
  void Promise.resolve(follow)
    .catch((cause: unknown) => {
      // Its token has ended, perhaps; to a client that has gone nobody listens.
      const error = toGatewayError(signal.aborted ? signal.reason : cause);
      if (!stream.destroyed) send('problem', problemOf(error, request.id));
    })
    .finally(() => {
      clearInterval(beat);
      stream.end();
    });
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    body: stream,
  };
}
