// SPDX-License-Identifier: Apache-2.0
// The member clouds themselves: how each is right now and what it offers. A cloud that is away is an item that says so.
import Type from 'typebox';
import { GatewayError } from '../../../../model/errors.ts';
import type { ScsCall } from '../../../../scs/call.ts';
import { chosen } from '../../../../scs/clouds/chosen-clouds.ts';
import { cloudSchema } from '../../../../scs/clouds/cloud-schema.ts';
import { type CloudEntry, type LookDeps, lookAtCloud } from '../../../../scs/clouds/look-at-cloud.ts';
import { whereQuery } from '../../../../scs/lists/list-schemas.ts';
import type { ScsRoute } from '../route.ts';
import '../../../request.ts';

export interface CloudsDeps extends LookDeps {
  /** As configured, in this order. */
  readonly clouds: () => readonly CloudEntry[];
}

const services = Type.Boolean({
  default: true,
  description:
    'If false, no service catalogue is opened and no service is asked for its versions; the response then contains only the state, as fast as possible.',
});

export function cloudRoutes(deps: CloudsDeps): ScsRoute[] {
  const look = (cloud: CloudEntry, { caller, signal, request, query }: ScsCall) =>
    lookAtCloud(deps, cloud, { caller, signal, requestId: request.id, services: query.services !== false });
  const headers = { 'cache-control': 'no-store' };
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
        const { cloud, status } = call.query as { cloud?: readonly string[]; status?: readonly string[] };
        const all = await Promise.all(chosen(deps.clouds(), cloud).map((entry) => look(entry, call)));
        const items = all.filter((item) => status === undefined || status.includes(item.status));
        return { status: 200, headers, body: { items } };
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
        const wanted = call.parameters.cloud ?? '';
        call.request.cloud = wanted;
        const cloud = deps.clouds().find(({ id }) => id === wanted);
        if (cloud === undefined)
          throw new GatewayError('notFound', {
            message: `There is no cloud ${JSON.stringify(wanted.slice(0, 100))} here.`,
          });
        return { status: 200, headers, body: await look(cloud, call) };
      },
    },
  ];
}
