// SPDX-License-Identifier: Apache-2.0
// Who calls on /scs: a gateway token or a trusted IdP's token as Bearer, with no login step; X-Auth-Token serves those
// who come from OpenStack's tools.
import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyRequest } from 'fastify';
import type { Tokens } from '../../../federation/tokens.ts';
import type { Clock } from '../../../model/clock.ts';
import type { ClusterCaller } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller, ProjectRef } from '../../../model/identity.ts';
import { bearerOf } from '../../bearer.ts';
import type { CurrentHub } from '../../hub.ts';
import type { Limits } from '../../limits/index.ts';
import '../../request.ts';

/** A caller of the normalised API: on OpenStack members in a project, on clusters as a person. */
export interface ScsCaller {
  /** As the token says: scoped to a project, a domain, or unscoped (then all of the caller's projects are meant). */
  readonly caller: Caller;
  readonly cluster: ClusterCaller;
  /** Of this request, for the members' logs. */
  readonly requestId: string;
  /** Counts a question to a member or cluster against what it takes from all callers; throws `memberFull` above that. */
  readonly admit: {
    member(cloud: string): void;
    cluster(cluster: string, cloud: string): void;
  };
  /** The same caller working in one of its projects. The same object each time, since views are kept by it. */
  in(project: ProjectRef): Caller;
}

export interface AuthenticateDeps {
  readonly hub: CurrentHub;
  readonly tokens: Tokens;
  readonly limits: Pick<Limits, 'prove' | 'member' | 'cluster'>;
  readonly now: Clock;
}

export function tokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers['x-auth-token'];
  return bearerOf(request) ?? (typeof header === 'string' && header !== '' ? header : undefined);
}

export async function authenticateScs(deps: AuthenticateDeps, request: FastifyRequest): Promise<ScsCaller> {
  const token = tokenOf(request);
  if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  if (deps.tokens.claimsToBeOurs(token)) {
    const caller = deps.tokens.known(token) ?? (await deps.limits.prove(request, () => deps.tokens.verify(token)));
    request.caller = caller;
    return callerOf(deps, request, caller, { principal: caller.principal, expiresAt: caller.expiresAt });
  }
  const { identityProviders } = deps.hub();
  const { principal, expiresAt } = await deps.limits.prove(
    request,
    () => identityProviders.authenticateAny(token),
    () => identityProviders.knows(token),
  );
  const caller = stable(deps, token, principal, () => unscoped(deps, principal, expiresAt));
  request.caller = caller;
  return callerOf(deps, request, caller, { principal, expiresAt, idpToken: token });
}

/** Views of members are kept with the caller object: the same token is the same object, as long as it says the same. */
const KEPT = 10_000;
const kept = new WeakMap<Tokens, Map<string, Caller>>();

function stable(deps: AuthenticateDeps, token: string, principal: Caller['principal'], make: () => Caller): Caller {
  const byToken = kept.get(deps.tokens) ?? new Map<string, Caller>();
  kept.set(deps.tokens, byToken);
  const key = hash('sha256', token, 'base64url');
  const known = byToken.get(key);
  // The identity providers were asked just now; a changed configuration may map the same token otherwise.
  if (known && isDeepStrictEqual(known.principal, principal)) return known;
  const oldest = byToken.size < KEPT ? undefined : byToken.keys().next().value;
  if (oldest !== undefined) byToken.delete(oldest);
  const caller = make();
  byToken.set(key, caller);
  return caller;
}

const unscoped = (deps: AuthenticateDeps, principal: Caller['principal'], expiresAt: number): Caller => ({
  principal,
  scope: { kind: 'unscoped' },
  methods: [principal.protocol],
  auditIds: ['-'],
  issuedAt: deps.now(),
  expiresAt,
});

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
