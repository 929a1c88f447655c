// SPDX-License-Identifier: Apache-2.0
// Authenticates a Bearer on the surfaces without a login step (/k8s, /scs): a gateway token by its signature, any other
// token through the trusted identity providers. Failed attempts count against the client's address.
import type { FastifyRequest } from 'fastify';
import type { Tokens } from '../federation/tokens.ts';
import type { CurrentFleet } from '../members/fleet.ts';
import type { Clock } from '../model/clock.ts';
import type { ClusterCaller } from '../model/cluster.ts';
import type { Caller } from '../model/identity.ts';
import type { PassedTokens } from '../model/identity-service.ts';
import { carrierOf } from './connections/connection.ts';
import type { Limits } from './limits/index.ts';

export interface AuthenticateBearerDeps {
  readonly fleet: CurrentFleet;
  readonly tokens: Pick<Tokens, 'claimsToBeOurs' | 'known' | 'verify'>;
  readonly limits: Pick<Limits, 'authenticate'>;
  readonly now: Clock;
}

/**
 * `cluster`: the one that is asked, whose tokens of the gateway count beside those for everything. `caller` is unscoped, and a new object each time, if the token was issued by an identity provider
 * (`cluster.idpToken`).
 */
export async function authenticateBearer(
  deps: AuthenticateBearerDeps,
  request: FastifyRequest,
  bearer: string,
  passed?: PassedTokens,
  cluster?: string,
): Promise<{ readonly caller: Caller; readonly cluster: ClusterCaller }> {
  if (deps.tokens.claimsToBeOurs(bearer)) {
    const caller =
      deps.tokens.known(bearer, carrierOf(request.raw), cluster) ??
      (await deps.limits.authenticate(request, () => deps.tokens.verify(bearer, cluster), { kind: 'token' }));
    return { caller, cluster: { principal: caller.principal, expiresAt: caller.expiresAt } };
  }
  const { identityProviders } = deps.fleet();
  const { principal, expiresAt } = await deps.limits.authenticate(
    request,
    () => identityProviders.authenticateAny(bearer, passed),
    { known: () => identityProviders.knows(bearer, passed) },
  );
  const caller: Caller = {
    principal,
    scope: { kind: 'unscoped' },
    methods: [principal.protocol],
    auditIds: ['-'],
    // After what this very token may have ended by showing fewer groups than an earlier one.
    issuedAt: deps.now() + 1,
    expiresAt,
  };
  return { caller, cluster: { principal, expiresAt, idpToken: bearer, ...(passed && { audience: passed.audience }) } };
}
