// SPDX-License-Identifier: Apache-2.0
// The gateway as an OAuth 2.0 authorization server for clients: the token endpoint, and its metadata (RFC 8414). Members
// read /.well-known/openid-configuration, which says nothing of this: to them the gateway only signs. No answer has CORS
// fields: what runs in a browser has no business with the tokens of others.
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { toGatewayError } from '../../../model/errors.ts';
import { ofClient } from '../../of-client.ts';
import { limitBodyTime } from '../../plugins/body-time.ts';
import { answerLogout, LOGOUT, type LogoutDeps } from './backchannel-logout.ts';
import { renderOAuthError } from './error.ts';
import { BODY_LIMIT } from './form.ts';
import { GRANTS } from './grants/index.ts';
import { answerGrant, type TokenEndpointDeps } from './token-endpoint.ts';
import '../../request.ts';

export interface OAuthDeps extends TokenEndpointDeps, LogoutDeps {
  /** Milliseconds for the body of a request. */
  readonly bodyTime: () => number;
}

const TOKEN = '/oauth2/token';
const METADATA = '/.well-known/oauth-authorization-server';

export const oauthSurface =
  ({ publicUrl: issuer, ...rest }: OAuthDeps): FastifyPluginAsync =>
  async (app) => {
    const publicUrl = issuer.replace(/\/+$/, '');
    const deps = { ...rest, publicUrl };
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { bodyLimit: BODY_LIMIT, parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body);
    });

    const metadata = Buffer.from(JSON.stringify(describe(issuer, publicUrl)));
    // RFC 8414 §3.1 puts the path of an issuer behind the well-known part, OpenID Connect before it.
    const path = new URL(issuer).pathname.replace(/\/$/, '');
    for (const url of new Set([METADATA, `${METADATA}${path}`]))
      app.get(url, async (_request, reply) =>
        reply.header('cache-control', 'public, max-age=300').type('application/json').send(metadata),
      );

    await app.register(async (endpoint) => {
      endpoint.addHook('onRequest', async (request, reply) => {
        // RFC 6749 §5.1.
        reply.header('cache-control', 'no-store').header('pragma', 'no-cache').type('application/json');
        limitBodyTime(request, reply, deps.bodyTime());
      });
      endpoint.setErrorHandler((thrown, request, reply) => {
        const error = toGatewayError(ofClient(thrown));
        request.failure = error.code;
        request.reason = error.detail ?? error.code;
        if (error.code === 'internal') request.log.error({ err: error.cause ?? error }, 'token request failed');
        const { status, headers, body } = renderOAuthError(error);
        return reply
          .code(status)
          .headers(headers)
          .send(Buffer.from(JSON.stringify(body)));
      });
      endpoint.post(TOKEN, (request, reply) => answerGrant(deps, request, reply));
      const allow = (reply: FastifyReply, code: number): FastifyReply =>
        reply.code(code).header('allow', 'POST, OPTIONS').send();
      endpoint.post(LOGOUT, (request, reply) => answerLogout(deps, request, reply));
      for (const url of [TOKEN, LOGOUT]) {
        endpoint.options(url, async (_request, reply) => allow(reply, 204));
        endpoint.route({
          method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
          url,
          handler: async (_request, reply) => allow(reply, 405),
        });
      }
    });
  };

/** What it has in common with the OpenID Connect document is the same there (discovery.ts). */
const describe = (issuer: string, publicUrl: string): object => ({
  issuer,
  token_endpoint: `${publicUrl}${TOKEN}`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  grant_types_supported: GRANTS.map(({ type }) => type),
  token_endpoint_auth_methods_supported: [...new Set(GRANTS.flatMap((grant) => grant.clientAuthentication))],
  // There is no authorization endpoint, and so no type of response; the field must be there all the same.
  response_types_supported: [],
});
