// SPDX-License-Identifier: Apache-2.0
// Who calls on /scs: a gateway token or a trusted IdP's token as Bearer, with no login step; X-Auth-Token serves those
// who come from OpenStack's tools.
import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyRequest } from 'fastify';
import { bounded } from '../../../cache/bounded.ts';
import type { Tokens } from '../../../federation/tokens.ts';
import type { ClusterCaller } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { ScsCaller } from '../../../scs/caller.ts';
import { type AuthenticateBearerDeps, authenticateBearer } from '../../authenticate-bearer.ts';
import { bearerOf } from '../../bearer.ts';
import type { Limits } from '../../limits/index.ts';
import '../../request.ts';

export interface AuthenticateDeps extends AuthenticateBearerDeps {
  readonly tokens: Tokens;
  readonly limits: Pick<Limits, 'authenticate' | 'member' | 'cluster'>;
}

export function tokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers['x-auth-token'];
  return bearerOf(request) ?? (typeof header === 'string' && header !== '' ? header : undefined);
}

export async function authenticateScs(deps: AuthenticateDeps, request: FastifyRequest): Promise<ScsCaller> {
  const token = tokenOf(request);
  if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  const { caller: proven, cluster } = await authenticateBearer(deps, request, token);
  const caller = cluster.idpToken === undefined ? proven : stable(deps, token, proven);
  request.caller = caller;
  return callerOf(deps, request, caller, cluster);
}

/** Views of members are kept with the caller object: the same token is the same object, as long as it says the same. */
const KEPT = 10_000;
const kept = new WeakMap<Tokens, Map<string, Caller>>();

function stable(deps: AuthenticateDeps, token: string, caller: Caller): Caller {
  const byToken = kept.get(deps.tokens) ?? new Map<string, Caller>();
  kept.set(deps.tokens, byToken);
  const key = hash('sha256', token, 'base64url');
  const known = byToken.get(key);
  // The identity providers were asked just now; a changed configuration may map the same token otherwise.
  if (known && isDeepStrictEqual(known.principal, caller.principal)) return known;
  bounded(byToken, key, caller, KEPT);
  return caller;
}

/** Views of members are kept with the caller object: one that works in another project must be the same object again. */
const derived = new WeakMap<Caller, Map<string, Caller>>();

function callerOf(
  { limits }: AuthenticateDeps,
  request: FastifyRequest,
  caller: Caller,
  cluster: ClusterCaller,
): ScsCaller {
  return {
    caller,
    cluster,
    requestId: request.id,
    admit: {
      member: (cloud) => limits.member(request, cloud),
      cluster: (id, cloud) => limits.cluster(request, id, cloud),
    },
    in(project) {
      if (caller.scope.kind === 'project' && caller.scope.project.id === project.id) return caller;
      const known = derived.get(caller) ?? new Map<string, Caller>();
      derived.set(caller, known);
      const there = known.get(project.id) ?? { ...caller, scope: { kind: 'project', project } };
      known.set(project.id, there);
      return there;
    },
  };
}
