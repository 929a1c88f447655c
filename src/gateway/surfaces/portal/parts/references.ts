// SPDX-License-Identifier: Apache-2.0
// What the ids in an object's fields stand for: of which kind it is, and what it is called. Names are a convenience: what does
// not tell its own in time is shown by its id.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Item } from '../../../../model/scs/resource.ts';
import { pascal } from '../../../../scs/names.ts';
import type { ProjectItem } from '../../../../scs/projects/project-schema.ts';
import type { Visit } from '../visit.ts';

interface Reference {
  readonly kind: string;
  readonly cloud: string;
  readonly id: string;
}

/** Undefined: nobody has said. */
export type NameOf = (reference: Reference) => string | undefined;

export const NO_NAMES: NameOf = () => undefined;

/** They are no resource of a cloud, and have no page of their own. */
export const PROJECTS = 'projects';

/** Where the field is called otherwise than the kind. */
const KINDS: Readonly<Record<string, string>> = {
  cluster: 'clusters',
  groupId: 'security-groups',
  remoteGroupId: 'security-groups',
  ruleId: 'security-group-rules',
  typeId: 'volume-types',
  keypairName: 'keypairs',
};

/** As Neutron names what a port belongs to. */
const DEVICES: readonly (readonly [RegExp, string])[] = [
  [/^compute:/, 'servers'],
  [/^network:(?:router|ha_router)/, 'routers'],
];

/** `imageId` leads to an image, `volumeIds` to volumes. */
export function kindOf({ resources }: Visit, item: object, field: string): string | undefined {
  if (field === 'deviceId') {
    const { deviceOwner } = item as { readonly deviceOwner?: unknown };
    return DEVICES.find(([owner]) => typeof deviceOwner === 'string' && owner.test(deviceOwner))?.[1];
  }
  if (Object.hasOwn(KINDS, field)) return KINDS[field];
  const [, base] = /^(.+?)Ids?$/.exec(field) ?? [];
  if (base === undefined) return undefined;
  const name = base.replace(/^./, (letter) => letter.toUpperCase());
  const whole = resources.find(({ singular }) => pascal(singular) === name);
  return (whole ?? resources.find(({ singular }) => name.endsWith(pascal(singular))))?.plural;
}

const keyOf = ({ kind, cloud, id }: Reference): string => JSON.stringify([kind, cloud, id]);

/** Milliseconds; the API takes no shorter time. */
const WITHIN = 1_000;
/** Of one kind. More are asked for at once, by a list: however many rows there are, it is one question. */
const ONE_BY_ONE = 2;
const MOST = '1000';

export interface Names {
  readonly nameOf: NameOf;
  /** Never fails, and takes its time at most. */
  readonly whole: Promise<unknown>;
}

/** `show`: asks for the names that it would need. */
export function namesFor(visit: Visit, show: (nameOf: NameOf) => unknown): Names {
  const wanted = new Map<string, Reference>();
  show((one) => {
    wanted.set(keyOf(one), one);
    return undefined;
  });
  const names = new Map<string, string>();
  const kinds = [...Map.groupBy(wanted.values(), ({ kind }) => kind)];
  // What fails has no name.
  const asked = Promise.allSettled(kinds.map(([kind, all]) => ask(visit, kind, all, names)));
  return {
    nameOf: (one) => names.get(keyOf(one)),
    whole: wanted.size === 0 ? asked : Promise.race([asked, sleep(WITHIN, undefined, { ref: false })]),
  };
}

async function ask(visit: Visit, kind: string, all: readonly Reference[], names: Map<string, string>): Promise<void> {
  const note = (cloud: string, id: string, name: string): void => {
    if (name !== '') names.set(keyOf({ kind, cloud, id }), name);
  };
  if (kind === PROJECTS) {
    const { body } = await visit.ask<{ readonly items: readonly ProjectItem[] }>('listProjects');
    for (const { id, name, domain } of body.items) note('', id, `${domain.name}/${name}`);
    return;
  }
  const definition = visit.resources.find(({ plural }) => plural === kind);
  if (definition === undefined) return;
  const shape = { fields: ['cloud', 'id', 'name'], timeout: String(WITHIN / 1000) };
  if (all.length <= ONE_BY_ONE) {
    await Promise.allSettled(
      all.map(async ({ cloud, id }) => {
        const operation = `get${pascal(definition.singular)}`;
        const { body } = await visit.ask<Item>(operation, { parameters: { cloud, id }, query: shape });
        note(cloud, id, body.name);
      }),
    );
    return;
  }
  const clouds = [...new Set(all.map(({ cloud }) => cloud))];
  const query = { ...shape, cloud: clouds, limit: MOST };
  const { body } = await visit.ask<{ readonly items: readonly Item[] }>(`list${pascal(kind)}`, { query });
  for (const { cloud, id, name } of body.items) note(cloud, id, name);
}
