// SPDX-License-Identifier: Apache-2.0
// What a workload needs → which clouds have all of it, what was chosen on each, and what is missing where.
import Type, { type Static } from 'typebox';
import type { Clock } from '../../../../model/clock.ts';
import { GatewayError, type RequestFault, toGatewayError } from '../../../../model/errors.ts';
import { common, from, nullable } from '../../../../model/scs/fields.ts';
import { FlavorQuery, ImageQuery } from '../../../../model/scs/queries.ts';
import type { ScsCall } from '../../../../scs/call.ts';
import { cloudReportSchema, DEFAULT_TIMEOUT, timeoutQuery } from '../../../../scs/lists/list-schemas.ts';
import { failureOf } from '../../../../scs/sources/fan-out.ts';
import { type FactKind, type FactsDeps, readCloud } from '../../../../scs/standards/facts.ts';
import { flavorWanted } from '../../../../scs/standards/items.ts';
import type { CloudFacts } from '../../../../standards/facts.ts';
import { type PortabilityWanted, portabilityReport } from '../../../../standards/portability.ts';
import type { ScsRoute } from '../route.ts';
import { unseen } from './conformance.ts';

export interface PortabilityDeps extends FactsDeps {
  readonly clouds: () => readonly { readonly id: string }[];
  readonly now: Clock;
}

/** Of each kind: more is no workload. */
const MOST = 50;

const body = Type.Object({
  flavors: Type.Optional(
    Type.Array(
      Type.Union([
        Type.String({ minLength: 1, description: 'A name: an SCS name in any syntax, or an exact name of a cloud.' }),
        FlavorQuery,
      ]),
      { maxItems: MOST, description: 'Flavors, by name or by properties.' },
    ),
  ),
  images: Type.Optional(
    Type.Array(ImageQuery, { maxItems: MOST, description: 'Images, by properties; each with a `distro` or a `name`.' }),
  ),
  services: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      maxItems: MOST,
      ...from('scs-0123', 'Official service types or their aliases.'),
    }),
  ),
  volumeAspects: Type.Optional(
    Type.Array(Type.Enum(['encrypted', 'replicated']), {
      ...from('scs-0114', 'Aspects; for each, some volume type must have it.'),
    }),
  ),
  clouds: Type.Optional(Type.Array(Type.String(), { minItems: 1, description: 'Only these clouds. Default: all.' })),
  project: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        "The project whose view is used, by id, `domain/name` or name. Default: the token's, or your first one.",
    }),
  ),
});
type Body = Static<typeof body>;

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
  date: Type.String({ format: 'date-time', description: 'When the data was read.' }),
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
    body,
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
      const wanted = call.body as Body;
      refuse(
        faultsOf(
          wanted,
          deps.clouds().map(({ id }) => id),
        ),
      );
      const { timeout = DEFAULT_TIMEOUT } = call.query as { timeout?: number };
      const reads = await Promise.all(
        deps
          .clouds()
          .filter(({ id }) => wanted.clouds?.includes(id) ?? true)
          .map(({ id }) => read(deps, call, id, wanted, timeout * 1000)),
      );
      const report = portabilityReport(
        inStandards(wanted),
        reads.flatMap(({ facts }) => facts),
        deps.now(),
      );
      const { flavors = [], images = [], services = [], volumeAspects = [] } = wanted;
      const asked = [...flavors, ...images, ...services, ...volumeAspects];
      const errors = new Map(
        reads.flatMap(({ facts: [first], error }) => (error && first ? [[first.cloud, error]] : [])),
      );
      return {
        status: 200,
        headers: { 'cache-control': 'private, no-cache' },
        body: {
          ...report,
          clouds: report.clouds.map(({ cloud, region = cloud, state, items }) => ({
            cloud,
            region,
            state,
            // In the words that it was asked in, not in those of the standards.
            items: items.map((item, index) => ({ ...item, wanted: asked[index] })),
            ...(errors.has(cloud) ? { error: failureOf(errors.get(cloud) as GatewayError) } : {}),
          })),
        },
      };
    },
  };
}

function faultsOf(
  { flavors, images, services, volumeAspects, clouds }: Body,
  known: readonly string[],
): RequestFault[] {
  const nothing = [flavors, images, services, volumeAspects].every((all) => (all ?? []).length === 0);
  return [
    ...(nothing ? [{ where: '#', reason: 'is empty: give flavors, images, services or volumeAspects' }] : []),
    ...(images ?? []).flatMap(({ distro, name }, index) =>
      distro === undefined && name === undefined
        ? [{ where: `#/images/${index}`, reason: 'needs a distro or a name' }]
        : [],
    ),
    ...(clouds ?? []).flatMap((id, index) =>
      known.includes(id)
        ? []
        : [{ where: `#/clouds/${index}`, reason: `does not exist; the clouds are ${known.join(', ')}` }],
    ),
  ];
}

function refuse(faults: readonly RequestFault[]): void {
  if (faults.length === 0) return;
  const message = `The request cannot be evaluated: ${faults.map(({ where, reason }) => `${where} ${reason}`).join('; ')}.`;
  throw new GatewayError('badRequest', { message, faults });
}

const inStandards = ({ flavors, images, services, volumeAspects }: Body): PortabilityWanted => ({
  flavors: (flavors ?? []).map((one) => (typeof one === 'string' ? one : flavorWanted(one))),
  images: images ?? [],
  services: services ?? [],
  volumeAspects: volumeAspects ?? [],
});

/** Only what is asked for is looked at. */
function kindsOf({ flavors, images, services, volumeAspects }: Body): Set<FactKind> {
  const asked: [FactKind, readonly unknown[] | undefined][] = [
    ['flavors', flavors],
    ['images', images],
    ['services', services],
    ['volumeTypes', volumeAspects],
  ];
  return new Set(asked.filter(([, all]) => (all ?? []).length > 0).map(([kind]) => kind));
}

async function read(
  deps: PortabilityDeps,
  call: ScsCall,
  cloud: string,
  wanted: Body,
  timeout: number,
): Promise<{ readonly facts: readonly CloudFacts[]; readonly error?: GatewayError }> {
  const member = deps.fleet().members.get(cloud);
  if (member === undefined)
    return { facts: [{ cloud, region: cloud, flavors: [], images: [], volumeTypes: [], services: [] }] };
  try {
    const { project } = wanted;
    return await readCloud(deps, call, {
      member,
      kinds: kindsOf(wanted),
      timeout,
      ...(project === undefined ? {} : { project }),
    });
  } catch (cause) {
    const error = toGatewayError(cause);
    if (error.code === 'internal' || call.signal.aborted) throw cause;
    return { facts: [unseen(cloud, error.message)], error };
  }
}
