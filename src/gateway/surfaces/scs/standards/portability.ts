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
import type { ScsRoute } from '../route.ts';

const chosen = {
  id: Type.Optional(common.id),
  name: Type.String({ description: 'Its name; for a service, the type that the catalogue has.' }),
  region: Type.Optional(common.region),
  by: Type.Optional(
    Type.Enum(['extra_specs', 'name', 'exact-name', 'search', 'properties', 'properties-and-name'], {
      description: 'What it was found by.',
    }),
  ),
};
const state = Type.Enum(['satisfied', 'missing', 'unknown'], {
  description: '`unknown`: it could not be seen, or the cloud does not declare it.',
});

const answer = Type.Object({
  date: Type.String({ format: 'date-time', description: 'When it was looked at.' }),
  satisfying: Type.Array(Type.String(), {
    description: 'Regions that have all of it; the default region of a cloud has its id.',
  }),
  clouds: Type.Array(
    Type.Object({
      cloud: common.cloud,
      region: common.region,
      state,
      items: Type.Array(
        Type.Object({
          kind: Type.Enum(['flavor', 'image', 'service', 'volume-type'], { description: 'Of what.' }),
          wanted: Type.Union([Type.String(), FlavorQuery, ImageQuery], { description: 'As it was asked for.' }),
          state,
          chosen: nullable(Type.Object(chosen), { description: 'What the cloud has for it.' }),
          detail: Type.String({ description: 'Why, in a sentence.' }),
          nearest: Type.Optional(
            Type.Object(chosen, { description: 'A flavor that has another name, but the figures that the name says.' }),
          ),
        }),
        { description: 'In the order asked for: flavors, images, services, aspects of volume types.' },
      ),
      error: Type.Optional(cloudReportSchema.properties.error),
    }),
    { description: 'By cloud and region.' },
  ),
});

export function portabilityRoute(deps: PortabilityDeps): ScsRoute {
  return {
    method: 'POST',
    path: '/scs/v1/portability',
    operationId: 'checkPortability',
    tag: 'standards',
    summary: 'See which clouds have what a workload needs',
    description:
      'Tells for each cloud and region what it would give for each thing that is wanted, and what it lacks. Nothing is made anywhere.',
    query: Type.Object({ timeout: timeoutQuery }),
    body: portabilityBody,
    answers: { 200: { description: 'What there is, and what is missing.', schema: answer } },
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
      const body = await portability(deps, call, call.body as PortabilityQuestion, timeout * 1000);
      return { status: 200, headers: { 'cache-control': 'private, no-cache' }, body };
    },
  };
}
