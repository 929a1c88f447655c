// SPDX-License-Identifier: Apache-2.0
// Every operation of the API's document with input that the document allows and input that it does not: never a 500,
// never an answer that the document does not describe. Always the same inputs; SCS_FUZZ_SEED gives others, and
// SCS_FUZZ_RUNS more of them.
import fc from 'fast-check';
import Schema from 'typebox/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../../src/gateway/surfaces/scs/document/document-routes.ts';
import { type ScsDeps, scsRoutes } from '../../src/gateway/surfaces/scs/index.ts';
import { type Harness, startHarness } from './harness.ts';
import { MADE } from './made.ts';
import { describeNoLeaks } from './no-leaks.ts';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

const SERVER = 'https://gateway.example.org';
const document: Node = JSON.parse(JSON.stringify(apiDocument(scsRoutes({ publicUrl: SERVER } as ScsDeps), SERVER)));
const OPERATIONS = Object.entries<Record<string, Node>>(document.paths)
  .flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({
      name: `${verb.toUpperCase()} ${path}`,
      verb,
      path,
      operation,
    })),
  )
  .sort((a, b) => Number(a.verb === 'delete') - Number(b.verb === 'delete'));
/** Of each kind of input, for each operation. */
const RUNS = Number(process.env.SCS_FUZZ_RUNS ?? 12);
const SEED = Number(process.env.SCS_FUZZ_SEED ?? 20261123);

let h: Harness;
let token: string;
/** For the operation that ends all tokens of whoever asks. */
let expendable: string;
/** Names that lead somewhere, so that not everything is a 404: of clouds, and what bodies call by name. */
const known: Record<string, string[]> = {
  cloud: ['cloud-a', 'cloud-a', 'cloud-b'],
  region: ['cloud-a', 'cloud-b'],
  project: ['acme/research', 'research'],
  fields: ['id', 'name', 'status', 'createdAt'],
  sort: ['name', '-createdAt', 'status'],
};
/** Of each resource. */
const ids = new Map<string, string[]>();
/** Of each that can be made: fuzzing deletes some. */
const SEVERAL = 4;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
  expendable = await h.login('bob');
  for (const plural of MADE) await make(plural);
  for (const plural of ['flavors', 'images', 'volume-types', 'ports', 'quotas', 'availability-zones']) {
    const { body } = await h.send('GET', `/scs/v1/${plural}?cloud=cloud-a`, { token });
    ids.set(
      plural,
      (body.items ?? []).slice(0, 3).map(({ id }: { id: string }) => id),
    );
  }
  for (const [plural, field] of [
    ['flavors', 'flavor'],
    ['images', 'image'],
    ['volume-types', 'type'],
  ] as const)
    known[field] = (await h.send('GET', `/scs/v1/${plural}?cloud=cloud-a`, { token })).body.items.map(
      ({ name }: { name: string }) => name,
    );
});
afterAll(() => h.close());

/** By the example of the document, which calls what was made before by name; others like it beside. */
async function make(plural: string): Promise<void> {
  const { example } = document.paths[`/scs/v1/${plural}`].post.requestBody.content['application/json'];
  const made: string[] = [];
  for (let number = 0; number < SEVERAL; number++) {
    const own = typeof example.name !== 'string' || number === 0 ? {} : { name: `${example.name}-${number}` };
    const port = plural === 'security-group-rules' ? { portMin: 443 + number } : {};
    // Neutron wants those of one network apart.
    const range = plural === 'subnets' ? { cidr: `10.${20 + number}.0.0/24` } : {};
    const json = { ...example, ...own, ...port, ...range };
    const { status, body, text } = await h.send('POST', `/scs/v1/${plural}?wait=30`, { token, json });
    if (status !== 201) throw new Error(`${plural}: ${text}`);
    made.push(body.item.id);
  }
  ids.set(plural, made);
  // `network: shop`, `server: web`: as bodies name them.
  const { name } = example;
  const field = plural === 'security-groups' ? 'group' : plural.replace(/s$/, '');
  if (typeof name === 'string') known[field] = [name, `${name}-1`];
}

const deref = (schema: Node): Node =>
  typeof schema?.$ref === 'string' ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema;

/** One that is there, mostly. */
const often = (values: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fc.constant('nobody') });

/** What is required, and some of the rest: with all of it at once, hardly anything could succeed. */
function few(
  shape: Record<string, fc.Arbitrary<unknown>>,
  required: readonly string[],
): fc.Arbitrary<Record<string, unknown>> {
  const rest = Object.keys(shape).filter((key) => !required.includes(key));
  const pick = (keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, shape[key] as fc.Arbitrary<unknown>]));
  return fc
    .subarray(rest, { maxLength: Math.min(rest.length, 3) })
    .chain((some) => fc.record(pick([...required, ...some])));
}

