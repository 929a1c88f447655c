// SPDX-License-Identifier: Apache-2.0
// Web applications of other origins (Fetch, section 3.3): those of the configuration may call this API from a browser, no
// others. A page needs a token like any client. Nothing is allowed that a browser adds by itself: never
// Access-Control-Allow-Credentials, and never `*`.
import type { FastifyInstance } from 'fastify';
import { HEADERS } from './headers.ts';

const METHODS = 'GET, HEAD, POST, PATCH, DELETE';
const TAKEN =
  'accept, authorization, content-type, idempotency-key, if-match, if-none-match, traceparent, tracestate, x-auth-token';
/** What scripts may read beside the few that Fetch names. */
const SHOWN = Object.keys(HEADERS).join(', ');
/** Seconds; browsers keep a preflight for at most two hours. */
const KEPT = '600';

/** Before the routes: what is refused has these headers too, so that a page can read why. */
export function allowOrigins(app: FastifyInstance, origins: () => readonly string[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    const allowed = origins();
    if (allowed.length === 0 || !request.url.startsWith('/scs')) {
      done();
      return;
    }
    // No cache may give one origin's answer to another, or to nobody's page.
    reply.header('vary', 'origin');
    const { origin, 'access-control-request-method': asked } = request.headers;
    if (origin === undefined || !allowed.includes(origin)) {
      done();
      return;
    }
    reply.header('access-control-allow-origin', origin);
    // A preflight has no token: browsers send it on their own.
    if (request.method === 'OPTIONS' && asked !== undefined) {
      reply.headers({
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': TAKEN,
        'access-control-max-age': KEPT,
      });
      void reply.code(204).send();
      return;
    }
    reply.header('access-control-expose-headers', SHOWN);
    done();
  });
}
