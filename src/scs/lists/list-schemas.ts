// SPDX-License-Identifier: Apache-2.0
// What lists take and answer, as the document has it and requests are checked by.
import Type, { type TObject, type TSchema } from 'typebox';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import { failureSchema } from '../failure.ts';

/** Without `limit`, and with it. */
export const MOST_ITEMS = 10_000;
export const DEFAULT_TIMEOUT = 10;

export const whereQuery = {
  cloud: Type.Optional(Type.Array(Type.String(), { description: 'Only these member clouds; all where absent.' })),
  region: Type.Optional(Type.Array(Type.String(), { description: 'Only these regions, as in `OS_REGION_NAME`.' })),
  project: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped.',
    }),
  ),
};

export const timeoutQuery = Type.Optional(
  Type.Number({
    minimum: 1,
    maximum: 60,
    description: `Seconds that each cloud has to answer; ${DEFAULT_TIMEOUT} where absent.`,
  }),
);

export const viewQuery = Type.Optional(
  Type.Enum(['normal', 'native'], {
    description: '`native`: each object also carries `native`, what the member said, in ids of the gateway.',
  }),
);

export const fieldsQuery = Type.Optional(
  Type.Array(Type.String(), {
    minItems: 1,
    description: 'Only these fields of each object: the others are then missing, required or not.',
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
      Type.Array(Type.String(), { description: 'Only these names; `*` stands for anything (`web-*`).' }),
    ),
    ...(status === undefined
      ? {}
      : { status: Type.Optional(Type.Array(bare(status), { description: 'Only these statuses.' })) }),
    ...Object.fromEntries(own),
    sort: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 5,
        description: 'Fields to sort by, `-` before a field for descending. By cloud, region and id where absent.',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_ITEMS,
        description: `The most objects in one answer; ${MOST_ITEMS} where absent. \`next\` leads on.`,
      }),
    ),
    cursor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 16_000, description: 'Where to go on, as a `next` has it.' }),
    ),
    fields: fieldsQuery,
    view: viewQuery,
    partial: Type.Optional(
      Type.Boolean({ description: '`false`: a cloud that fails fails the whole call. `true` where absent.' }),
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
        '`ok`: it has answered, maybe with nothing (you have no project there). `stale`: what it said last. `error`: see `error`; what it gave before is in `items`. `not-offered`: it has no such resource.',
    }),
    count: Type.Integer({ minimum: 0, description: 'Of its objects in this answer.' }),
    ms: Type.Integer({ minimum: 0, description: 'How long it took.' }),
    error: Type.Optional(failureSchema),
  },
  { description: 'What happened at one cloud.' },
);

export const listSchema = (item: TSchema): TObject =>
  Type.Object({
    items: Type.Array(item),
    clouds: Type.Array(cloudReportSchema, { description: 'Every cloud that was asked for this answer.' }),
    next: Type.Optional(Type.String({ format: 'uri', description: 'The next page; absent on the last one.' })),
  });
