// SPDX-License-Identifier: Apache-2.0
// The route of the caller's kubeconfig.
import Type, { type Static } from 'typebox';
import { rightsIn } from '../../../../adapters/kubernetes/namespace-rights.ts';
import { type ClusterApiDeps, createClusterConnection } from '../../../../members/cluster-api.ts';
import { EXEC_VERSIONS } from '../../../../scs/kubeconfig/kubeconfig.ts';
import { type KubeconfigDeps, kubeconfigFor } from '../../../../scs/kubeconfig/kubeconfig-for.ts';
import { tokenOf } from '../authenticate.ts';
import type { ScsRoute } from '../route.ts';

const YAML = 'application/yaml';

const query = Type.Object({
  auth: Type.Enum(['exec', 'token'], {
    default: 'exec',
    description:
      '`exec`: kubectl logs in by the credential plugin. `token`: the file contains the token of this request.',
  }),
  hosts: Type.Boolean({
    description:
      'Whether server URLs use a host name per cluster instead of a path. Default: yes if the gateway has such names, since `kubectl proxy` and other tools drop a path.',
  }),
  provider: Type.Optional(
    Type.String({ description: "The identity provider that the plugin logs in at. Default: the caller's own." }),
  ),
  namespace: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$',
      description:
        'The namespace of every context, for commands without `-n`. Clusters that give the caller no right there (without it: in `default`) are named in a comment.',
    }),
  ),
  exec: Type.Optional(
    Type.Enum([...EXEC_VERSIONS], {
      description:
        'The version of client.authentication.k8s.io for the plugin. Default: `v1`; some clients take `v1beta1` only.',
    }),
  ),
});

export type KubeconfigRouteDeps = Omit<KubeconfigDeps, 'rightsIn'> & ClusterApiDeps;

export const kubeconfigRoute = (deps: KubeconfigRouteDeps): ScsRoute => ({
  method: 'GET',
  path: '/scs/v1/kubeconfig',
  operationId: 'getKubeconfig',
  secret: true,
  tag: 'identity',
  summary: 'Get a kubeconfig for all clusters',
  query: Type.Partial(query),
  example: { query: { auth: 'token' } },
  answers: {
    200: { description: 'The kubeconfig.', schema: Type.String(), contentTypes: [YAML] },
  },
  errors: ['notFound'],
  async handle({ caller, query: asked, request, signal }) {
    const { auth = 'exec', hosts, provider, namespace, exec } = asked as Partial<Static<typeof query>>;
    const admit = (id: string, cloud: string) => (): void => caller.admit.cluster(id, cloud);
    const rightsOf: KubeconfigDeps['rightsIn'] = (cluster, of, place) => {
      const options = { cluster, caller: of, admit: admit(cluster.id, cluster.cloud) };
      return rightsIn(createClusterConnection(deps, options).api({ signal }), place);
    };
    const body = await kubeconfigFor({ ...deps, rightsIn: rightsOf }, caller, {
      auth: auth === 'token' ? { token: tokenOf(request) ?? '' } : 'exec',
      ...{ hosts, provider, namespace, execVersion: exec },
    });
    return { status: 200, headers: { 'content-type': YAML, 'cache-control': 'no-store' }, body };
  },
});
