// SPDX-License-Identifier: Apache-2.0
// The document of the SCS API, judged by a validator that did not write it, and by what clients rely on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { apiDocument } from '../../../../../../src/gateway/surfaces/scs/document/document-routes.ts';
import { referencePage } from '../../../../../../src/gateway/surfaces/scs/document/reference-page.ts';
import { type ScsDeps, scsRoutes } from '../../../../../../src/gateway/surfaces/scs/index.ts';
import { ERROR_CODES } from '../../../../../../src/model/errors.ts';
import { RESOURCES } from '../../../../../../src/model/scs/resources/index.ts';

const SERVER = 'https://gateway.example.org';
const routes = scsRoutes({ publicUrl: SERVER } as ScsDeps);
const document = JSON.parse(JSON.stringify(apiDocument(routes, SERVER)));
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ name: `${verb} ${path}`, path, ...operation })),
);

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('names each operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(operations)(
    '$name declares the parameters that its path has, and describes each',
    ({ path, parameters = [] }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(inPath);
      expect(parameters.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
    },
  );

  it.each(operations)('$name tells what succeeds and what fails', ({ responses }) => {
    expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
    expect(Object.keys(responses)).toContain('400');
  });

  it.each(RESOURCES.map(({ singular, item }) => [singular, item] as const))(
    'says of each field of a %s what it is and where it comes from',
    (_singular, item) => {
      const silent = Object.entries<Record<string, unknown>>(item.properties as never).filter(
        ([, field]) => !field.description || !field['x-source'],
      );
      expect(silent.map(([name]) => name)).toEqual([]);
    },
  );

  it('knows failures of the error table only', () => {
    const named = JSON.stringify(document.paths).matchAll(/`(\w+)`: [A-Z]/g);
    const codes = new Set([...named].map(([, code]) => code));
    expect([...codes].filter((code) => !ERROR_CODES.includes(code as never))).toEqual([]);
  });

  it('has examples that its own schemas allow', () => {
    for (const { example, body, query, parameters, operationId } of routes) {
      if (example?.body !== undefined && body) expect([...Value.Errors(body, example.body)], operationId).toEqual([]);
      for (const name of Object.keys(example?.query ?? {})) expect(query?.properties, operationId).toHaveProperty(name);
      for (const name of Object.keys(example?.parameters ?? {}))
        expect(parameters?.properties, operationId).toHaveProperty(name);
    }
  });

  it('is the one that is kept in docs/', () => {
    const kept = readFileSync(join(import.meta.dirname, '../../../../../../docs/openapi.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual(document);
  });
});

describe('the reference page', () => {
  const page = referencePage(document);

  it('has every operation and every schema, with links that lead somewhere', () => {
    for (const { operationId } of operations) expect(page).toContain(`<div id="${operationId}">`);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('has a command for each operation, with the values of its example', () => {
    expect(page.match(/<pre>curl /g)).toHaveLength(operations.length);
    expect(page).toContain(
      'curl -X POST &#39;https://gateway.example.org/scs/v1/keypairs?wait=30&#39; \\\n  -H &quot;Authorization: Bearer $TOKEN&quot;',
    );
    expect(page).toContain('curl &#39;https://gateway.example.org/scs/v1/errors&#39;</pre>');
  });

  it('is closed until somebody wants to know more: each operation is one line', () => {
    expect(page.match(/<details class="op"><summary>/g)?.length).toBeGreaterThan(operations.length);
    expect(page).not.toMatch(/<details[^>]*\sopen/);
    for (const tag of ['details', 'summary', 'div', 'table', 'ul'])
      expect(page.match(new RegExp(`<${tag}[ >]`, 'g'))).toHaveLength(
        page.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0,
      );
  });

  it('loads and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|src=/i);
  });

  it('shows text as text', () => {
    const hostile = structuredClone(document);
    hostile.info.title = '<script>alert(1)</script>';
    hostile.tags[0].description = 'a `<b onclick=x>` & "quoted"';
    expect(referencePage(hostile)).not.toMatch(/<script|<b onclick/);
  });
});
