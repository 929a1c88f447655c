// SPDX-License-Identifier: Apache-2.0
// The limits that apply to every request, whatever its surface: load shedding, documents that anybody may read, and the rate
// limit headers of responses that Fastify itself sends.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { typeOfSegment } from '../../adapters/openstack/index.ts';
import { parseTarget } from '../../http/target.ts';
import { GatewayError } from '../../model/errors.ts';
import { CLOUDS } from '../../model/public-paths.ts';
import type { Check } from '../check.ts';
import { limitHeaders } from '../limits/headers.ts';
import type { Limits } from '../limits/index.ts';
import type { Overload } from '../limits/overload.ts';
import { OWN_DOCUMENTS } from '../needs-no-token.ts';
import '../request.ts';

/**
 * Members fetch the keys here, and without the keys they would refuse everybody; serving them costs next to nothing.
 */
const ALWAYS = '/.well-known/';
const RETRY_AFTER = 2;

/** Connections that are sent elsewhere in a second: each costs a handshake, of this process where there is no other. */
const SENT_AWAY = 20;

/** `leave`: the client is to go on by another connection, so that a balancer can give it to a replica that has time. */
export function shedLoad(deps: {
  readonly overload: Pick<Overload, 'sheds'>;
  readonly leave: Check;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}): Check {
  const { overload, leave, now = () => performance.now() } = deps;
  let since = Number.NEGATIVE_INFINITY;
  let sent = 0;
  return (request, reply) => {
    const url = request.raw.url ?? '';
    if (!overload.sheds() || url.startsWith(ALWAYS)) return;
    if (now() - since >= 1_000) [since, sent] = [now(), 0];
    if (sent++ < SENT_AWAY) leave(request, reply);
    request.limit = { policy: 'overload' };
    nameService(request, url);
    throw new GatewayError('overloaded', { retryAfter: RETRY_AFTER });
  };
}

export function tellLimits(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.limit !== undefined) reply.headers(limitHeaders(request.limit));
    done(null, payload);
  });
}

/** Nobody shows a token for them, and one that is shown is not looked at: they count for the address. */
export function countReaders(app: FastifyInstance, limits: Pick<Limits, 'anonymous'>): void {
  app.addHook('onRequest', async (request) => {
    if (OWN_DOCUMENTS.has(request.routeOptions.url ?? '')) limits.anonymous(request);
  });
}

/** Names the service, so that the error is rendered in the dialect of its clients. */
export function nameService(request: FastifyRequest, url: string): void {
  if (!url.startsWith(CLOUDS)) return;
  try {
    request.service = typeOfSegment(parseTarget(url, CLOUDS).service);
  } catch {
    // Then the error is rendered in the common dialect.
  }
}
