// SPDX-License-Identifier: Apache-2.0
// A failure on /k8s as metav1.Status, which is what kubectl can read.
import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { statusOf } from '../../../adapters/kubernetes/index.ts';
import { toGatewayError } from '../../../model/errors.ts';
import { breakOff, isGone } from '../../client-stream.ts';
import { endAnswer } from '../../end-answer.ts';
import '../../request.ts';

export function answerStatus(request: FastifyRequest, response: ServerResponse, cause: unknown): void {
  const error = toGatewayError(cause);
  request.reason = `${error.code}${error.detail === undefined ? '' : `: ${error.detail}`}`;
  if (error.code === 'internal') request.log.error({ err: cause }, 'unexpected failure');
  if (response.headersSent || isGone(response)) {
    breakOff(response);
    return;
  }
  const bytes = Buffer.from(statusOf(error));
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'audit-id': request.id.slice('req-'.length),
  };
  if (error.status === 401) headers['www-authenticate'] = 'Bearer';
  // client-go repeats writes too where this header is: only rows of what never reached the member carry it.
  if (error.retryAfter !== undefined) headers['retry-after'] = error.retryAfter;
  response.writeHead(error.status, headers);
  endAnswer(request.raw, response, request.method === 'HEAD' ? undefined : bytes);
}
