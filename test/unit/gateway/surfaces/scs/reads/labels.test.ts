// SPDX-License-Identifier: Apache-2.0
// Lists by tags, metadata and times: as a client writes them, checked by the route's own schemas.
import fc from 'fast-check';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { check } from '../../../../../../src/gateway/surfaces/scs/validate.ts';
import { GatewayError } from '../../../../../../src/model/errors.ts';
import { common, metadata, status, tags } from '../../../../../../src/model/scs/fields.ts';
import { defineResource, type Item, type ResourceDefinition } from '../../../../../../src/model/scs/resource.ts';
import { RESOURCES } from '../../../../../../src/model/scs/resources/index.ts';
import { createFilter } from '../../../../../../src/scs/lists/filters.ts';
import { labelRefusals } from '../../../../../../src/scs/lists/labels.ts';
import { listQuery } from '../../../../../../src/scs/lists/list-schemas.ts';

const boxes = defineResource({
  plural: 'boxes',
  singular: 'box',
  about: 'For tests.',
  item: Type.Object({ ...common, status: status(['good'], 'test'), tags: tags('test'), metadata: metadata('test') }),
});
const schemas = (definition: ResourceDefinition) => ({
  query: listQuery(definition),
  refused: labelRefusals(definition),
});
const asked = (search: string, definition: ResourceDefinition = boxes) => {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(search))
    query[name] = name in query ? [query[name] ?? '', value].flat() : value;
  return check(schemas(definition), { parameters: {}, query, headers: {}, body: undefined }).query;
};
const filter = (search: string) => createFilter(boxes, asked(search));
const box = (more: { tags?: string[]; metadata?: Record<string, string>; createdAt?: string | null }) =>
  ({ tags: [], metadata: {}, createdAt: null, ...more }) as unknown as Item;
const faults = (search: string, definition: ResourceDefinition = boxes): unknown => {
  try {
    createFilter(definition, asked(search, definition));
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    return (error as GatewayError).faults;
  }
};

const escaped = (text: string): string => text.replaceAll(/[\\,]/g, '\\$&');
const query = (...pairs: [string, string][]): string => new URLSearchParams(pairs).toString();
const word = fc.string({
  minLength: 1,
  maxLength: 8,
  unit: fc.constantFrom('a', 'b', ',', '*', '\\', '=', '.', ' ', 'ü'),
});

