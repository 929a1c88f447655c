// SPDX-License-Identifier: Apache-2.0
// What is wrong although the gateway goes on, as its operator sees it: /readyz, the metric and one log line, while requests are
// answered as before.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openKeys } from '../../src/federation/keys.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens } from '../../src/federation/tokens.ts';
import { userId } from '../../src/model/ids.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { SOON } from '../soon.ts';
import { type Harness, startHarness } from './harness.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  // A typo: the clouds are RegionA and RegionB.
  h = await startHarness({ openstack: { region: 'RegionC' } });
  token = await h.scoped('alice');
});
afterAll(() => h.close());

// biome-ignore lint/suspicious/noExplicitAny: as the answer has it
const readyz = async (): Promise<any> => (await h.operations('/readyz')).json();
const metrics = async (): Promise<string> => (await h.operations('/metrics')).text();
const logged = (condition: string, peer?: string) =>
  h.log.map((line) => JSON.parse(line)).filter((line) => line.condition === condition && line.peer === peer);

it('a region that the catalogue does not have is told at the member, to users of the SCS API too', async () => {
  const { body } = await h.send('GET', '/scs/v1/clouds', { headers: { authorization: `Bearer ${token}` } });
  const [cloud] = body.items;
  const words = 'the catalogue has no region RegionC: it has RegionA; correct region or regions of the entry';
  expect([cloud.status, cloud.leftOutRegions]).toEqual(['degraded', [{ name: 'RegionC', reason: words }]]);
  const { status, members } = await readyz();
  expect([status, members['cloud-a']]).toEqual(['ready', { ok: false, detail: words }]);
  expect(await metrics()).toContain(
    'scs_gateway_condition{condition="regionUnknown",subject="region",peer="cloud-a"} 1',
  );
  await vi.waitFor(() => expect(logged('regionUnknown', 'cloud-a')).toMatchObject([{ msg: words }]), SOON);
});

/** A token by an unknown key has the gateway look into the folder, at most once a second. */
async function looked() {
  const [head = '', ...rest] = token.split('.');
  const header = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), kid: 'unknown' };
  const unknown = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
  await h.send('GET', '/identity/v3/auth/projects', { token: unknown });
  return readyz();
}

it('a junk file in the key folder is told, and logins go on', async () => {
  await writeFile(join(h.keys, 'junk.json'), 'junk');
  await vi.waitFor(async () => {
    const { status, parts } = await looked();
    expect([status, parts.keyFolder]).toEqual([
      'ready',
      {
        ok: false,
        needed: false,
        detail: expect.stringMatching(/junk\.json is not a key of the gateway;.*next start fails/),
      },
    ]);
  }, SOON);
  expect(await metrics()).toContain('scs_gateway_condition{condition="keysUnreadable",subject="keys",peer=""} 1');
  expect(await h.login('bob')).toBeTruthy();
  await rm(join(h.keys, 'junk.json'));
  await vi.waitFor(async () => expect((await looked()).parts.keyFolder).toBeUndefined(), SOON);
});

it('a changed configuration that is refused is told until a right one is there', async () => {
  h.gateway.refused(new Error('clouds[0].id: is required'));
  expect((await readyz()).parts.configuration.detail).toContain('clouds[0].id: is required');
  const sample = 'scs_gateway_condition{condition="configurationRefused",subject="configuration",peer=""} 1';
  expect(await metrics()).toContain(sample);
  await h.gateway.reconfigure(await h.changed(({ gateway }) => Object.assign(gateway, { logLevel: 'debug' })));
  expect([(await readyz()).parts.configuration, (await metrics()).includes(sample)]).toEqual([undefined, false]);
});

it('a change that needs a restart is refused with all of its fields', async () => {
  const next = await h.changed(({ gateway }) =>
    Object.assign(gateway, { keys: '/elsewhere', workers: 1, data: '/other' }),
  );
  await expect(h.gateway.reconfigure(next)).rejects.toThrow(
    'gateway.keys, gateway.data cannot change while the gateway runs; restart it: the file itself is right',
  );
});

it('users who all come from one private address are told, with what to configure', async () => {
  const own = await openKeys(h.keys, { now: Date.now });
  const revocations = createRevocations({ store: createMemoryStore({ now: Date.now }), now: Date.now });
  const tokens = createTokens({ keys: own, revocations, now: Date.now }, () => ({ issuer: h.url, lifetime: 600_000 }));
  const issuer = h.idp.issuer;
  for (let i = 0; i < 24; i += 1) {
    const subject = `user-${i}`;
    const principal = {
      ...{ id: userId(issuer, subject), issuer, subject, name: subject, domain: 'acme', groups: [] },
      ...{ identityProvider: 'demo', protocol: 'openid' },
    };
    const made = await tokens.issue({ principal, scope: { kind: 'unscoped' }, methods: ['openid'] });
    // A connection of its own, as a balancer makes one for each client.
    const headers = { connection: 'close' };
    expect(
      (
        await h.send('GET', '/identity/v3/auth/tokens', {
          token: made.token,
          headers: { ...headers, 'x-subject-token': made.token },
        })
      ).status,
    ).toBe(200);
  }
  own.close();
  const { status, parts } = await readyz();
  expect([status, parts.clients.ok]).toEqual(['ready', false]);
  expect(parts.clients.detail).toMatch(/come from one address, 127\.0\.0\.1: .*gateway\.trustedProxies/);
  await vi.waitFor(() => expect(logged('oneAddress')).toHaveLength(1), SOON);
});
