// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { fromTemplate, toTemplate, unionCatalogs } from '../../../../src/adapters/openstack/index.ts';
import type { Catalog } from '../../../../src/model/catalog.ts';
import { CLOUD_A, CLOUD_B, GATEWAY_PROJECT, publish } from './samples.ts';

const entry = (type: string, name: string, region: string): Catalog[number] => ({
  id: `${type}/${name}`,
  type,
  name,
  endpoints: [{ id: region, interface: 'public', region, region_id: region, url: `https://gw/${region}` }],
});
const summary = (catalog: Catalog): string[] =>
  catalog.map(({ type, name, endpoints }) => `${type} ${name}: ${endpoints.map(({ region }) => region).join(' ')}`);

describe('the union of catalogues', () => {
  test('of two real clouds has one entry for each type, with the endpoints of both', () => {
    const union = unionCatalogs([publish(CLOUD_A).catalog, publish(CLOUD_B).catalog]);
    expect(union.map(({ type, endpoints }) => `${type} ${endpoints.length}`)).toEqual([
      'object-store 6',
      'image 6',
      'compute 6',
      'placement 6',
      'volumev3 3',
      'network 6',
      'identity 6',
      'block-storage 3',
    ]);
  });

  test('keeps two services that one member has under one type apart, and pairs others by name first', () => {
    const a = [entry('compute', 'nova-cell', 'a'), entry('compute', 'nova', 'a')];
    const b = [entry('compute', 'nova', 'b')];
    const c = [entry('compute', 'x', 'c'), entry('compute', 'y', 'c'), entry('compute', 'z', 'c')];
    expect(summary(unionCatalogs([a, b]))).toEqual(['compute nova-cell: a', 'compute nova: a b']);
    expect(summary(unionCatalogs([a, c]))).toEqual(['compute nova-cell: a c', 'compute nova: a c', 'compute z: c']);
  });

  test('takes the name of the first and leaves its inputs alone', () => {
    const a = [entry('image', 'glance', 'a')];
    const union = unionCatalogs([a, [entry('image', 'Image Service', 'b')], []]);
    expect(summary(union)).toEqual(['image glance: a b']);
    expect(summary(a)).toEqual(['image glance: a']);
  });
});

describe('a stored catalogue', () => {
  test('names no project, and serves another project', () => {
    const { catalog } = publish(CLOUD_A);
    const template = toTemplate(catalog, GATEWAY_PROJECT);
    expect(template).not.toContain(GATEWAY_PROJECT);
    expect(fromTemplate(template, GATEWAY_PROJECT)).toEqual(catalog);
    const other = 'f'.repeat(32);
    expect(JSON.stringify(fromTemplate(template, other))).toContain(`/block-storage/v3/${other}`);
  });
});