describe('a list by labels', () => {
  it('takes every metadata entry by its escaped form, in both ways to write it, and lets no other through', () => {
    fc.assert(
      fc.property(word, fc.oneof(word, fc.constant('')), word, (key, value, other) => {
        const byName = query([`metadata.${key}`, escaped(value)]);
        const inOne = query(['metadata', `${escaped(key).replaceAll('=', '\\=')}=${escaped(value)}`]);
        for (const search of [byName, inOne]) {
          const { lets, query: native } = filter(search);
          expect(lets(box({ metadata: { more: 'x', [key]: value } }))).toBe(true);
          expect(lets(box({ metadata: { [key]: `${value}!` } }))).toBe(false);
          expect(lets(box({ metadata: { [other]: value } }))).toBe(other === key);
          expect(native.metadata).toEqual({ [key]: [value] });
        }
      }),
    );
  });

  it('takes every tag by its escaped form, and wants all of several', () => {
    fc.assert(
      fc.property(word, word, (one, two) => {
        const { lets, query: native } = filter(query(['tag', `${escaped(one)},${escaped(two)}`]));
        expect(native.tags).toEqual([one, two]);
        expect(lets(box({ tags: ['x', two, one] }))).toBe(true);
        expect(lets(box({ tags: [one] }))).toBe(one === two);
        expect(lets(box({}))).toBe(false);
      }),
    );
  });

  it('lets any of several values of one key through, and wants each of several keys', () => {
    const { lets } = filter('metadata.tier=front,back&metadata.shop=a');
    expect(lets(box({ metadata: { tier: 'back', shop: 'a' } }))).toBe(true);
    expect(lets(box({ metadata: { tier: 'middle', shop: 'a' } }))).toBe(false);
    expect(lets(box({ metadata: { tier: 'back' } }))).toBe(false);
  });

  it('has no key that an object only inherits', () => {
    expect(filter('metadata.constructor=').lets(box({}))).toBe(false);
    expect(filter('metadata.__proto__=x').lets(box({}))).toBe(false);
  });

  it('by times takes the first and leaves the last, whatever zone and fraction either is written with', () => {
    const { lets } = filter(
      query(['createdAfter', '2026-11-26T10:00:00+02:00'], ['createdBefore', '2026-11-26T09:00:00.500Z']),
    );
    const at = (createdAt: string | null) => lets(box({ createdAt }));
    expect([at('2026-11-26T08:00:00Z'), at('2026-11-26T08:00:00.000Z'), at('2026-11-26T07:59:59.999Z')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([at('2026-11-26T09:00:00Z'), at('2026-11-26T09:00:00.5Z'), at(null), at('soon')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['createdAfter=yesterday', [{ where: 'createdAfter', reason: expect.any(String) }]],
    ['createdBefore=2026-11-26', [{ where: 'createdBefore', reason: expect.any(String) }]],
    ['createdBefore=2026-11-26T10:00:00Z&createdBefore=2027-11-26T10:00:00Z', [{ where: 'createdBefore' }]],
    ['tag=', [{ where: 'tag' }]],
    ['tag=,', [{ where: 'tag' }]],
    ['metadata=', [{ where: 'metadata' }]],
    ['metadata=tier', [{ where: 'metadata' }]],
    ['metadata.=x', [{ where: 'metadata' }]],
    [`tag=${'x'.repeat(301)}`, [{ where: 'tag' }]],
    [`tag=${Array.from({ length: 21 }, (_, index) => index)}`, [{ where: 'tag' }]],
  ])('refuses %s and says which parameter it is', (search, expected) => {
    expect(faults(search)).toMatchObject(expected);
  });

  it.each([
    ['security-group-rules', 'tag=a', 'tag', 'security group rules carry no tags'],
    ['volumes', 'tag=a', 'tag', 'volumes carry no tags'],
    ['networks', 'metadata.a=b', 'metadata.a', 'networks carry no metadata'],
    ['networks', 'metadata=a=b', 'metadata', 'networks carry no metadata'],
    ['containers', 'metadata.a=b', 'metadata.a', 'lists of containers do not say their metadata'],
    ['flavors', 'createdAfter=2026-11-26T10:00:00Z', 'createdAfter', 'clouds do not say in lists when flavors were'],
  ])('of %s refuses %s, and says why', (plural, search, where, reason) => {
    const definition = RESOURCES.find((one) => one.plural === plural) as ResourceDefinition;
    expect(faults(search, definition)).toEqual([{ where, reason: expect.stringContaining(reason) }]);
  });

  it('can be asked for by each of these wherever objects have it, under one name', () => {
    const carrying = Object.fromEntries(
      RESOURCES.map((definition) => [
        definition.plural,
        ['tags', 'metadata'].filter((field) => field in definition.item.properties).join(' '),
      ]),
    );
    expect(carrying).toEqual({
      servers: 'tags metadata',
      flavors: '',
      images: 'tags metadata',
      keypairs: '',
      'availability-zones': '',
      quotas: '',
      volumes: 'metadata',
      'volume-types': '',
      snapshots: 'metadata',
      networks: 'tags',
      subnets: 'tags',
      routers: 'tags',
      ports: 'tags',
      'floating-ips': 'tags',
      'security-groups': 'tags',
      'security-group-rules': '',
      'load-balancers': 'tags',
      containers: 'metadata',
      clusters: '',
      nodes: 'metadata',
      namespaces: 'metadata',
      workloads: 'metadata',
    });
    for (const definition of RESOURCES) {
      const { properties } = definition.item;
      const known = Object.keys(listQuery(definition).properties);
      expect(known.includes('tag'), definition.plural).toBe('tags' in properties);
      expect(known.includes('metadata'), definition.plural).toBe(
        'metadata' in properties && definition.plural !== 'containers',
      );
      // Whoever makes or changes such an object does it in the same words.
      for (const body of [definition.create, definition.update])
        if (body !== undefined && 'tags' in properties) expect(Object.keys(body.properties)).toContain('tags');
      const actions = Object.keys(definition.actions ?? {});
      if ('tags' in properties && definition.plural !== 'load-balancers')
        expect(actions).toEqual(expect.arrayContaining(['add-tag', 'remove-tag']));
    }
  });
});
