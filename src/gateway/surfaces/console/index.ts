// SPDX-License-Identifier: Apache-2.0
// The routes of /consoles/{sealed}/…: a member's console in a browser, page and WebSocket.
import type { IncomingMessage } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import type { Tokens } from '../../../federation/tokens.ts';
import { CONSOLES } from '../../../model/public-paths.ts';
import type { UrlOf } from '../../cluster-hosts.ts';
import { createHeld } from '../../limits/held.ts';
import { takeUpgrades } from '../../upgrades.ts';
import { answerError } from '../answer-error.ts';
import { createBrowserPolicy } from './browser-policy.ts';
import { type ConsoleDeps, forwardConsole } from './forward.ts';

/** Of upgrades, consoles know WebSockets alone. */
export const asksForConsole = (urlOf: UrlOf, raw: IncomingMessage): boolean =>
  raw.headers.upgrade?.toLowerCase() === 'websocket' && urlOf(raw).startsWith(CONSOLES);

export interface ConsoleSurfaceDeps extends Omit<ConsoleDeps, 'policy' | 'held' | 'revoked'> {
  /** Origins of dashboards that show consoles within their own pages. */
  readonly dashboards: () => readonly string[];
  readonly tokens: Pick<Tokens, 'recheck' | 'isRevoked'>;
}

export const consoleSurface =
  ({ tokens, dashboards, ...given }: ConsoleSurfaceDeps): FastifyPluginAsync =>
  async (app) => {
    const deps: ConsoleDeps = {
      ...given,
      policy: createBrowserPolicy({ apart: given.apart, dashboards }),
      held: { users: createHeld(), addresses: createHeld() },
      async revoked({ caller }) {
        if (caller === undefined) return false;
        // The credential of the token is ended by an audit id.
        const { credential: _, ...right } = caller;
        await tokens.recheck([right]);
        return tokens.isRevoked(right);
      },
    };
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
