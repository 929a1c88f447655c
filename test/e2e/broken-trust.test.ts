// SPDX-License-Identifier: Apache-2.0
// A cloud that no longer trusts the gateway, or whose Keystone is broken, fails for everybody, whoever asks: it is told as such to
// operators and users, and is told from a user without rights there.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { type Harness, startHarness } from './harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test expects of them
const readyz = async (): Promise<any> => (await h.operations('/readyz')).json();
const distrust = async (): Promise<string | undefined> =>
  (await (await h.operations('/metrics')).text())
    .split('\n')
    .find((line) => line.startsWith('scs_gateway_member_distrust{cloud="cloud-a"}'));

it('is told in readiness, metrics, the log, /scs/v1/clouds and lists, and heals by itself', async () => {
  expect(await distrust()).toMatch(/ 0$/);
  const trusted = {
    issuer: h.url,
    audience: h.a.authUrl,
    jwks: async () => (await fetch(`${h.url}/.well-known/jwks.json`)).json() as Promise<never>,
  };
  h.a.trust({ ...trusted, audience: 'https://another.example/v3' });
  const token = await h.login('alice');
  const { body: list } = await h.send('GET', '/scs/v1/servers', { token });
  expect(list.clouds).toMatchObject([
    { cloud: 'cloud-a', status: 'error', error: { code: 'memberRefused' } },
    { cloud: 'cloud-b', status: 'ok' },
  ]);
  expect(await distrust()).toMatch(/ 1$/);
  const seen = async () => (await h.send('GET', '/scs/v1/clouds', { token })).body.items;
  expect(await seen()).toMatchObject([
    { id: 'cloud-a', status: 'degraded', error: { code: 'memberRefused' } },
    { id: 'cloud-b', status: 'up', error: null },
  ]);
  expect((await readyz()).members['cloud-a']).toMatchObject({
    ok: false,
    detail: expect.stringContaining('refuses whomever the gateway sends'),
  });
  const failed = h.log.map((line) => JSON.parse(line)).findLast(({ msg }) => msg === 'session failed');
  expect(failed).toMatchObject({ cloud: 'cloud-a', reason: 'memberRefused', detail: expect.stringContaining('trust') });

  h.a.trust(trusted);
  await vi.waitFor(async () => {
    await h.send('GET', '/scs/v1/servers', { token });
    expect(await distrust()).toMatch(/ 0$/);
  }, SOON);
  expect((await seen())[0]).toMatchObject({ status: 'up', error: null });
});

it('a Keystone that answers every login with 503 is told since when, in readiness, /scs/v1/clouds and the portal alike', async () => {
  const known = await h.login('alice');
  const seen = async () => (await h.send('GET', '/scs/v1/clouds', { token: known })).body.items[0];
  expect(await seen()).toMatchObject({ status: 'up', error: null });
  await h.a.faults.set('identity', 'html503');
  const { body } = await h.send('GET', '/scs/v1/servers', { token: await h.login('bob') });
  expect(body.clouds[0]).toMatchObject({ status: 'error', error: { code: 'memberUnreachable' } });
  const { ok, detail } = (await readyz()).members['cloud-a'];
  expect([ok, detail]).toEqual([
    false,
    expect.stringMatching(/^its Keystone answers every login with 503, since 20\S+Z$/),
  ]);
  // Whether it is down is asked every two seconds.
  expect(await seen()).toMatchObject({
    status: expect.stringMatching(/^d(?:own|egraded)$/),
    error: { code: 'memberUnreachable', detail },
  });

  await h.a.faults.clear();
  await vi.waitFor(async () => {
    await h.send('GET', '/scs/v1/servers', { token: await h.login('bob') });
    expect((await readyz()).members['cloud-a']).toMatchObject({ ok: true, detail: 'no failure known' });
    expect(await seen()).toMatchObject({ status: 'up', error: null });
  }, SOON);
});

it('is not what a user without rights is told as', async () => {
  const token = await h.login('mallory');
  const { body } = await h.send('GET', '/scs/v1/servers', { token });
  expect(body.clouds[0].status).not.toBe('error');
  expect(await distrust()).toMatch(/ 0$/);
});
