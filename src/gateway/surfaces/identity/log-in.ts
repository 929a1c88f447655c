// SPDX-License-Identifier: Apache-2.0
// Every login, by any method, in this order: the address is allowed to try; somebody is authenticated, or the failure
// counts for the address; the user is allowed to log in; a token for the scope is issued and rendered.
import type { FastifyReply } from 'fastify';
import type { ScopeRequest } from '../../../model/identity.ts';
import { type IdentityDeps, serviceAt } from './deps.ts';
import type { LoginMethod } from './identity-method.ts';
import type { IdentityRequest } from './resource.ts';
import { answerToken } from './token-answer.ts';

interface Login<Given> {
  readonly method: LoginMethod<Given>;
  readonly given: Given;
  readonly scope?: ScopeRequest | undefined;
}

export async function logIn<Given>(
  deps: IdentityDeps,
  request: IdentityRequest,
  reply: FastifyReply,
  { method, given, scope }: Login<Given>,
): Promise<FastifyReply> {
  const { limits } = deps;
  const service = serviceAt(deps, request);
  limits.login(request);
  const from = limits.addressOf(request);
  const proven = await limits.authenticate(request, () => method.authenticate(given, deps, from), {
    kind: method.proof,
    known: () => method.known?.(given, deps, from) ?? false,
  });
  request.caller = proven.parent ?? { principal: proven.principal, scope: { kind: 'unscoped' } };
  // Checked before members are asked about the scope, which is the expensive part.
  limits.admit(request, 'login');
  const issued = await service.issue(proven, proven.scope ?? scope);
  request.caller = issued.caller;
  return answerToken(service, issued, request, reply.code(201));
}
