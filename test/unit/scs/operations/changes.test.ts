// SPDX-License-Identifier: Apache-2.0
// What a change asks of the cloud, and what is told of it: without a request.
import { createHash } from 'node:crypto';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { patchMetadata } from '../../../../src/adapters/openstack/services/metadata.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { Course, NativeConnection, NativeObject, ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../../../src/model/scs/resource.ts';
import type { Store } from '../../../../src/model/store.ts';
import type { ScsCall, Subject } from '../../../../src/scs/call.ts';
import { itemTag } from '../../../../src/scs/lists/item-tag.ts';
import { type Changes, createChanges } from '../../../../src/scs/operations/changes.ts';
import type { Change, Operation, Operations } from '../../../../src/scs/operations/operations.ts';
import { plainCreator } from '../../../../src/scs/placement/plain-creator.ts';
import type { Source, Sources } from '../../../../src/scs/sources/source.ts';
import { createTurns, type Turns } from '../../../../src/scs/turns.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

const definition: ResourceDefinition = {
  plural: 'things',
  singular: 'thing',
  about: 'For tests.',
  item: Type.Object({}),
  create: Type.Object({ name: Type.String() }),
  createUntil: { done: ['active'], failed: ['error'] },
  update: Type.Object({ name: Type.String() }),
  remove: { until: { done: 'gone', failed: ['error'] } },
  actions: { stop: { summary: 'Stop', until: { done: ['stopped'], failed: [] } }, look: { summary: '', safe: true } },
};
const NOW = { wait: 0 };
const AT = { cloud: 'cloud-a', id: '1' };

/** One cloud with what its adapter can do; every question to it is written down. */
function world(
  can: Partial<Record<'create' | 'update' | 'remove' | 'stop' | 'look', unknown>>,
  places = 1,
  store: Store = createMemoryStore({ now: () => 0 }),
  turns: Turns = createTurns(store),
) {
  const asked: string[] = [];
  const settled: Change[] = [];
  const abouts: Subject[] = [];
  const say = (what: string, ...rest: unknown[]): NativeObject => {
    asked.push([what, ...rest.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))].join(' '));
    return { native: { status: what } };
  };
  const has = <F>(name: keyof typeof can, work: F): Record<string, F> => (name in can ? { [name]: work } : {});
  const adapter = {
    get: async (_api: unknown, id: string) => say('get', id),
    map: ({ native }: NativeObject<{ status: string }>): Item => ({ ...item, status: native.status }),
    ...has('create', async (_api: unknown, input: unknown) => say('create', input)),
    ...has('update', async (api: { course?: Course }, id: string, input: unknown) => {
      const said = say('update', id, input);
      if (typeof can.update === 'function') await can.update(api);
      if (typeof can.update !== 'number') return said;
      const sending = await api.course?.begin();
      sending?.sent();
      // Zero: no answer.
      if (can.update > 0) sending?.answered(can.update);
      throw new GatewayError(can.update === 0 ? 'memberReset' : 'nativeConflict', { cloud: 'cloud-a' });
    }),
    ...has('remove', async (_api: unknown, id: string) => void say('remove', id)),
    actions: Object.fromEntries(
      (['stop', 'look'] as const)
        .filter((name) => name in can)
        .map((name) => [
          name,
          async (_api: unknown, id: string, input: unknown) => {
            say(name, id, input);
            return can[name];
          },
        ]),
    ),
  } as unknown as ResourceAdapter;
  const sourceIn = (project: string): Source => ({
    where: { cloud: 'cloud-a', region: 'cloud-a', project },
    adapter,
    resources: {},
    connection: {
      project: { id: project, name: project, domain: { id: 'd', name: 'acme' } },
      api: ({ signal, course }) => ({ signal, ...(course && { course }) }),
    } as NativeConnection,
  });
  const all = Array.from({ length: places }, (_, index) => sourceIn(`p${index + 1}`));
  const sources: Sources = {
    clouds: (_definition, _caller, { clouds = [] }) =>
      clouds.map((cloud) => ({ cloud, open: async () => ({ sources: all }) })),
    find: async (_definition, _caller, { id }) => {
      if (id === 'hidden') throw new GatewayError('nativeNotFound', { cloud: 'cloud-a' });
      return { source: all[0] as Source, found: say('find', id) };
    },
    serviceOf: () => 'compute',
  };
  const operations = {
    settle: async (_caller: unknown, change: Change, ms: number) => {
      settled.push(change);
      return { operation: { status: 'running', verb: change.verb, wait: ms } as unknown as Operation, item };
    },
  } as unknown as Operations;
  const call = {
    caller: { caller: { principal: { id: 'alice' } } },
    signal: new AbortController().signal,
    about: (subject: Subject) => void abouts.push(subject),
  } as unknown as ScsCall;
  const changes: Changes = createChanges(definition, {
    sources,
    operations,
    turns,
    clouds: () => [{ id: 'cloud-a' }],
    creator: plainCreator(definition, sources, Date.now),
    now: Date.now,
  });
  return { changes, call, asked, settled, abouts };
}

