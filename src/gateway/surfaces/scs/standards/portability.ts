// SPDX-License-Identifier: Apache-2.0
// The route of what a workload needs, and which clouds have it.
import Type from 'typebox';
import { common, nullable } from '../../../../model/scs/fields.ts';
import { FlavorQuery, ImageQuery } from '../../../../model/scs/queries.ts';
import { cloudReportSchema, DEFAULT_TIMEOUT, timeoutQuery } from '../../../../scs/lists/list-schemas.ts';
import {
  type PortabilityDeps,
  type PortabilityQuestion,
  portability,
  portabilityBody,
} from '../../../../scs/standards/portability.ts';
import { milliseconds } from '../../../../scs/within.ts';
import type { ScsRoute } from '../route.ts';

const chosen = {
  id: Type.Optional(common.id),
  name: Type.String({ description: 'The name; for a service, its type in the catalogue.' }),
  region: Type.Optional(common.region),
  by: Type.Optional(
    Type.Enum(['extra_specs', 'name', 'exact-name', 'search', 'properties', 'properties-and-name'], {
      description: 'How it was found.',
    }),
  ),
};
const state = Type.Enum(['satisfied', 'missing', 'unknown'], {
  description: 'The state. `unknown`: it could not be read, or the cloud does not declare it.',
});

const answer = Type.Object({
  checkedAt: Type.String({ format: 'date-time', description: 'When the data was read.' }),
  satisfying: Type.Array(Type.String(), {
    description: "The regions that have everything; the default region of a cloud has the cloud's id.",
  }),
  clouds: Type.Array(
    Type.Object({
      cloud: common.cloud,
      region: common.region,
      state,
      items: Type.Array(
        Type.Object({
          kind: Type.Enum(['flavor', 'image', 'service', 'volume-type'], { description: 'The kind of requirement.' }),
          wanted: Type.Union([Type.String(), FlavorQuery, ImageQuery], {
            description: 'The requirement as requested.',
          }),
          state,
          chosen: nullable(Type.Object(chosen), { description: 'What the cloud offers for it.' }),
          detail: Type.String({ description: 'The reason.' }),
          nearest: Type.Optional(
            Type.Object(chosen, {
              description: 'A flavor with another name that has the figures of the requested name.',
            }),
          ),
        }),
        { description: 'The requirements in the requested order: flavors, images, services, aspects of volume types.' },
      ),
      error: Type.Optional(cloudReportSchema.properties.error),
    }),
    { description: 'The reports by cloud and region.' },
  ),
});

export function portabilityRoute(deps: PortabilityDeps): ScsRoute {
  return {
    method: 'POST',
    path: '/scs/v1/portability',
    operationId: 'checkPortability',
    tag: 'standards',
    summary: 'Check which clouds satisfy a workload',
    description:
      'Reports for each cloud and region what it offers for each requirement and what is missing. Nothing is created.',
    query: Type.Object({ timeout: timeoutQuery }),
    body: portabilityBody,
    answers: { 200: { description: 'What was found for each requirement, and what is missing.', schema: answer } },
    errors: ['badRequest'],
    cost: 'fanOut',
    example: {
      body: {
        flavors: ['SCS-2V-4', { vcpus: 4, ramGiB: 16, cpuType: 'shared-core' }],
        images: [{ distro: 'ubuntu', version: '24.04' }],
        services: ['load-balancer'],
        volumeAspects: ['encrypted'],
      },
    },
    async handle(call) {
      const { timeout = DEFAULT_TIMEOUT } = call.query as { timeout?: number };
      const body = await portability(deps, call, call.body as PortabilityQuestion, milliseconds(timeout));
      return { status: 200, headers: { 'cache-control': 'private, no-cache' }, body };
    },
  };
}
