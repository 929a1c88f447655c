// SPDX-License-Identifier: Apache-2.0
// The types of the SCS API, which openapi-typescript writes from its document, and the table of operations that gives the
// client its methods.
import { registerHooks } from 'node:module';
import type { OpenApiDocument } from '../src/gateway/surfaces/scs/document/openapi.ts';

// biome-ignore lint/suspicious/noExplicitAny: nodes of an OpenAPI document
type Node = any;

const HEAD = `// SPDX-License-Identifier: Apache-2.0
// Written by npm run generate from docs/openapi.json; not edited by hand.
`;

/** openapi-typescript forms its output with the library of TypeScript 5; the compiler of TypeScript 7 has no such library. */
const TYPESCRIPT_5 = import.meta.resolve('@ts-morph/common/dist/typescript.js');
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript' && context.parentURL?.includes('/openapi-typescript/')
      ? { url: TYPESCRIPT_5, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
});

export async function apiTypes(document: OpenApiDocument): Promise<string> {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const nodes = await openapiTS(JSON.stringify(brief(document)), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // What has a default may be left out of a request.
    defaultNonNullable: false,
    silent: true,
  });
  return `${HEAD}${withoutRepetition(withoutEmptiness(astToString(nodes)))}`;
}

/**
 * What a client needs to know, once: all failures are problems, of an operation that can answer in several ways a method
 * has one, a change that is done and one that is under way are answered alike, and examples stand in the reference.
 */
function brief(document: OpenApiDocument): Node {
  const copy: Node = structuredClone(document);
  for (const { operation } of operationsOf(copy)) {
    for (const node of operation.parameters ?? []) delete node.example;
    for (const { example: _, ...content } of Object.values<Node>(operation.requestBody?.content ?? {}))
      operation.requestBody.content = { 'application/json': content };
    const seen = new Set<string>();
    const responses: Node = {};
    for (const [status, { content = {} }] of Object.entries<Node>(operation.responses)) {
      if (Number(status) >= 300) continue;
      const [type = '', { schema: whole = undefined, 'x-itemSchema': schema = whole } = {}] =
        Object.entries<Node>(content)[0] ?? [];
      const response = { description: '', content: type === '' ? {} : { [type]: { schema } } };
      if (!seen.has(JSON.stringify(response))) responses[status] = response;
      seen.add(JSON.stringify(response));
    }
    operation.responses = { ...responses, default: { $ref: '#/components/responses/Problem' } };
    // Methods carry these (operations.ts).
    delete operation.summary;
    delete operation.description;
  }
  // Methods give bodies.
  delete copy.components.headers;
  const problem = { schema: { $ref: '#/components/schemas/Problem' } };
  copy.components.responses = {
    Problem: { description: 'Any failure.', content: { 'application/problem+json': problem } },
  };
  return copy;
}

/** Without what says that there is nothing, and a line each for what fits into one. */
function withoutEmptiness(types: string): string {
  let before: string;
  let after = types
    .replaceAll(/^ +"?[\w-]+"?\?: never;\n/gm, '')
    .replaceAll(/^ +headers: \{\n +\[name: string\]: unknown;\n +\};\n/gm, '')
    .replaceAll(/^ +parameters: \{\n +\};\n/gm, '')
    .replaceAll(/^export type (?:webhooks|\$defs) = .*\n/gm, '')
    .replaceAll(/^ +(?:parameters|requestBodies|headers|pathItems): never;\n/gm, '')
    .replaceAll(/^ +\* @(?:enum \{[\w|]+\}|example .*)\n/gm, '')
    .replaceAll(/^ +\/\*\* (?:@enum \{[\w|]+\}|Format: .*) \*\/\n/gm, '')
    .replaceAll(/\/\*\*\n +\* Format: .*\n/g, '/**\n')
    .replaceAll(/\/\*\*\n +\* (.*)\n +\*\//g, '/** $1 */')
    .replaceAll('/** @description ', '/** ');
  do {
    before = after;
    after = before.replaceAll(/\{\n +([^\n]*);\n +\}/g, (block, only: string) =>
      only.startsWith('/**') || only.length > 90 ? block : `{ ${only} }`,
    );
  } while (after !== before);
  return after;
}

/** Parameters and answers that an operation shares with one before it are told of once. */
function withoutRepetition(types: string): string {
  const [before = '', after = ''] = types.split(/(?<=^export interface operations \{\n)/m);
  const known = new Map<string, string>();
  const operations = after.replaceAll(/^ {4}(\w+): \{\n[\s\S]*?^ {4}\};\n/gm, (operation, id: string) =>
    operation.replaceAll(/^( {8}(parameters|responses): )(\{\n[\s\S]*?^ {8}\});\n/gm, (all, head, key, value) => {
      const first = known.get(value);
      if (first === undefined) known.set(value, `operations["${id}"]["${key}"]`);
      return first === undefined ? all : `${head}${first};\n`;
    }),
  );
  return `${before}${operations}`;
}

/** Its methods by `operationId`: how and where each asks, and what it has beside where it is a list or a stream. */
export function apiOperations(document: OpenApiDocument): string {
  const rows = [...operationsOf(document)].map(({ path, method, operation }) => {
    const { operationId, summary, deprecated, parameters = [], responses } = operation;
    const kind = parameters.some(({ name }: Node) => name === 'cursor')
      ? ", 'list'"
      : Object.keys(responses[200]?.content ?? {}).join() === 'text/event-stream'
        ? ", 'events'"
        : '';
    return `  /** ${deprecated ? '@deprecated ' : ''}${summary}. */\n  ${operationId}: ['${method}', '${path}'${kind}],\n`;
  });
  return `${HEAD}/** Every operation of the API, by its \`operationId\`. */\nexport const OPERATIONS = {\n${rows.join('')}} as const;\n`;
}

function* operationsOf(document: Node): Generator<{ path: string; method: string; operation: Node }> {
  for (const [path, item] of Object.entries<Node>(document.paths))
    for (const [method, operation] of Object.entries<Node>(item)) yield { path, method, operation };
}
