// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createIntake } from '../../../../src/members/intake.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { Caller, ProjectRef, Scope } from '../../../../src/model/identity.ts';
import { projectRef } from '../../../../src/model/ids.ts';
import { NO_MAINTENANCE } from '../../../../src/model/maintenance.ts';
import type { ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { ScsCaller } from '../../../../src/scs/caller.ts';
import { kubernetesKind } from '../../../../src/scs/sources/kubernetes-kind.ts';
import { openstackKind } from '../../../../src/scs/sources/openstack-kind.ts';
import { createSources } from '../../../../src/scs/sources/sources.ts';
import { things } from '../fake-clouds.ts';

const research = projectRef('acme', 'research');
const teaching = projectRef('acme', 'teaching');
const elsewhere = projectRef('other', 'research');

interface FakeMember {
  readonly projects: readonly ProjectRef[];
  readonly regions?: readonly string[];
  readonly strategy?: string;
  /** By project. */
  readonly refuses?: Readonly<Record<string, GatewayError>>;
  readonly away?: GatewayError;
  /** Ids that it has, by project. */
  readonly has?: Readonly<Record<string, readonly string[]>>;
}

const adapter = (members: Record<string, FakeMember>): ResourceAdapter => ({
  service: 'compute',
  // biome-ignore lint/correctness/useYield: never listed here
  async *list() {
    throw new Error('not here');
  },
  async get(api, id) {
    if (members[api.cloud]?.has?.[api.project?.id ?? '']?.includes(id)) return { native: { id } };
    throw new GatewayError(id === 'broken' ? 'nativeFailed' : 'nativeNotFound', { cloud: api.cloud });
  },
  map: ({ native }, where) => ({ ...where, id: native.id, name: '', status: 'good', createdAt: null }),
});

function make(members: Record<string, FakeMember>, clusters: Record<string, string> = {}) {
  const strategy = { credential: async () => [] };
  const all = Object.entries(members).map(([id, { strategy = 'hub-oidc' }]) => [
    id,
    { id, strategy: { kind: strategy }, authUrl: 'x', transport: { intake: createIntake() } },
  ]);
  const ids = [...new Set([...Object.keys(members), ...Object.values(clusters), 'empty'])];
  const member = (id: string): FakeMember => members[id] as FakeMember;
  const things = { things: adapter(members) };
  const deps = {
    fleet: () =>
      ({
        members: new Map(all as never),
        clusters: new Map(
          Object.entries(clusters).map(([id, cloud]) => [
            id,
            { id, cloud, server: 'https://k.example', transport: { intake: createIntake() }, strategy } as never,
          ]),
        ),
      }) as never,
    exchange: {
      async projects({ id }: { id: string }) {
        const { away, projects } = member(id);
        if (away) throw away;
        return { projects: projects.map((project) => ({ project })), stale: false };
      },
    } as never,
    views: {
      known: () => undefined,
      async get({ id }: { id: string }, { scope }: Caller) {
        const refused = scope.kind === 'project' ? member(id).refuses?.[scope.project.id] : undefined;
        if (refused) throw refused;
        const routes = (member(id).regions ?? [id]).map((regionSlug) => ({ regionSlug, type: 'compute' }));
        return { published: { routes: [...routes, { regionSlug: `${id}.storage`, type: 'image' }], catalog: [] } };
      },
    } as never,
    references: {} as never,
    publicUrl: 'https://gw',
    clouds: () => ids.map((id) => ({ id, name: id })),
  };
  const kinds = [openstackKind(deps, things), kubernetesKind(deps, { pods: adapter(members) })];
  return createSources({ ...deps, kinds, maintenance: NO_MAINTENANCE });
}

function callerIn(scope: Scope = { kind: 'unscoped' }): ScsCaller {
  const caller = { principal: { id: 'p' }, scope } as Caller;
  return {
    caller,
    cluster: { principal: { id: 'p', groups: [] }, expiresAt: 0 } as never,
    requestId: 'req-1',
    admit: { member: () => undefined, cluster: () => undefined, change: () => undefined },
    in: (project) => ({ ...caller, scope: { kind: 'project', project } }),
  };
}

const signal = new AbortController().signal;
const { a, b }: Record<string, FakeMember> = {
  a: { projects: [research, teaching, elsewhere], regions: ['a', 'a.North'] },
  b: { projects: [research] },
};
const members = { a: a as FakeMember, b: b as FakeMember };

async function places(
  sources: ReturnType<typeof make>,
  filter: Parameters<ReturnType<typeof make>['clouds']>[2] = {},
  scope?: Scope,
  definition = things as Parameters<ReturnType<typeof make>['clouds']>[0],
) {
  const out: string[] = [];
  for (const cloud of sources.clouds(definition, callerIn(scope), filter)) {
    const { sources: opened, nothing } = await cloud.open(signal);
    if (opened.length === 0) out.push(`${cloud.cloud}: ${nothing}`);
    for (const { where } of opened) out.push(`${where.region} ${where.cluster ?? where.project}`);
  }
  return out;
}
const failed = (work: Promise<unknown>): Promise<GatewayError> =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => error as GatewayError,
  );

