// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type StandIn, startCloud } from '../../../standins/cloud.ts';
import { type Control, startControl } from '../../../standins/control.ts';

let cloud: StandIn;
let control: Control;
let nova: string;
beforeAll(async () => {
  cloud = await startCloud({ name: 'cloud-b', region: 'R', shape: 'paths', projects: ['acme/p'], groups: {} });
  control = await startControl([cloud]);
  nova = `${cloud.urls.compute}/`;
});
afterEach(() => cloud.faults.clear());
afterAll(async () => {
  await control.close();
  await cloud.close();
});

const get = (url: string, ms = 5000) => fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ms) });

test('hits the named service and spares the others', async () => {
  await cloud.faults.set('compute', 'html503');
  const answer = await get(nova);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('text/html');
  expect((await get(`${cloud.urls.network}/`)).status).toBe(200);
});

test('ends by itself after the number of times asked for', async () => {
  await cloud.faults.set('*', { kind: 'unauthorized', times: 1 });
  expect((await get(nova)).status).toBe(401);
  expect((await get(nova)).status).toBe(200);
});

test('can be slow, hang, reset before and inside the body, and send garbage, huge headers or a redirect', async () => {
  await cloud.faults.set('compute', { kind: 'slow', ms: 80 });
  const started = performance.now();
  expect((await get(nova)).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThan(75);
  await cloud.faults.set('compute', 'hang');
  await expect(get(nova, 100)).rejects.toThrow(/timeout/);
  await cloud.faults.set('compute', 'reset');
  await expect(get(nova)).rejects.toThrow();
  await cloud.faults.set('compute', 'resetMidBody');
  const torn = await get(nova);
  expect(torn.status).toBe(200);
  await expect(torn.text()).rejects.toThrow();
  await cloud.faults.set('compute', 'garbage');
  await expect((await get(nova)).json()).rejects.toThrow();
  await cloud.faults.set('compute', 'hugeHeaders');
  await expect(get(nova)).rejects.toThrow();
  await cloud.faults.set('compute', 'redirectElsewhere');
  expect((await get(nova)).headers.get('location')).toBe('http://evil.example/');
});

test('goes away and comes back on the same port', async () => {
  await cloud.faults.set('*', 'gone');
  await expect(get(nova)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await cloud.faults.clear();
  expect((await get(nova)).status).toBe(200);
});

test('takes orders over HTTP, and says what it was asked', async () => {
  const order = (method: string, path: string, body?: object) =>
    fetch(`${control.url}/clouds/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  expect((await order('PUT', 'cloud-b/faults/compute', { kind: 'html503' })).status).toBe(204);
  expect((await get(nova)).status).toBe(503);
  expect((await order('DELETE', 'cloud-b/faults')).status).toBe(204);
  expect((await get(nova)).status).toBe(200);
  const requests = (await (await order('GET', 'cloud-b/requests')).json()) as { service: string; url: string }[];
  expect(requests.at(-1)).toMatchObject({ service: 'compute', method: 'GET', url: '/compute/', status: 200 });
  expect((await order('PUT', 'cloud-b/faults/compute', { kind: 'nonsense' })).status).toBe(400);
  expect((await order('PUT', 'cloud-x/faults/compute', { kind: 'hang' })).status).toBe(404);
});
