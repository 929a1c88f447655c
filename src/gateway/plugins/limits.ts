// SPDX-License-Identifier: Apache-2.0
// Limits that hold for every request, whatever its surface: while the process has too much to do, a part of the new
// requests goes no further than here. And what an answer of Fastify's own says of the limit that refused it.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { typeOfSegment } from '../../adapters/openstack/index.ts';
import { parseTarget } from '../../http/target.ts';
import { GatewayError } from '../../model/errors.ts';
import { CLOUDS } from '../../model/public-paths.ts';
import { limitHeaders } from '../limits/headers.ts';
import type { Overload } from '../limits/overload.ts';
import '../request.ts';

/** Members read the keys there, and without them they would refuse everybody; it costs next to nothing. */
const ALWAYS = '/.well-known/';
const RETRY_AFTER = 2;

export function limitRequests(
  app: FastifyInstance,
  { overload }: { readonly overload: Pick<Overload, 'sheds'> },
): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const url = request.raw.url ?? '';
    if (!overload.sheds() || url.startsWith(ALWAYS)) {
      done();
      return;
    }
    request.limit = { policy: 'overload' };
    nameService(request, url);
    done(new GatewayError('overloaded', { retryAfter: RETRY_AFTER }));
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.limit !== undefined) reply.headers(limitHeaders(request.limit));
    done(null, payload);
  });
}

/** Each service's clients read errors in its own words. */
function nameService(request: FastifyRequest, url: string): void {
  if (!url.startsWith(CLOUDS)) return;
  try {
    request.service = typeOfSegment(parseTarget(url, CLOUDS).service);
  } catch {
    // Then in the words that all can read.
  }
}
