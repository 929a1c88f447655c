// SPDX-License-Identifier: Apache-2.0
// What generators of clients get: by the rules one by one, on the whole document, and against the schemas that it is made of.
import fc from 'fast-check';
import Schema from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { apiDocument } from '../../../../../../src/gateway/surfaces/scs/document/document-routes.ts';
import { forGenerators } from '../../../../../../src/gateway/surfaces/scs/document/for-generators.ts';
import type { OpenApiDocument } from '../../../../../../src/gateway/surfaces/scs/document/openapi.ts';
import { formed } from '../../../../../../src/gateway/surfaces/scs/document/schema-form.ts';
import { type ScsDeps, scsRoutes } from '../../../../../../src/gateway/surfaces/scs/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: nodes of an OpenAPI document
type Node = any;

const NULL = { type: 'null' };

describe('a schema for generators', () => {
  it.each<[string, Node, Node]>([
    [
      'a text that may be null has two types, and what is said of both',
      { anyOf: [{ type: 'string', maxLength: 9 }, NULL], description: 'A word.' },
      { type: ['string', 'null'], maxLength: 9, description: 'A word.' },
    ],
    [
      'a closed set that may be null has null in it',
      { anyOf: [{ type: 'string', enum: ['a', 'b'] }, NULL] },
      { type: ['string', 'null'], enum: ['a', 'b', null] },
    ],
    [
      'a list that may be null has two types',
      { anyOf: [{ type: 'array', items: { type: 'string' } }, NULL] },
      { type: ['array', 'null'], items: { type: 'string' } },
    ],
    [
      'an object that may be null stays a union',
      { anyOf: [{ type: 'object', properties: {} }, NULL] },
      { anyOf: [{ type: 'object', properties: {} }, NULL] },
    ],
    [
      'the default of a union is told in words',
      { anyOf: [{ type: 'string' }, { type: 'boolean' }], default: 'auto', description: 'How.' },
      { anyOf: [{ type: 'string' }, { type: 'boolean' }], description: 'How. Default: `auto`.' },
    ],
    ['an integer is wide', { type: 'integer', minimum: 0 }, { type: 'integer', minimum: 0, format: 'int64' }],
    [
      'an integer that is small is not',
      { type: 'integer', minimum: 1, maximum: 65_535 },
      { type: 'integer', minimum: 1, maximum: 65_535, format: 'int32' },
    ],
    [
      'an integer that may be null has a format as well',
      { anyOf: [{ type: 'integer' }, NULL] },
      { type: ['integer', 'null'], format: 'int64' },
    ],
    ['a set of integers says its type', { enum: [4, 6] }, { enum: [4, 6], type: 'integer', format: 'int32' }],
    ['a number is a double', { type: 'number' }, { type: 'number', format: 'double' }],
    ['a text is as it was', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
  ])('has its own form: %s', (_claim, before, after) => expect(formed(before)).toEqual(after));
});

/** A document with one operation that takes this and gives that. */
function documentOf(body: Node, answer: Node, schemas: Node = {}): Node {
  const content = (schema: Node) => ({ content: { 'application/json': { schema } } });
  const operation = {
    operationId: 'createThing',
    requestBody: content(body),
    responses: { 201: { description: '', ...content(answer) } },
  };
  return forGenerators({ paths: { '/things': { post: operation } }, components: { schemas } } as never);
}
const object = (properties: Node, more: Node = {}): Node => ({ type: 'object', properties, ...more });
const ref = (name: string): Node => ({ $ref: `#/components/schemas/${name}` });

describe('names', () => {
  it('are given to what stands within something, by where it stands', () => {
    const size = object({ value: { type: 'integer' } });
    const { paths, components } = documentOf(
      object({ size, parts: { type: 'array', items: object({ id: { type: 'string' } }) } }),
      object({ item: ref('Thing') }),
      {
        Thing: object({ size, labels: { type: 'object', additionalProperties: object({ text: { type: 'string' } }) } }),
      },
    );
    const { requestBody, responses } = paths['/things'].post;
    expect(requestBody.content['application/json'].schema).toEqual(ref('CreateThingRequest'));
    expect(responses[201].content['application/json'].schema).toEqual(ref('ThingChanged'));
    expect(Object.keys(components.schemas)).toEqual([
      'Thing',
      'ThingSize',
      'ThingLabel',
      'CreateThingPart',
      'CreateThingRequest',
      'ThingChanged',
    ]);
    // What is alike has one name.
    expect(components.schemas.CreateThingRequest.properties.size).toEqual(ref('ThingSize'));
    expect(components.schemas.ThingSize).toEqual(object({ value: { type: 'integer', format: 'int64' } }));
  });

  it('are given to unions and to the objects in them, told apart by what each requires', () => {
    const by = (field: string) => object({ [field]: { type: 'string' } }, { required: [field] });
    const { components } = documentOf(object({ source: { anyOf: [by('id'), by('url')] } }), ref('Thing'));
    expect(components.schemas.CreateThingSource).toEqual({
      anyOf: [ref('CreateThingSourceById'), ref('CreateThingSourceByUrl')],
    });
  });

  it('are given to a closed set in a union', () => {
    const set = { type: 'string', enum: ['auto', 'none'] };
    const { components } = documentOf(object({ nets: { anyOf: [{ type: 'string' }, set] }, plain: set }), ref('Thing'));
    expect(components.schemas.CreateThingNets).toEqual({ anyOf: [{ type: 'string' }, ref('CreateThingNetsChoice')] });
    expect(components.schemas.CreateThingNetsChoice).toEqual(set);
    expect(components.schemas.CreateThingRequest.properties.plain).toEqual(set);
  });

  it('are never given twice', () => {
    const { components } = documentOf(object({ a: { type: 'string' } }), ref('Thing'), {
      CreateThingRequest: object({ b: { type: 'string' } }),
    });
    expect(Object.keys(components.schemas)).toEqual(['CreateThingRequest', 'CreateThingRequestItem']);
  });
});

describe('the whole document for generators', () => {
  const SERVER = 'https://gateway.example.org';
  const routes = scsRoutes({ publicUrl: SERVER } as ScsDeps);
  const document: Node = JSON.parse(JSON.stringify(apiDocument(routes, SERVER)));

  /** Every schema with where it stands; `name` is undefined but for what is a component itself. */
  function* schemasIn(node: Node, at: string, name?: string): Generator<{ at: string; schema: Node; name?: string }> {
    yield { at, schema: node, ...(name === undefined ? {} : { name }) };
    for (const key of ['items', 'additionalProperties'])
      if (typeof node[key] === 'object') yield* schemasIn(node[key], `${at}/${key}`);
    for (const [key, one] of Object.entries<Node>(node.properties ?? {})) yield* schemasIn(one, `${at}/${key}`);
    for (const one of node.anyOf ?? []) yield* schemasIn(one, `${at}|`);
  }
  function* contents(node: Node, at: string): Generator<{ at: string; schema: Node; name?: string }> {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries<Node>(node))
      if (key === 'schema') yield* schemasIn(value, at);
      else if (key !== 'example') yield* contents(value, `${at}/${key}`);
  }
  const all = [
    ...contents(document.paths, ''),
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) => [...schemasIn(schema, name, name)]),
  ];
  const where = (wrong: (found: (typeof all)[number]) => boolean): string[] => all.filter(wrong).map(({ at }) => at);
  const kindOf = (schema: Node): string => (Array.isArray(schema.type) ? schema.type[0] : schema.type);

  it('has a format for every number', () => {
    expect(all.length).toBeGreaterThan(1_000);
    expect(where(({ schema }) => /^(?:integer|number)$/.test(kindOf(schema)) && !schema.format)).toEqual([]);
  });

  it('has names for all objects and unions', () => {
    expect(where(({ schema, name }) => schema.properties !== undefined && name === undefined)).toEqual([]);
    const union = ({ anyOf = [] }: Node) => anyOf.filter(({ type }: Node) => type !== 'null').length > 1;
    expect(where(({ schema, name }) => union(schema) && name === undefined)).toEqual([]);
  });

  it('has null as a type of its own only beside what has a name', () => {
    const nulls = where(
      ({ schema }) => schema.anyOf?.some(({ type }: Node) => type === 'null') && !schema.anyOf[0].$ref,
    );
    expect(nulls).toEqual([]);
  });

  it('has a description of each operation, and of events what each is', () => {
    const operations = Object.values<Node>(document.paths).flatMap((item) => Object.values<Node>(item));
    expect(operations.filter(({ description }) => !/^\S.*\.$/s.test(description ?? ''))).toEqual([]);
    const { responses } = document.paths['/scs/v1/operations/{operation}/events'].get;
    expect(responses[200].content).toEqual({
      'text/event-stream': { schema: { type: 'string' }, 'x-itemSchema': ref('Operation') },
    });
  });

  it('names nothing by a number, and nothing as languages call something of their own', () => {
    const names = Object.keys(document.components.schemas);
    expect(names.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
    const taken = ['Error', 'Object', 'String', 'List', 'Map', 'Set', 'Class', 'Type', 'Response', 'Request', 'Array'];
    expect(names.filter((name) => taken.includes(name))).toEqual([]);
  });

  it('has every schema that it refers to, and refers to every schema that it has', () => {
    const used = new Set(
      [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name),
    );
    expect([...used].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });
});

