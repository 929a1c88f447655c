// SPDX-License-Identifier: Apache-2.0
// Operations and placement decisions as the document describes them.
import Type from 'typebox';

const nullable = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const operationSchema = Type.Object(
  {
    id: Type.String({ description: 'Holds the operation itself, sealed: any replica can tell of it.' }),
    href: Type.String({
      format: 'uri',
      description: 'Where to ask how far it is. `Accept: text/event-stream` follows it.',
    }),
    verb: Type.String({ description: '`create`, `update`, `delete`, or the name of the action.' }),
    resource: Type.String({ description: 'The resource, as in its path.' }),
    cloud: Type.String(),
    region: Type.String(),
    project: nullable(Type.String(), 'Id of the project.'),
    objectId: Type.String({ description: 'Id of the object at the member.' }),
    status: Type.Enum(['running', 'succeeded', 'failed']),
    progress: nullable(Type.Number({ minimum: 0, maximum: 100 }), 'Percent, where the member tells.'),
    stage: nullable(Type.String(), "The object's own status as last seen; null once it is gone."),
    started: Type.String({ format: 'date-time' }),
    error: nullable(Type.Object({ detail: Type.String() }), 'Why it failed.'),
  },
  { description: 'A change that takes its time.' },
);

const chosen = Type.Object({ id: Type.String(), name: Type.String() });

export const placementSchema = Type.Object(
  {
    strategy: Type.Enum(['given', 'first', 'spread', 'cheapest-fit']),
    cloud: Type.String(),
    region: Type.String(),
    because: Type.String({ description: 'The decision in words.' }),
    flavor: Type.Optional(chosen),
    image: Type.Optional(chosen),
    considered: Type.Array(
      Type.Object({
        cloud: Type.String(),
        region: Type.String(),
        fits: Type.Boolean(),
        against: Type.Array(Type.String(), { description: 'Everything that speaks against it.' }),
        flavor: Type.Optional(chosen),
        image: Type.Optional(chosen),
        servers: Type.Optional(Type.Integer({ description: 'How many servers you have there.' })),
      }),
      { description: 'Every place that was looked at.' },
    ),
  },
  { description: 'Which cloud was taken, and why.' },
);

export const waitSchema = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 300,
    description: 'Seconds to wait for the change to come to its end before answering.',
    examples: [30],
  }),
);
