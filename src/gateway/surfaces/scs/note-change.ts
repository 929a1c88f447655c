// SPDX-License-Identifier: Apache-2.0
// What an operation changes at members, kept on the request for the audit stream.
import type { FastifyRequest } from 'fastify';
import type { Change } from '../../../model/scs/adapter.ts';
import '../../request.ts';

/** That the audit stream tells of one request. */
const MOST_CHANGES = 20;

export function noteChange(request: FastifyRequest, change: Change): void {
  request.changes ??= [];
  if (request.changes.length < MOST_CHANGES) request.changes.push(change);
}
