// SPDX-License-Identifier: Apache-2.0
// Authenticates a caller on /k8s by a gateway token or a trusted IdP's token as Bearer, without a login step. A
// browser's WebSocket sends it as a subprotocol (k8s.io/apiserver pkg/authentication/request/websocket), which is
// removed again.
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ClusterCaller } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { PassedTokens } from '../../../model/identity-service.ts';
import { authenticateBearer } from '../../authenticate-bearer.ts';
import { bearerOf } from '../../bearer.ts';
import type { ClusterDeps } from './deps.ts';
import '../../request.ts';

const SUBPROTOCOL = 'base64url.bearer.authorization.k8s.io.';

/** `passed`: which tokens of identity providers the cluster takes instead of those for the gateway. */
export async function authenticate(
  deps: ClusterDeps,
  request: FastifyRequest,
  passed?: PassedTokens,
): Promise<{ readonly caller: Caller; readonly cluster: ClusterCaller }> {
  const bearer = presentedToken(request.raw);
  if (bearer === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  const proven = await authenticateBearer(deps, request, bearer, passed);
  request.caller = proven.caller;
  return proven;
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
