// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publishCatalog } from '../../../../src/adapters/openstack/index.ts';
import type { Catalog } from '../../../../src/model/catalog.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { Member } from '../../../../src/model/member.ts';
import type { ReferenceCache } from '../../../../src/model/reference-cache.ts';
import { regionIds, regionsOf, typesOf } from '../../../../src/scs/clouds/cloud-services.ts';

const PUBLIC = 'https://gateway.example.org';
const recorded = (name: string): { status: number; body: unknown } =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/openstack/cloud-a/${name}.json`, import.meta.url), 'utf8'));

const endpoint = (url: string, region = 'RegionOne') => ({
  id: url,
  interface: 'public' as const,
  region,
  region_id: region,
  url,
});
const CATALOG: Catalog = [
  { id: '1', type: 'volumev2', name: 'cinderv2', endpoints: [endpoint('http://c.example:8776/v2/p1')] },
  { id: '2', type: 'volumev3', name: 'cinderv3', endpoints: [endpoint('http://c.example:8776/v3/p1')] },
  {
    id: '3',
    type: 'compute',
    name: 'nova',
    endpoints: [endpoint('http://c.example:8774/v2.1'), endpoint('http://w.example:8774/v2.1', 'West')],
  },
  { id: '4', type: 'object-store', name: 'swift', endpoints: [endpoint('http://s.example:8080/v1/AUTH_p1/')] },
  { id: '5', type: 'identity', name: 'keystone', endpoints: [endpoint('http://k.example:5000/v3')] },
];

const known = publishCatalog({
  publicUrl: PUBLIC,
  cloud: 'cloud-a',
  region: 'RegionOne',
  authUrl: 'http://k.example:5000/v3',
  catalog: CATALOG,
  swap: (text) => text.replace('p1', 'ours'),
});

const ANSWERS: Readonly<Record<string, string>> = {
  'http://c.example:8776/': 'cinder-root',
  'http://c.example:8774/': 'nova-root',
  'http://k.example:5000/': 'keystone-root',
};

function setUp(states: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const member = {
    id: 'cloud-a',
    transport: {
      breakers: () => new Map(Object.entries(states).map(([origin, state]) => [origin, { state }])),
      async call({ url, headers }: { url: string; headers: Record<string, string> }) {
        asked.push(url);
        expect(Object.keys(headers)).toEqual(['accept']);
        if (url.startsWith('http://w.')) throw new GatewayError('memberTimeout');
        const name = ANSWERS[url];
        if (name === undefined) return { status: 412, headers: {}, body: 'Bad URL' };
        const { status, body } = recorded(name);
        return { status, headers: {}, body: JSON.stringify(body) };
      },
    },
  } as unknown as Member;
  const kept = new Map<string, unknown>();
  const references = {
    async get(key: object, _life: object, load: () => Promise<unknown>) {
      const value = kept.get(JSON.stringify(key)) ?? (await load());
      kept.set(JSON.stringify(key), value);
      return { value, at: 0, state: 'hit' };
    },
    async last(key: object) {
      const value = kept.get(JSON.stringify(key));
      return value === undefined ? undefined : { value, at: 0, state: 'stale' };
    },
  } as unknown as ReferenceCache;
  return { member, asked, deps: { references, publicUrl: PUBLIC } };
}

describe('the services of a cloud', () => {
  it('stand in their regions, each once, by its official type and at the gateway', async () => {
    const { member, deps } = setUp();
    const regions = await regionsOf(deps, member, known, true);
    expect(regions.map(({ id, services }) => [id, services?.map(({ type, name, url }) => [type, name, url])])).toEqual([
      [
        'cloud-a',
        [
          ['block-storage', 'cinderv3', `${PUBLIC}/clouds/cloud-a/block-storage/v3/ours`],
          ['compute', 'nova', `${PUBLIC}/clouds/cloud-a/compute/v2.1`],
          ['identity', 'keystone', `${PUBLIC}/identity/v3`],
          ['object-store', 'swift', `${PUBLIC}/clouds/cloud-a/object-store/v1/AUTH_ours`],
        ],
      ],
      ['cloud-a.West', [['compute', 'nova', `${PUBLIC}/clouds/cloud-a.West/compute/v2.1`]]],
    ]);
    expect(regionIds(member, known)).toEqual(['cloud-a', 'cloud-a.West']);
    expect([...typesOf(known)].sort()).toEqual(['block-storage', 'compute', 'identity', 'object-store']);
  });

  it('have the versions that they list: none for those without, null for those that do not answer', async () => {
    const { member, deps } = setUp();
    const [here, west] = await regionsOf(deps, member, known, true);
    const versions = Object.fromEntries(here?.services?.map((one) => [one.type, one]) ?? []);
    expect(versions['block-storage']).toMatchObject({
      versions: [{ id: 'v3.0', status: 'current' }],
      microversions: { min: '3.0', max: '3.70' },
    });
    expect(versions.compute?.microversions).toEqual({ min: '2.1', max: '2.93' });
    expect(versions['object-store']).toMatchObject({ versions: [], microversions: null });
    expect(versions.identity).toMatchObject({ versions: [{ id: 'v3.14' }], microversions: null });
    expect(west?.services).toMatchObject([{ type: 'compute', versions: null, microversions: null }]);
  });

  it('are not asked where the cloud is away: what they said last is told', async () => {
    const { member, asked, deps } = setUp();
    expect((await regionsOf(deps, member, known, false))[0]?.services?.map(({ versions }) => versions)).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(asked).toEqual([]);
    await regionsOf(deps, member, known, true);
    const before = asked.length;
    const [here] = await regionsOf(deps, member, known, false);
    expect(here?.services?.[0]?.versions).toMatchObject([{ id: 'v3.0' }]);
    expect(asked).toHaveLength(before);
  });

  it('are held back each by itself', async () => {
    const { member, deps } = setUp({ 'http://c.example:8774': 'open', 'http://s.example:8080': 'half-open' });
    const [here, west] = await regionsOf(deps, member, known, true);
    expect(here?.services?.map(({ type, circuit }) => [type, circuit])).toEqual([
      ['block-storage', 'closed'],
      ['compute', 'open'],
      ['identity', 'closed'],
      ['object-store', 'half-open'],
    ]);
    expect(west?.services?.[0]?.circuit).toBe('closed');
  });
});