/** What a schema allows. Waits are cut short. */
function valid(schema: Node, name = ''): fc.Arbitrary<unknown> {
  const node = deref(schema);
  if (name === 'wait' || name === 'timeout') return fc.constantFrom(node.minimum ?? 0, 1);
  if (name in known && node.type === 'string' && node.enum === undefined) return often(known[name] as string[]);
  if (name in known && node.items?.type === 'string' && node.items.enum === undefined)
    return fc.array(often(known[name] as string[]), { minLength: node.minItems ?? 0, maxLength: 3 });
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  if (node.anyOf !== undefined) return fc.oneof(...node.anyOf.map((one: Node) => valid(one)));
  if (Array.isArray(node.type)) return fc.oneof(...node.type.map((type: string) => valid({ ...node, type }, name)));
  switch (node.type) {
    case 'object': {
      const properties: [string, Node][] = Object.entries(node.properties ?? {});
      if (properties.length === 0)
        return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.string(), { maxKeys: 3 });
      const shape = Object.fromEntries(properties.map(([key, value]) => [key, valid(value, key)]));
      const required = (node.required ?? []) as string[];
      const least = node.minProperties === undefined ? required : [...new Set([...required, properties[0]?.[0] ?? ''])];
      return few(shape, least);
    }
    case 'array':
      return fc.array(valid(node.items), { minLength: node.minItems ?? 0, maxLength: Math.min(node.maxItems ?? 3, 3) });
    case 'integer':
      return fc.integer({ min: node.minimum ?? 0, max: Math.min(node.maximum ?? 1_000, 1_000_000) });
    case 'number': {
      // As people write numbers; the query knows no exponents.
      const step = node.multipleOf ?? 0.25;
      const [least, most] = [node.minimum ?? node.exclusiveMinimum ?? 0, Math.min(node.maximum ?? 1_000, 1_000)];
      return fc.integer({ min: Math.ceil(least / step), max: Math.floor(most / step) }).map((count) => count * step);
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return text(node);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text({ pattern, format, minLength = 0, maxLength = 40 }: Node): fc.Arbitrary<unknown> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter((value) => value.length <= 255);
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'ipv6') return fc.ipV6();
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)), unit: 'grapheme' });
}

/** What no schema of ours allows somewhere, or no parser. */
const STRANGE = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ minLength: 300, maxLength: 2_000 }),
  fc.constantFrom(
    null,
    '',
    '\0',
    '../../etc',
    '%2e%2e',
    "' OR 1=1",
    '{{7*7}}',
    -1,
    1e308,
    2 ** 53,
    '𝄞'.repeat(50),
    '\r\nX-Evil: 1',
  ),
);
const invalid = (schema: Node): fc.Arbitrary<unknown> =>
  fc.oneof(
    STRANGE,
    fc.tuple(valid(schema), fc.string({ minLength: 1, maxLength: 10 }), STRANGE).map(([object, key, value]) => {
      if (typeof object !== 'object' || object === null) return value;
      const keys = Object.keys(object);
      const at = keys.length === 0 || key.length % 2 === 0 ? key : (keys[key.length % keys.length] as string);
      return { ...object, [at]: value };
    }),
  );

/** Also what is nearly the example: of a large body made at random, something always contradicts something else. */
function likely(schema: Node, example: Node): fc.Arbitrary<unknown> {
  if (example === undefined) return valid(schema);
  // What bodies call by name is to stay the only one of that name.
  const own =
    typeof example.name !== 'string' ? fc.constant({}) : fc.nat(1e9).map((n) => ({ name: `${example.name}-${n}x` }));
  const near = fc.tuple(own, valid(schema)).map(([name, other]) => {
    const [key, value] = Object.entries(other as object).at(-1) ?? ['', undefined];
    return { ...example, ...name, ...(key === '' ? {} : { [key]: value }) };
  });
  return fc.oneof(
    valid(schema),
    near,
    own.map((name) => ({ ...example, ...name })),
  );
}

interface Input {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
}

