// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import Type, { type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { RESOURCES } from '../../../src/model/scs/resources/index.ts';
import type { Node } from '../../../src/schema/node.ts';
import { type Finding, type WalkOptions, walk } from '../../../src/schema/walk.ts';

const short = (finding: Finding): string =>
  [
    finding.kind,
    finding.path.join('.'),
    ...(finding.kind === 'value' ? finding.errors.map(({ keyword }) => keyword) : []),
    ...(finding.kind === 'unknown' ? finding.known : []),
    ...(finding.kind === 'kind' ? finding.kinds : []),
  ].join(' ');
const found = (schema: TSchema | Node, value: unknown, options: Partial<WalkOptions> = {}): string[] =>
  walk(schema as TSchema, value, { unknown: 'refuse', ...options }).findings.map(short);
const sound = (schema: TSchema | Node, value: unknown, options: Partial<WalkOptions> = {}): unknown =>
  walk(schema as TSchema, value, { unknown: 'refuse', ...options }).sound;

describe('a walk finds', () => {
  const person = Type.Object({
    name: Type.String({ minLength: 2, pattern: '^[a-z]+$' }),
    age: Type.Optional(Type.Integer()),
    tags: Type.Optional(Type.Array(Type.String(), { maxItems: 2, uniqueItems: true })),
  });

  it.each<[unknown, string[]]>([
    [{ name: 'ann', age: 3, tags: ['a'] }, []],
    [{}, ['required name']],
    [{ name: 'ann', nmae: 1 }, ['unknown nmae name age tags']],
    [{ name: 'A' }, ['value name minLength pattern']],
    [{ name: 'ann', age: 3.5 }, ['value age type']],
    [{ name: 'ann', tags: [1, 'a', 2] }, ['value tags maxItems', 'value tags.0 type', 'value tags.2 type']],
    [{ name: 'ann', tags: ['a', 'a'] }, ['value tags uniqueItems']],
    [{ more: 1, age: 'x' }, ['unknown more name age tags', 'required name', 'value age type']],
    [[], ['value  type']],
    [null, ['value  type']],
  ])('in %j all faults at once: %j', (value, expected) => {
    expect(found(person, value)).toEqual(expected);
  });

  it('no fault in unknown keys where they are none of its business', () => {
    expect(found(person, { name: 'ann', more: 1 }, { unknown: 'keep' })).toEqual([]);
  });

  it('missing keys in the order of the schema, or last', () => {
    expect(found(person, { age: 'x' })).toEqual(['required name', 'value age type']);
    expect(found(person, { age: 'x' }, { missingLast: true })).toEqual(['value age type', 'required name']);
  });

  it('no more than it is asked for', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]));
    expect(found(person, many, { most: 3 })).toHaveLength(3);
    expect(found(Type.Array(Type.String()), Array(50).fill(1), { most: 3 })).toHaveLength(3);
  });

  it('what a name of the prototype only seems to have', () => {
    expect(found(Type.Object({ constructor: Type.String(), toString: Type.String() }), {})).toEqual([
      'required constructor',
      'required toString',
    ]);
    expect(found(Type.Object({}), JSON.parse('{"__proto__":1,"constructor":1}'))).toEqual([
      'unknown __proto__',
      'unknown constructor',
    ]);
  });

  it('faults of words that only TypeBox knows, on sections too', () => {
    expect(found(Type.Object({ a: Type.Optional(Type.String()) }, { minProperties: 1 }), {})).toEqual([
      'value  minProperties',
    ]);
    expect(found({ type: 'string', not: { const: 'x' } } as Node, 'x')).toHaveLength(1);
    const even = Type.Refine(
      Type.Object({ a: Type.Integer(), b: Type.Integer() }),
      ({ a, b }) => a < b,
      () => 'a before b',
    );
    expect(found(even, { a: 1, b: 2 })).toEqual([]);
    expect(found(even, { a: 2, b: 1 })).toEqual(['value  ~refine']);
  });

  it('the faults of a map under any key, one with a line break too', () => {
    const map = Type.Record(Type.String(), Type.String());
    expect(found(map, { a: 'x', 'b\nc': 1 })).toEqual(['value b\nc type']);
    expect(found({ type: 'object', patternProperties: { '^a': {} }, additionalProperties: false }, { b: 1 })).toEqual([
      'unknown b',
    ]);
    expect(found({ type: 'object', properties: {}, additionalProperties: { type: 'string' } }, { b: 1 })).toEqual([
      'value b type',
    ]);
    expect(found({ type: 'object', properties: {}, additionalProperties: true }, { b: 1 })).toEqual([]);
  });

  it('in types of which there are several what is none of them', () => {
    const either: Node = { type: ['object', 'string'], properties: { a: { type: 'string' } } };
    expect(['x', { a: 'x' }, { a: 1 }, 1].map((value) => found(either, value))).toEqual([
      [],
      [],
      ['value a type'],
      ['value  type'],
    ]);
  });
});

