// SPDX-License-Identifier: Apache-2.0
// An object without a mark is known by its name and what the request says of it, in the words that both have in common.
import Type from 'typebox';
import { expect, it } from 'vitest';
import type { NativeConnection, ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { ResourceDefinition } from '../../../../src/model/scs/resource.ts';
import type { ScsCall } from '../../../../src/scs/call.ts';
import { lookFor } from '../../../../src/scs/operations/look-for.ts';
import type { Source, Sources } from '../../../../src/scs/sources/source.ts';

const definition: ResourceDefinition = { plural: 'things', singular: 'thing', about: '', item: Type.Object({}) };
const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p1' };
const ITEM = {
  ...WHERE,
  ...{ id: '1', name: 'lan', status: 'available', createdAt: '2026-11-26T12:00:00.000Z' },
  ...{ networkId: '44a971cb-8922-4e23-8991-ef9078ea196e', typeName: 'fast', size: 2 },
};

async function found(input: object, project: string | null = WHERE.project): Promise<boolean> {
  const adapter = {
    async *list() {
      yield [{ native: {} }];
    },
    map: () => ({ ...ITEM, project }),
  } as unknown as ResourceAdapter;
  const source = {
    where: WHERE,
    adapter,
    resources: {},
    connection: { api: () => ({}) } as unknown as NativeConnection,
  };
  const sources = {
    clouds: () => [{ cloud: 'cloud-a', open: async () => ({ sources: [source as unknown as Source] }) }],
  } as unknown as Sources;
  const trace = { mark: 'm', begun: Date.parse(ITEM.createdAt), where: WHERE } as never;
  const made = await lookFor(sources, definition, {} as ScsCall, trace, { name: 'lan', ...input });
  return typeof made === 'object' && made.item.id === ITEM.id;
}

it.each([
  ['the same value', { size: 2 }, true],
  ['another value', { size: 3 }, false],
  ['a reference by name, which the object has as an id', { networkId: 'office', typeName: '7' }, true],
  ['a field that the object does not show', { secret: 'x' }, true],
] as const)('an unmarked object is what a request with %s has made: or not', async (_which, input, isIt) => {
  expect(await found(input)).toBe(isIt);
});

it('an unmarked object of another project, which that one shares, is not what a request has made', async () => {
  expect([await found({}, 'p2'), await found({}, null), await found({})]).toEqual([false, true, true]);
});
