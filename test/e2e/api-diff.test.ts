// SPDX-License-Identifier: Apache-2.0
// What becomes of a change to the API's document: the rules of docs/scs-api-versions.md, by the tool that keeps them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareApi } from '../../scripts/api-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'scs-api-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Shape {
  readonly version?: string;
  readonly statuses?: readonly string[];
  readonly fields?: readonly string[];
  readonly filters?: readonly string[];
  readonly paths?: readonly string[];
}

function written(name: string, { version = '1.0.0', statuses = ['on', 'unknown'], ...more }: Shape): string {
  const { fields = ['name'], filters = ['name'], paths = ['/scs/v1/things', '/scs/v1/others'] } = more;
  const text = { type: 'string' };
  const thing = {
    type: 'object',
    properties: { ...Object.fromEntries(fields.map((field) => [field, text])), status: { enum: statuses } },
  };
  const operation = {
    parameters: filters.map((filter) => ({ name: filter, in: 'query', schema: text })),
    responses: { 200: { description: 'All.', content: { 'application/json': { schema: thing } } } },
  };
  const file = join(folder, `${name}.json`);
  const document = {
    openapi: '3.1.0',
    info: { title: 'SCS API', version },
    paths: Object.fromEntries(paths.map((path) => [path, { get: operation }])),
  };
  writeFileSync(file, JSON.stringify(document));
  return file;
}

const changed = (shape: Shape) => compareApi(written('released', {}), written('current', shape));

describe('against the released version', () => {
  it.each<[string, Shape]>([
    ['nothing changed', {}],
    [
      'a new field and a new filter in a new minor version',
      { version: '1.1.0', fields: ['name', 'size'], filters: ['name', 'size'] },
    ],
    [
      'a new path in a new minor version',
      { version: '1.1.0', paths: ['/scs/v1/things', '/scs/v1/others', '/scs/v1/more'] },
    ],
  ])('%s is allowed', (_what, shape) => {
    const { holds, report } = changed(shape);
    expect(report).not.toBe('');
    expect(holds, report).toBe(true);
  });

  it.each<[string, Shape, string]>([
    ['a new field without a new version', { fields: ['name', 'size'] }, 'minor'],
    ['a field that has gone', { version: '1.1.0', fields: [] }, 'name'],
    ['a filter that has gone', { version: '1.1.0', filters: [] }, 'name'],
    ['a path that has gone', { version: '1.1.0', paths: ['/scs/v1/things'] }, '/scs/v1/others'],
    ['a new value of a closed set', { version: '1.1.0', statuses: ['on', 'off', 'unknown'] }, 'off'],
  ])('%s is refused', (_what, shape, named) => {
    const { holds, report } = changed(shape);
    expect(holds, report).toBe(false);
    expect(report).toContain(named);
  });
});
