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

export const waitSchema = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 300,
    multipleOf: 0.001,
    description: 'Seconds to wait for the operation to end before responding.',
    examples: [30],
  }),
);
