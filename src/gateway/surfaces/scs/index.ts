// SPDX-License-Identifier: Apache-2.0
// The gateway's own API, so far: the caller's kubeconfig. Errors are RFC 9457 problem details.
import { STATUS_CODES } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import { bearerOf } from '../../bearer.ts';
import { authenticate } from '../kubernetes/authenticate.ts';
import type { ClusterDeps } from '../kubernetes/deps.ts';
import { type CommandLineLogin, pickLogin, renderKubeconfig } from './kubeconfig.ts';
import '../../request.ts';

export interface ScsDeps extends ClusterDeps {
  readonly clusterDomain: string | undefined;
  /** PEM, for clients. */
  readonly ca: () => string | undefined;
  readonly logins: () => readonly CommandLineLogin[];
}

export const scsSurface =
  (deps: ScsDeps): FastifyPluginAsync =>
  async (app) => {
    app.setErrorHandler((thrown, request, reply) => {
      const error = toGatewayError(thrown);
      request.reason = error.detail ?? error.code;
      if (error.status === 401) reply.header('www-authenticate', 'Bearer');
      if (error.retryAfter !== undefined) reply.header('retry-after', error.retryAfter);
      return reply
        .code(error.status)
        .type('application/problem+json')
        .send({
          type: `urn:scs-gateway:error:${error.code}`,
          title: STATUS_CODES[error.status],
          status: error.status,
          detail: error.message,
          instance: `urn:uuid:${request.id.slice('req-'.length)}`,
        });
    });

    app.get('/scs/v1/kubeconfig', async (request, reply) => {
      const caller = await authenticate(deps, request);
      const {
        auth = 'exec',
        hosts = 'false',
        provider,
        ...unknown
      } = request.query as Record<string, string | undefined>;
      const strange = Object.keys(unknown)[0] ?? (auth === 'exec' || auth === 'token' ? undefined : `auth=${auth}`);
      if (strange !== undefined)
        throw new GatewayError('badRequest', {
          message: `Unknown parameter: ${strange}. There are auth=exec|token, hosts=true and provider.`,
        });
      const ca = deps.ca();
      const clusters = [];
      for (const cluster of deps.hub().clusters.values()) {
        // A cluster to which this caller cannot be proven would only be a context that fails.
        const provable = await cluster.strategy.prove(caller).then(
          () => true,
          () => auth === 'exec' && cluster.strategy.showsUnauthorized,
        );
        if (provable) clusters.push({ id: cluster.id });
      }
      reply.header('cache-control', 'no-store').type('application/yaml');
      return renderKubeconfig({
        serverOf: serversOf(deps, hosts === 'true'),
        ...(ca === undefined ? {} : { ca }),
        clusters,
        user:
          auth === 'token'
            ? { kind: 'token', token: bearerOf(request) ?? '' }
            : { kind: 'exec', login: pickLogin(deps.logins(), provider, caller.principal.identityProvider) },
      });
    });

    app.all('/scs/*', async () => {
      throw new GatewayError('notFound');
    });
  };

/** By path, or by host name for tools that cannot take a path. */
function serversOf({ publicUrl, clusterDomain }: ScsDeps, byHost: boolean): (cluster: string) => string {
  if (!byHost) return (cluster) => `${publicUrl}/k8s/${cluster}`;
  if (clusterDomain === undefined)
    throw new GatewayError('badRequest', {
      message: 'This gateway has no host names for clusters (gateway.clusterDomain).',
    });
  const { protocol, port } = new URL(publicUrl);
  return (cluster) => `${protocol}//${cluster}.${clusterDomain}${port === '' ? '' : `:${port}`}`;
}
