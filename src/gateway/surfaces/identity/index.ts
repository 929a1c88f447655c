// SPDX-License-Identifier: Apache-2.0
// The Keystone-compatible identity facade: everything below /identity, and the vendor profile. Registered without a
// prefix. Common properties of all responses are here; each group of resources is a file and a line.
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { endAnswer } from '../../../http/end-answer.ts';
import { OWN_FENCE } from '../../../members/answer-rules.ts';
import { GatewayError } from '../../../model/errors.ts';
import { loginRegionOf } from '../../login-regions.ts';
import { limitBodyTime } from '../../plugins/body-time.ts';
import { ofFailure } from '../../plugins/traces.ts';
import { applicationCredentials } from './application-credentials.ts';
import { authLists } from './auth-lists.ts';
import { catalogViews } from './catalog-views.ts';
import { authRoot, type IdentityDeps } from './deps.ts';
import { fromFastify, renderKeystoneError } from './error.ts';
import { federatedLogin, identityProviders } from './federated-login.ts';
import { acceptBodies, readableType } from './json-body.ts';
import { METHODS } from './methods/index.ts';
import { otherExtensions } from './other-extensions.ts';
import { limits, ownLists } from './own-lists.ts';
import { profile } from './profile.ts';
import { domains, projects } from './projects.ts';
import { refusals } from './refusals.ts';
import { json } from './resource.ts';
import { tokensBy } from './tokens.ts';
import { users } from './users.ts';
import { versions } from './versions.ts';
import { waysIn } from './ways-in.ts';
import { webSso } from './websso/index.ts';
import '../../request.ts';

export type { IdentityDeps } from './deps.ts';

type Group = (app: FastifyInstance, deps: IdentityDeps) => void;

const GROUPS: readonly Group[] = [
  versions,
  federatedLogin,
  webSso,
  identityProviders,
  authLists,
  projects,
  domains,
  users,
  catalogViews,
  applicationCredentials,
  ownLists,
  limits,
  otherExtensions,
  profile,
];

export const identitySurface =
  (deps: IdentityDeps, methods = METHODS): FastifyPluginAsync =>
  async (app) => {
    acceptBodies(app);

    app.addHook('onRequest', async (request, reply) => {
      const region = loginRegionOf(request.raw);
      if (region !== undefined) {
        request.loginRegion = region;
        request.cloud = region.split('.', 1)[0] as string;
      }
      readableType(request.raw.headers);
      limitBodyTime(request, reply, deps.bodyTime());
      reply.header('x-openstack-request-id', request.id).header('vary', 'X-Auth-Token');
    });

    app.setErrorHandler((thrown, request, reply) => {
      const error = fromFastify(thrown);
      request.failure = error.code;
      request.reason = error.detail ?? error.code;
      if (error.code === 'internal') request.log.error({ err: error.cause ?? error }, 'identity request failed');
      const { status, headers, body } = renderKeystoneError(toldHow(error), `${authRoot(deps, request)}/v3`);
      if (error.code !== 'tooLarge' && error.code !== 'clientTimeout')
        return json(reply.code(status).headers(headers), body);
      // Fastify closes the connection while a body is unread, and the client would see a reset instead of this
      // response.
      reply.hijack();
      const bytes = Buffer.from(JSON.stringify(body));
      const own = { ...OWN_FENCE, ...reply.getHeaders(), ...ofFailure(request) } as OutgoingHttpHeaders;
      delete own.connection;
      reply.raw.writeHead(status, { ...own, 'content-type': 'application/json', 'content-length': bytes.length });
      endAnswer(request.raw, reply.raw, bytes);
    });

    /** A login that has ended is told how to begin the next one; all that may be read of a bad token is that it is. */
    const toldHow = (error: GatewayError): GatewayError => {
      const { code, reason, message } = error;
      if (code !== 'unauthorized' || reason === undefined) return error;
      return new GatewayError(code, { reason, message: `${message} ${waysIn(deps, methods).sentence}` });
    };

    for (const group of [...GROUPS, tokensBy(methods), refusals]) group(app, deps);

    app.all('/identity/*', async () => {
      throw new GatewayError('notFound');
    });
  };
