// SPDX-License-Identifier: Apache-2.0
// Authenticates the caller by the gateway token in `X-Auth-Token` (Keystone's header) or as Bearer. All other identity
// headers (X-Roles, X-Identity-Status, …) belong to services behind keystonemiddleware and are never read here.
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { IdentityService } from '../../../model/identity-service.ts';
import type { RouteClass } from '../../../model/limits.ts';
import { bearerOf } from '../../bearer.ts';
import { refuseBeyondRules, refuseDetours } from '../../credential-bounds.ts';
import { classOf, type Limits } from '../../limits/index.ts';
import '../../request.ts';

function gatewayTokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers['x-auth-token'];
  return typeof header === 'string' && header !== '' ? header : bearerOf(request);
}

export interface AuthenticateDeps {
  readonly identityService: IdentityService;
  readonly limits: Limits;
}

/** Below /identity, as Keystone's own middleware has it. To look at a token and to revoke it needs no rule. */
function checkRules(caller: Caller, { method, url, raw }: FastifyRequest): void {
  if (caller.credential?.accessRules === undefined) return;
  const path = (url.split('?', 1)[0] ?? '').replace(/^\/identity/, '');
  if (path === '/v3/auth/tokens' && method !== 'POST') return;
  refuseDetours(caller, raw.headers, 'identity');
  refuseBeyondRules(caller, { service: 'identity', method, path });
}

/** `kind`: the class that the request counts as, or `uncounted` for requests that no limit may refuse. */
export async function authenticate(
  deps: AuthenticateDeps,
  request: FastifyRequest,
  kind: RouteClass | 'uncounted' = classOf(request.method),
): Promise<Caller> {
  const token = gatewayTokenOf(request);
  if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  const { identityService, limits } = deps;
  const caller = await limits.authenticate(request, () => identityService.verify(token), { kind: 'token' });
  request.caller = caller;
  checkRules(caller, request);
  if (kind !== 'uncounted') limits.admit(request, kind);
  return caller;
}
