// SPDX-License-Identifier: Apache-2.0
// Most resources are made where the body says, as the body says.
import Type from 'typebox';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { askAt } from '../sources/ask-at.ts';
import { offered } from '../sources/offered.ts';
import type { Source, Sources } from '../sources/source.ts';
import { type Creator, placeFields } from './creator.ts';
import { refuseIfDrained } from './refuse-drained.ts';

interface Place {
  readonly cloud: string;
  readonly region?: string;
  readonly project?: string;
}

export const plainCreator = (definition: ResourceDefinition, sources: Sources, now: Clock): Creator => ({
  body: Type.Object({ ...placeFields, ...definition.create?.properties }, { additionalProperties: false }),
  async create(call, given) {
    const { cloud, region, project, ...input } = given as Place & object;
    const place = {
      cloud,
      ...(region === undefined ? {} : { region }),
      ...(project === undefined ? {} : { project }),
    };
    const source = await sourceAt(sources, definition, call, place, now);
    const create = offered(source, source.adapter.create);
    return { source, found: await create(askAt(source, call), input, call.tracked?.mark) };
  },
});

/** The one place that is meant. */
async function sourceAt(
  sources: Sources,
  definition: ResourceDefinition,
  { caller, signal, about }: ScsCall,
  { cloud, region, project }: Place,
  now: Clock,
): Promise<Source> {
  const [there] = sources.clouds(definition, caller, {
    clouds: [cloud],
    ...(region === undefined ? {} : { regions: [region] }),
    ...(project === undefined ? {} : { project }),
  });
  about({ cloud });
  refuseIfDrained(there, now);
  const { sources: all } = (await there?.open(signal)) ?? { sources: [] };
  if (all.length === 0) throw new GatewayError('notOffered', { cloud });
  // A cloud's default region has the cloud's own name.
  const main = all.filter(({ where }) => where.region === cloud);
  const picked = region === undefined && main.length > 0 ? main : all;
  if (picked.length > 1)
    throw new GatewayError('badRequest', {
      cloud,
      message: `You have several projects or regions on ${cloud}: name one.`,
      faults: [
        {
          where: picked[0]?.where.region === picked[1]?.where.region ? '#/project' : '#/region',
          reason: `one of ${picked.map(nameOf).join(', ')}`,
        },
      ],
    });
  return picked[0] as Source;
}

const nameOf = ({ where, connection: { project } }: Source): string =>
  `${where.region}: ${project?.domain.name}/${project?.name}`;
