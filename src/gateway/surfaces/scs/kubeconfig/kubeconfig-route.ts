// SPDX-License-Identifier: Apache-2.0
// The route of the caller's kubeconfig.
import Type from 'typebox';
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
});

export const kubeconfigRoute = (deps: KubeconfigDeps): ScsRoute => ({
  method: 'GET',
  path: '/scs/v1/kubeconfig',
  operationId: 'getKubeconfig',
  tag: 'identity',
  summary: 'Get a kubeconfig for all clusters',
  query: Type.Partial(query),
  example: { query: { auth: 'token' } },
  answers: {
    200: { description: 'The kubeconfig.', schema: Type.String(), contentTypes: [YAML] },
  },
  errors: ['notFound'],
  async handle({ caller, query: asked, request }) {
    const { auth = 'exec', hosts, provider } = asked as { auth?: string; hosts?: boolean; provider?: string };
    const body = await kubeconfigFor(deps, caller, {
      auth: auth === 'token' ? { token: tokenOf(request) ?? '' } : 'exec',
      hosts,
      provider,
    });
    return { status: 200, headers: { 'content-type': YAML, 'cache-control': 'no-store' }, body };
  },
});
