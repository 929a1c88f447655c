// SPDX-License-Identifier: Apache-2.0
// What users are told of a cloud or cluster in maintenance.
import Type from 'typebox';

export const noticeSchema = Type.Object(
  {
    reason: Type.String({ description: 'What is being done.' }),
    startedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When it began; null if it is part of the configuration of the gateway.',
    }),
    endsAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When it will probably end; null if that is not known.',
    }),
    refusesCreates: Type.Boolean({
      description: 'Whether new objects are refused (503); reading, changing and deleting go on.',
    }),
  },
  {
    description:
      'A maintenance, as the operator of the gateway has announced it. Nothing is placed there that names no cloud.',
  },
);
