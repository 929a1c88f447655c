// SPDX-License-Identifier: Apache-2.0
// The route of how far a cloud holds to the standards.
import Type from 'typebox';
import { common, from } from '../../../../model/scs/fields.ts';
import { clusters } from '../../../../model/scs/resources/clusters.ts';
import { timeoutQuery, whereQuery } from '../../../../scs/lists/list-schemas.ts';
import { type ConformanceDeps, type ConformanceWanted, conformanceOf } from '../../../../scs/standards/conformance.ts';
import type { ScsRoute } from '../route.ts';

const result = Type.Enum(['pass', 'fail', 'unknown'], {
  description: '`unknown`: reading alone does not tell, or it could not be read.',
});

const judged = {
  summary: Type.Array(
    Type.Object({
      scope: Type.Enum(['SCS-compatible IaaS', 'SCS-compatible KaaS'], from('scs-0501, scs-0502', 'The scope.')),
      version: Type.Enum(['v5.1', 'next', 'v1'], from('scs-0501, scs-0502', 'Its version.')),
      result,
      pass: Type.Integer({ description: 'So many of its checks pass.' }),
      fail: Type.Integer({ description: 'So many fail.' }),
      unknown: Type.Integer({ description: 'So many cannot be told.' }),
    }),
    { description: '`pass` only if all checks of the scope pass.' },
  ),
  checks: Type.Array(
    Type.Object({
      id: Type.String(from('standards: test id', 'As upstream calls the test that it stands for.')),
      standard: Type.String(from('standards: document id', 'The standard and its version.')),
      title: Type.String({ description: 'What must hold.' }),
      level: Type.Enum(['mandatory', 'recommended', 'manual'], { description: '`manual`: for a person to judge.' }),
      versions: Type.Array(Type.String(), { description: 'Versions of the scope that count it.' }),
      result,
      detail: Type.String({ description: 'Why, in a sentence.' }),
    }),
    { description: 'Every check that there is.' },
  ),
};

const report = Type.Object({
  cloud: common.cloud,
  date: Type.String({ format: 'date-time', description: 'When it was looked at.' }),
  project: Type.Union([Type.String(), Type.Null()], {
    ...from('gateway', 'Id of the project that it was looked at with; null where no OpenStack was looked at.'),
  }),
  regions: Type.Array(Type.Object({ region: common.region, ...judged }), { description: 'Its OpenStack, by region.' }),
  clusters: Type.Array(Type.Object({ cluster: clusters.item.properties.id, ...judged }), {
    description: 'Its Kubernetes clusters.',
  }),
});

export function conformanceRoute(deps: ConformanceDeps): ScsRoute {
  return {
    method: 'GET',
    path: '/scs/v1/clouds/{cloud}/conformance',
    operationId: 'getConformance',
    tag: 'clouds',
    summary: 'See how far a cloud holds to the standards',
    description:
      'Looks at flavors, images, volume types, the catalogue, default rules of security groups, and clusters, now and with your own rights, and judges them by the checks of the SCS scopes. It changes nothing at the cloud, so it is no certificate: what takes a server, a volume or a person is `unknown`, and so is what could not be read.',
    parameters: Type.Object({ cloud: Type.String({ description: "The cloud's id." }) }),
    query: Type.Object({
      scope: Type.Optional(
        Type.Array(Type.Enum(['iaas', 'kaas']), { minItems: 1, description: 'Only these scopes; both where absent.' }),
      ),
      region: whereQuery.region,
      project: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            "Look with this project, by id, `domain/name` or name; the token's or your first one where absent.",
        }),
      ),
      timeout: timeoutQuery,
    }),
    answers: { 200: { description: 'What holds, what does not, and what cannot be told.', schema: report } },
    errors: ['notFound', 'forbidden'],
    cost: 'fanOut',
    example: { parameters: { cloud: 'cloud-a' }, query: { scope: 'iaas' } },
    async handle(call) {
      const body = await conformanceOf(deps, call, call.parameters.cloud ?? '', call.query as ConformanceWanted);
      return { status: 200, headers: { 'cache-control': 'private, no-cache' }, body };
    },
  };
}
