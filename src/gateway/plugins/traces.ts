// SPDX-License-Identifier: Apache-2.0
// The trace of a request: begun with it, around all that is done for it, told back where it fails.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { traceFields, traceHeaders } from '../../http/trace-context.ts';
import type { Tracing } from '../../model/tracing.ts';
import type { Check } from '../check.ts';
import '../request.ts';

export function beginTraces(tracing: Tracing): Check {
  return (request) => {
    const step = tracing.request(request.raw.headers, request.id);
    if (step !== undefined) request.step = step;
  };
}

/** For answers that Fastify sends, and for work that begins with a body: it is called back by the client's connection. */
export function followTraces(app: FastifyInstance, tracing: Tracing): void {
  app.addHook('preValidation', (request, _reply, done) => tracing.within(request.step, done));
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.step !== undefined && reply.statusCode >= 400) reply.headers(ofFailure(request));
    done(null, payload);
  });
}

/** Of an answer that tells of a failure, so that whoever reports it can name its trace. */
export const ofFailure = ({ step }: FastifyRequest): Record<string, string> => traceHeaders(step?.context);

/** The same as a flat list, for the answer of a member. */
export const ofAnswer = ({ step }: FastifyRequest, status: number): string[] =>
  status < 400 ? [] : traceFields(step?.context);