describe('of a union', () => {
  const size = Type.Object({ size: Type.Integer({ minimum: 1 }), type: Type.Optional(Type.String()) });
  const id = Type.Object({ id: Type.String({ minLength: 1 }) });

  it.each<[unknown, string[]]>([
    [{ size: 1 }, []],
    [{ id: 'x' }, []],
    ['x', []],
    [{ size: 0 }, ['value size minimum']],
    [{ id: '' }, ['value id minLength']],
    [{ size: 1, colour: 'red' }, ['unknown colour size type']],
    [{ size: 1, id: 'x' }, ['unknown id size type', 'unknown size id']],
    [5, ['value  type', 'value  type', 'value  type']],
  ])('%j is judged by the branches that come nearest: %j', (value, expected) => {
    expect(found(Type.Union([Type.String(), size, id]), value)).toEqual(expected);
  });

  const byKind = Type.Union([
    Type.Object({ kind: Type.Literal('a'), x: Type.String() }),
    Type.Object({ kind: Type.Literal('b') }),
  ]);
  it.each<[unknown, string[]]>([
    [{ kind: 'b' }, []],
    [{ kind: 'a' }, ['required x']],
    [{ kind: 'b', x: 'y' }, ['unknown x kind']],
    [{ kind: 'c' }, ['kind kind a b']],
    [{ x: 'y' }, ['kind kind a b']],
    ['a', ['value  type']],
  ])('told apart by kind %j is judged by its own branch alone: %j', (value, expected) => {
    expect(found(byKind, value)).toEqual(expected);
  });
});

