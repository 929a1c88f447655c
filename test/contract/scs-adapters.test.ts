// SPDX-License-Identifier: Apache-2.0
// What every adapter of every kind of cloud must do for each normalised resource that it has.
import type { TObject } from 'typebox';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { CLOUD_KINDS } from '../../src/adapters/kinds.ts';
import { cloudOf } from '../../src/config/schema-clouds.ts';
import type { NativeObject, ResourceAdapter, ResourceAdapters, Where } from '../../src/model/scs/adapter.ts';
import { RESOURCES } from '../../src/model/scs/resources/index.ts';
import { KINDS } from './scs-fixtures/index.ts';
import { fakeApi } from './scs-native-api.ts';
import { BREEZE } from './third-kind/fixture.ts';

/** The gateway's own, and one that nobody has: what is asked of an adapter must not be OpenStack's alone to give. */
const ALL_KINDS = [...KINDS, BREEZE];
const FIXTURES = ALL_KINDS.flatMap(({ kind, resources, fixtures }) =>
  fixtures.map((fixture) => ({ ...fixture, kind, adapter: adapterOf(kind, resources, fixture.plural) })),
);

const definitionOf = (plural: string) => {
  const definition = RESOURCES.find((candidate) => candidate.plural === plural);
  if (definition === undefined) throw new Error(`${plural} has no definition`);
  return definition;
};
/** An object in it, by its id. */
const hasId = (field: unknown): boolean =>
  ((field as { anyOf?: { properties?: object }[] }).anyOf ?? [field as { properties?: object }]).some(
    ({ properties = {} }) => 'id' in properties,
  );
const statuses = (item: TObject): unknown => Reflect.get(item.properties.status ?? {}, 'enum');

function adapterOf(kind: string, resources: ResourceAdapters, plural: string): ResourceAdapter {
  const adapter = resources[plural];
  if (adapter === undefined) throw new Error(`${kind} has no adapter for ${plural}`);
  return adapter;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

/** The paths of everything that JSON could not say. */
function unsayable(value: unknown, path = ''): string[] {
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => unsayable(part, `${path}/${key}`));
}

it('is run on every resource of every kind of cloud', () => {
  const offered = ALL_KINDS.flatMap(({ kind, resources }) =>
    Object.keys(resources).map((plural) => `${kind} ${plural}`),
  );
  const tested = new Set(FIXTURES.map(({ kind, plural }) => `${kind} ${plural}`));
  expect([...offered].sort()).toEqual([...tested].sort());
});

it('is run on every kind of cloud that the gateway has', () => {
  const tested = KINDS.map(({ kind }) => kind);
  expect(tested).toEqual(['openstack', 'kubernetes', ...CLOUD_KINDS.map(({ kind }) => kind)]);
});

it.each(ALL_KINDS.map(({ kind }) => kind))('finds that %s is one word, and no other key of a cloud', (kind) => {
  const keys = Object.keys(cloudOf([]).properties).filter((key) => key !== 'openstack');
  expect(kind).toMatch(/^[a-z][a-z0-9]*$/);
  expect([...keys, ...ALL_KINDS.map((one) => one.kind)].filter((key) => key === kind)).toEqual([kind]);
});

it.each(ALL_KINDS)('finds that $kind has only resources that are defined', ({ resources }) => {
  const defined = RESOURCES.map(({ plural }) => plural);
  expect(Object.keys(resources).filter((plural) => !defined.includes(plural))).toEqual([]);
});

it.each(RESOURCES.map((definition) => [definition.plural, definition] as const))(
  'finds a definition of %s with the common fields and a closed status',
  (plural, { item, singular, filters = {} }) => {
    expect(plural).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(singular).not.toBe(plural);
    expect(Object.keys(item.properties)).toEqual(
      expect.arrayContaining(['cloud', 'region', 'project', 'id', 'name', 'status', 'createdAt']),
    );
    expect(statuses(item)).toContain('unknown');
    const fields = Object.entries(item.properties).flatMap(([name, field]) => [
      name,
      ...(hasId(field) ? [`${name}Id`] : []),
    ]);
    expect(fields).toEqual(expect.arrayContaining(Object.keys(filters)));
    const silent = Object.entries(item.properties).filter(([, field]) => !('x-source' in field));
    expect(silent.map(([name]) => name)).toEqual([]);
  },
);

describe.each(FIXTURES.map((fixture) => [`${fixture.kind} ${fixture.plural} of ${fixture.title}`, fixture] as const))(
  '%s',
  (_name, fixture) => {
    const definition = definitionOf(fixture.plural);
    const { adapter } = fixture;
    const open = () => fakeApi(fixture.member, fixture.options);
    const where = (): Where => {
      const { cloud, region, project, cluster } = open();
      return { cloud, region, project: project?.id ?? null, ...(cluster === undefined ? {} : { cluster }) };
    };
    const all = async (): Promise<NativeObject[]> => {
      const found: NativeObject[] = [];
      for await (const page of adapter.list(open(), { filters: {} })) found.push(...page);
      return found;
    };
    const everything = async (): Promise<NativeObject[]> => [
      ...(await all()),
      ...(await Promise.all(fixture.lists.map((id) => adapter.get(open(), id)))),
      ...(fixture.more ?? []),
    ];
    const valid = (item: unknown): void => {
      expect(
        Value.Errors(definition.item, item).map(({ instancePath, message }) => `${instancePath} ${message}`),
      ).toEqual([]);
      expect(unsayable(item)).toEqual([]);
    };

    it('lists page after page to the end', async () => {
      const ids = (await all()).map((found) => adapter.map(found, where()).id);
      expect(ids).toEqual(fixture.lists);
    });

    it('stops asking once the reader has enough', async () => {
      const api = open();
      for await (const _page of adapter.list(api, { filters: {} })) break;
      const asked = api.calls.length;
      const whole = open();
      for await (const _page of adapter.list(whole, { filters: {} }));
      expect(asked).toBeLessThanOrEqual(whole.calls.length);
    });

    it('gives one object by the id that the list gave it', async () => {
      for (const id of fixture.lists) {
        const item = adapter.map(await adapter.get(open(), id), where());
        expect(item).toMatchObject({ id, cloud: where().cloud, region: where().region });
      }
    });

    it('says nativeNotFound of an object that is not there', async () => {
      await expect(adapter.get(open(), fixture.missing)).rejects.toMatchObject({ code: 'nativeNotFound' });
    });

    it('maps what the member gave to items of the schema', async () => {
      const found = await everything();
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) valid(adapter.map(one, where()));
    });

    it('maps by a pure function: its input stays as it was, twice gives the same, and the cache may keep it', async () => {
      for (const one of await everything()) {
        const first = adapter.map(frozen(structuredClone(one)), where());
        expect(adapter.map(JSON.parse(JSON.stringify(one)), where())).toEqual(first);
      }
    });

    // Kinds that have no word of a state have none that could be strange.
    const { strange } = fixture;
    if (strange === undefined) return;
    it('says a status of the closed set to words never seen', async () => {
      for (const { native, extra } of await everything()) {
        for (const word of ['NEVER_SEEN', '', 'constructor', '__proto__', 'toString']) {
          const item = adapter.map({ native: strange(structuredClone(native) as never, word), extra }, where());
          expect(statuses(definition.item)).toContain(item.status);
          valid(item);
        }
      }
    });
  },
);
