// SPDX-License-Identifier: Apache-2.0
// The caller's kubeconfig: a context for each cluster that the caller can be proven to.
import type { CurrentFleet } from '../../members/fleet.ts';
import { GatewayError } from '../../model/errors.ts';
import { K8S } from '../../model/public-paths.ts';
import type { ScsCaller } from '../caller.ts';
import { type CommandLineLogin, pickLogin, renderKubeconfig } from './kubeconfig.ts';

export interface KubeconfigDeps {
  readonly fleet: CurrentFleet;
  readonly publicUrl: string;
  readonly clusterDomain: string | undefined;
  /** PEM, for clients. */
  readonly ca: () => string | undefined;
  readonly logins: () => readonly CommandLineLogin[];
}

export interface KubeconfigWanted {
  /** `exec`: kubectl logs in by the credential plugin. Else the token that is written in. */
  readonly auth: 'exec' | { readonly token: string };
  /** Clusters by host names instead of paths. Undefined: where there are such names, since some tools drop a path. */
  readonly hosts?: boolean | undefined;
  /** The identity provider that the plugin logs in at; the caller's own where absent. */
  readonly provider?: string | undefined;
}

export async function kubeconfigFor(
  deps: KubeconfigDeps,
  caller: ScsCaller,
  { auth, hosts, provider }: KubeconfigWanted,
): Promise<string> {
  const ca = deps.ca();
  const user =
    auth === 'exec'
      ? ({
          kind: 'exec',
          login: pickLogin(deps.logins(), provider, caller.caller.principal.identityProvider),
        } as const)
      : ({ kind: 'token', token: auth.token } as const);
  const clusters = [];
  for (const cluster of deps.fleet().clusters.values()) {
    const { tokens, cli } = cluster.strategy;
    if (tokens !== undefined && cli !== undefined && user.kind === 'exec') {
      clusters.push({ id: cluster.id, login: { ...user.login, ...cli } });
      continue;
    }
    // A cluster to which this caller cannot be proven would only be a context that fails.
    const provable = await cluster.strategy.credential(caller.cluster).then(
      () => true,
      () => user.kind === 'exec' && cluster.strategy.showsUnauthorized && tokens === undefined,
    );
    if (provable) clusters.push({ id: cluster.id });
  }
  return renderKubeconfig({
    serverOf: serversOf(deps, hosts),
    ...(ca === undefined ? {} : { ca }),
    clusters,
    user,
  });
}

/** By path, or by host name for tools that cannot take a path. */
function serversOf(
  { publicUrl, clusterDomain }: KubeconfigDeps,
  byHost = clusterDomain !== undefined,
): (cluster: string) => string {
  if (!byHost) return (cluster) => `${publicUrl}${K8S}${cluster}`;
  if (clusterDomain === undefined)
    throw new GatewayError('badRequest', {
      message: 'This gateway has no host names for clusters (gateway.clusterDomain).',
    });
  const { protocol, port } = new URL(publicUrl);
  return (cluster) => `${protocol}//${cluster}.${clusterDomain}${port === '' ? '' : `:${port}`}`;
}
