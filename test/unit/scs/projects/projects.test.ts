// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../../src/members/fleet.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import { projectRef } from '../../../../src/model/ids.ts';
import { NO_MAINTENANCE } from '../../../../src/model/maintenance.ts';
import type { ScsCaller } from '../../../../src/scs/caller.ts';
import { listProjects, type ProjectsDeps, type ProjectsWanted } from '../../../../src/scs/projects/projects.ts';

const RESEARCH = projectRef('acme', 'research');
const TEACHING = projectRef('acme', 'teaching');
const OTHER = projectRef('Default', 'research');
const list = (stale: boolean, ...projects: object[]) => ({ stale, projects: projects.map((project) => ({ project })) });

type Answer = () => Promise<unknown>;

async function ask(answers: Readonly<Record<string, Answer>>, wanted: ProjectsWanted = {}) {
  const ids = [...Object.keys(answers), 'clusters', 'own'];
  const member = (id: string, kind = 'hub-oidc') =>
    [id, { id, strategy: { kind }, transport: { limits: { login: 20 } } }] as const;
  const members = new Map([...Object.keys(answers).map((id) => member(id)), member('own', 'native')]);
  const deps = {
    fleet: () => ({ members }) as unknown as Fleet,
    exchange: { projects: ({ id }: { id: string }) => (answers[id] as Answer)() },
    views: {
      known: ({ id }: { id: string }, caller: { project: unknown }) =>
        id === 'a' && caller.project === RESEARCH
          ? { session: { roles: [{ name: 'reader' }, { name: 'member' }] } }
          : undefined,
    },
    maintenance: NO_MAINTENANCE,
    now: () => 0,
    clouds: () => ids.map((id) => ({ id, name: id })),
  } as unknown as ProjectsDeps;
  const caller = { caller: { principal: {} }, in: (project: unknown) => ({ project }) };
  return listProjects(deps, { caller: caller as unknown as ScsCaller }, wanted);
}

describe("the caller's projects", () => {
  it('are the union over clouds, by domain and name, with roles where a session is open', async () => {
    const { items } = await ask({
      a: async () => list(false, TEACHING, RESEARCH),
      b: async () => list(false, RESEARCH, OTHER),
    });
    expect(items).toEqual([
      { ...OTHER, clouds: ['b'], roles: { b: null } },
      { ...RESEARCH, clouds: ['a', 'b'], roles: { a: ['member', 'reader'], b: null } },
      { ...TEACHING, clouds: ['a'], roles: { a: null } },
    ]);
  });

  it('come with what happened at each cloud', async () => {
    const { clouds } = await ask({
      fine: async () => list(false, RESEARCH),
      old: async () => list(true, RESEARCH, TEACHING),
      broken: () => Promise.reject(new GatewayError('memberGarbage', { cloud: 'broken' })),
      hung: () => new Promise(() => undefined),
    });
    expect(clouds).toMatchObject([
      { cloud: 'fine', status: 'ok', count: 1 },
      { cloud: 'old', status: 'stale', count: 2 },
      { cloud: 'broken', status: 'error', count: 0, error: { code: 'memberGarbage', status: 502 } },
      { cloud: 'hung', status: 'error', count: 0, error: { code: 'memberTimeout', status: 504 } },
      { cloud: 'clusters', status: 'not-offered', count: 0 },
      { cloud: 'own', status: 'not-offered', count: 0 },
    ]);
  });

  it('are all or nothing where the caller wants that', async () => {
    const broken = () => Promise.reject(new GatewayError('memberGarbage', { cloud: 'broken' }));
    const asked = ask({ fine: async () => list(false, RESEARCH), broken }, { partial: false });
    await expect(asked).rejects.toMatchObject({ code: 'memberGarbage', cloud: 'broken' });
    const fine = await ask({ fine: async () => list(false, RESEARCH), broken }, { partial: false, cloud: ['fine'] });
    expect(fine.items).toHaveLength(1);
  });

  it('are filtered by names with stars, and by domains by name or id', async () => {
    const of = async (wanted: ProjectsWanted) =>
      (await ask({ a: async () => list(false, RESEARCH, TEACHING, OTHER) }, wanted)).items.map(({ id }) => id);
    expect(await of({ name: ['teach*'] })).toEqual([TEACHING.id]);
    expect(await of({ name: ['research'], domain: ['acme'] })).toEqual([RESEARCH.id]);
    expect(await of({ domain: ['default'] })).toEqual([OTHER.id]);
    await expect(of({ cloud: ['none'] })).rejects.toMatchObject({ code: 'badRequest' });
  });
});
