// SPDX-License-Identifier: Apache-2.0
// Operations and placement decisions as the document describes them.
import Type from 'typebox';

const nullable = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const operationSchema = Type.Object(
  {
    id: Type.String({ description: 'The id. It contains the sealed operation, so any replica can answer for it.' }),
    href: Type.String({
      format: 'uri',
      description: 'The URL of the operation. With `Accept: text/event-stream` it streams the progress.',
    }),
    verb: Type.String({ description: '`create`, `update`, `delete`, or the name of the action.' }),
    resource: Type.String({ description: 'The resource, as in its path.' }),
    cloud: Type.String(),
    region: Type.String(),
    project: nullable(Type.String(), 'Id of the project.'),
    objectId: Type.String({ description: 'Id of the object at the member.' }),
    status: Type.Enum(['running', 'succeeded', 'failed']),
    progress: nullable(Type.Number({ minimum: 0, maximum: 100 }), 'The progress in percent, if the member reports it.'),
    stage: nullable(Type.String(), 'The last known status of the object; null once it is deleted.'),
    startedAt: Type.String({ format: 'date-time' }),
    error: nullable(Type.Object({ detail: Type.String() }), 'Why it failed.'),
  },
  { description: 'A long-running operation.' },
);

const chosen = Type.Object({ id: Type.String(), name: Type.String() });

export const placementSchema = Type.Object(
  {
    strategy: Type.Enum(['given', 'first', 'spread', 'cheapest-fit']),
    cloud: Type.String(),
    region: Type.String(),
    because: Type.String({ description: 'An explanation of the decision.' }),
    flavor: Type.Optional(chosen),
    image: Type.Optional(chosen),
    considered: Type.Array(
      Type.Object({
        cloud: Type.String(),
        region: Type.String(),
        fits: Type.Boolean(),
        against: Type.Array(Type.String(), { description: 'Every reason why the region does not fit.' }),
        flavor: Type.Optional(chosen),
        image: Type.Optional(chosen),
        servers: Type.Optional(Type.Integer({ description: 'The number of servers that you have in the region.' })),
      }),
      { description: 'Every region that was considered.' },
    ),
  },
  { description: 'The chosen cloud, and the reasons.' },
);

export const waitSchema = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 300,
    multipleOf: 0.001,
    description: 'Seconds to wait for the operation to end before responding.',
    examples: [30],
  }),
);
