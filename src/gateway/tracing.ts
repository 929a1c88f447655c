// SPDX-License-Identifier: Apache-2.0
// Steps of requests, published for whoever listens (model/tracing.ts). Which step is being worked at follows the flow of
// asynchronous work: as an argument it would have to go through every adapter, strategy and cache.
import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTraceContext } from '../http/trace-context.ts';
import { GatewayError } from '../model/errors.ts';
import {
  type Attributes,
  isSampled,
  STEP_END,
  STEP_START,
  STEPS_OVER,
  type Step,
  type StepName,
  type TraceContext,
  type Tracing,
} from '../model/tracing.ts';

/** Milliseconds that a listener may take for its last words: less than service managers wait after the drain. */
const LAST_WORDS = 1_500;

export function createTracing(): Tracing {
  const started = channel(STEP_START);
  const ended = channel(STEP_END);
  const over = channel(STEPS_OVER);
  const scope = new AsyncLocalStorage<Step>();

  function start(name: StepName, parent: Step | undefined, attributes: Attributes, remote?: TraceContext): Step {
    const step: Step = { name, told: true, parent, remote, attributes };
    started.publish(step);
    return step;
  }

  const begin: Tracing['begin'] = (name, attributes, parent = scope.getStore()) => {
    if (!started.hasSubscribers || parent === undefined) return undefined;
    // Nobody records what it is part of: members are told of that.
    if (parent.context !== undefined && !isSampled(parent.context)) return undefined;
    return start(name, parent, attributes);
  };

  const end: Tracing['end'] = (step, error) => {
    if (step?.told !== true) return;
    if (error !== undefined) step.error = error;
    ended.publish(step);
  };

  return {
    request(headers, id) {
      const { traceparent, tracestate } = headers;
      if (started.hasSubscribers)
        return start('request', undefined, { 'scs.request_id': id }, readTraceContext(traceparent, tracestate));
      if (traceparent === undefined) return undefined;
      // Its own trace in place of a broken one: nobody records it, and it can be found by the request id.
      const context = readTraceContext(traceparent, tracestate) ?? ownContext(id);
      return { name: 'request', told: false, parent: undefined, remote: undefined, attributes: {}, context };
    },
    within: (step, work) => (step === scope.getStore() ? work() : scope.run(step as Step, work)),
    current: () => scope.getStore(),
    begin,
    end,
    step(name, attributes, work, parent) {
      const step = begin(name, attributes, parent);
      if (step === undefined) return work();
      let later = false;
      try {
        const done = scope.run(step, work);
        if (!(done instanceof Promise)) return done;
        later = true;
        done.then(
          () => end(step),
          (cause: unknown) => end(step, reasonOf(cause)),
        );
        return done;
      } catch (cause) {
        later = true;
        end(step, reasonOf(cause));
        throw cause;
      } finally {
        if (!later) end(step);
      }
    },
    async close() {
      if (!over.hasSubscribers) return;
      const waits: Promise<unknown>[] = [];
      over.publish({ wait: (work: Promise<unknown>) => waits.push(work) });
      await Promise.race([Promise.allSettled(waits), sleep(LAST_WORDS, undefined, { ref: false })]);
    },
  };
}

const reasonOf = (cause: unknown): string => (cause instanceof GatewayError ? cause.code : 'internal');

/** Request ids are `req-` and a UUID, whose last 16 digits are random but for two bits. */
function ownContext(id: string): TraceContext {
  const traceId = id.replace(/^req-/, '').replaceAll('-', '');
  return { traceId, spanId: traceId.slice(-16), flags: '00' };
}
