// SPDX-License-Identifier: Apache-2.0
// The query of a list, read once for all its forms.
import { GatewayError } from '../../model/errors.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { SourceFilter } from '../sources/source.ts';
import { milliseconds } from '../within.ts';
import { createFilter, type Filter } from './filters.ts';
import { DEFAULT_TIMEOUT } from './list-schemas.ts';

export interface ListValues {
  readonly cloud?: readonly string[];
  readonly region?: readonly string[];
  readonly project?: string;
  readonly sort?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string;
  readonly fields?: readonly string[];
  readonly view?: 'normal' | 'native';
  readonly partial?: boolean;
  readonly timeout?: number;
}

export interface Wanted {
  readonly filter: Filter;
  readonly where: SourceFilter;
  /** Milliseconds. */
  readonly timeout: number;
  /** What a list keeps of an object; undefined: it is not in the list. */
  pick(item: Item, native: unknown): Item | undefined;
  /** What the client is shown of it. */
  show(item: Item): object;
  /** Everything that decides what is in the list, whatever its form. */
  readonly digest: unknown;
}

export function readList(definition: ResourceDefinition, query: Readonly<Record<string, unknown>>): Wanted {
  const values = query as ListValues;
  const filter = createFilter(definition, query);
  const native = values.view === 'native';
  const { fields } = values;
  if (fields !== undefined) checkFields(definition, fields);
  return {
    filter,
    where: sourceFilter(values),
    timeout: milliseconds(values.timeout ?? DEFAULT_TIMEOUT),
    pick: (item, from) => (!filter.lets(item) ? undefined : native ? { ...item, native: from } : item),
    show: fields === undefined ? (item) => item : (item) => pickFields(item, native ? [...fields, 'native'] : fields),
    digest: Object.entries(values)
      .filter(([name]) => !FORM.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}

/** Parameters that do not decide which objects are in a list, nor their order. */
const FORM: ReadonlySet<string> = new Set<keyof ListValues>([
  'limit',
  'cursor',
  'fields',
  'view',
  'partial',
  'timeout',
]);

export const sourceFilter = ({ cloud, region, project }: ListValues): SourceFilter => ({
  ...(cloud === undefined ? {} : { clouds: cloud }),
  ...(region === undefined ? {} : { regions: region }),
  ...(project === undefined ? {} : { project }),
});

export function checkFields({ item }: ResourceDefinition, fields: readonly string[]): void {
  const known = Object.keys(item.properties);
  const unknown = fields.filter((field) => !known.includes(field));
  if (unknown.length > 0)
    throw new GatewayError('badRequest', {
      message: 'There are no such fields.',
      faults: [
        {
          where: 'fields',
          reason: `contains ${unknown.slice(0, 5).join(', ').slice(0, 200)}; known are ${known.join(', ')}`,
        },
      ],
    });
}

export const pickFields = (item: object, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap((name) => (Object.hasOwn(item, name) ? [[name, (item as Record<string, unknown>)[name]]] : [])),
  );
