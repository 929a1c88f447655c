// SPDX-License-Identifier: Apache-2.0
// What a workload needs → which clouds have all of it, what was chosen on each, and what is missing where.
import Type, { type Static } from 'typebox';
import { GatewayError, type RequestFault, toGatewayError } from '../../model/errors.ts';
import { from } from '../../model/scs/fields.ts';
import { FlavorQuery, ImageQuery } from '../../model/scs/queries.ts';
import type { CloudFacts } from '../../standards/facts.ts';
import { type PortabilityWanted, portabilityReport } from '../../standards/portability.ts';
import type { ScsCall } from '../call.ts';
import { failureOf } from '../failure.ts';
import { type FactKind, type FactsDeps, readApiCloud, readCloud, unseen } from './facts.ts';
import { flavorWanted } from './items.ts';

export interface PortabilityDeps extends FactsDeps {
  readonly clouds: () => readonly { readonly id: string }[];
}

/** Of each kind: more is no workload. */
const MOST = 50;

export const portabilityBody = Type.Object({
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
export type PortabilityQuestion = Static<typeof portabilityBody>;

/** `timeout`: milliseconds for each cloud. */
export async function portability(deps: PortabilityDeps, call: ScsCall, wanted: PortabilityQuestion, timeout: number) {
  refuse(
    faultsOf(
      wanted,
      deps.clouds().map(({ id }) => id),
    ),
  );
  const reads = await Promise.all(
    deps
      .clouds()
      .filter(({ id }) => wanted.clouds?.includes(id) ?? true)
      .map(({ id }) => read(deps, call, id, wanted, timeout)),
  );
  const report = portabilityReport(
    inStandards(wanted),
    reads.flatMap(({ facts }) => facts),
    deps.now(),
  );
  const { flavors = [], images = [], services = [], volumeAspects = [] } = wanted;
  const asked = [...flavors, ...images, ...services, ...volumeAspects];
  const errors = new Map(reads.flatMap(({ facts: [first], error }) => (error && first ? [[first.cloud, error]] : [])));
  return {
    ...report,
    clouds: report.clouds.map(({ cloud, region = cloud, state, items }) => {
      const error = errors.get(cloud);
      return {
        cloud,
        region,
        state,
        // In the words that it was asked in, not in those of the standards.
        items: items.map((item, index) => ({ ...item, wanted: asked[index] })),
        ...(error === undefined ? {} : { error: failureOf(error) }),
      };
    }),
  };
}

function faultsOf(
  { flavors, images, services, volumeAspects, clouds }: PortabilityQuestion,
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

const inStandards = ({ flavors, images, services, volumeAspects }: PortabilityQuestion): PortabilityWanted => ({
  flavors: (flavors ?? []).map((one) => (typeof one === 'string' ? one : flavorWanted(one))),
  images: images ?? [],
  services: services ?? [],
  volumeAspects: volumeAspects ?? [],
});

/** Only what is asked for is looked at. */
function kindsOf({ flavors, images, services, volumeAspects }: PortabilityQuestion): Set<FactKind> {
  const asked: [FactKind, readonly unknown[] | undefined][] = [
    ['flavors', flavors],
    ['allImages', images],
    ['services', services],
    ['volumeTypes', volumeAspects],
  ];
  return new Set(asked.filter(([, all]) => (all ?? []).length > 0).map(([kind]) => kind));
}

async function read(
  deps: PortabilityDeps,
  call: ScsCall,
  cloud: string,
  wanted: PortabilityQuestion,
  timeout: number,
): Promise<{ readonly facts: readonly CloudFacts[]; readonly error?: GatewayError }> {
  const { members, apis } = deps.fleet();
  const kinds = kindsOf(wanted);
  if (apis.has(cloud)) return { facts: await readApiCloud(deps, call, { cloud, kinds, timeout }) };
  const member = members.get(cloud);
  if (member === undefined)
    return { facts: [{ cloud, region: cloud, flavors: [], images: [], volumeTypes: [], services: [] }] };
  try {
    const { project } = wanted;
    return await readCloud(deps, call, {
      member,
      kinds,
      timeout,
      ...(project === undefined ? {} : { project }),
    });
  } catch (cause) {
    const error = toGatewayError(cause);
    if (error.code === 'internal' || call.signal.aborted) throw cause;
    return { facts: [unseen(cloud, error.message)], error };
  }
}
