// SPDX-License-Identifier: Apache-2.0
// The caller's kubeconfig: a context for each cluster that the caller can be proven to.
import type { NamespaceRights } from '../../adapters/kubernetes/namespace-rights.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import type { Cluster, ClusterCaller } from '../../model/cluster.ts';
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import { K8S } from '../../model/public-paths.ts';
import type { ScsCaller } from '../caller.ts';
import { type CommandLineLogin, type KubeconfigInput, pickLogin, renderKubeconfig } from './kubeconfig.ts';

export interface KubeconfigDeps {
  readonly fleet: CurrentFleet;
  readonly publicUrl: string;
  readonly clusterDomain: string | undefined;
  /** PEM, for clients. */
  readonly ca: () => string | undefined;
  readonly logins: () => readonly CommandLineLogin[];
  /** What the caller may do in a namespace of a cluster; rejects where it does not answer. */
  readonly rightsIn: (cluster: Cluster, caller: ClusterCaller, namespace: string) => Promise<NamespaceRights>;
}

export interface KubeconfigWanted {
  /** `exec`: kubectl logs in by the credential plugin. Else the token that is written in. */
  readonly auth: 'exec' | { readonly token: string };
  /** Clusters by host names instead of paths. Undefined: where there are such names, since some tools drop a path. */
  readonly hosts?: boolean | undefined;
  /** The identity provider that the plugin logs in at; the caller's own where absent. */
  readonly provider?: string | undefined;
  readonly namespace?: string | undefined;
  readonly execVersion?: KubeconfigInput['execVersion'];
}

export async function kubeconfigFor(
  deps: KubeconfigDeps,
  caller: ScsCaller,
  { auth, hosts, provider, namespace, execVersion }: KubeconfigWanted,
): Promise<string> {
  const ca = deps.ca();
  const user =
    auth === 'exec'
      ? ({
          kind: 'exec',
          login: pickLogin(deps.logins(), provider, caller.caller.principal.identityProvider),
        } as const)
      : ({ kind: 'token', token: auth.token } as const);
  const entryOf = async (cluster: Cluster): Promise<KubeconfigInput['clusters']> => {
    const { id, strategy } = cluster;
    const { tokens, cli } = strategy;
    if (tokens !== undefined && cli !== undefined && user.kind === 'exec')
      return [{ id, login: { ...user.login, ...cli } }];
    const proven = await strategy.credential(caller.cluster).then(
      () => true,
      () => false,
    );
    if (proven) return [{ id, ...(await noteOf(deps, cluster, caller, namespace)) }];
    // A cluster to which this caller cannot be proven would only be a context that fails.
    return user.kind === 'exec' && strategy.showsUnauthorized && tokens === undefined ? [{ id }] : [];
  };
  const clusters = (await Promise.all([...deps.fleet().clusters.values()].map(entryOf))).flat();
  return renderKubeconfig({
    ...{ serverOf: serversOf(deps, hosts), clusters, user, namespace, execVersion },
    ...(ca === undefined ? {} : { ca }),
  });
}

/** Milliseconds for each cluster, all at once. One that is slower is listed without a word. */
const IN_TIME = 2_000;

/** A right may be in another namespace, which nobody can ask for, so that the cluster stays in the file. */
async function noteOf(
  { rightsIn }: KubeconfigDeps,
  cluster: Cluster,
  caller: ScsCaller,
  namespace = 'default',
): Promise<{ readonly note?: string }> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), IN_TIME).unref());
  const asked = rightsIn(cluster, caller.cluster, namespace).catch((cause: unknown) => toGatewayError(cause));
  const said = await Promise.race([asked, late]);
  if (said === 'none') return { note: `it gives you no right in the namespace ${namespace}` };
  // An apiserver's 401 and 403.
  const refused = said instanceof GatewayError && (said.code === 'forbidden' || said.native?.status === 401);
  return refused ? { note: 'it does not take your login' } : {};
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