const item: Item = {
  cloud: 'cloud-a',
  region: 'cloud-a',
  project: 'p1',
  id: '1',
  name: 'web',
  createdAt: null,
  status: '',
};

describe('a change', () => {
  it('that creates is settled from what the member has just given', async () => {
    const { changes, call, asked, settled, abouts } = world({ create: true });
    const { changed, made } = await changes.create(call, { cloud: 'cloud-a', name: 'web' }, 5_000);
    expect(asked).toEqual(['create {"name":"web"}']);
    expect(settled).toMatchObject([{ verb: 'create', item: { status: 'create' } }]);
    expect(changed.operation).toMatchObject({ verb: 'create', wait: 5_000 });
    expect(made.status).toBe('create');
    expect(abouts).toEqual([{ cloud: 'cloud-a' }]);
  });

  it('that updates is done once the member has answered, where nothing says otherwise', async () => {
    const { changes, call, asked, settled } = world({ update: true });
    const changed = await changes.update(call, AT, { name: 'db' }, NOW);
    expect(asked).toEqual(['find 1', 'update 1 {"name":"db"}']);
    expect(changed).toEqual({ item: { ...item, status: 'update' } });
    expect(settled).toEqual([]);
  });

  it('that deletes is settled from the object as it was', async () => {
    const { changes, call, asked, settled } = world({ remove: true });
    await changes.remove(call, AT, NOW);
    expect(asked).toEqual(['find 1', 'remove 1']);
    expect(settled).toMatchObject([{ verb: 'delete', item: { status: 'find' } }]);
  });

  it('that acts is settled from the object as it is afterwards, and tells what the action gave', async () => {
    const { changes, call, asked, settled } = world({ stop: { url: 'x' } });
    expect(await changes.act(call, AT, 'stop', {}, NOW)).toMatchObject({
      operation: { verb: 'stop' },
      result: { url: 'x' },
    });
    expect(asked).toEqual(['find 1', 'stop 1 {}', 'get 1']);
    expect(settled).toMatchObject([{ verb: 'stop', item: { status: 'get' } }]);
  });

  it('that is none asks and changes nothing', async () => {
    const { changes, call, asked, settled } = world({ look: 'seen' });
    expect(await changes.ask(call, AT, 'look', {})).toBe('seen');
    expect(asked).toEqual(['find 1', 'look 1 {}']);
    expect(settled).toEqual([]);
  });

  it('that the kind of cloud cannot do is not offered there, and nothing is asked for it', async () => {
    const { changes, call, asked } = world({});
    const refused = [
      changes.create(call, { cloud: 'cloud-a', name: 'x' }, 0),
      changes.update(call, AT, {}, NOW),
      changes.remove(call, AT, NOW),
      changes.act(call, AT, 'stop', {}, NOW),
    ];
    for (const work of refused)
      await expect(work).rejects.toMatchObject({
        code: 'notOffered',
        cloud: 'cloud-a',
      } satisfies Partial<GatewayError>);
    expect(asked).toEqual(['find 1', 'find 1', 'find 1']);
  });

  it('at a cloud that nobody knows names none in the log', async () => {
    const { changes, call, abouts } = world({ update: true });
    const work = changes.update(call, { cloud: 'made-up', id: '1' }, {}, NOW);
    await expect(work).rejects.toMatchObject({ code: 'notFound' });
    expect(abouts).toEqual([]);
  });

  it('that creates needs to know the project where there are several', async () => {
    const { changes, call, asked } = world({ create: true }, 2);
    const work = changes.create(call, { cloud: 'cloud-a', name: 'x' }, 0);
    await expect(work).rejects.toMatchObject({
      code: 'badRequest',
      faults: [{ where: '#/project', reason: 'one of cloud-a: acme/p1, cloud-a: acme/p2' }],
    });
    expect(asked).toEqual([]);
  });

  it('that is conditional is made only while the object is as it was read', async () => {
    const { changes, call, asked } = world({ update: true, remove: true, stop: true });
    const tag = itemTag({ ...item, status: 'find' });
    const stale = { wait: 0, ifMatch: `"old", W/${tag}` };
    for (const work of [
      changes.update(call, AT, {}, stale),
      changes.remove(call, AT, stale),
      changes.act(call, AT, 'stop', {}, stale),
    ])
      await expect(work).rejects.toMatchObject({ code: 'preconditionFailed', status: 412, cloud: 'cloud-a' });
    expect(asked).toEqual(['find 1', 'find 1', 'find 1']);
    for (const ifMatch of [`"old", ${tag}`, '*', `"${tag.slice(1, -1)}.of-some-fields"`])
      await changes.update(call, AT, {}, { wait: 0, ifMatch });
    expect(asked.filter((one) => one.startsWith('update'))).toHaveLength(3);
  });

  it.each([
    ['its cloud has refused', 409, false],
    ['was answered by a proxy perhaps', 502, true],
    ['has lost its answer', 0, true],
  ])('that is conditional and %s (%i) holds others up: %s', async (_, status, holds) => {
    const store = createMemoryStore({ now: () => 0 });
    const ifMatch = { wait: 0, ifMatch: '*' };
    const { changes, call } = world({ update: status }, 1, store);
    await expect(changes.update(call, AT, {}, ifMatch)).rejects.toMatchObject({ cloud: 'cloud-a' });
    const taken = await createTurns(store, { life: 1, patience: 0, pause: 1 })
      .take(
        'things:cloud-a:1',
        call.signal,
        async () => true,
        () => true,
      )
      .catch((error: GatewayError) => error.code);
    expect(taken).toBe(holds ? 'conflict' : true);
  });

  it('that is conditional on what is no longer so, or on what its caller cannot see, takes no turn', async () => {
    const store = { ...createMemoryStore({ now: () => 0 }), add: () => Promise.reject(new Error('asked')) };
    const { changes, call } = world({ update: true }, 1, store);
    const stale = changes.update(call, AT, {}, { wait: 0, ifMatch: '"old"' });
    await expect(stale).rejects.toMatchObject({ code: 'preconditionFailed' });
    const hidden = changes.update(call, { cloud: 'cloud-a', id: 'hidden' }, {}, { wait: 0, ifMatch: '*' });
    await expect(hidden).rejects.toMatchObject({ code: 'nativeNotFound' });
  });

  it('that is conditional and whose own time ends while it waits for its turn has changed nothing, and says so', async () => {
    const store = createMemoryStore({ now: () => 0 });
    const { changes, call, asked } = world({ update: true }, 1, store);
    const { promise, resolve } = Promise.withResolvers<void>();
    const { take } = createTurns(store);
    const other = take(
      'things:cloud-a:1',
      call.signal,
      () => promise,
      () => true,
    );
    const work = changes.update({ ...call, signal: AbortSignal.timeout(20) }, AT, {}, { wait: 0, ifMatch: '*' });
    await expect(work).rejects.toMatchObject({ code: 'conflict', retryAfter: 2 });
    expect(asked.filter((one) => one.startsWith('update'))).toEqual([]);
    resolve();
    await other;
  });

  it('that is conditional waits ever longer for its turn, so that many who wait are no storm', async () => {
    const memory = createMemoryStore({ now: () => 0 });
    await memory.add(`changing:${createHash('sha256').update('x').digest('base64url')}`, 'other', 60_000);
    let added = 0;
    const add: Store['add'] = (...args) => {
      added += 1;
      return memory.add(...args);
    };
    const store = { ...memory, add };
    const { signal } = new AbortController();
    const work = createTurns(store, { life: 1_000, patience: 200, pause: 2 }).take(
      'x',
      signal,
      async () => 1,
      () => true,
    );
    await expect(work).rejects.toMatchObject({ code: 'conflict' });
    expect(added).toBeLessThan(50);
  });

  it('that is conditional leaves no turn behind where the store has kept it, and its answer was lost', async () => {
    const memory = createMemoryStore({ now: () => 0 });
    const lost = async (...args: Parameters<Store['add']>) => {
      await memory.add(...args);
      throw new Error('reset');
    };
    const { changes, call } = world({ update: true }, 1, { ...memory, add: lost });
    await expect(changes.update(call, AT, {}, { wait: 0, ifMatch: '*' })).rejects.toMatchObject({
      code: 'stateUnavailable',
    });
    const now = { life: 1, patience: 0, pause: 1 };
    const next = createTurns(memory, now).take(
      'things:cloud-a:1',
      call.signal,
      async () => 'taken',
      () => true,
    );
    expect(await next).toBe('taken');
  });

  it('that is conditional is not made while the replicas cannot agree whose turn it is', async () => {
    const store = { ...createMemoryStore({ now: () => 0 }), add: () => Promise.reject(new Error('away')) };
    const { changes, call, asked } = world({ update: true }, 1, store);
    const work = changes.update(call, AT, {}, { wait: 0, ifMatch: '*' });
    await expect(work).rejects.toMatchObject({ code: 'stateUnavailable' });
    expect(asked).toEqual(['find 1']);
  });
});

