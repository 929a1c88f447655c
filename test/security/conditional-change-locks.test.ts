// SPDX-License-Identifier: Apache-2.0
// The hole: a conditional change takes the object's turn on all replicas, for up to two minutes. Whoever may read an object that
// is not theirs (a public image, a shared network) could keep its owner from changing it, by changes that the cloud refuses; and
// whoever may not even see it, or has an old tag, by asking alone.
import Type from 'typebox';
import { expect, it } from 'vitest';
import { GatewayError } from '../../src/model/errors.ts';
import type {
  CallOptions,
  Course,
  NativeConnection,
  NativeObject,
  ResourceAdapter,
} from '../../src/model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../src/model/scs/resource.ts';
import type { Store } from '../../src/model/store.ts';
import type { ScsCall } from '../../src/scs/call.ts';
import { createChanges } from '../../src/scs/operations/changes.ts';
import type { Operations } from '../../src/scs/operations/operations.ts';
import { plainCreator } from '../../src/scs/placement/plain-creator.ts';
import type { Source, Sources } from '../../src/scs/sources/source.ts';
import { createTurns } from '../../src/scs/turns.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const definition: ResourceDefinition = {
  plural: 'things',
  singular: 'thing',
  about: 'For tests.',
  item: Type.Object({}),
  update: Type.Object({ name: Type.String() }),
};
const PUBLIC = { cloud: 'cloud-a', id: 'public' };
const ANY = { wait: 0, ifMatch: '*' };

/** Everybody may read `public`, nobody but its owner may change it, and `hidden` is nobody's to see. */
function replica(store: Store) {
  const done: string[] = [];
  const adapter = {
    get: async (): Promise<NativeObject> => ({ native: {} }),
    map: (): Item => ({
      ...{ cloud: 'cloud-a', region: 'cloud-a', project: 'p', id: 'public', name: 'x', createdAt: null, status: '' },
    }),
    async update(api: { course?: Course; who: string }): Promise<NativeObject> {
      const sending = await api.course?.begin();
      sending?.sent();
      await new Promise((answer) => setTimeout(answer, 5));
      sending?.answered(api.who === 'owner' ? 200 : 403);
      if (api.who !== 'owner') throw new GatewayError('nativeForbidden', { cloud: 'cloud-a' });
      done.push(api.who);
      return { native: {} };
    },
  } as unknown as ResourceAdapter;
  const sourceOf = (who: string): Source => ({
    where: { cloud: 'cloud-a', region: 'cloud-a', project: 'p' },
    adapter,
    resources: {},
    connection: {
      project: { id: 'p', name: 'p', domain: { id: 'd', name: 'acme' } },
      api: ({ signal, course }: CallOptions) => ({ signal, who, ...(course && { course }) }),
    } as unknown as NativeConnection,
  });
  const sources = {
    clouds: () => [],
    async find(
      _definition: unknown,
      { caller }: { caller: { principal: { id: string }; credential?: object } },
      { id }: { id: string },
    ) {
      if (id === 'hidden') throw new GatewayError('nativeNotFound', { cloud: 'cloud-a' });
      return {
        source: sourceOf(caller.credential === undefined ? caller.principal.id : 'credential'),
        found: { native: {} },
      };
    },
    serviceOf: () => 'compute',
  } as unknown as Sources;
  const changes = createChanges(definition, {
    sources,
    operations: {} as Operations,
    turns: createTurns(store),
    clouds: () => [{ id: 'cloud-a' }],
    creator: plainCreator(definition, sources, Date.now),
    now: Date.now,
  });
  const call = (who: string, rights = {}) =>
    ({
      caller: { caller: { principal: { id: who }, ...rights } },
      signal: new AbortController().signal,
      about: () => undefined,
    }) as unknown as ScsCall;
  return {
    update: (who: string, object = PUBLIC, how = ANY, rights = {}) =>
      changes.update(call(who, rights), object, {}, how),
    done,
  };
}

it('a reader whose changes the cloud refuses, again and again at two replicas, does not keep the owner from a change', async () => {
  const store = createMemoryStore({ now: () => 0 });
  const [one, two] = [replica(store), replica(store)];
  let going = true;
  const refused: string[] = [];
  const pester = async ({ update }: typeof one): Promise<void> => {
    while (going) {
      await update('reader').catch(({ code }: GatewayError) => refused.push(code));
      await new Promise((again) => setImmediate(again));
    }
  };
  const readers = Array.from({ length: 40 }, (_, index) => pester(index % 2 === 0 ? one : two));
  for (let n = 0; n < 3; n++) await one.update('owner');
  going = false;
  await Promise.all(readers);
  expect([one.done.length, refused.includes('nativeForbidden')]).toEqual([3, true]);
});

it('who may not see the object, or has an old tag, takes no turn of others at all', async () => {
  const memory = createMemoryStore({ now: () => 0 });
  const added: string[] = [];
  const { update } = replica({
    ...memory,
    add: (key, value, life) => {
      added.push(key);
      return memory.add(key, value, life);
    },
  });
  await expect(update('reader', { cloud: 'cloud-a', id: 'hidden' })).rejects.toMatchObject({ code: 'nativeNotFound' });
  await expect(update('reader', PUBLIC, { wait: 0, ifMatch: '"old"' })).rejects.toMatchObject({
    code: 'preconditionFailed',
  });
  expect(added).toEqual([]);
});

it('what a credential of the owner may not do is not refused to the owner', async () => {
  const { update, done } = replica(createMemoryStore({ now: () => 0 }));
  const credential = { credential: { id: 'read-only' } };
  await expect(update('owner', PUBLIC, ANY, credential)).rejects.toMatchObject({ code: 'nativeForbidden' });
  await update('owner');
  expect(done).toEqual(['owner']);
});
