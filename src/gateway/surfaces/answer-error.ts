// SPDX-License-Identifier: Apache-2.0
// Renders a failure of the data plane in the error dialect of the requested service.
import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { errorBody } from '../../adapters/openstack/index.ts';
import { answerFailure } from './answer-failure.ts';
import '../request.ts';

export function answerError(
  { publicUrl }: { readonly publicUrl: string },
  request: FastifyRequest,
  response: ServerResponse,
  cause: unknown,
): void {
  answerFailure(request, response, cause, (error) => {
    const { contentType, body } = errorBody(request.service ?? 'other', error, request.id);
    const login = `Keystone uri="${request.loginUrl ?? `${publicUrl}/identity/v3`}"`;
    return {
      headers: {
        'content-type': contentType,
        'x-openstack-request-id': request.id,
        ...(error.status === 401 ? { 'www-authenticate': login } : {}),
      },
      body,
    };
  });
}
