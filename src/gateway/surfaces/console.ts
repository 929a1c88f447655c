// SPDX-License-Identifier: Apache-2.0
// Consoles in a browser: the member's noVNC page and its WebSocket, by @fastify/http-proxy (not on the hot path).

import { rootCertificates } from 'node:tls';
import httpProxy from '@fastify/http-proxy';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { pageHeaders } from '../../members/headers.ts';
import { GatewayError } from '../../model/errors.ts';
import { CONSOLES, type Consoles } from '../consoles.ts';

export interface ConsoleDeps {
  readonly consoles: Consoles;
  /** PEM: the members' certificate authorities, in addition to the public ones. */
  readonly authorities: readonly string[];
}

/** Only these headers are forwarded: cookies and other browser state of the gateway are not for the member. */
const KEPT = ['accept', 'accept-language', 'user-agent', 'if-none-match', 'if-modified-since', 'range'];

/** The sealed part after /consoles/, and what follows it. */
const SEALED = /^\/consoles\/([^/?]+)(\/|\?|$)/;

export const consoleSurface =
  ({ consoles, authorities }: ConsoleDeps): FastifyPluginAsync =>
  async (app) => {
    const ca = authorities.length === 0 ? undefined : [...rootCertificates, ...authorities];
    const originOf = (request: FastifyRequest): string => {
      const origin = consoles.origin(SEALED.exec(request.url)?.[1] ?? '');
      if (origin === undefined) throw new GatewayError('notFound', { detail: 'no such console, or too old' });
      return origin;
    };

    await app.register(httpProxy, {
      prefix: CONSOLES.slice(0, -1),
      upstream: '',
      rewritePrefix: '/',
      preRewrite: (url) => url.replace(SEALED, `${CONSOLES.slice(0, -1)}$2`),
      httpMethods: ['GET', 'HEAD'],
      websocket: true,
      // Options, since the plugin makes its own agent of them, and closes it.
      undici: ca === undefined ? {} : { connect: { ca } },
      // The member differs per request, and a cached URL must never lead to another member (GHSA-v574-6498-x57v).
      disableCache: true,
      preHandler: async (request) => {
        originOf(request);
      },
      replyOptions: {
        getUpstream: (request) => originOf(request as FastifyRequest),
        rewriteRequestHeaders: (_request, headers) =>
          Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.includes(name))),
        rewriteHeaders: pageHeaders,
        // The plugin's own message would reveal the member's address.
        onError: (reply, { error }) => {
          reply.send(new GatewayError('memberUnreachable', { cause: error, detail: error.message }));
        },
      },
      wsClientOptions: {
        ...(ca === undefined ? {} : { ca }),
        // websockify compares Origin with its own host.
        rewriteRequestHeaders: (_headers: unknown, request: unknown) => ({
          origin: originOf(request as FastifyRequest),
        }),
      } as object,
    });
  };
