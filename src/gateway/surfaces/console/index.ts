// SPDX-License-Identifier: Apache-2.0
// The routes of /consoles/{sealed}/…: a member's console in a browser, page and WebSocket.
import type { IncomingMessage } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { CONSOLES } from '../../../model/public-paths.ts';
import type { UrlOf } from '../../cluster-hosts.ts';
import { takeUpgrades } from '../../upgrades.ts';
import { answerError } from '../answer-error.ts';
import { type ConsoleDeps, forwardConsole } from './forward.ts';

/** Of upgrades, consoles know WebSockets alone. */
export const asksForConsole = (urlOf: UrlOf, raw: IncomingMessage): boolean =>
  raw.headers.upgrade?.toLowerCase() === 'websocket' && urlOf(raw).startsWith(CONSOLES);

export const consoleSurface =
  (deps: ConsoleDeps): FastifyPluginAsync =>
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const upgradeOf = takeUpgrades(app, (raw) => asksForConsole(deps.hosts.urlOf, raw));
    app.route({
      method: ['GET', 'HEAD'],
      url: `${CONSOLES}*`,
      async handler(request, reply) {
        reply.hijack();
        const { raw } = reply;
        await forwardConsole(deps, request, raw, upgradeOf(request.raw)).catch((error: unknown) =>
          answerError(deps, request, raw, error),
        );
      },
    });
  };
