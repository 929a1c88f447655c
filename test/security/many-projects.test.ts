// SPDX-License-Identifier: Apache-2.0
// Which projects a caller has, members say. One that listed 5,000 of them was asked in all of them at once by each list, a
// session opened for each, with a table of all 10,000 ids in each: an unrelated request was 3.5 s late, and honest clouds
// ran into their time in the same list. What is taken over is limited, few are asked at a time, and whoever misses some is
// told.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createIdLayer, createLensFactory, type Route } from '../../src/adapters/openstack/index.ts';
import { createIntake } from '../../src/members/intake.ts';
import type { Caller, ProjectRef } from '../../src/model/identity.ts';
import { projectRef } from '../../src/model/ids.ts';
import { openstackKind } from '../../src/scs/sources/openstack-kind.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';

const PROJECTS = 400;
const TAKEN = 300;
const PLACES = 40;

let h: Harness;
let all: string;
beforeAll(async () => {
  const names = Array.from({ length: PROJECTS }, (_, index) => `p${String(index).padStart(3, '0')}`);
  h = await startHarness({
    gateway: { limits: { answers: { places: PLACES } } },
    openstack: { limits: { projects: TAKEN } },
    clouds: {
      projects: ['acme/research', 'acme/teaching', ...names.map((name) => `acme/${name}`)],
      groups: {
        'acme-research': [['acme', 'research', 'member'], ...names.map((name) => ['acme', name, 'member'] as const)],
      },
    },
  });
  all = await h.login('alice');
});
afterAll(() => h.close());
beforeEach(() => void h.log.splice(0));

const logins = (): number => h.a.requests.filter(({ url }) => url.endsWith('/auth/tokens')).length;
const told = (message: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: log lines are read by what a test expects of them
  h.log.map((line) => JSON.parse(line) as any).filter(({ msg }) => msg === message);

it('projects above the limit are left out, and all who ask are told', async () => {
  const facade = await h.send('GET', '/identity/v3/auth/projects', { token: all });
  const own = facade.body.projects.filter(({ name }: { name: string }) => /^p\d{3}$/.test(name));
  expect(own.length).toBeLessThanOrEqual(TAKEN);
  expect(facade.headers.get('x-scs-degraded')).toBe('cloud-a');
  const { body } = await h.send('GET', '/scs/v1/projects', { token: all });
  expect(body.clouds[0]).toMatchObject({ cloud: 'cloud-a', status: 'error', error: { code: 'memberExcess' } });
  expect(body.clouds[1]).toMatchObject({ cloud: 'cloud-b', status: 'ok' });
  const metrics = await (await h.operations('/metrics')).text();
  expect(metrics).toMatch(/^scs_gateway_left_out_total\{cloud="cloud-a",what="projects"\} [1-9]/m);
});

it('a list asks some of the places, and says that there are more', async () => {
  const before = logins();
  const { status, body } = await h.send('GET', '/scs/v1/servers', { token: all });
  expect(status).toBe(200);
  expect(body.clouds[0]).toMatchObject({ cloud: 'cloud-a', status: 'error', error: { code: 'memberExcess' } });
  expect(body.clouds[0].error.detail).toContain('name a project');
  expect(body.clouds[1]).toMatchObject({ cloud: 'cloud-b', status: 'ok' });
  expect(logins() - before).toBeLessThanOrEqual(PLACES + 2);
  expect(told('member left out')).toMatchObject([{ cloud: 'cloud-a', reason: 'memberExcess' }]);
  const whole = await h.send('GET', '/scs/v1/servers?partial=false', { token: all });
  expect(whole.status).toBe(502);
});

it('a project that is named is asked, and an object of one that was not asked is not told to be missing', async () => {
  const { body } = await h.send('GET', '/scs/v1/servers?project=p007', { token: all });
  expect(body.clouds[0].status).not.toBe('error');
  const missing = await h.send('GET', '/scs/v1/servers/cloud-a/00000000-0000-4000-8000-000000000001', { token: all });
  expect([missing.status, missing.body.code]).toEqual([502, 'memberExcess']);
});

it('of thousands of projects few are opened at a time', async () => {
  const projects = Array.from({ length: 5_000 }, (_, index): { project: ProjectRef } => ({
    project: projectRef('acme', `p${index}`),
  }));
  let [open, most, asked] = [0, 0, 0];
  const kind = openstackKind(
    {
      fleet: () =>
        ({
          members: new Map([['m', { id: 'm', strategy: { kind: 'hub-oidc' }, transport: { intake: createIntake() } }]]),
        }) as never,
      exchange: { projects: async () => ({ projects, stale: false }) } as never,
      views: {
        async get() {
          asked++;
          most = Math.max(most, ++open);
          await new Promise((resolve) => setImmediate(resolve));
          open--;
          return { published: { routes: [{ regionSlug: 'm', type: 'compute' }], catalog: [] } };
        },
      } as never,
      references: {} as never,
      publicUrl: 'https://gw',
    },
    {},
  );
  const caller = { principal: { id: 'u' }, scope: { kind: 'unscoped' } } as Caller;
  const { sources, left } = await kind.open(
    {
      cloud: 'm',
      caller: { caller, in: () => caller, admit: {}, requestId: 'r' } as never,
      adapter: { service: 'compute' } as never,
    },
    new AbortController().signal,
  );
  expect([sources.length, left?.code, asked]).toEqual([256, 'memberExcess', 256]);
  expect(most).toBeLessThanOrEqual(16);
});

it('a thousand lenses have the ids of thousands of projects in common', () => {
  const hex = (prefix: string, index: number): string => prefix + index.toString(16).padStart(31, '0');
  const layer = createIdLayer(
    Array.from({ length: 5_000 }, (_, index) => ({ member: hex('a', index), gateway: hex('b', index) })),
  );
  const routes: Route[] = [
    {
      regionSlug: 'm',
      service: 'compute',
      type: 'compute',
      root: 'https://m.example:8774',
      roots: ['https://m.example:8774'],
    },
  ];
  const createLens = createLensFactory();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const lenses = Array.from({ length: 1_000 }, (_, index) => {
    const own = createIdLayer([{ member: hex('c', index), gateway: hex('d', index) }]);
    const options = { publicUrl: 'https://gw.example', cloud: 'm', authUrl: 'https://m.example:5000/v3', routes };
    return createLens({ ...options, ids: [own, layer] }).forRoute(routes[0] as Route);
  });
  // With a table of its own for each it is more than a gigabyte.
  collectGarbage();
  expect((process.memoryUsage().heapUsed - before) / 1024 / 1024).toBeLessThan(100);
  const [first] = lenses;
  expect(first?.answer.text(`"${hex('a', 4_999)}" "${hex('c', 0)}"`)).toBe(`"${hex('b', 4_999)}" "${hex('d', 0)}"`);
  expect(first?.request.text(`"${hex('b', 4_999)}" "${hex('d', 1)}"`)).toBe(`"${hex('a', 4_999)}" "${hex('d', 1)}"`);
});
