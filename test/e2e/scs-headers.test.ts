// SPDX-License-Identifier: Apache-2.0
// Headers of answers that are no plain success: repeated, not modified, refused, and while a cloud is in maintenance. Those of
// each example of the document are compared where the examples are sent (scs-examples.test.ts).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiDocument } from '../../src/gateway/surfaces/scs/document/document-routes.ts';
import { type ScsDeps, scsRoutes } from '../../src/gateway/surfaces/scs/index.ts';
import { expectDeclared } from './declared-headers.ts';
import { type Harness, startHarness } from './harness.ts';

const SERVER = 'https://gateway.example.org';
const DOCUMENT = JSON.parse(JSON.stringify(apiDocument(scsRoutes({ publicUrl: SERVER } as ScsDeps), SERVER)));

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const network = { cloud: 'cloud-a', name: 'told' };

it('declares what the answer to a repeated change has', async () => {
  const headers = { 'idempotency-key': 'headers' };
  const first = await h.send('POST', '/scs/v1/networks', { token, headers, json: network });
  const again = await h.send('POST', '/scs/v1/networks', { token, headers, json: network });
  expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
  expectDeclared(DOCUMENT, '/scs/v1/networks', 'POST', again);
});

it.each([
  ['/scs/v1/flavors', '/scs/v1/flavors?cloud=cloud-a'],
  ['/scs/v1/servers', '/scs/v1/servers'],
  ['/scs/openapi.json', '/scs/openapi.json'],
  ['/docs', '/docs'],
  ['/scs/v1/errors', '/scs/v1/errors'],
])('declares what %s has where nothing was modified', async (path, target) => {
  const first = await h.send('GET', target, { token });
  const known = { 'if-none-match': first.headers.get('etag') ?? '' };
  const again = await h.send('GET', target, { token, headers: known });
  expect(again.status).toBe(304);
  for (const answer of [first, again]) expectDeclared(DOCUMENT, path, 'GET', answer);
});

it.each([
  [401, 'GET', '/scs/v1/servers', '/scs/v1/servers', { token: 'nobody' }],
  [400, 'GET', '/scs/v1/servers', '/scs/v1/servers?colour=red', {}],
  [404, 'GET', '/scs/v1/servers/{cloud}/{id}', '/scs/v1/servers/cloud-a/nobody', {}],
  [415, 'POST', '/scs/v1/servers', '/scs/v1/servers', { headers: { 'content-type': 'text/csv' }, body: 'a,b' }],
  [422, 'POST', '/scs/v1/subnets', '/scs/v1/subnets', { json: { ...network, networkId: 'no', cidr: '10.0.0.0/8' } }],
] as const)('declares what a %i of %s %s has', async (status, method, path, target, how) => {
  const answer = await h.send(method, target, { token, ...how });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  expectDeclared(DOCUMENT, path, method, answer);
});

it('declares what the failure of a cloud has', async () => {
  await h.a.faults.set('network', 'gone');
  const answer = await h.send('GET', '/scs/v1/networks?cloud=cloud-a&partial=false', { token });
  await h.a.faults.clear();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  expectDeclared(DOCUMENT, '/scs/v1/networks', 'GET', answer);
});
