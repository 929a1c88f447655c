// SPDX-License-Identifier: Apache-2.0
// An app for `inject`. Its requests come whole, but do not say so as Node's do: without that the gateway would wait for the
// rest of each, and end a socket later that is none.
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';

export function injectedApp(options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify(options);
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    raw.complete = true;
    done();
  });
  return app;
}