describe('a conditional change that takes longer than a turn', () => {
  const ANY = { wait: 0, ifMatch: '*' };
  const MINUTE = 60_000;

  /** Two replicas over one store and one clock, and what has reached the cloud. */
  function replicas() {
    let time = 0;
    const arrived: string[] = [];
    let memory = createMemoryStore({ now: () => time });
    let away = false;
    const renew: Store['renew'] = (...args) => (away ? Promise.reject(new Error('away')) : memory.renew(...args));
    const store: Store = { ...memory, add: (...args) => memory.add(...args), renew };
    const turns = () => createTurns(store, { life: 2 * MINUTE, patience: 0, pause: 1 }, () => time);
    /** One request to the cloud. */
    const send = async ({ course }: { course?: Course }, what: string, meanwhile = async () => {}): Promise<void> => {
      const sending = await course?.begin();
      await meanwhile();
      sending?.sent();
      arrived.push(what);
      sending?.answered(200);
    };
    const replica = (update: (api: { course?: Course }) => Promise<unknown>) => {
      const { changes, call } = world({ update }, 1, store, turns());
      return () => changes.update(call, AT, {}, ANY);
    };
    return {
      arrived,
      send,
      replica,
      quick: (what: string) => replica((api) => send(api, what)),
      pass(ms: number) {
        time += ms;
      },
      empty() {
        memory = createMemoryStore({ now: () => time });
      },
      takeAway() {
        away = true;
      },
    };
  }

  it('is not sent by a replica that stood still after it had read the object', async () => {
    const { replica, quick, send, pass, arrived } = replicas();
    const frozen = replica(async (api) => {
      pass(3 * MINUTE);
      await quick('other')();
      await send(api, 'late');
    });
    await expect(frozen()).rejects.toMatchObject({
      code: 'conflict',
      retryAfter: 2,
      message: expect.stringContaining('Nothing was changed.'),
    });
    expect(arrived).toEqual(['other']);
  });

  it('is not sent by a replica that stood still after it had said that it would', async () => {
    const { replica, quick, send, pass, arrived } = replicas();
    const frozen = replica((api) =>
      send(api, 'late', async () => {
        pass(3 * MINUTE);
        await quick('other')();
      }),
    );
    await expect(frozen()).rejects.toMatchObject({ code: 'conflict' });
    expect(arrived).toEqual(['other']);
  });

  const PATCH = Object.fromEntries(Array.from({ length: 128 }, (_, n) => [`key-${n}`, null]));
  const removed = Object.keys(PATCH).map((key) => `/metadata/${key}`);
  /** A patch of 128 keys, which a cloud takes one by one. */
  const patching = (send: (api: { course?: Course }, path: string) => Promise<void>) => (api: { course?: Course }) =>
    patchMetadata(PATCH, async (path) => {
      await send(api, path);
      return { status: 204, headers: {}, body: undefined };
    });

  it('is not interrupted by another one, however many requests it takes', async () => {
    const { replica, quick, send, pass, arrived } = replicas();
    const refused: unknown[] = [];
    const slow = replica(
      patching(async (api, path) => {
        await send(api, path);
        pass(1.5 * MINUTE);
        await quick('other')().catch((error: GatewayError) => refused.push(error.code));
      }),
    );
    await slow();
    expect(arrived).toEqual(removed);
    expect(refused).toEqual(Array(128).fill('conflict'));
    await quick('other')();
    expect(arrived.at(-1)).toBe('other');
  });

  it.each([
    [
      'its replica stood still',
      'conflict',
      ({ pass, quick }: ReturnType<typeof replicas>) => {
        pass(3 * MINUTE);
        return quick('other')();
      },
    ],
    [
      'the shared state came back empty',
      'conflict',
      ({ empty, quick }: ReturnType<typeof replicas>) => {
        empty();
        return quick('other')();
      },
    ],
    ['the shared state went away', 'stateUnavailable', async ({ takeAway }: ReturnType<typeof replicas>) => takeAway()],
  ])('goes no further once %s, and says that a part may have been made', async (_, code, trouble) => {
    const all = replicas();
    const { replica, send, arrived } = all;
    const slow = replica(
      patching(async (api, path) => {
        await send(api, path);
        if (arrived.length === 3) await trouble(all);
      }),
    );
    await expect(slow()).rejects.toMatchObject({
      code,
      message: expect.stringContaining('A part of it may have been made'),
    });
    expect(arrived.filter((one) => one !== 'other')).toEqual(removed.slice(0, 3));
  });
});
