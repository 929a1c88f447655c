// SPDX-License-Identifier: Apache-2.0
// A member's service catalogue is published and compiled into a lens for everybody who works there, on the one thread.
// With 300 endpoints of one type that took two seconds, with 2,000 (227 KB) six minutes: the work grew with the cube of
// the endpoints. It grows with their number, and a catalogue is taken over up to a limit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLensFactory, publishCatalog, unionCatalogs } from '../../src/adapters/openstack/index.ts';
import { limitToken } from '../../src/federation/limit-catalog.ts';
import type { Catalog, Endpoint, ServiceEntry } from '../../src/model/catalog.ts';
import type { MemberToken } from '../../src/model/session.ts';
import { regionsOf } from '../../src/scs/clouds/cloud-services.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';

const MEMBER = { publicUrl: 'https://gw.example', cloud: 'm', region: 'R', authUrl: 'https://m.example:5000/v3' };

const endpoint = (index: number, url: string, region = 'R'): Endpoint => ({
  id: String(index),
  interface: 'public',
  region,
  region_id: region,
  url,
});
const entry = (type: string, endpoints: Endpoint[]): ServiceEntry => ({ id: type, type, name: type, endpoints });

/** `count` endpoints, each in the way that grows most. */
const shapes: readonly [string, (count: number) => Catalog][] = [
  [
    'services of one type, each with a root of its own',
    (count) => times(count, (i) => entry('compute', [endpoint(i, `https://m.example:8774/${i}/v2.1`)])),
  ],
  [
    'services of one type on hosts of their own',
    (count) => times(count, (i) => entry('compute', [endpoint(i, `https://n${i}.m.example/v2.1`)])),
  ],
  [
    'endpoints of one service',
    (count) => [
      entry(
        'compute',
        times(count, (i) => endpoint(i, `https://m.example/${i}`)),
      ),
    ],
  ],
  [
    'regions of one service',
    (count) => [
      entry(
        'compute',
        times(count, (i) => endpoint(i, `https://m.example/${i}`, `R${i}`)),
      ),
    ],
  ],
  [
    'regions and services of one root',
    (count) => times(count, (i) => entry(`t${i % 500}`, [endpoint(i, 'https://m.example/v2.1', `R${i % 700}`)])),
  ],
  [
    'paths that are the beginning of each other',
    (count) => times(count, (i) => entry('x', [endpoint(i, `https://m.example/${'a'.repeat(i % 900)}/${i}`)])),
  ],
];
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** All that is made of a catalogue before its first request, that request's translation, and what others show of it. */
async function useOf(catalog: Catalog): Promise<number> {
  const began = performance.now();
  const { routes, catalog: published } = publishCatalog({ ...MEMBER, catalog, swap: (text) => text });
  const lens = createLensFactory()({ ...MEMBER, routes, ids: [] });
  for (const route of [routes[0], routes[routes.length >> 1], routes.at(-1)])
    if (route !== undefined)
      expect(lens.forRoute(route).answer.text(`{"href":"${route.root}/servers"}`)).toBe(
        `{"href":"https://gw.example/clouds/${route.regionSlug}/${route.service}/servers"}`,
      );
  unionCatalogs([published, published]);
  const transport = { breakers: () => new Map() };
  const references = { last: async () => undefined } as never;
  const deps = { references, publicUrl: MEMBER.publicUrl };
  await regionsOf(deps, { id: 'm', transport } as never, { catalog: published, routes }, false);
  return performance.now() - began;
}

describe.each(shapes)('%s', (_, make) => {
  it('cost what their number costs', async () => {
    await useOf(make(500));
    const few = await useOf(make(2_000));
    const many = await useOf(make(20_000));
    // Ten times as many: with a square it is a hundred times as long, and was minutes for the first 2,000 alone.
    expect(many).toBeLessThan(Math.max(40 * few, 5_000));
    expect(few).toBeLessThan(10_000);
  });
});

it('every route of two thousand has its lens', () => {
  const catalog = shapes[0]?.[1](2_000) ?? [];
  const { routes } = publishCatalog({ ...MEMBER, catalog, swap: (text) => text });
  const lens = createLensFactory()({ ...MEMBER, routes, ids: [] });
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (const route of routes) lens.forRoute(route).answer.text(`{"href":"${route.root}"}`);
  // With a table for each it is gigabytes.
  collectGarbage();
  expect((process.memoryUsage().heapUsed - before) / 1024 / 1024).toBeLessThan(150);
});

describe('what is taken over of a token', () => {
  const token = { user: { id: 'u' }, roles: [], catalog: [] } as unknown as MemberToken;
  const limited = (catalog: Catalog) => limitToken({ ...token, catalog }, { endpoints: 2_000 });
  const count = (catalog: Catalog): number => catalog.reduce((sum, { endpoints }) => sum + endpoints.length, 0);

  it.each(shapes)('of %s is limited, and the rest is counted', (_, make) => {
    const { token: kept, left } = limited(make(20_000));
    expect(count(kept.catalog)).toBeLessThanOrEqual(2_000);
    expect(kept.catalog.length).toBeLessThanOrEqual(500);
    expect(new Set(kept.catalog.flatMap(({ endpoints }) => endpoints.map(({ region }) => region))).size).toBeLessThan(
      201,
    );
    expect(left.services + left.endpoints + left.regions).toBeGreaterThan(0);
  });

  it('is what real clouds have, as it is', () => {
    const regions = times(20, (i) => `Region-${i}`);
    const services = times(30, (i) => `service-${i}`);
    const catalog = services.map((type, i) =>
      entry(
        type,
        regions.map((region, j) => endpoint(30 * i + j, `https://${type}.${region}.example/v2`, region)),
      ),
    );
    const { token: kept, left } = limited(catalog);
    expect(kept.catalog).toEqual(catalog);
    expect(left).toEqual({ services: 0, endpoints: 0, regions: 0, roles: 0 });
  });

  it('has no names and URLs without an end, and few roles', () => {
    const long = 'x'.repeat(100_000);
    const catalog = [
      entry(long, []),
      entry('compute', [endpoint(1, `https://m.example/${long}`), endpoint(2, 'https://m.example', long)]),
    ];
    const roles = times(100_000, (i) => ({ id: String(i), name: `r${i}` }));
    const { token: kept, left } = limitToken({ ...token, catalog, roles }, { endpoints: 2_000 });
    expect(kept.catalog).toEqual([entry('compute', [])]);
    expect(kept.roles).toHaveLength(200);
    expect(left).toEqual({ services: 1, endpoints: 1, regions: 1, roles: 99_800 });
  });
});

describe('a cloud with more endpoints than its limit', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ openstack: { limits: { endpoints: 12 } } });
  });
  afterAll(() => h.close());

  it('is published up to it, and the rest is told in the log and the metrics', async () => {
    const token = await h.scoped('alice');
    const { body } = await h.send('GET', '/identity/v3/auth/catalog', { token });
    const own = (body.catalog as Catalog)
      .flatMap(({ endpoints }) => endpoints)
      .filter(({ region }) => region === 'cloud-a');
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(3 * 12);
    const lines = h.log.filter((line) => line.includes('the rest is left out') && line.includes('"endpoints"'));
    // One for each cloud, however many sessions are opened.
    expect(lines).toHaveLength(2);
    const metrics = await (await h.operations('/metrics')).text();
    expect(metrics).toMatch(/^scs_gateway_left_out_total\{cloud="cloud-a",what="endpoints"\} [1-9]/m);
  });
});
