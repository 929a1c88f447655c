// SPDX-License-Identifier: Apache-2.0
// The route of how far a cloud holds to the standards.
import Type from 'typebox';
import { common, from } from '../../../../model/scs/fields.ts';
import { clusters } from '../../../../model/scs/resources/clusters.ts';
import { timeoutQuery, whereQuery } from '../../../../scs/lists/list-schemas.ts';
import { type ConformanceDeps, type ConformanceWanted, conformanceOf } from '../../../../scs/standards/conformance.ts';
import type { ScsRoute } from '../route.ts';

const result = Type.Enum(['pass', 'fail', 'unknown'], {
  description: 'The result. `unknown`: it cannot be decided by reading, or the data could not be read.',
});

const judged = {
  summary: Type.Array(
    Type.Object({
      scope: Type.Enum(
        ['SCS-compatible IaaS', 'SCS-compatible KaaS'],
        from('scs-0501, scs-0502', 'The name of the scope.'),
      ),
      version: Type.Enum(['v5.1', 'next', 'v1'], from('scs-0501, scs-0502', 'The version of the scope.')),
      result,
      pass: Type.Integer({ description: 'The number of checks that pass.' }),
      fail: Type.Integer({ description: 'The number of checks that fail.' }),
      unknown: Type.Integer({ description: 'The number of checks that cannot be decided.' }),
    }),
    { description: 'The result per scope; `pass` only if all its checks pass.' },
  ),
  checks: Type.Array(
    Type.Object({
      id: Type.String(from('standards: test id', 'The id of the corresponding upstream test.')),
      standard: Type.String(from('standards: document id', 'The standard and its version.')),
      title: Type.String({ description: 'The requirement.' }),
      level: Type.Enum(['mandatory', 'recommended', 'manual'], {
        description: 'The level of the check; `manual`: a person must judge it.',
      }),
      versions: Type.Array(Type.String(), { description: 'The versions of the scope that include it.' }),
      result,
      detail: Type.String({ description: 'The reason for the result.' }),
    }),
    { description: 'All checks.' },
  ),
};

const report = Type.Object({
  cloud: common.cloud,
  checkedAt: Type.String({ format: 'date-time', description: 'When the data was read.' }),
  project: Type.Union([Type.String(), Type.Null()], {
    ...from('gateway', 'Id of the project whose view was used; null if no OpenStack was queried.'),
  }),
  regions: Type.Array(Type.Object({ region: common.region, ...judged }), {
    description: 'The reports of its OpenStack, by region.',
  }),
  clusters: Type.Array(Type.Object({ cluster: clusters.item.properties.id, ...judged }), {
    description: 'The reports of its Kubernetes clusters.',
  }),
});

export function conformanceRoute(deps: ConformanceDeps): ScsRoute {
  return {
    method: 'GET',
    path: '/scs/v1/clouds/{cloud}/conformance',
    operationId: 'getConformance',
    tag: 'clouds',
    summary: 'Check a cloud against the SCS standards',
    description:
      'Reads flavors, images, volume types, the service catalogue, default security group rules and clusters with your own rights, and judges them by the checks of the SCS scopes. It only reads, so it is no certificate: checks that need a server, a volume or a person are `unknown`, and so are checks whose data could not be read.',
    parameters: Type.Object({ cloud: Type.String({ description: 'The id of the cloud.' }) }),
    query: Type.Object({
      scope: Type.Optional(
        Type.Array(Type.Enum(['iaas', 'kaas']), { minItems: 1, description: 'Only these scopes. Default: both.' }),
      ),
      region: whereQuery.region,
      project: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            "The project whose view is used, by id, `domain/name` or name. Default: the token's, or your first one.",
        }),
      ),
      timeout: timeoutQuery,
    }),
    answers: { 200: { description: 'The result of every check.', schema: report } },
    errors: ['notFound', 'forbidden'],
    cost: 'fanOut',
    example: { parameters: { cloud: 'cloud-a' }, query: { scope: 'iaas' } },
    async handle(call) {
      const body = await conformanceOf(deps, call, call.parameters.cloud ?? '', call.query as ConformanceWanted);
      return { status: 200, headers: { 'cache-control': 'private, no-cache' }, body };
    },
  };
}
