// SPDX-License-Identifier: Apache-2.0
// The caller's kubeconfig: a context for each cluster that the caller can be proven to.
import Type from 'typebox';
import type { CurrentFleet } from '../../../../members/fleet.ts';
import { GatewayError } from '../../../../model/errors.ts';
import { bearerOf } from '../../../bearer.ts';
import type { ScsRoute } from '../route.ts';
import { type CommandLineLogin, pickLogin, renderKubeconfig } from './kubeconfig.ts';

const YAML = 'application/yaml';

const query = Type.Object({
  auth: Type.Enum(['exec', 'token'], {
    default: 'exec',
    description: '`exec`: kubectl logs in by the credential plugin. `token`: the token that was shown, written in.',
  }),
  hosts: Type.Boolean({ default: false, description: 'Name clusters by host names instead of paths.' }),
  provider: Type.Optional(
    Type.String({ description: "The identity provider that the plugin logs in at; the caller's own where absent." }),
  ),
});

interface Deps {
  readonly fleet: CurrentFleet;
  readonly publicUrl: string;
  readonly clusterDomain: string | undefined;
  /** PEM, for clients. */
  readonly ca: () => string | undefined;
  readonly logins: () => readonly CommandLineLogin[];
}

export const kubeconfigRoute = (deps: Deps): ScsRoute => ({
  method: 'GET',
  path: '/scs/v1/kubeconfig',
  operationId: 'getKubeconfig',
  tag: 'identity',
  summary: 'A kubeconfig for all clusters',
  query: Type.Partial(query),
  example: { query: { auth: 'token' } },
  answers: {
    200: { description: 'A kubeconfig.', schema: Type.String(), contentTypes: [YAML] },
  },
  errors: ['notFound'],
  async handle({ caller, query: asked, request }) {
    const { auth = 'exec', hosts = false, provider } = asked as { auth?: string; hosts?: boolean; provider?: string };
    const ca = deps.ca();
    const clusters = [];
    for (const cluster of deps.fleet().clusters.values()) {
      // A cluster to which this caller cannot be proven would only be a context that fails.
      const provable = await cluster.strategy.credential(caller.cluster).then(
        () => true,
        () => auth === 'exec' && cluster.strategy.showsUnauthorized,
      );
      if (provable) clusters.push({ id: cluster.id });
    }
    const body = renderKubeconfig({
      serverOf: serversOf(deps, hosts),
      ...(ca === undefined ? {} : { ca }),
      clusters,
      user:
        auth === 'token'
          ? { kind: 'token', token: tokenOf(request.headers) }
          : { kind: 'exec', login: pickLogin(deps.logins(), provider, caller.caller.principal.identityProvider) },
    });
    return { status: 200, headers: { 'content-type': YAML, 'cache-control': 'no-store' }, body };
  },
});

const tokenOf = (headers: Parameters<typeof bearerOf>[0]['headers']): string =>
  bearerOf({ headers }) ?? String(headers['x-auth-token'] ?? '');

/** By path, or by host name for tools that cannot take a path. */
function serversOf({ publicUrl, clusterDomain }: Deps, byHost: boolean): (cluster: string) => string {
  if (!byHost) return (cluster) => `${publicUrl}/k8s/${cluster}`;
  if (clusterDomain === undefined)
    throw new GatewayError('badRequest', {
      message: 'This gateway has no host names for clusters (gateway.clusterDomain).',
    });
  const { protocol, port } = new URL(publicUrl);
  return (cluster) => `${protocol}//${cluster}.${clusterDomain}${port === '' ? '' : `:${port}`}`;
}
