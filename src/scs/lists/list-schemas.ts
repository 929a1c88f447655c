// SPDX-License-Identifier: Apache-2.0
// What lists take and answer, as the document has it and requests are checked by.
import Type, { type TObject, type TSchema } from 'typebox';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import { failureSchema } from '../failure.ts';
import { noticeSchema } from '../maintenance-schema.ts';
import { LONGEST_TAKEN } from './cursor.ts';
import { labelQueries } from './labels.ts';
import { sortableFields } from './order.ts';

/** Without `limit`, and with it. */
export const MOST_ITEMS = 10_000;
export const DEFAULT_TIMEOUT = 10;

export const whereQuery = {
  cloud: Type.Optional(Type.Array(Type.String(), { description: 'Only these clouds. Default: all.' })),
  region: Type.Optional(Type.Array(Type.String(), { description: 'Only these regions, as in `OS_REGION_NAME`.' })),
  project: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped.',
    }),
  ),
};

const secondsQuery = (maximum: number, description: string) =>
  // Timers count whole milliseconds.
  Type.Optional(Type.Number({ minimum: 1, maximum, multipleOf: 0.001, description }));

export const timeoutQuery = secondsQuery(60, `Seconds that each cloud has to answer. Default: ${DEFAULT_TIMEOUT}.`);

/** Of a single object: the same in other words. */
export const oneTimeoutQuery = secondsQuery(60, `Seconds that the cloud has to answer. Default: ${DEFAULT_TIMEOUT}.`);

export const changeTimeoutQuery = secondsQuery(
  300,
  'Seconds that the cloud has to answer, beside what `wait` says. Default: as long as the gateway waits for a change. What is ended by it may have been done.',
);

export const viewQuery = Type.Optional(
  Type.Enum(['normal', 'native'], {
    description:
      "With `native`, each object also has a field `native`: the member's own object, with ids of the gateway.",
  }),
);

export const fieldsQuery = ({ item }: ResourceDefinition) =>
  Type.Optional(
    Type.Array(Type.Enum(Object.keys(item.properties)), {
      minItems: 1,
      description: 'Only these fields of each object; the others are omitted, even required ones.',
    }),
  );

export function listQuery(definition: ResourceDefinition): TObject {
  const own = Object.entries((definition.filters ?? {}) as Record<string, TSchema>).map(([name, schema]) => [
    name,
    Type.Optional(severalOf(schema)),
  ]);
  const { status } = definition.item.properties as Record<string, TSchema>;
  return Type.Object({
    ...whereQuery,
    name: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Only these names; `*` matches any text (`web-*`). `\\*`, `\\,` and `\\\\` are a star, a comma and a backslash in a name.',
      }),
    ),
    ...(status === undefined
      ? {}
      : { status: Type.Optional(Type.Array(bare(status), { description: 'Only these statuses.' })) }),
    ...labelQueries(definition),
    ...Object.fromEntries(own),
    sort: Type.Optional(
      Type.Array(Type.Enum(sortableFields(definition).flatMap((field) => [field, `-${field}`])), {
        minItems: 1,
        maxItems: 5,
        description: 'The fields to sort by, with `-` for descending order. Default: by cloud, region and id.',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_ITEMS,
        description: `The maximum number of objects in one response. Default: ${MOST_ITEMS}. \`next\` is the URL of the next page.`,
      }),
    ),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: LONGEST_TAKEN,
        description: 'The position to continue from, taken from `next`.',
      }),
    ),
    fields: fieldsQuery(definition),
    view: viewQuery,
    partial: Type.Optional(
      Type.Boolean({ description: 'If false, the failure of any cloud fails the whole request. Default: true.' }),
    ),
    timeout: timeoutQuery,
  });
}

/** Values that are texts may be several; numbers and yes or no stand alone. */
function severalOf(schema: TSchema): TSchema {
  const { type, enum: values } = schema as { type?: string; enum?: unknown[] };
  const { description } = schema as { description?: string };
  if (type !== 'string' && values === undefined) return schema;
  return Type.Array(bare(schema), description === undefined ? {} : { description });
}

/** Without what is said of the field that it stands in. */
function bare(schema: TSchema): TSchema {
  const { description: _, 'x-source': __, ...rest } = schema as TSchema & Record<string, unknown>;
  return rest as TSchema;
}

export const cloudReportSchema = Type.Object(
  {
    cloud: Type.String(),
    status: Type.Enum(['ok', 'stale', 'error', 'not-offered'], {
      description:
        '`ok`: the cloud answered, possibly with no objects (if you have no project there). `stale`: its last known answer. `error`: it failed, see `error`; objects that it returned before are in `items`. `not-offered`: it does not offer this resource.',
    }),
    count: Type.Integer({ minimum: 0, description: 'The number of its objects in this response.' }),
    ms: Type.Integer({ minimum: 0, description: 'The response time in milliseconds.' }),
    saidAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When the cloud said this, if it is from the cache of the gateway. Absent: just now.',
      }),
    ),
    error: Type.Optional(failureSchema),
    maintenance: Type.Optional(noticeSchema),
  },
  { description: 'What happened at one cloud.' },
);

export const listSchema = (item: TSchema): TObject =>
  Type.Object({
    items: Type.Array(item),
    clouds: Type.Array(cloudReportSchema, { description: 'What happened at each cloud that was queried.' }),
    next: Type.Optional(Type.String({ format: 'uri', description: 'The next page; absent on the last one.' })),
  });