describe('the sources of a resource', () => {
  it('are all regions that have its service, in all projects of whoever is not scoped', async () => {
    expect(await places(make(members))).toEqual([
      ...[research, teaching, elsewhere].flatMap(({ id }) => [`a ${id}`, `a.North ${id}`]),
      `b ${research.id}`,
      'empty: not-offered',
    ]);
  });

  it('are those of the scope', async () => {
    expect(await places(make(members), {}, { kind: 'project', project: teaching })).toEqual([
      `a ${teaching.id}`,
      `a.North ${teaching.id}`,
      'b: no-access',
      'empty: not-offered',
    ]);
    const domain = await places(
      make(members),
      { clouds: ['a'], regions: ['a'] },
      { kind: 'domain', domain: research.domain },
    );
    expect(domain).toEqual([`a ${research.id}`, `a ${teaching.id}`]);
  });

  it('can be narrowed to clouds, regions and a project by id, full name or name', async () => {
    expect(await places(make(members), { regions: ['a.North'], project: 'teaching' })).toEqual([
      `a.North ${teaching.id}`,
    ]);
    expect(await places(make(members), { clouds: ['b'] })).toEqual([`b ${research.id}`]);
    expect(await places(make(members), { regions: ['a'], project: 'research' })).toEqual([
      `a ${research.id}`,
      `a ${elsewhere.id}`,
    ]);
    expect(await places(make(members), { regions: ['a'], project: 'other/research' })).toEqual([`a ${elsewhere.id}`]);
    expect(await places(make(members), { regions: ['a'], project: elsewhere.id })).toEqual([`a ${elsewhere.id}`]);
  });

  it('are none at clouds of accounts of their own, and in projects that the member does not let the caller into', async () => {
    const refuses = { [research.id]: new GatewayError('forbidden') };
    const sources = make({
      own: { projects: [research], strategy: 'native' },
      closed: { projects: [research], refuses },
      half: { projects: [research, teaching], refuses },
    });
    expect(await places(sources)).toEqual([
      'own: not-offered',
      'closed: no-access',
      `half ${teaching.id}`,
      'empty: not-offered',
    ]);
  });

  it('fail with the cloud', async () => {
    const [there] = make({ a: { projects: [], away: new GatewayError('memberUnreachable', { cloud: 'a' }) } }).clouds(
      things,
      callerIn(),
      {},
    );
    expect((await failed(there?.open(signal) as Promise<unknown>)).code).toBe('memberUnreachable');
    const [half] = make({
      a: { projects: [research, teaching], refuses: { [research.id]: new GatewayError('memberTimeout') } },
    }).clouds(things, callerIn(), {});
    expect((await failed(half?.open(signal) as Promise<unknown>)).code).toBe('memberTimeout');
  });

  it('of a resource of clusters are the clusters', async () => {
    const definition = { ...things, plural: 'pods' };
    const sources = make({ a: { projects: [research] } }, { one: 'a', two: 'a', three: 'k' });
    expect(await places(sources, {}, undefined, definition)).toEqual([
      'a one',
      'a two',
      'k three',
      'empty: not-offered',
    ]);
  });

  it('are not asked for clouds and regions that nobody knows', () => {
    const ask = (): unknown => make(members).clouds(things, callerIn(), { clouds: ['x', 'a'], regions: ['y.North'] });
    expect(ask).toThrow(GatewayError);
    try {
      ask();
    } catch (error) {
      expect((error as GatewayError).faults).toEqual([
        { where: 'cloud', reason: 'there is no cloud "x"; there are a, b, empty' },
        { where: 'region', reason: 'no cloud has a region "y.North"' },
      ]);
    }
  });

  it('are refused where the project is not the one of the token', () => {
    const scope: Scope = { kind: 'project', project: research };
    expect(() => make(members).clouds(things, callerIn(scope), { project: 'teaching' })).toThrow(/acme\/research/);
    expect(() => make(members).clouds(things, callerIn(scope), { project: 'acme/research' })).not.toThrow();
  });
});

describe('one object', () => {
  const has = { [teaching.id]: ['1'] };
  const sources = make({ a: { projects: [research, teaching], has }, b: { projects: [], has } });
  const find = (object: { cloud: string; id: string; project?: string; region?: string }) =>
    sources.find(things, callerIn(), object, signal);

  it('is found in whichever project it is', async () => {
    const { source, found } = await find({ cloud: 'a', id: '1' });
    expect([source.where.project, found.native]).toEqual([teaching.id, { id: '1' }]);
  });

  it.each([
    [{ cloud: 'a', id: '2' }, 'notFound'],
    [{ cloud: 'a', id: '1', project: 'research' }, 'nativeNotFound'],
    [{ cloud: 'a', id: 'broken' }, 'nativeFailed'],
    [{ cloud: 'b', id: '1' }, 'notFound'],
    [{ cloud: 'x', id: '1' }, 'notFound'],
    [{ cloud: 'empty', id: '1' }, 'notOffered'],
    [{ cloud: 'a', id: '1', region: 'b' }, 'notFound'],
  ])('%j is told as %s', async (object, code) => {
    expect((await failed(find(object))).code).toBe(code);
  });

  it('of a cluster is looked for in the cluster that its id names', async () => {
    const clusters = make({}, { one: 'k', two: 'k' });
    const definition = { ...things, plural: 'pods' };
    const error = await failed(clusters.find(definition, callerIn(), { cloud: 'k', id: 'three:node' }, signal));
    expect(error.code).toBe('notFound');
  });
});
