// SPDX-License-Identifier: Apache-2.0
import Type from 'typebox';
import { expect, it } from 'vitest';
import { fieldsOf, isFound } from '../../../../../src/gateway/surfaces/portal/operations.ts';

const OPERATION = {
  operationId: 'listServers',
  method: 'GET' as const,
  path: '/scs/v1/servers',
  tag: 'servers',
  summary: 'List servers',
};

it('each field of an operation says what it may be', () => {
  const query = Type.Object({
    cloud: Type.Optional(Type.Array(Type.String(), { examples: [['a', 'b']] })),
    status: Type.Optional(Type.Enum(['active', 'stopped'])),
    partial: Type.Optional(Type.Boolean({ description: 'Whether.' })),
  });
  const parameters = Type.Object({ id: Type.String({ examples: ['x'] }) });
  expect(fieldsOf({ parameters, query })).toEqual([
    { name: 'id', where: 'parameters', many: false, required: true, description: '', example: 'x' },
    { name: 'cloud', where: 'query', many: true, required: false, description: '', example: 'a,b' },
    {
      name: 'status',
      where: 'query',
      many: false,
      required: false,
      description: '',
      values: ['active', 'stopped'],
      example: '',
    },
    {
      name: 'partial',
      where: 'query',
      many: false,
      required: false,
      description: 'Whether.',
      values: ['true', 'false'],
      example: '',
    },
  ]);
});

it.each([
  ['', true],
  ['server', true],
  ['LIST /scs', true],
  ['list images', false],
])('searched for by %j: %j', (words, found) => expect(isFound(OPERATION, words)).toBe(found));
