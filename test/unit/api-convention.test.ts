// SPDX-License-Identifier: Apache-2.0
// Each rule of the API's convention, by a document that breaks it in one place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { breaches } from '../../scripts/api-convention.ts';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

const TEXT = readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8');
const document = (): Node => JSON.parse(TEXT);
const whole = (all: Node, node: Node): Node =>
  node.$ref === undefined
    ? node
    : whole(
        all,
        node.$ref
          .slice(2)
          .split('/')
          .reduce((one: Node, key: string) => one[key], all),
      );

const NETWORKS = '/scs/v1/networks';
const server = (all: Node): Node => all.components.schemas.Server.properties;
const list = (all: Node): Node => all.paths['/scs/v1/servers'].get;
const create = (all: Node): Node => all.paths[NETWORKS].post;
const body = (all: Node): Node => whole(all, create(all).requestBody.content['application/json'].schema);
const parameter = (all: Node, wanted: string): Node =>
  list(all)
    .parameters.map((one: Node) => whole(all, one))
    .find(({ name }: Node) => name === wanted);

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };

it('the document as it is keeps its convention', () => {
  expect(breaches(document())).toEqual([]);
});

it('a filter may be the bound of a time', () => {
  const all = document();
  list(all).parameters.push({ name: 'launchedAfter', in: 'query', description: 'x', schema: time });
  expect(breaches(all)).toEqual([]);
});

it('a map by the words of a cloud may stand in a component of its own', () => {
  const all = document();
  all.components.schemas.QuotaServices = { type: 'object', properties: { 'block-storage': { type: 'string' } } };
  expect(breaches(all)).toEqual([]);
});

it.each<[what: string, plant: (all: Node) => void, told: string]>([
  [
    'a field with an underscore',
    (all) => {
      server(all).power_state = text;
    },
    'Server.power_state: fields are in camelCase',
  ],
  [
    'a time of another name',
    (all) => {
      server(all).seen = time;
    },
    'Server.seen: a time is named …At',
  ],
  [
    'a time of another name that may be null',
    (all) => {
      server(all).seen = { anyOf: [time, { type: 'null' }] };
    },
    'Server.seen: a time is named …At',
  ],
  [
    'the same in the other way of writing it',
    (all) => {
      server(all).seen = { ...time, type: ['string', 'null'] };
    },
    'Server.seen: a time is named …At',
  ],
  [
    'a text that is named like a time',
    (all) => {
      server(all).seenAt = text;
    },
    'Server.seenAt: only a time',
  ],
  [
    'a tri-state in words',
    (all) => {
      server(all).safe = { type: 'string', enum: ['yes', 'no', 'unknown'] };
    },
    'Server.safe: yes and no are true, false or null',
  ],
  [
    'a reference without Id',
    (all) => {
      server(all).router = text;
    },
    'Server.router: a reference is named routerId',
  ],
  [
    'references without Ids',
    (all) => {
      server(all).floatingIps = { type: 'array', items: text };
    },
    'Server.floatingIps: a reference is named floatingIpsId',
  ],
  [
    'a request that names a thing otherwise than the answer',
    (all) => {
      body(all).properties.label = text;
    },
    'createNetwork body.label: answers have nothing of this name',
  ],
  [
    'a body that takes anything',
    (all) => void delete body(all).additionalProperties,
    'createNetwork body: a body takes no other fields',
  ],
  [
    'an object in a body that takes anything',
    (all) => {
      body(all).properties.metadata = { type: 'object', properties: { a: text } };
    },
    'createNetwork body.metadata: a body takes no other fields',
  ],
  [
    'a failure in plain JSON',
    (all) => {
      create(all).responses[400] = { description: 'x', content: { 'application/json': { schema: text } } };
    },
    'createNetwork 400: a failure is application/problem+json',
  ],
  [
    'a failure of another form',
    (all) => {
      create(all).responses[400] = {
        description: 'x',
        content: { 'application/problem+json': { schema: text } },
      };
    },
    'createNetwork 400: a failure is a Problem',
  ],
  [
    'a create that does not say where',
    (all) => void delete create(all).responses[201].headers.Location,
    'createNetwork 201: declares no Location',
  ],
  [
    'a refusal that does not say when',
    (all) => void delete whole(all, create(all).responses[429]).headers['Retry-After'],
    'createNetwork 429: declares no Retry-After',
  ],
  [
    'an object without an ETag',
    (all) => void delete all.paths[`${NETWORKS}/{cloud}/{id}`].get.responses[200].headers.ETag,
    'getNetwork 200: declares no ETag',
  ],
  [
    'a header that nobody describes',
    (all) => void delete all.components.headers.ETag.description,
    'the header ETag is not described',
  ],
  [
    'a header in another writing',
    (all) => {
      create(all).responses[201].headers.x_thing = { description: 'x', schema: text };
    },
    'createNetwork 201: the header x_thing is no Header-Name',
  ],
  [
    'a parameter that nobody describes',
    (all) => void delete parameter(all, 'limit').description,
    'listServers ?limit: every parameter is described',
  ],
  [
    'a parameter with an underscore',
    (all) => {
      parameter(all, 'limit').name = 'page_size';
    },
    'listServers ?page_size: parameters are in camelCase',
  ],
  [
    'a list that lacks a parameter',
    (all) => {
      list(all).parameters = list(all).parameters.filter((one: Node) => whole(all, one).name !== 'partial');
    },
    'listServers: a list takes partial',
  ],
  [
    'a list that is sorted by anything',
    (all) => {
      parameter(all, 'sort').schema = { type: 'array', items: text };
    },
    'listServers ?sort: names its values',
  ],
  [
    'a filter that is named like a resource',
    (all) => void list(all).parameters.push({ name: 'volume', in: 'query', description: 'x', schema: text }),
    'listServers ?volume: a reference is named volumeId',
  ],
  [
    'a path in camelCase',
    (all) => {
      all.paths['/scs/v1/floatingIps'] = { get: list(all) };
    },
    '/scs/v1/floatingIps: floatingIps is not written with hyphens',
  ],
  [
    'an operation with hyphens',
    (all) => {
      list(all).operationId = 'list-servers';
    },
    'an operationId is in camelCase',
  ],
  [
    'a component in small letters',
    (all) => {
      all.components.schemas.thing = text;
    },
    'thing: components are in PascalCase',
  ],
  [
    'faults without pointers',
    (all) => {
      const { items } = whole(all, all.components.schemas.Problem).properties.errors;
      delete whole(all, items).properties.pointer;
    },
    'Problem.errors: each fault has pointer',
  ],
])('the rule of the convention tells of %s', (_what, plant, told) => {
  const all = document();
  plant(all);
  expect(breaches(all).join('\n')).toContain(told);
});
