// SPDX-License-Identifier: Apache-2.0
// The response of every request that issues or shows a token: the document with the members' view, and the token in its
// header.
import type { FastifyReply } from 'fastify';
import type { IssuedToken } from '../../../model/identity.ts';
import type { IdentityService, ScopeView } from '../../../model/identity-service.ts';
import { renderToken } from './render-token.ts';
import { degraded, type IdentityRequest, json } from './resource.ts';

const NOTHING: ScopeView = { roles: [], catalog: [], degraded: [] };

export async function answerToken(
  identityService: IdentityService,
  { token, caller }: IssuedToken,
  request: IdentityRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const view = caller.scope.kind === 'unscoped' ? NOTHING : await identityService.view(caller);
  degraded(reply, view.degraded);
  reply.header('x-subject-token', token).header('cache-control', 'no-store');
  return json(reply, renderToken(caller, view, { catalog: !Object.hasOwn(request.query, 'nocatalog') }));
}
