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
        Type.String({ minLength: 1, description: 'By name: of the standard in any syntax, or as clouds have it.' }),
        FlavorQuery,
      ]),
      { maxItems: MOST, description: 'By name or by properties.' },
    ),
  ),
  images: Type.Optional(
    Type.Array(ImageQuery, { maxItems: MOST, description: 'By what is in them; each with a `distro` or a `name`.' }),
  ),
  services: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      maxItems: MOST,
      ...from('scs-0123', 'Official service types, or their aliases.'),
    }),
  ),
  volumeAspects: Type.Optional(
    Type.Array(Type.Enum(['encrypted', 'replicated']), {
      ...from('scs-0114', 'Each is to hold for some volume type.'),
    }),
  ),
  clouds: Type.Optional(
    Type.Array(Type.String(), { minItems: 1, description: 'Only these member clouds; all where absent.' }),
  ),
  project: Type.Optional(
    Type.String({
      minLength: 1,
      description: "Look with this project, by id, `domain/name` or name; the token's or your first one where absent.",
    }),
  ),
});
type Body = Static<typeof body>;

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
    body,
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
    ...(nothing ? [{ where: '#', reason: 'wants nothing: give flavors, images, services or volumeAspects' }] : []),
    ...(images ?? []).flatMap(({ distro, name }, index) =>
      distro === undefined && name === undefined
        ? [{ where: `#/images/${index}`, reason: 'needs a distro or a name' }]
        : [],
    ),
    ...(clouds ?? []).flatMap((id, index) =>
      known.includes(id)
        ? []
        : [{ where: `#/clouds/${index}`, reason: `there is no such cloud; there are ${known.join(', ')}` }],
    ),
  ];
}

function refuse(faults: readonly RequestFault[]): void {
  if (faults.length === 0) return;
  const message = `This cannot be looked for: ${faults.map(({ where, reason }) => `${where} ${reason}`).join('; ')}.`;
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
