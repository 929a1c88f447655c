// SPDX-License-Identifier: Apache-2.0
// A deprecated operation says so: in the document, and in every answer.
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../../../../src/gateway/surfaces/scs/document/openapi.ts';
import { referencePage } from '../../../../../../src/gateway/surfaces/scs/document/reference-page.ts';
import { type RegisterDeps, registerRoutes } from '../../../../../../src/gateway/surfaces/scs/register.ts';
import type { ScsRoute } from '../../../../../../src/gateway/surfaces/scs/route.ts';
import { GatewayError } from '../../../../../../src/model/errors.ts';
import { injectedApp } from '../injected.ts';

const old: ScsRoute = {
  method: 'GET',
  path: '/scs/v1/old-things/{id}',
  operationId: 'getOldThing',
  tag: 'things',
  summary: 'Get a thing',
  description: 'As it was.',
  parameters: Type.Object({ id: Type.String({ description: 'Its id.' }) }),
  query: Type.Object({
    kind: Type.Optional(Type.String({ description: 'Its kind.', deprecated: true })),
  }),
  open: true,
  deprecated: { since: '2027-01-31', sunset: '2027-07-31', instead: 'getThing' },
  answers: { 200: { description: 'The thing.', schema: Type.Object({}) } },
  async handle({ parameters }) {
    if (parameters.id === 'none') throw new GatewayError('notFound');
    return { status: 200, body: {} };
  },
};
const { deprecated: _, ...plain } = old;
const present: ScsRoute = { ...plain, path: '/scs/v1/things/{id}', operationId: 'getThing' };
const undated: ScsRoute = {
  ...plain,
  path: '/scs/v1/older/{id}',
  operationId: 'getOlder',
  deprecated: { since: '2026-12-01', instead: 'getThing' },
};
const routes = [old, present, undated];

async function ask(url: string) {
  const app = injectedApp();
  registerRoutes(app, routes, {
    publicUrl: 'https://gw.example/cloud',
    clouds: () => [],
    bodyTime: () => 60_000,
  } as unknown as RegisterDeps);
  const answer = await app.inject({ url });
  await app.close();
  return answer;
}

describe('a deprecated operation', () => {
  it.each([
    ['an answer', '/scs/v1/old-things/1', 200],
    ['a failure', '/scs/v1/old-things/none', 404],
    ['a refusal', '/scs/v1/old-things/1?colour=red', 400],
  ])('says so in %s: since when, until when, and where to read more', async (_what, url, status) => {
    const { statusCode, headers } = await ask(url);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      deprecation: '@1801353600',
      sunset: 'Sat, 31 Jul 2027 00:00:00 GMT',
      link: '<https://gw.example/cloud/docs#getOldThing>; rel="deprecation"; type="text/html"',
    });
    expect(new Date(1_801_353_600_000).toISOString()).toBe('2027-01-31T00:00:00.000Z');
  });

  it('names no end that is not decided', async () => {
    const { headers } = await ask('/scs/v1/older/1');
    expect(headers.deprecation).toMatch(/^@\d+$/);
    expect(headers).not.toHaveProperty('sunset');
  });

  it('is the only one that does', async () => {
    const { headers } = await ask('/scs/v1/things/1');
    for (const name of ['deprecation', 'sunset', 'link']) expect(headers).not.toHaveProperty(name);
  });

  it('is marked in the document and the reference, with what to use instead', () => {
    const tags = [{ name: 'things', description: 'Things.' }];
    const document = openApiDocument(routes, { version: '1.0.0', server: 'https://gw.example', tags, components: {} });
    expect(document.paths[old.path]?.get).toMatchObject({
      deprecated: true,
      description: 'Deprecated since 2027-01-31, to be removed from 2027-07-31 on: use `getThing`.\n\nAs it was.',
    });
    expect(document.paths[old.path]?.get).toHaveProperty('parameters.1', {
      name: 'kind',
      in: 'query',
      required: false,
      description: 'Its kind.',
      deprecated: true,
      schema: { type: 'string' },
    });
    expect(document.paths[present.path]?.get).not.toHaveProperty('deprecated');
    expect(document.paths[present.path]?.get).toMatchObject({ description: 'As it was.' });
    expect(referencePage(document)).toContain('use <code>getThing</code>');
  });
});
