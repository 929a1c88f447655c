// SPDX-License-Identifier: Apache-2.0
// A failure of the data plane, told in the words of the service that was asked.
import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { errorBody } from '../../adapters/openstack/index.ts';
import { toGatewayError } from '../../model/errors.ts';
import { breakOff, isGone } from '../client-stream.ts';
import { endAnswer } from '../end-answer.ts';
import '../request.ts';

export function answerError(
  deps: { readonly publicUrl: string },
  request: FastifyRequest,
  response: ServerResponse,
  cause: unknown,
): void {
  const error = toGatewayError(cause);
  request.reason = `${error.code}${error.detail === undefined ? '' : `: ${error.detail}`}`;
  if (error.code === 'internal') request.log.error({ err: cause }, 'unexpected failure');
  if (response.headersSent || isGone(response)) {
    breakOff(response);
    return;
  }
  const { contentType, body } = errorBody(request.service ?? 'other', error, request.id);
  const bytes = Buffer.from(body);
  const headers: Record<string, string | number> = {
    'content-type': contentType,
    'content-length': bytes.length,
    'x-openstack-request-id': request.id,
  };
  if (error.status === 401)
    headers['www-authenticate'] = `Keystone uri="${request.loginUrl ?? `${deps.publicUrl}/identity/v3`}"`;
  if (error.retryAfter !== undefined) headers['retry-after'] = error.retryAfter;
  response.writeHead(error.status, headers);
  endAnswer(request.raw, response, request.method === 'HEAD' ? undefined : bytes);
}
