// SPDX-License-Identifier: Apache-2.0
// The reference pages of the SCS API in Markdown, from its document: for reading without a gateway, and for searching.
import type { OpenApiDocument } from '../src/gateway/surfaces/scs/document/openapi.ts';

const OPERATIONS = 'docs/reference/scs-api.md';
const OBJECTS = 'docs/reference/scs-api-objects.md';
const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
/** A parameter that as many operations take in the same words is explained once. */
const COMMON = 8;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly description?: string;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface Shown {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
const anchor = (name: string): string => name.toLowerCase();
const link = (ref: string): string => {
  const name = ref.split('/').at(-1) ?? ref;
  return `[${name}](scs-api-objects.md#${anchor(name)})`;
};

/** In the words of a reader, not of JSON Schema. */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return link(schema.$ref);
  const any = schema.anyOf ?? schema.oneOf;
  if (any !== undefined) return [...new Set(any.map(typeOf))].join(' or ');
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).join(' and ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(', ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['anything']);
  return types
    .map((type) => {
      if (type === 'array') return schema.items === undefined ? 'list' : `list of ${typeOf(schema.items)}`;
      if (type === 'object' && typeof schema.additionalProperties === 'object')
        return `map to ${typeOf(schema.additionalProperties)}`;
      if (type === 'string' && schema.format !== undefined) return `string (${schema.format})`;
      return type;
    })
    .join(' or ');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const keyOf = ({ name, in: place, description, schema }: Parameter): string =>
  JSON.stringify([place, name, description, typeOf(schema)]);

function operationsOf(document: OpenApiDocument): Shown[] {
  const paths = document.paths as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
}

const parameterRows = (parameters: readonly Parameter[]): string[][] =>
  parameters.map(({ name, in: place, required, schema, description = '' }) => [
    `\`${name}\`${required === true ? ' (required)' : ''}`,
    place,
    typeOf(schema),
    description,
  ]);
const PARAMETERS = ['Parameter', 'In', 'Type', 'Meaning'];

function section({ method, path, operation }: Shown, common: ReadonlySet<string>): string {
  const parameters = (operation.parameters ?? []).filter(({ in: place }) => place !== 'path');
  const own = parameters.filter((one) => !common.has(keyOf(one)));
  const shared = parameters.filter((one) => common.has(keyOf(one)));
  const body = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => `Body: ${typeOf(schema)} (\`${type}\`)`,
  );
  const answers = Object.entries(operation.responses)
    .filter(([status]) => status < '400')
    .map(([status, { content = {} }]) => {
      const schemas = new Set(Object.values(content).map(({ schema }) => typeOf(schema)));
      return `\`${status}\`${schemas.size === 0 ? '' : ` ${[...schemas].join(' or ')}`}`;
    });
  return [
    `### ${operation.summary}`,
    `\`${method} ${path}\`${operation.deprecated === true ? ' (deprecated)' : ''}, operation \`${operation.operationId}\``,
    operation.description ?? '',
    own.length === 0 ? '' : table(PARAMETERS, parameterRows(own)),
    shared.length === 0
      ? ''
      : `[Common parameters](#common-parameters): ${shared.map(({ name }) => `\`${name}\``).join(', ')}`,
    ...body,
    answers.length === 0 ? '' : `Answer: ${answers.join('; ')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function operationsPage(document: OpenApiDocument): string {
  const all = operationsOf(document);
  const counts = new Map<string, { parameter: Parameter; times: number }>();
  for (const parameter of all.flatMap(({ operation }) => operation.parameters ?? []))
    counts.set(keyOf(parameter), { parameter, times: (counts.get(keyOf(parameter))?.times ?? 0) + 1 });
  const common = [...counts].filter(([, { parameter, times }]) => times >= COMMON && parameter.in !== 'path');
  const keys = new Set(common.map(([key]) => key));
  const tags = (document.tags as readonly { readonly name: string; readonly description: string }[]).map(
    ({ name, description }) =>
      [
        `## ${name}`,
        description,
        ...all.filter(({ operation }) => operation.tags.includes(name)).map((one) => section(one, keys)),
      ].join('\n\n'),
  );
  return [
    '<!-- Generated by npm run generate from the routes of the SCS API. -->\n# SCS API reference',
    `Every operation of version ${document.info.version}. What it is for, and how lists, errors and long work are done: [scs-api.md](../scs-api.md). The same as a document for programs: [openapi.json](../openapi.json); a gateway shows it at \`/docs\`. What goes in and comes out: [scs-api-objects.md](scs-api-objects.md). Problems: [errors.md](../errors.md#problems-of-the-scs-api).`,
    '## Common parameters',
    table(PARAMETERS, parameterRows(common.map(([, { parameter }]) => parameter))),
    ...tags,
  ].join('\n\n');
}

function fieldsOf(schema: Schema): string {
  if (schema.properties === undefined) return typeOf(schema);
  const rows = Object.entries(schema.properties).map(([name, field]) => [
    `\`${name}\`${schema.required?.includes(name) === true ? ' (always)' : ''}`,
    typeOf(field),
    field.description ?? '',
  ]);
  return table(['Field', 'Type', 'Meaning'], rows);
}

function objectsPage(document: OpenApiDocument): string {
  const schemas = Object.entries(document.components.schemas as unknown as Readonly<Record<string, Schema>>);
  return [
    '<!-- Generated by npm run generate from the routes of the SCS API. -->\n# Objects of the SCS API',
    'What the operations of [scs-api.md](scs-api.md) take and answer. "Always": the field is there in every such object; in a request it is required.',
    ...schemas
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) =>
        [`## ${name}`, schema.description ?? '', fieldsOf(schema)].filter((part) => part !== '').join('\n\n'),
      ),
  ].join('\n\n');
}

export const apiPages = (document: OpenApiDocument): ReadonlyMap<string, string> =>
  new Map([
    [OPERATIONS, `${operationsPage(document)}\n`],
    [OBJECTS, `${objectsPage(document)}\n`],
  ]);
