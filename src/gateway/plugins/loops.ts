// SPDX-License-Identifier: Apache-2.0
// Refuses what this gateway has sent itself, before anything else is done with it: on every path, the first time round.
import type { FastifyInstance } from 'fastify';
import { refuseLoop } from '../../members/via.ts';
import { nameService } from './limits.ts';

export function refuseLoops(app: FastifyInstance, { pseudonym }: { readonly pseudonym: string }): void {
  app.addHook('onRequest', (request, _reply, done) => {
    // Several lines come as one, with commas. Hardly any request has one.
    const { via } = request.raw.headers;
    if (via === undefined) {
      done();
      return;
    }
    try {
      refuseLoop(via, pseudonym);
      done();
    } catch (error) {
      nameService(request, request.raw.url ?? '');
      done(error as Error);
    }
  });
}
