// SPDX-License-Identifier: Apache-2.0
// A cloud whose service has another endpoint than the sessions say that are open: they last for hours, and nobody wants to wait
// for their end.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { type Harness, startHarness } from './harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const SERVERS = '/clouds/cloud-a/compute/v2.1/servers/detail';
const asked = (method: string, path: RegExp): number =>
  h.a.requests.filter((one) => one.service === 'identity' && one.method === method && path.test(one.url)).length;
const logins = (): number => asked('POST', /auth/) + asked('GET', /OS-FEDERATION/);
const CATALOG = /auth\/catalog$/;

it('is found where its catalogue shows it now, without a new login, by every session of before', async () => {
  const [alice, bob] = [await h.scoped('alice'), await h.scoped('bob', 'teaching')];
  const get = async (token: string, path = SERVERS) => h.send('GET', path, { token });
  for (const token of [alice, bob]) expect((await get(token)).status).toBe(200);
  const before = logins();

  const there = await h.a.move('compute');
  expect((await get(alice)).status).toBe(503);
  await vi.waitFor(async () => expect((await get(alice)).status).toBe(200), SOON);
  const found = await get(alice);
  expect(found.text).not.toContain(there);
  const list = await get(alice, '/scs/v1/servers?cloud=cloud-a');
  expect(list.body.clouds).toMatchObject([{ cloud: 'cloud-a', status: 'ok' }]);
  // Another project has another catalogue.
  await vi.waitFor(async () => expect((await get(bob)).status).toBe(200), SOON);

  // And back again, and elsewhere once more.
  await h.a.move('compute');
  await vi.waitFor(async () => expect((await get(bob, '/clouds/cloud-a/compute/v2.1/flavors')).status).toBe(200), SOON);
  expect(logins()).toBe(before);
  expect(h.leaks()).toEqual([]);
});

it('is not asked for its catalogue by everybody whom a service that is away refuses', async () => {
  const token = await h.scoped('alice');
  expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token })).status).toBe(200);
  const of = () => h.b.requests.filter(({ url }) => CATALOG.test(url)).length;
  const before = of();
  await h.a.faults.set('image', 'gone');
  const asks = asked('GET', CATALOG);
  for (let n = 0; n < 20; n++) {
    const answer = await h.send('GET', '/clouds/cloud-a/image/v2/images', { token });
    expect(answer.status).toBe(503);
  }
  await h.a.faults.clear();
  expect(asked('GET', CATALOG) - asks).toBeLessThanOrEqual(1);
  expect(of()).toBe(before);
  // It stays known.
  await vi.waitFor(
    async () => expect((await h.send('GET', '/clouds/cloud-a/image/v2/images', { token })).status).toBe(200),
    SOON,
  );
});