describe('what is sound', () => {
  const schema = Type.Object({
    host: Type.String({ default: 'localhost' }),
    port: Type.Optional(Type.Integer({ default: 80 })),
    wait: Type.Optional(Type.Unsafe<number>({ type: 'string', default: '2', decode: Number })),
    inner: Type.Optional(Type.Object({ deep: Type.Boolean({ default: true }) }, { default: {} })),
    list: Type.Optional(Type.Array(Type.String())),
  });

  it('has defaults where they are asked for, filled up and converted in their turn', () => {
    expect(sound(schema, {}, { defaults: 'all' })).toEqual({
      host: 'localhost',
      port: 80,
      wait: 2,
      inner: { deep: true },
    });
    expect(sound(schema, { host: 'h' }, { defaults: 'optional', texts: true })).toMatchObject({ port: 80, wait: 2 });
    expect(found(schema, {}, { defaults: 'optional' })).toContain('required host');
    expect(sound(schema, { host: 'h' })).toEqual({ host: 'h' });
  });

  it('never shares a default with the schema', () => {
    const { inner } = sound(schema, {}, { defaults: 'all' }) as { inner: { deep: boolean } };
    inner.deep = false;
    expect(sound(schema, {}, { defaults: 'all' })).toMatchObject({ inner: { deep: true } });
  });

  it('is what is left without what is faulty, list items in their places', () => {
    expect(sound(schema, { host: 1, port: 5, list: ['a', 2, 'c'], more: 1 })).toEqual({
      port: 5,
      list: ['a', undefined, 'c'],
    });
  });

  it('takes a key with nothing behind it for one that was left out, where that is asked for', () => {
    expect(sound(schema, { host: null }, { nullIsAbsent: true, defaults: 'all' })).toMatchObject({ host: 'localhost' });
    expect(found(schema, { host: null }, { defaults: 'all' })).toEqual(['value host type']);
  });

  it('is told value by value as it was given, with its place', () => {
    const heard: unknown[] = [];
    const value = { host: 'h', wait: '7', list: ['a', 1] };
    walk(schema, value, { unknown: 'refuse', onValue: (_node, one, path) => heard.push([path.join('.'), one]) });
    expect(heard).toEqual([
      ['host', 'h'],
      ['wait', '7'],
      ['list.0', 'a'],
    ]);
  });

  it('of texts has numbers, truth values and lists', () => {
    const query = Type.Object({
      n: Type.Optional(Type.Array(Type.Integer())),
      on: Type.Optional(Type.Boolean()),
      set: Type.Optional(Type.Enum([4, 6])),
      free: Type.Optional(Type.String()),
      maybe: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    });
    const read = (value: object): unknown => sound(query, value, { texts: true });
    expect(read({ n: '1,2', on: 'true', set: '6', free: '12', maybe: '7' })).toEqual({
      n: [1, 2],
      on: true,
      set: 6,
      free: '12',
      maybe: 7,
    });
    expect(read({ n: ['1', '2,,3'] })).toEqual({ n: [1, 2, 3] });
    expect(read({ maybe: '1e3' })).toEqual({ maybe: 1000 });
    expect(found(query, { n: 'x', on: '1', set: '5', maybe: '1e' }, { texts: true })).toEqual([
      'value n.0 type',
      'value on type',
      'value set enum',
      'value maybe type',
      'value maybe type',
    ]);
    expect(found(query, { on: ['true', 'false'] }, { texts: true })).toEqual(['repeated on']);
    // Nothing is converted that was not text.
    expect(found(query, { on: 'true', n: ['1'] })).toEqual(['value n.0 type', 'value on type']);
  });
});

describe('beside TypeBox', () => {
  const schemas = RESOURCES.flatMap(({ create, update }) => [create, update].flatMap((schema) => schema ?? []));

  it('lets nothing through that TypeBox refuses, of all bodies that the SCS API takes', () => {
    expect(schemas.length).toBeGreaterThan(10);
    const leaf = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.integer({ max: 5, min: -1 }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...schemas),
        fc.infiniteStream(leaf),
        fc.infiniteStream(fc.nat(9)),
        (schema, a, b) => {
          const value = fill(schema as Node, a, b);
          if (found(schema, value).length === 0) expect(Check(schema, value)).toBe(true);
          else if (Check(schema, value)) expect(found(schema, value).join()).toMatch(/unknown/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

/** A value that is nearly right: of ten decisions one is another than the schema wants. */
function fill(node: Node, leaves: fc.Stream<unknown>, dice: fc.Stream<number>): unknown {
  const next = (): number => dice.next().value as number;
  const go = (one: Node): unknown => {
    if (next() === 9) return leaves.next().value;
    if (one.anyOf !== undefined) return go(one.anyOf[next() % one.anyOf.length] as Node);
    if (one.enum !== undefined) return one.enum[next() % one.enum.length];
    if (one.properties !== undefined) {
      const all = Object.entries(one.properties).filter(([key]) =>
        one.required?.includes(key) ? next() < 9 : next() < 4,
      );
      const extra = next() === 9 ? [['extra', 1]] : [];
      return Object.fromEntries([...all.map(([key, inner]) => [key, go(inner)]), ...extra]);
    }
    if (one.items !== undefined) return Array.from({ length: next() % 3 }, () => go(one.items as Node));
    if (one.type === 'string') return 'x'.repeat(next());
    if (one.type === 'boolean') return next() % 2 === 0;
    if (one.type === 'null') return null;
    return one.type === 'integer' || one.type === 'number' ? next() : {};
  };
  return go(node);
}
