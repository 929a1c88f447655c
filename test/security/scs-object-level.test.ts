// SPDX-License-Identifier: Apache-2.0
// Object-level authorisation (OWASP API1): every operation of the SCS API's document, asked by somebody of one project for what
// somebody of another project has.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../../src/gateway/surfaces/scs/document/document-routes.ts';
import { type ScsDeps, scsRoutes } from '../../src/gateway/surfaces/scs/index.ts';
import {
  byReference,
  inList,
  makeAll,
  NOBODYS,
  onObject,
  operationsOf,
  type Person,
  stateOf,
  type Things,
  type TwoPeople,
} from '../contract/object-level.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';

const SERVER = 'https://gateway.example.org';
const document = JSON.parse(JSON.stringify(apiDocument(scsRoutes({ publicUrl: SERVER } as ScsDeps), SERVER)));
// Bodies may be named components.
for (const verbs of Object.values<Record<string, { requestBody?: { content: Record<string, { schema: unknown }> } }>>(
  document.paths,
))
  for (const { requestBody } of Object.values(verbs)) {
    const json = requestBody?.content['application/json'] as { schema: { $ref?: string } } | undefined;
    const name = json?.schema.$ref?.split('/').at(-1);
    if (json !== undefined && name !== undefined) json.schema = document.components.schemas[name];
  }
const OPERATIONS = operationsOf(document);

let h: Harness;
let people: TwoPeople;
let owners: Things;
let others: Things;
let operation: string;
let before: Awaited<ReturnType<typeof stateOf>>;
beforeAll(async () => {
  h = await startHarness();
  const person = (name: string, token: string): Person => ({
    name,
    async send(method, path, options = {}) {
      const answer = await h.send(method, path, { token, ...options });
      const { status, headers, text } = answer;
      return {
        status,
        text,
        header: (one) => headers.get(one),
        get body() {
          return answer.body;
        },
      };
    },
  });
  people = {
    document,
    cloud: 'cloud-a',
    owner: person('alices', await h.scoped('alice')),
    other: person('bobs', await h.scoped('bob', 'teaching')),
    projects: ['research', 'acme/research', h.a.projectIds['acme/research'] ?? '?'],
  };
  owners = await makeAll(people, people.owner);
  others = await makeAll(people, people.other);
  const image = { name: 'alices', visibility: 'private', disk_format: 'raw', container_format: 'bare' };
  for (const [who, things] of [
    [people.owner, owners],
    [people.other, others],
  ] as const)
    things.set('images', (await who.send('POST', '/clouds/cloud-a/image/v2/images', { json: image })).body.id);
  const stopped = await people.owner.send('POST', `/scs/v1/servers/cloud-a/${owners.get('servers')}/actions/stop`);
  operation = stopped.body.operation.id;
  // Followed to its end: the next one would be refused while it goes on.
  await people.owner.send('GET', `/scs/v1/operations/${operation}/events`);
  await people.owner.send('POST', `/scs/v1/servers/cloud-a/${owners.get('servers')}/actions/start?wait=10`);
  before = await stateOf(people, owners);
});
afterAll(() => h.close());

describe('an operation on what another project has', () => {
  const onObjects = OPERATIONS.filter(({ path }) => path.includes('{id}'));

  it('is there to be asked for, of every resource but those that nobody has', () => {
    const plurals = [...new Set(onObjects.map(({ plural }) => plural))];
    expect(plurals.filter((plural) => owners.has(plural) === plural in NOBODYS)).toEqual([]);
    expect(onObjects.filter(({ plural }) => owners.has(plural)).length).toBeGreaterThan(50);
  });

  it.each(onObjects.filter(({ plural }) => !(plural in NOBODYS)))('finds nothing: $name', async (one) => {
    const { status, good, text } = (await onObject(people, one, owners, others)) ?? expect.fail('nothing was asked');
    expect(good, text).toContain(status);
    expect(await stateOf(people, owners)).toEqual(before);
  });

  it.each(OPERATIONS.filter(({ path }) => path.includes('{operation}')))(
    'finds nothing that is running: $name',
    async ({ method, path }) => {
      const asked = path.replace('{operation}', operation);
      expect((await people.other.send(method, asked)).status).toBe(404);
    },
  );
});

it('the owner finds the operation that nobody else does', async () => {
  expect((await people.owner.send('GET', `/scs/v1/operations/${operation}`)).status).toBe(200);
});

describe('an operation that names what another project has', () => {
  const named = OPERATIONS.filter(({ node }) => node.requestBody !== undefined);

  it.each(named)('is refused, and changes nothing of it: $name', async (one) => {
    const wrong = (await byReference(people, one, owners, others)).filter(({ status, good }) => !good.includes(status));
    expect(wrong).toEqual([]);
    expect(await stateOf(people, owners)).toEqual(before);
  });

  it('is most of those that name something', async () => {
    const counts = await Promise.all(
      named
        .filter(({ method, path }) => method === 'POST' && !path.includes('{id}'))
        .map(async (one) => (await byReference(people, one, owners, others)).length),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(8);
  });
});

describe('an answer that is about no single object', () => {
  it.each(OPERATIONS.filter(({ method, path }) => method === 'GET' && !/\{(id|operation)\}/.test(path)))(
    'has nothing of another project in it: $name',
    async (one) => {
      for (const { what, found, status } of await inList(people, one, owners)) {
        expect(found, what).toEqual([]);
        expect([200, 400, 403, 404], what).toContain(status);
      }
    },
  );
});

it('every operation of the document is one of these, or has been looked at', () => {
  const LOOKED_AT = [
    // Ends the tokens of whoever asks; nobody is named.
    'revokeMyTokens',
    // A name of the standard, and knowledge about the caller's own clouds.
    'writeFlavorName',
    'checkPortability',
    // It chooses from the lists of the caller alone, as the create does.
    'previewServerPlacement',
  ];
  const rest = OPERATIONS.filter(
    ({ name, method, path, plural }) =>
      !path.includes('{id}') &&
      !path.includes('{operation}') &&
      method !== 'GET' &&
      !(method === 'POST' && path === `/scs/v1/${plural}` && owners.has(plural)) &&
      !LOOKED_AT.includes(name),
  );
  expect(rest.map(({ name }) => name)).toEqual([]);
});
