// SPDX-License-Identifier: Apache-2.0
// Renders a failure on /k8s as metav1.Status, which kubectl understands.
import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { statusOf } from '../../../adapters/kubernetes/index.ts';
import { answerFailure } from '../answer-failure.ts';

export function answerStatus(request: FastifyRequest, response: ServerResponse, cause: unknown): void {
  answerFailure(request, response, cause, (error) => ({
    headers: {
      'content-type': 'application/json',
      'audit-id': request.id.slice('req-'.length),
      ...(error.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: statusOf(error),
  }));
}