/** Schemas as the gateway's own, a few levels deep. */
const schemas = fc.letrec<{ any: Node }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Node>(
      { type: 'string', maxLength: 2 },
      { type: 'integer', minimum: 0 },
      { type: 'number', maximum: 3 },
      { type: 'boolean' },
      { type: 'string', enum: ['a', 'b'] },
      { enum: [4, 6] },
    ),
    fc.record({ type: fc.constant('array'), items: tie('any'), maxItems: fc.constant(2) }),
    fc.record({ type: fc.constant('object'), additionalProperties: tie('any') }),
    fc
      .record({ a: tie('any'), b: tie('any') })
      .map((properties) => object(properties, { required: ['a'], additionalProperties: false })),
    tie('any').map((one) => ({ anyOf: [one, NULL] })),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => ({ anyOf: [a, b], default: 'auto' })),
  ),
})).any;
const values = fc.letrec<{ any: Node }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Node>(null, '', 'a', 'abc', true, -1, 0, 4, 5, 2.5, 2 ** 40),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.record({ a: tie('any'), b: tie('any') }, { requiredKeys: [] }),
  ),
})).any;

describe('what a value may be', () => {
  it('is the same for generators as for the validator, whatever the schema', () => {
    const counted = { allowed: 0, refused: 0 };
    fc.assert(
      fc.property(schemas, fc.array(values, { minLength: 20, maxLength: 20 }), (schema, some) => {
        const { paths, components }: OpenApiDocument & Node = documentOf(object({ it: schema }), ref('Thing'));
        const written = { ...paths['/things'].post.requestBody.content['application/json'].schema, components };
        for (const it of some) {
          const allowed = Schema.Check(schema, it);
          counted[allowed ? 'allowed' : 'refused'] += 1;
          expect(Schema.Check(written, { it }), JSON.stringify([schema, it])).toBe(allowed);
        }
      }),
      { numRuns: 300 },
    );
    expect(counted.allowed).toBeGreaterThan(300);
    expect(counted.refused).toBeGreaterThan(300);
  });
});
