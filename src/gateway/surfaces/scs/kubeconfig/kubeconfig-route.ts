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
    description: '`exec`: kubectl logs in by the credential plugin. `token`: the token that was shown, written in.',
  }),
  hosts: Type.Boolean({ default: false, description: 'Name clusters by host names instead of paths.' }),
  provider: Type.Optional(
    Type.String({ description: "The identity provider that the plugin logs in at; the caller's own where absent." }),
  ),
});

export const kubeconfigRoute = (deps: KubeconfigDeps): ScsRoute => ({
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
    const body = await kubeconfigFor(deps, caller, {
      auth: auth === 'token' ? { token: tokenOf(request) ?? '' } : 'exec',
      hosts,
      provider,
    });
    return { status: 200, headers: { 'content-type': YAML, 'cache-control': 'no-store' }, body };
  },
});
