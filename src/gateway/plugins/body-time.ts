// SPDX-License-Identifier: Apache-2.0
// The time for a body that the server collects: above it the request is answered with 408, whatever still comes.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { limitBody } from '../../http/limit-body.ts';
import { GatewayError } from '../../model/errors.ts';
import '../request.ts';

export function limitBodyTime(request: FastifyRequest, reply: FastifyReply, patience: number): void {
  limitBody(request.raw, patience, () => {
    if (reply.sent) return;
    request.limit = { policy: 'body-time' };
    reply.send(new GatewayError('clientTimeout', { detail: 'body' }));
  });
}
