// SPDX-License-Identifier: Apache-2.0
// Containers go by names, which are another object in each project; and whoever owns a project can let others into it.
// With a token for all of one's projects a name must never mean whichever cloud or project answers first: somebody could
// put a container of the same name in the way of what is read, or have the wrong one deleted.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const path = '/scs/v1/containers/cloud-a/backups';

it('a name that several projects have is nobody’s until the project is named', async () => {
  const all = await h.login('carol');
  for (const project of ['acme/research', 'acme/teaching']) {
    const json = { cloud: 'cloud-a', project, name: 'backups' };
    expect((await h.send('POST', '/scs/v1/containers', { token: all, json })).status).toBe(201);
  }
  for (const method of ['GET', 'DELETE']) {
    const { status, text } = await h.send(method, path, { token: all });
    expect(status, text).toBe(409);
    expect(text).toContain('acme/teaching');
  }
  expect((await h.send('GET', '/scs/v1/containers/backups', { token: all })).status).toBe(409);
  expect((await h.send('DELETE', `${path}?project=teaching`, { token: all })).status).toBe(204);
  const left = await h.send('GET', path, { token: all });
  expect(left.status).toBe(200);
  expect((await h.send('GET', path, { token: await h.scoped('carol') })).body).toEqual(left.body);
  expect((await h.send('GET', path, { token: await h.scoped('carol', 'teaching') })).status).toBe(404);
});

it('quotas are those of a project that is named, where there are several', async () => {
  const all = await h.login('carol');
  expect((await h.send('GET', '/scs/v1/quotas/cloud-a/quota', { token: all })).status).toBe(409);
  const { status, body } = await h.send('GET', '/scs/v1/quotas/cloud-a/quota?project=teaching', { token: all });
  expect([status, body.name]).toEqual([200, 'teaching']);
});

it('what is the same in all projects is found by its name', async () => {
  const all = await h.login('carol');
  const json = { cloud: 'cloud-a', project: 'research', name: 'laptop' };
  expect((await h.send('POST', '/scs/v1/keypairs', { token: all, json })).status).toBe(201);
  expect((await h.send('GET', '/scs/v1/keypairs/cloud-a/laptop', { token: all })).status).toBe(200);
  expect((await h.send('GET', '/scs/v1/availability-zones/cloud-a/compute:nova', { token: all })).status).toBe(200);
  expect((await h.send('DELETE', '/scs/v1/keypairs/cloud-a/laptop', { token: all })).status).toBe(204);
});
