// SPDX-License-Identifier: Apache-2.0
// Things: what they are, in one sentence.
import Type from 'typebox';
import { common, from, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

const Name = Type.String({ minLength: 1, maxLength: 255, ...from('Nova: thing.name', 'The name of the thing.') });

export const things = defineResource({
  plural: 'things',
  singular: 'thing',
  about: 'What users need things for.',
  item: Type.Object({
    ...common,
    status: status(['building', 'available', 'deleting', 'error'], 'Nova: thing.status'),
    nativeStatus: Type.String(from('Nova: thing.status', "The member's own word.")),
    sizeGiB: nullable(Type.Integer(), from('Nova: thing.size', 'Its size in GiB; null if the member does not say.')),
  }),
  filters: { sizeGiB: Type.Integer({ description: 'Exactly this size.' }) },
  create: Type.Object(
    {
      name: Name,
      sizeGiB: Type.Integer({ minimum: 1, ...from('Nova: thing.size', 'Its size in GiB.') }),
    },
    { additionalProperties: false },
  ),
  createUntil: { done: ['available'], failed: ['error'] },
  remove: { until: { done: 'gone', failed: ['error'] } },
  // The end-to-end ring sends it to the stand-in clouds.
  example: { filters: { sizeGiB: '10' }, create: { name: 'first', sizeGiB: 10 } },
});
