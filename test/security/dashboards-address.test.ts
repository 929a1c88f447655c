// SPDX-License-Identifier: Apache-2.0
// A dashboard is one address for all of its users. The hole: somebody there who is wrong about a password often enough shuts out
// everybody else, and even tokens that the gateway has signed, where the process that is asked has not seen them yet.
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type Harness, rescope, startHarness } from '../e2e/harness.ts';
import { type Replica, startReplica } from '../e2e/replica.ts';

let h: Harness;
let other: Replica | undefined;
afterEach(async () => {
  expect(h.leaks()).toEqual([]);
  await other?.gateway.close();
  other = undefined;
  await h.close();
});

const DEFAULT = 300;
const HUB = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', groupNames: 'plain' };
const ZOE = 'zoes-passw0rd';
const SERVERS = '/clouds/cloud-a/compute/v2.1/servers';

/** As keystoneauth writes it for the browser that a dashboard serves (keystoneauth1/session.py, `original_ip`). */
const forwarded = (address: string) => ({
  forwarded: `for=${address};by=openstack_auth keystoneauth1/5.1.2 python-requests/2.28.1 CPython/3.11.2`,
});
async function byPassword(name: string, password: string, headers = {}): Promise<number> {
  const user = { name, domain: { name: 'customer' }, password };
  const json = { auth: { identity: { methods: ['password'], password: { user } } } };
  return (await h.send('POST', '/identity/v3/auth/tokens', { json, headers })).status;
}
const withPasswords = (gateway: Record<string, unknown>) =>
  startHarness({
    gateway,
    strategies: { a: HUB, b: HUB },
    homeDomains: [{ domain: 'customer', cloudDomain: 'Default' }],
    clouds: {
      users: ['local', 'zoe'].map((name) => ({
        ...{ name, domain: 'Default', groups: ['acme-research'], roles: [] },
        password: name === 'zoe' ? ZOE : 'local-pw',
      })),
    },
  });

it('logins by password where none are taken, a dashboard’s whole morning of them, shut nobody out', async () => {
  h = await startHarness();
  const statuses = new Set<number>();
  for (let at = 0; at < DEFAULT + 30; at += 30) {
    const some = Array.from({ length: 30 }, (_, one) => byPassword(`user-${at + one}`, 'wrong'));
    for (const status of await Promise.all(some)) statuses.add(status);
  }
  expect([...statuses]).toEqual([401]);
  const token = await h.scoped('alice');
  expect((await h.send('GET', SERVERS, { token })).status).toBe(200);
});

describe('wrong passwords for many accounts from one address', () => {
  const limits = { address: { failed: '6/1h' } };
  const guess = async (headers = {}): Promise<number[]> => {
    const statuses: number[] = [];
    for (let at = 0; at < 8; at += 1) statuses.push(await byPassword(`user-${at}`, 'wrong', headers));
    return statuses;
  };
  const GUESSED = [...Array(6).fill(401), 429, 429];

  it('end the logins from there, and no token that the gateway has signed, whichever of its processes did', async () => {
    h = await withPasswords({ limits });
    other = await startReplica(h, { store: createMemoryStore({ now: Date.now }) });
    const [scoped, unscoped] = [await other.scoped('alice'), await other.login('alice')];
    expect(await guess()).toEqual(GUESSED);
    expect(await byPassword('zoe', ZOE)).toBe(429);

    const project = { project: { name: 'research', domain: { name: 'acme' } } };
    const rescoped = await rescope(h.url, unscoped, project);
    expect(rescoped.status).toBe(201);
    const exchange = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await other.login('alice'),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    const exchanged = await h.send('POST', '/oauth2/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `${exchange}`,
    });
    expect(exchanged.status).toBe(200);
    // None of them was seen by this process before.
    const signed = async (): Promise<string> => (await other?.scoped('alice')) ?? '';
    for (const path of [SERVERS, '/identity/v3/auth/projects', '/scs/v1/me'])
      expect([path, (await h.send('GET', path, { token: await signed() })).status]).toEqual([path, 200]);
    const bearer = { authorization: `Bearer ${await signed()}` };
    expect((await h.send('GET', '/scs/v1/me', { headers: bearer })).status).toBe(200);

    // One that was good once gets the 401 with which clients log in again, a forged one is a guess like any other.
    await other.revoke(scoped);
    expect((await h.send('DELETE', '/identity/v3/auth/tokens', revocationOf(await signed()))).status).toBe(204);
    const [header, payload] = scoped.split('.');
    expect((await h.send('GET', SERVERS, { token: `${header}.${payload}.${'A'.repeat(86)}` })).status).toBe(429);
  });

  it('are those of the person whom the dashboard names, where the gateway believes it', async () => {
    h = await withPasswords({ limits, trustedProxies: ['127.0.0.1'], forwardedHeader: 'forwarded' });
    expect(await guess(forwarded('203.0.113.7'))).toEqual(GUESSED);
    expect(await byPassword('zoe', ZOE, forwarded('203.0.113.7'))).toBe(429);
    for (const address of ['203.0.113.8', '2001:db8::8'])
      expect([address, await byPassword('zoe', ZOE, forwarded(address))]).toEqual([address, 201]);
    // What the dashboard sends for itself is its own.
    expect(await byPassword('zoe', ZOE)).toBe(201);
  });

  it('are all of one address where the gateway reads the header that dashboards do not write', async () => {
    h = await withPasswords({ limits, trustedProxies: ['127.0.0.1'] });
    expect(await guess(forwarded('203.0.113.7'))).toEqual(GUESSED);
    expect(await byPassword('zoe', ZOE, forwarded('203.0.113.8'))).toBe(429);
  });
});

const revocationOf = (token: string) => ({ token, headers: { 'x-subject-token': token } });
