// SPDX-License-Identifier: Apache-2.0
// What the client is generated from, on a document of one's own.
import { expect, it } from 'vitest';
import { apiOperations, apiTypes } from '../../scripts/api-types.ts';
import type { OpenApiDocument } from '../../src/gateway/surfaces/scs/document/openapi.ts';

const problem = { description: 'No.', content: { 'application/problem+json': { schema: { type: 'object' } } } };
const thing = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { name: 'x' } } };
const events = { schema: { type: 'string' }, 'x-itemSchema': { $ref: '#/components/schemas/Thing' } };
const path = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Its id.',
  schema: { type: 'string' },
  example: 'x',
};
const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1.0.0' },
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        summary: 'List things',
        parameters: [{ name: 'cursor', in: 'query', description: 'Where to go on.', schema: { type: 'string' } }],
        responses: {
          200: {
            description: 'All.',
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } },
              'application/x-ndjson': { schema: { type: 'string' } },
            },
          },
          304: { description: 'As before.' },
          500: problem,
        },
      },
    },
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        summary: 'Get one thing',
        deprecated: true,
        parameters: [path],
        responses: { 200: { description: 'It.', content: thing }, 404: problem, 500: problem },
      },
      patch: {
        operationId: 'changeThing',
        summary: 'Change one thing',
        parameters: [path],
        requestBody: { required: true, content: thing },
        responses: {
          200: { description: 'Done.', content: thing },
          202: { description: 'Begun.', content: thing },
          500: problem,
        },
      },
    },
    '/things/{id}/events': {
      get: {
        operationId: 'followThing',
        summary: 'Follow one thing',
        parameters: [path],
        responses: { 200: { description: 'Events.', content: { 'text/event-stream': events } } },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', description: 'Its name.' },
          size: { enum: ['small', 'large'], type: 'string', default: 'small', description: 'Its size.' },
        },
      },
      Problem: { type: 'object', properties: { code: { type: 'string' } } },
    },
  },
} as unknown as OpenApiDocument;

it('the types of the client say everything once', async () => {
  const types = await apiTypes(DOCUMENT);
  const [, operations = ''] = types.split('export interface operations ');
  expect(operations.replaceAll(/\s+/g, ' ').trim()).toBe(
    `{
      listThings: {
        parameters: { query?: { /** Where to go on. */ cursor?: string; }; };
        responses: { 200: { content: { "application/json": components["schemas"]["Thing"][] } }; default: components["responses"]["Problem"]; };
      };
      getThing: {
        parameters: { path: { /** Its id. */ id: string; }; };
        responses: { 200: { content: { "application/json": components["schemas"]["Thing"] } }; default: components["responses"]["Problem"]; };
      };
      changeThing: {
        parameters: operations["getThing"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["Thing"] } };
        responses: operations["getThing"]["responses"];
      };
      followThing: {
        parameters: operations["getThing"]["parameters"];
        responses: { 200: { content: { "text/event-stream": components["schemas"]["Thing"] } }; default: components["responses"]["Problem"]; };
      };
    }`.replaceAll(/\s+/g, ' '),
  );
  expect(types).toContain('"/things": { get: operations["listThings"] };');
  expect(types).toContain("export type Thing = components['schemas']['Thing'];");
  // What has a default may be left out.
  expect(types).toMatch(/\/\*\* Its name\. \*\/\n +name: string;\n/);
  expect(types).toMatch(/\n +size\?: "small" \| "large";\n/);
  expect(types).not.toMatch(/never|example|ndjson|304/);
});

it('the table of operations tells lists and streams from the rest, and what is deprecated', () => {
  const [, table = ''] = apiOperations(DOCUMENT).split('export const OPERATIONS = ');
  expect(table).toBe(`{
  /** List things. */
  listThings: ['get', '/things', 'list'],
  /** @deprecated Get one thing. */
  getThing: ['get', '/things/{id}'],
  /** Change one thing. */
  changeThing: ['patch', '/things/{id}'],
  /** Follow one thing. */
  followThing: ['get', '/things/{id}/events', 'events'],
} as const;
`);
});
