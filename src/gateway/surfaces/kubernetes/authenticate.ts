// SPDX-License-Identifier: Apache-2.0
// Authenticates a caller on /k8s by a gateway token, a trusted IdP's token or, where it is configured, a token of the
// cluster's own service accounts as Bearer, without a login step. A browser's WebSocket sends it as a subprotocol
// (k8s.io/apiserver pkg/authentication/request/websocket), which is removed again.
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { accountIn } from '../../../federation/cluster-tokens.ts';
import type { Cluster, ClusterCaller, ClusterStrategy, ClusterTokens } from '../../../model/cluster.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import { authenticateBearer } from '../../authenticate-bearer.ts';
import { bearerOf } from '../../bearer.ts';
import { refuseChosenRoles, refuseDetours } from '../../credential-bounds.ts';
import type { ClusterDeps } from './deps.ts';
import '../../request.ts';

const SUBPROTOCOL = 'base64url.bearer.authorization.k8s.io.';

export interface Authenticated {
  readonly caller: Caller;
  readonly cluster: ClusterCaller;
  /** How the caller is proven to the cluster. Undefined: as it is for all. */
  readonly strategy?: ClusterStrategy;
}

/** `target`: whose tokens may be others than those for the gateway. */
export async function authenticate(
  deps: ClusterDeps,
  request: FastifyRequest,
  target?: Cluster,
): Promise<Authenticated> {
  const bearer = presentedToken(request.raw);
  if (bearer === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  const proven = await authenticated(deps, request, bearer, target);
  request.caller = proven.caller;
  refuseChosenRoles(proven.caller);
  refuseDetours(proven.caller, request.raw.headers, 'kubernetes');
  return proven;
}

async function authenticated(
  deps: ClusterDeps,
  request: FastifyRequest,
  bearer: string,
  target: Cluster | undefined,
): Promise<Authenticated> {
  const { ownTokens } = target ?? {};
  if (ownTokens !== undefined && !deps.tokens.claimsToBeOurs(bearer))
    if (ownTokens.claims(bearer, deps.fleet().providerEntries)) return byOwnToken(deps, request, bearer, ownTokens);
  try {
    return await authenticateBearer(deps, request, bearer, target?.strategy.tokens, target?.id);
  } catch (cause) {
    const error = toGatewayError(cause);
    if (error.code !== 'unauthorized' || accountIn(bearer) === undefined) throw error;
    throw new GatewayError('unauthorized', {
      cause: error,
      detail: `a service account's: ${error.detail}`,
      message: OURS,
    });
  }
}

const OURS =
  'Here tokens of the gateway and of its identity providers count. Those of a cluster’s service accounts do at that cluster alone, where the gateway’s operator lets them pass (serviceAccounts).';

async function byOwnToken(
  deps: ClusterDeps,
  request: FastifyRequest,
  bearer: string,
  { known, strategy, verify }: ClusterTokens,
): Promise<Authenticated> {
  const { principal, expiresAt } = await deps.limits.authenticate(request, () => verify(bearer), {
    known: () => known(bearer),
  });
  const caller: Caller = {
    principal,
    scope: { kind: 'unscoped' },
    methods: [principal.protocol],
    auditIds: ['-'],
    issuedAt: deps.now(),
    expiresAt,
  };
  return { caller, cluster: { principal, expiresAt, ownToken: bearer }, strategy };
}

export const presentedToken = (raw: IncomingMessage): string | undefined => bearerOf(raw) ?? subprotocolToken(raw);

const protocolsOf = ({ headers }: IncomingMessage): string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').flatMap((text) => text.trim() || []);

function subprotocolToken(raw: IncomingMessage): string | undefined {
  const protocols = protocolsOf(raw);
  const encoded = protocols.filter((protocol) => protocol.startsWith(SUBPROTOCOL));
  if (encoded.length === 0) return undefined;
  // Kubernetes' own rule: exactly one token, and at least one other protocol to negotiate.
  if (encoded.length > 1 || protocols.length === 1)
    throw new GatewayError('unauthorized', { detail: 'token subprotocols: exactly one, beside another protocol' });
  return Buffer.from((encoded[0] as string).slice(SUBPROTOCOL.length), 'base64url').toString('utf8');
}

/** The subprotocols to forward: all but the token. Undefined if the client sent none. */
export function forwardedProtocols(raw: IncomingMessage): string | undefined {
  const protocols = protocolsOf(raw).filter((protocol) => !protocol.startsWith(SUBPROTOCOL));
  return protocols.length === 0 ? undefined : protocols.join(', ');
}
