// SPDX-License-Identifier: Apache-2.0
// The document as generators of clients read it best. It says the same of every value as the schemas that requests are
// checked by, in another form: whatever would become a type without a name gets one, and the rest is `schema-form.ts`. Pure.
import { pascal } from '../../../../scs/names.ts';
import type { OpenApiDocument } from './openapi.ts';
import { formed } from './schema-form.ts';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

const EVENTS = 'text/event-stream';
const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'patch', 'delete']);

export function forGenerators(document: OpenApiDocument): OpenApiDocument {
  const { schemas: own, ...components } = document.components as Node;
  const names = createNames(Object.keys(own));
  const schemas = mapValues(own, (schema, name) => names.whole(schema, name));
  const paths = mapValues(document.paths, (item) =>
    mapValues(item, (operation, method) => (METHODS.has(method) ? operationOf(operation, names) : operation)),
  );
  const rest = contentsOf(components, (schema) => names.inline(schema, 'Shared'));
  return { ...document, paths, components: { ...rest, schemas: { ...schemas, ...names.added() } } };
}

type Names = ReturnType<typeof createNames>;

function operationOf({ requestBody, responses, parameters, ...operation }: Node, names: Names): Node {
  const { operationId, summary } = operation;
  return {
    ...operation,
    // Linters demand one of each operation.
    description: operation.description ?? `${summary}.`,
    ...(parameters === undefined
      ? {}
      : { parameters: contentsOf(parameters, (schema) => names.inline(schema, pascal(operationId))) }),
    ...(requestBody === undefined
      ? {}
      : {
          requestBody: contentsOf(requestBody, (schema) =>
            names.inline(schema, `${pascal(operationId)}Request`, pascal(operationId)),
          ),
        }),
    responses: mapValues(responses, (response) =>
      contentsOf(withText(response), (schema) => names.inline(schema, resultName(operationId, schema))),
    ),
  };
}

/** Events are a text for clients, like lines: what each carries is said beside, as OpenAPI 3.2 says it in `itemSchema`. */
function withText({ content, ...response }: Node): Node {
  const { [EVENTS]: events, ...rest } = content ?? {};
  if (events === undefined) return content === undefined ? response : { ...response, content };
  const text = { schema: { type: 'string' }, 'x-itemSchema': events.schema };
  return { ...response, content: { ...rest, [EVENTS]: text } };
}

/** Schemas of media types, parameters and headers, wherever they stand; a schema within one is not looked for. */
function contentsOf(node: Node, change: (schema: Node) => Node): Node {
  if (Array.isArray(node)) return node.map((one) => contentsOf(one, change));
  if (typeof node !== 'object' || node === null) return node;
  return mapValues(node, (value, key) => {
    if (key === 'example' || key === 'examples') return value;
    return key === 'schema' ? change(value) : contentsOf(value, change);
  });
}

/**
 * What an operation answers with, by what is in it: a list and a change of a resource are alike wherever they come from. Not
 * "Response": oapi-codegen calls types of its own by the operation and that.
 */
function resultName(operationId: string, { properties = {} }: Node): string {
  const { items, item, operation, placement, result } = properties;
  const listed = refName(items?.items);
  if (listed !== undefined) return `${listed}List`;
  const changed = refName(item);
  if (changed !== undefined && result === undefined)
    return `${changed}${placement === undefined ? 'Changed' : 'Created'}`;
  if (operation !== undefined && Object.keys(properties).length === 1) return 'OperationStarted';
  const list = /^list(.+)$/.exec(operationId)?.[1];
  if (list !== undefined) return `${pascal(singular(list))}List`;
  return /^get(.+)$/.exec(operationId)?.[1] ?? `${pascal(operationId)}Result`;
}

/** Objects and unions that stand within something else become components: each has one name, told by where it is first. */
function createNames(taken: readonly string[]) {
  const used = new Set(taken);
  const added = new Map<string, Node>();
  const known = new Map<string, string>();

  const inside = (node: Node, name: string): Node => {
    const out = { ...node };
    if (out.properties !== undefined)
      out.properties = mapValues(out.properties, (field, key) => inline(field, `${name}${pascal(key)}`));
    if (out.items !== undefined) out.items = inline(out.items, singular(name));
    if (typeof out.additionalProperties === 'object')
      out.additionalProperties = inline(out.additionalProperties, singular(name));
    if (out.anyOf !== undefined) out.anyOf = out.anyOf.map((one: Node) => (isUnion(out) ? variant : inline)(one, name));
    return out;
  };

  /** `prefix` is what the names of those within it begin with. */
  const inline = (node: Node, name: string, prefix = name): Node => {
    const schema = inside(formed(node), prefix);
    return isObject(schema) || isUnion(schema) ? component(schema, name) : schema;
  };

  /** One of a union: a closed set has a name as well, and objects are told apart by what each requires. */
  const variant = (node: Node, name: string): Node => {
    if (node.enum !== undefined) return component(formed(node), `${name}Choice`);
    return inline(node, isObject(node) ? `${name}By${pascal(node.required?.[0] ?? 'fields')}` : name);
  };

  const component = (schema: Node, name: string): Node => {
    const text = JSON.stringify(schema);
    let own = known.get(text);
    if (own === undefined) {
      own = [name, `${name}Item`].find((one) => !used.has(one)) ?? `${name}${used.size}`;
      used.add(own);
      known.set(text, own);
      added.set(own, schema);
    }
    return { $ref: `#/components/schemas/${own}` };
  };

  return {
    inline,
    whole: (schema: Node, name: string): Node => inside(formed(schema), name),
    added: () => Object.fromEntries(added),
  };
}

const isObject = (schema: Node): boolean => schema.properties !== undefined;
/** An object that may be null is written as a union, but none. */
const isUnion = ({ anyOf }: Node): boolean => anyOf?.filter(({ type }: Node) => type !== 'null').length > 1;

const refName = (schema: Node): string | undefined => schema?.$ref?.split('/').at(-1);

/** Of one among several, as far as the names here need it. */
const singular = (plural: string): string =>
  plural
    .replace(/ies$/, 'y')
    .replace(/(s|x)es$/, '$1')
    .replace(/(?<!s)s$/, '');

const mapValues = (object: object, change: (value: Node, key: string) => Node): Node =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
