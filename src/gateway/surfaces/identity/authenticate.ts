// SPDX-License-Identifier: Apache-2.0
// Who calls: the gateway token from `X-Auth-Token` (Keystone's way) or as Bearer. Every other identity header
// (X-Roles, X-Identity-Status, …) belongs to services behind keystonemiddleware and is never read here.
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import type { Federation } from '../../../model/federation.ts';
import type { Caller } from '../../../model/identity.ts';
import { bearerOf } from '../../bearer.ts';
import '../../request.ts';

export function gatewayTokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers['x-auth-token'];
  return typeof header === 'string' && header !== '' ? header : bearerOf(request);
}

export async function authenticate(federation: Federation, request: FastifyRequest): Promise<Caller> {
  const token = gatewayTokenOf(request);
  if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  const caller = await federation.verify(token);
  request.caller = caller;
  return caller;
}