function inputs(path: string, operation: Node, wrong: boolean): fc.Arbitrary<Input> {
  const [, , , plural = ''] = path.split('/');
  // Things were made on one cloud: mostly it is asked for them.
  const allowed = (place: string, { name, schema, example }: Node): fc.Arbitrary<unknown> => {
    if (place !== 'path') return valid(schema, name);
    if (name === 'id' && ids.has(plural)) return often(ids.get(plural) as string[]);
    if (name === 'cloud') return often(['cloud-a']);
    return example === undefined ? valid(schema, name) : fc.oneof(fc.constant(example), valid(schema, name));
  };
  const of = (place: string): fc.Arbitrary<Record<string, unknown>> => {
    const own = (operation.parameters ?? []).filter(
      // A cursor is only ever one that a list has given.
      (one: Node) => one.in === place && (wrong || one.name !== 'cursor'),
    );
    const shape = Object.fromEntries(
      own.map((one: Node) => [one.name, wrong ? fc.oneof(allowed(place, one), STRANGE) : allowed(place, one)]),
    );
    const needed = (one: Node): boolean => one.required && (place === 'path' || !wrong);
    const required = own.filter(needed).map(({ name }: Node) => name);
    return few(shape, required);
  };
  const { schema, example } = operation.requestBody?.content['application/json'] ?? {};
  const content = schema === undefined ? fc.constant(undefined) : wrong ? invalid(schema) : likely(schema, example);
  return fc.record({ path: of('path'), query: of('query'), body: content });
}

const asText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

async function ask(verb: string, path: string, { path: parameters, query, body }: Input) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(asText(parameters[name]) || '-'));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, asText(one));
  // An action that waits for a slow state would only take time.
  if (search.has('wait')) search.set('wait', '0');
  return h.send(verb.toUpperCase(), `${filled}${search.size === 0 ? '' : `?${search}`}`, {
    token: path.endsWith('/me/tokens') ? expendable : token,
    ...(body === undefined ? {} : { json: body }),
  });
}

/** With `fields`, objects have what is asked for; what they have is as ever. */
function partly(schema: Node): Node {
  const { required: _, ...object } = deref(schema);
  const { items } = object.properties ?? {};
  if (items === undefined) return object;
  return { ...object, properties: { ...object.properties, items: { ...items, items: partly(items.items) } } };
}

function check(operation: Node, answer: Awaited<ReturnType<typeof ask>>, { query }: Input): void {
  const { status, headers } = answer;
  // Whoever is not let in has seen nothing of the operation.
  if (!('security' in operation) && operation.operationId !== 'revokeMyTokens')
    expect(status, answer.text).not.toBe(401);
  const type = (headers.get('content-type') ?? '').split(';')[0] as string;
  // A path that the input has made another one: no operation of this document.
  if (status === 404 && type === 'application/problem+json') return;
  expect(Object.keys(operation.responses), `status ${status}: ${answer.text.slice(0, 400)}`).toContain(String(status));
  expect(status, answer.text.slice(0, 400)).not.toBe(500);
  const { $ref, ...own } = operation.responses[status];
  const { content } = $ref === undefined ? own : document.components.responses[$ref.split('/').at(-1)];
  if (content === undefined) {
    expect(answer.text).toBe('');
    return;
  }
  expect(Object.keys(content)).toContain(type);
  if (!type.endsWith('json') || type === 'application/x-ndjson') return;
  const found = status < 400 && query.fields !== undefined ? partly(content[type].schema) : deref(content[type].schema);
  const [, faults] = Schema.Errors({ ...found, components: document.components }, answer.body);
  expect(faults, answer.text.slice(0, 600)).toEqual([]);
}

describe.each(OPERATIONS)('$name', ({ verb, path, operation }) => {
  it.each([
    ['input that the document allows', false],
    ['input that it does not', true],
  ])('answers as the document says to %s', { timeout: 30_000 + RUNS * 10_000 }, async (_what, wrong) => {
    await fc.assert(
      fc.asyncProperty(inputs(path, operation, wrong), async (input) =>
        check(operation, await ask(verb, path, input), input),
      ),
      { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: RUNS * 5_000, endOnFailure: true },
    );
  });
});

describe('whatever the operation', () => {
  const writes = OPERATIONS.filter(({ operation }) => operation.requestBody !== undefined);
  it.each(writes)('$name refuses a body that is no JSON, or no JSON by its type', async ({ verb, path }) => {
    const url = path.replace(/\{\w+\}/g, 'cloud-a');
    for (const [body, type, status] of [
      ['{"name":', 'application/json', 400],
      ['name=x', 'application/x-www-form-urlencoded', 415],
      ['<name/>', 'application/xml', 415],
    ] as const) {
      const answer = await h.send(verb.toUpperCase(), url, { token, body, headers: { 'content-type': type } });
      expect(answer.status, `${type}: ${answer.text}`).toBe(status);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  const closed = OPERATIONS.filter(({ operation }) => operation.security === undefined);
  it.each(closed)('$name is for those with a token', async ({ verb, path }) => {
    const answer = await h.send(verb.toUpperCase(), path.replace(/\{\w+\}/g, 'cloud-a'), {
      ...(verb === 'get' ? {} : { json: {} }),
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describeNoLeaks(() => h);
