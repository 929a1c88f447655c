// SPDX-License-Identifier: Apache-2.0
// Whether an object that a kept answer tells of is there still: only the cloud's own word frees an Idempotency-Key.
import Type from 'typebox';
import { expect, it } from 'vitest';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { NativeConnection, ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../../../src/model/scs/resource.ts';
import type { ScsCall } from '../../../../src/scs/call.ts';
import { createLooks } from '../../../../src/scs/operations/looks.ts';
import type { Operations } from '../../../../src/scs/operations/operations.ts';
import type { CloudSources, Source, Sources } from '../../../../src/scs/sources/source.ts';

const definition: ResourceDefinition = { plural: 'things', singular: 'thing', about: '', item: Type.Object({}) };
const ITEM: Item = {
  ...{ cloud: 'cloud-a', region: 'cloud-a', project: 'p1', id: '1', name: 'web' },
  ...{ createdAt: null, status: 'active' },
};

function looks(clouds: readonly CloudSources[] | GatewayError, found: string | GatewayError) {
  const adapter = { map: () => ({ ...ITEM, status: found }) } as unknown as ResourceAdapter;
  const source = { where: ITEM, adapter, resources: {}, connection: {} as NativeConnection } as unknown as Source;
  const sources: Sources = {
    serviceOf: () => 'compute',
    clouds() {
      if (clouds instanceof GatewayError) throw clouds;
      return clouds;
    },
    async find() {
      if (found instanceof GatewayError) throw found;
      return { source, found: { native: {} } };
    },
  };
  const call = { caller: {}, signal: new AbortController().signal, about: () => undefined } as unknown as ScsCall;
  const made = createLooks(definition, { sources, operations: {} as Operations, clouds: () => [{ id: 'cloud-a' }] });
  return made.exists(call, ITEM);
}

const opened = (count: number): readonly CloudSources[] => [
  {
    cloud: 'cloud-a',
    open: async () => ({ sources: Array.from({ length: count }, () => ({}) as Source) }),
  } as CloudSources,
];
const unreached = [
  { cloud: 'cloud-a', open: () => Promise.reject(new GatewayError('memberUnreachable')) } as unknown as CloudSources,
];
const gone = new GatewayError('nativeNotFound');

it.each([
  ['that the cloud has', opened(1), 'active', true],
  ['that the cloud is deleting', opened(1), 'deleting', false],
  ['that the cloud does not know any more', opened(1), gone, false],
  ['that no place of several knows', opened(2), new GatewayError('notFound'), false],
  ['in a project that is not the caller’s any more', opened(0), new GatewayError('notFound'), true],
  ['of a cloud that was taken out of the configuration', new GatewayError('badRequest'), gone, true],
  ['of a cloud that does not answer', unreached, gone, true],
  ['that the cloud fails to read', opened(1), new GatewayError('nativeFailed'), true],
] as const)('an object %s counts as there or not for an Idempotency-Key', async (_which, clouds, found, isThere) => {
  expect(await looks(clouds, found)).toBe(isThere);
});
