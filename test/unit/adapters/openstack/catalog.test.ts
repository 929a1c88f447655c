// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import type { Catalog, Endpoint, Interface } from '../../../../src/model/catalog.ts';
import { CLOUD_A, CLOUD_B, CLOUDS, GATEWAY_PROJECT, memberCatalog, PUBLIC_URL, publish } from './samples.ts';

const endpoint = (url: string | null, region = 'RegionA', iface: Interface = 'public'): Endpoint => ({
  id: '0',
  interface: iface,
  region,
  region_id: region,
  url: url as string,
});
const service = (type: string, ...endpoints: Endpoint[]): Catalog[number] => ({ id: '0', type, name: type, endpoints });
const urlsOf = (catalog: Catalog): Record<string, string> =>
  Object.fromEntries(
    catalog.flatMap(({ type, endpoints }) => endpoints.map(({ url, region }) => [`${type} ${region}`, url])),
  );

describe('a published catalogue', () => {
  test('of the cloud with a port for each service leads through the gateway, suffixes kept, ids swapped', () => {
    expect(urlsOf(publish(CLOUD_A).catalog)).toEqual({
      'object-store cloud-a': `${PUBLIC_URL}/clouds/cloud-a/object-store/v1/AUTH_${GATEWAY_PROJECT}`,
      'image cloud-a': `${PUBLIC_URL}/clouds/cloud-a/image`,
      'compute cloud-a': `${PUBLIC_URL}/clouds/cloud-a/compute/v2.1`,
      'placement cloud-a': `${PUBLIC_URL}/clouds/cloud-a/placement`,
      'volumev3 cloud-a': `${PUBLIC_URL}/clouds/cloud-a/block-storage/v3/${GATEWAY_PROJECT}`,
      'network cloud-a': `${PUBLIC_URL}/clouds/cloud-a/network`,
      'identity cloud-a': `${PUBLIC_URL}/identity/v3`,
    });
  });

  test('has what has two names under both where that is asked for, each leading to the one service of its region', () => {
    const catalog = [
      service('block-storage', endpoint('http://127.0.0.3/volume/v3')),
      service('volumev3', endpoint('http://127.0.0.3/west/v3', 'West')),
      service('sharev2', endpoint('http://127.0.0.3/share/v2')),
      service('volumev2', endpoint('http://127.0.0.3/old/v2')),
    ];
    const urls = (bothNames: boolean) =>
      urlsOf(publish(CLOUD_B, { catalog, bothNames, regions: ['RegionA', 'West'] }).catalog);
    const at = `${PUBLIC_URL}/clouds`;
    expect(Object.keys(urls(false))).toHaveLength(4);
    expect(urls(true)).toEqual({
      ...urls(false),
      'volumev3 cloud-b.RegionA': `${at}/cloud-b.RegionA/block-storage/v3`,
      'block-storage cloud-b.West': `${at}/cloud-b.West/block-storage/v3`,
      'shared-file-system cloud-b.RegionA': `${at}/cloud-b.RegionA/shared-file-system/v2`,
    });
    expect(urlsOf(publish(CLOUD_B, { bothNames: true }).catalog)).toMatchObject({
      'volumev3 cloud-b': `${at}/cloud-b/block-storage/v3`,
      'block-storage cloud-b': `${at}/cloud-b/block-storage/v3`,
    });
  });

  test('of the cloud with a path for each service leads through the gateway, the paths hidden', () => {
    expect(urlsOf(publish(CLOUD_B).catalog)).toEqual({
      'compute cloud-b': `${PUBLIC_URL}/clouds/cloud-b/compute/v2.1`,
      'placement cloud-b': `${PUBLIC_URL}/clouds/cloud-b/placement`,
      'network cloud-b': `${PUBLIC_URL}/clouds/cloud-b/network`,
      'object-store cloud-b': `${PUBLIC_URL}/clouds/cloud-b/object-store/v1/AUTH_${GATEWAY_PROJECT}`,
      'image cloud-b': `${PUBLIC_URL}/clouds/cloud-b/image`,
      'identity cloud-b': `${PUBLIC_URL}/identity/v3`,
      'block-storage cloud-b': `${PUBLIC_URL}/clouds/cloud-b/block-storage/v3`,
    });
  });

  test.each(CLOUDS)('keeps $cloud’s types, names and order, and offers all three interfaces alike', (cloud) => {
    const { catalog } = publish(cloud);
    const names = (of: Catalog) => of.map(({ type, name }) => `${type} ${name}`);
    expect(names(catalog)).toEqual(names(memberCatalog(cloud)));
    for (const { endpoints } of catalog) {
      expect(endpoints.map((each) => each.interface)).toEqual(['public', 'internal', 'admin']);
      expect(new Set(endpoints.map(({ url }) => url)).size).toBe(1);
      expect(endpoints.every(({ region, region_id }) => region === cloud.cloud && region_id === cloud.cloud)).toBe(
        true,
      );
    }
  });

  test.each(CLOUDS)('of $cloud holds nothing of the member and is the same each time', (cloud) => {
    const { catalog } = publish(cloud);
    const text = JSON.stringify(catalog);
    for (const secret of [cloud.address, cloud.project, cloud.region, ...memberIds(cloud)])
      expect(text).not.toContain(secret);
    expect(JSON.stringify(publish(cloud).catalog)).toBe(text);
    const ids = catalog.flatMap((entry) => [entry.id, ...entry.endpoints.map(({ id }) => id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('leads back to every root that the member has, the identity route always among them', () => {
    expect(publish(CLOUD_B).routes.map(({ service: segment, root }) => [segment, root])).toEqual([
      ['compute', 'http://127.0.0.3:5000/compute'],
      ['placement', 'http://127.0.0.3:5000/placement'],
      ['network', 'http://127.0.0.3:5000/networking'],
      ['object-store', 'http://127.0.0.3:5000/object-store'],
      ['image', 'http://127.0.0.3:5000/image'],
      ['identity', 'http://127.0.0.3:5000/identity'],
      ['block-storage', 'http://127.0.0.3:5000/volume'],
    ]);
    expect(publish(CLOUD_A, { catalog: [] }).routes).toEqual([
      {
        regionSlug: 'cloud-a',
        service: 'identity',
        type: 'identity',
        root: 'http://127.0.0.2:5000',
        roots: ['http://127.0.0.2:5000'],
      },
    ]);
  });

  test('knows the roots of all interfaces, the chosen one first', () => {
    const { catalog, routes } = publish(CLOUD_A, {
      catalog: [
        service(
          'compute',
          endpoint('http://10.0.0.9:8774/v2.1', 'RegionA', 'internal'),
          endpoint('https://nova.cloud-a.example/v2.1'),
        ),
      ],
    });
    expect(catalog[0]?.endpoints).toHaveLength(3);
    expect(routes[0]).toMatchObject({
      root: 'https://nova.cloud-a.example',
      roots: ['https://nova.cloud-a.example', 'http://10.0.0.9:8774'],
    });
  });

  test('offers three interfaces where the member lists only one, and leaves out what has no URL', () => {
    const { catalog } = publish(CLOUD_A, {
      catalog: [
        service('compute', endpoint('http://127.0.0.2:8774/v2.1', 'RegionA', 'internal')),
        service('dns', endpoint(null), endpoint('')),
      ],
    });
    expect(catalog.map(({ type }) => type)).toEqual(['compute']);
    expect(catalog[0]?.endpoints.map((each) => each.interface)).toEqual(['public', 'internal', 'admin']);
  });

  test('names further regions after the cloud and leaves out what no path can carry', () => {
    const url = 'http://127.0.0.2:8774/v2.1';
    const { catalog, routes, skipped } = publish(CLOUD_A, {
      catalog: [
        service('compute', ...['RegionA', 'West', 'dev1', 'a b', 'cov.id'].map((region) => endpoint(url, region))),
      ],
    });
    expect(Object.keys(urlsOf(catalog))).toEqual(['compute cloud-a', 'compute cloud-a.West']);
    expect(routes.map(({ regionSlug, service: segment }) => `${regionSlug}/${segment}`)).toEqual([
      'cloud-a/compute',
      'cloud-a.West/compute',
      'cloud-a/identity',
      'cloud-a.West/identity',
    ]);
    expect(skipped.map(({ region }) => region)).toEqual(['dev1', 'a b', 'cov.id']);
    expect(skipped[0]?.reason).toContain('cloud-a.dev1');
  });

  test('takes an endpoint without a region for one of the default region', () => {
    const url = 'http://127.0.0.2:8774/v2.1';
    const nowhere = { ...endpoint(url), region: null, region_id: null } as unknown as Endpoint;
    const { catalog, skipped } = publish(CLOUD_A, {
      catalog: [service('compute', nowhere), service('dns', { ...nowhere, url: 'http://127.0.0.2:9001', region: '' })],
    });
    expect(Object.keys(urlsOf(catalog))).toEqual(['compute cloud-a', 'dns cloud-a']);
    expect(skipped).toEqual([]);
  });

  test('has the further regions that the configuration names, and all where it names none', () => {
    const catalog = [service('compute', ...['RegionA', 'West', 'East'].map((one) => endpoint('http://n/v2.1', one)))];
    const published = (regions?: readonly string[]) =>
      Object.keys(urlsOf(publish(CLOUD_A, { catalog, ...(regions === undefined ? {} : { regions }) }).catalog));
    expect(published()).toEqual(['compute cloud-a', 'compute cloud-a.West', 'compute cloud-a.East']);
    expect(published(['East'])).toEqual(['compute cloud-a', 'compute cloud-a.East']);
    expect(published([])).toEqual(['compute cloud-a']);
  });

  test('gives a second root of one type in one region a segment of its own, the same root the same', () => {
    const { catalog, routes } = publish(CLOUD_A, {
      catalog: [
        service('volumev2', endpoint('http://127.0.0.2:8776/v2')),
        service('volumev3', endpoint('http://127.0.0.2:8776/v3')),
        service('block-storage', endpoint('http://127.0.0.2:9776/v3')),
      ],
    });
    expect(Object.values(urlsOf(catalog)).map((url) => url.slice(PUBLIC_URL.length))).toEqual([
      '/clouds/cloud-a/block-storage/v2',
      '/clouds/cloud-a/block-storage/v3',
      '/clouds/cloud-a/block-storage-2/v3',
    ]);
    expect(routes.find(({ service: segment }) => segment === 'block-storage-2')).toMatchObject({
      type: 'block-storage',
      root: 'http://127.0.0.2:9776',
    });
  });

  test('points identity at the facade, for accounts of the member at the member’s own place', () => {
    const identity = (native: boolean) => urlsOf(publish(CLOUD_B, { native }).catalog)['identity cloud-b'];
    expect(identity(false)).toBe(`${PUBLIC_URL}/identity/v3`);
    expect(identity(true)).toBe(`${PUBLIC_URL}/clouds/cloud-b/identity/v3`);
  });
});

// gophercloud finds the version of a service by the first match of this expression in the URL's path, wherever it is
// (openstack/utils/base_endpoint.go): a slug such as `prov1` would lose Terraform every service of that cloud.
describe('gophercloud, which cuts at the first "v" before a digit or dot,', () => {
  const awkward: Catalog = [
    service('GPUv2', endpoint('http://127.0.0.2:1/v2.1')),
    service('v1', endpoint('http://127.0.0.2:2/serv1.x/v3/abc')),
    service('load-balancer', endpoint('http://127.0.0.2:3/dev.api/v2.0', 'West')),
  ];

  test.each([...CLOUDS.map((cloud) => publish(cloud)), publish(CLOUD_A, { catalog: awkward })])(
    'finds the true version of every service (%#)',
    ({ catalog }) => {
      for (const { endpoints } of catalog) {
        for (const { url } of endpoints) {
          const { pathname } = new URL(url);
          const found = /v[0-9.]+\/?/.exec(pathname);
          if (found === null) continue;
          expect(pathname.slice(0, found.index)).toMatch(/^\/(?:clouds\/[^/]+\/[^/]+|identity)\/$/);
        }
      }
    },
  );
});

function memberIds(cloud: (typeof CLOUDS)[number]): string[] {
  return memberCatalog(cloud).flatMap((entry) => [entry.id, ...entry.endpoints.map(({ id }) => id)]);
}
