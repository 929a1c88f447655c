// SPDX-License-Identifier: Apache-2.0
// What a change asks of the cloud, and what is told of it: without a request.
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../src/model/errors.ts';
import type { NativeConnection, NativeObject, ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../../../src/model/scs/resource.ts';
import type { ScsCall, Subject } from '../../../../src/scs/call.ts';
import { type Changes, createChanges } from '../../../../src/scs/operations/changes.ts';
import type { Change, Operation, Operations } from '../../../../src/scs/operations/operations.ts';
import { plainCreator } from '../../../../src/scs/placement/plain-creator.ts';
import type { Source, Sources } from '../../../../src/scs/sources/source.ts';

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
const AT = { cloud: 'cloud-a', id: '1' };

/** One cloud with what its adapter can do; every question to it is written down. */
function world(can: Partial<Record<'create' | 'update' | 'remove' | 'stop' | 'look', unknown>>, places = 1) {
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
    ...has('update', async (_api: unknown, id: string, input: unknown) => say('update', id, input)),
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
      api: ({ signal }) => ({ signal }),
    } as NativeConnection,
  });
  const all = Array.from({ length: places }, (_, index) => sourceIn(`p${index + 1}`));
  const sources: Sources = {
    clouds: (_definition, _caller, { clouds = [] }) =>
      clouds.map((cloud) => ({ cloud, open: async () => ({ sources: all }) })),
    find: async (_definition, _caller, { id }) => ({ source: all[0] as Source, found: say('find', id) }),
    serviceOf: () => 'compute',
  };
  const operations = {
    settle: async (_caller: unknown, change: Change, ms: number) => {
      settled.push(change);
      return { operation: { status: 'running', verb: change.verb, wait: ms } as unknown as Operation, item };
    },
  } as unknown as Operations;
  const call = {
    caller: {},
    signal: new AbortController().signal,
    about: (subject: Subject) => void abouts.push(subject),
  } as unknown as ScsCall;
  const changes: Changes = createChanges(definition, {
    sources,
    operations,
    clouds: () => [{ id: 'cloud-a' }],
    creator: plainCreator(definition, sources),
  });
  return { changes, call, asked, settled, abouts };
}

const item: Item = {
  cloud: 'cloud-a',
  region: 'cloud-a',
  project: 'p1',
  id: '1',
  name: 'web',
  created: null,
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
    const changed = await changes.update(call, AT, { name: 'db' }, 0);
    expect(asked).toEqual(['find 1', 'update 1 {"name":"db"}']);
    expect(changed).toEqual({ item: { ...item, status: 'update' } });
    expect(settled).toEqual([]);
  });

  it('that deletes is settled from the object as it was', async () => {
    const { changes, call, asked, settled } = world({ remove: true });
    await changes.remove(call, AT, 0);
    expect(asked).toEqual(['find 1', 'remove 1']);
    expect(settled).toMatchObject([{ verb: 'delete', item: { status: 'find' } }]);
  });

  it('that acts is settled from the object as it is afterwards, and tells what the action gave', async () => {
    const { changes, call, asked, settled } = world({ stop: { url: 'x' } });
    expect(await changes.act(call, AT, 'stop', {}, 0)).toMatchObject({
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
      changes.update(call, AT, {}, 0),
      changes.remove(call, AT, 0),
      changes.act(call, AT, 'stop', {}, 0),
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
    const work = changes.update(call, { cloud: 'made-up', id: '1' }, {}, 0);
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
});
