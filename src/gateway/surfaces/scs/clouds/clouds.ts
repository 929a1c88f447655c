// SPDX-License-Identifier: Apache-2.0
// The routes of the member clouds: how each is right now and what it offers.
import Type from 'typebox';
import { cloudSchemaOf } from '../../../../scs/clouds/cloud-schema.ts';
import { type CloudsDeps, type CloudsWanted, getCloud, listClouds } from '../../../../scs/clouds/clouds.ts';
import { whereQuery } from '../../../../scs/lists/list-schemas.ts';
import type { ScsRoute } from '../route.ts';

const services = Type.Boolean({
  default: true,
  description:
    'If false, no service catalogue is opened and no service is asked for its versions; the response then contains only the state, as fast as possible.',
});

/** `kinds`: beside OpenStack and Kubernetes. */
export function cloudRoutes(deps: CloudsDeps, kinds: readonly { readonly kind: string }[]): ScsRoute[] {
  const headers = { 'cache-control': 'no-store' };
  const cloudSchema = cloudSchemaOf(kinds);
  return [
    {
      method: 'GET',
      path: '/scs/v1/clouds',
      operationId: 'listClouds',
      tag: 'clouds',
      summary: 'List clouds',
      description:
        'Returns every configured cloud with its current state and what it offers to the caller. Clouds that do not answer are included and marked as such.',
      query: Type.Object({
        cloud: whereQuery.cloud,
        status: Type.Optional(
          Type.Array(Type.Enum(['up', 'degraded', 'down', 'unknown']), { description: 'Only these statuses.' }),
        ),
        services: Type.Optional(services),
      }),
      cost: 'fanOut',
      answers: {
        200: {
          description: 'The clouds, in the order of the configuration.',
          schema: Type.Object({ items: Type.Array(cloudSchema) }),
        },
      },
      errors: ['badRequest'],
      example: { query: { services: 'false' } },
      async handle(call) {
        return { status: 200, headers, body: { items: await listClouds(deps, call, call.query as CloudsWanted) } };
      },
    },
    {
      method: 'GET',
      path: '/scs/v1/clouds/{cloud}',
      operationId: 'getCloud',
      tag: 'clouds',
      summary: 'Get a cloud',
      parameters: Type.Object({ cloud: Type.String({ description: 'The id of the cloud.' }) }),
      query: Type.Object({ services: Type.Optional(services) }),
      answers: { 200: { description: 'The cloud.', schema: cloudSchema } },
      errors: ['notFound'],
      example: { parameters: { cloud: 'cloud-a' } },
      async handle(call) {
        const { cloud = '' } = call.parameters;
        return { status: 200, headers, body: await getCloud(deps, call, cloud, call.query.services !== false) };
      },
    },
  ];
}
