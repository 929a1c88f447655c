// SPDX-License-Identifier: Apache-2.0
// The hole: a limit that is kept by what the client chooses. Whoever gets a fresh allowance with each new token, each
// scope or each made-up X-Forwarded-For has no limit at all; and a limit that is kept by too little (everybody behind one
// address) lets one client shut out the others. Guessing of tokens and passwords must cost the guesser, and nobody else.
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Harness, rescope, startHarness } from '../e2e/harness.ts';

let h: Harness;
afterEach(async () => {
  expect(h.leaks()).toEqual([]);
  await h.close();
});

const SERVERS = '/clouds/cloud-a/compute/v2.1/servers';
const read = async (token: string, headers: Record<string, string> = {}): Promise<number> =>
  (await h.send('GET', SERVERS, { token, headers })).status;

describe('a user who has used up a limit', () => {
  it('does not get a new one by another token, another scope or another surface', async () => {
    h = await startHarness({ gateway: { limits: { user: { read: '2/1h' } } } });
    const token = await h.scoped('carol');
    expect([await read(token), await read(token), await read(token)]).toEqual([200, 200, 429]);

    const again = await h.scoped('carol');
    expect(again).not.toBe(token);
    expect(await read(again)).toBe(429);
    expect(await read(await h.scoped('carol', 'teaching'))).toBe(429);
    const unscoped = (await rescope(h.url, again, 'unscoped')).headers.get('x-subject-token') ?? '';
    expect((await h.send('GET', '/identity/v3/auth/projects', { token: unscoped })).status).toBe(429);
    expect(await read(token, { 'x-forwarded-for': '203.0.113.9', 'x-user-id': 'somebody-else' })).toBe(429);
  });
});

/** A token of the right shape that nobody has signed; each another one. */
let count = 0;
const forge = (token: string): string => {
  const [header, payload] = token.split('.');
  return `${header}.${payload}.${String(count++).padStart(85, 'A')}A`;
};

describe('an address that shows what proves nothing', () => {
  const FAILED = { limits: { address: { failed: '3/1h' } } };

  it('is refused, at every door; who shows a good token there is not', async () => {
    h = await startHarness({ gateway: FAILED });
    const token = await h.scoped('alice');
    expect(await read(token)).toBe(200);
    const forged = await Promise.all([1, 2, 3].map(() => read(forge(token))));
    expect(forged).toEqual([401, 401, 401]);
    const answer = await h.send('GET', SERVERS, { token: forge(token) });
    expect(answer.status).toBe(429);
    expect(answer.body.overLimit.message).toMatch(/^Too many failed logins from your address: 3 in 3600 seconds/);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    // Also by way of the other doors.
    const bearer = { authorization: `Bearer ${forge(token)}` };
    for (const path of [
      '/k8s',
      '/k8s/any/api',
      '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth',
    ])
      expect([path, (await h.send('GET', path, { headers: bearer })).status]).toEqual([path, 429]);
    expect((await rescope(h.url, forge(token), 'unscoped')).status).toBe(429);
    // The cost is the guesser's.
    expect(await read(token)).toBe(200);
    expect((await h.send('GET', '/identity/v3/auth/projects', { token })).status).toBe(200);
    expect((await rescope(h.url, token, 'unscoped')).status).toBe(201);
  });

  it('cannot name itself otherwise: X-Forwarded-For counts from trusted proxies only', async () => {
    h = await startHarness({ gateway: FAILED });
    const token = await h.scoped('alice');
    const from = (i: number) =>
      read(forge(token), { 'x-forwarded-for': `203.0.113.${i}`, 'x-real-ip': `203.0.113.${i}` });
    expect([await from(1), await from(2), await from(3), await from(4)]).toEqual([401, 401, 401, 429]);
  });

  it('is the one that the trusted proxy has seen, whatever the client has put before it', async () => {
    h = await startHarness({ gateway: { ...FAILED, trustedProxies: ['127.0.0.1'] } });
    const token = await h.scoped('alice');
    const from = (address: string) => read(forge(token), { 'x-forwarded-for': address });
    for (const spoofed of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
      expect(await from(`${spoofed}, 203.0.113.7`)).toBe(401);
    expect(await from('198.51.100.4, 203.0.113.7')).toBe(429);
    expect(await from('203.0.113.8')).toBe(401);
  });

  it('of IPv6 is a network, not one of its countless addresses', async () => {
    h = await startHarness({ gateway: { ...FAILED, trustedProxies: ['127.0.0.1'] } });
    const token = await h.scoped('alice');
    const from = (address: string) => read(forge(token), { 'x-forwarded-for': address });
    expect([await from('2001:db8::1'), await from('2001:db8::2'), await from('2001:db8::aaaa:1')]).toEqual([
      401, 401, 401,
    ]);
    expect([await from('2001:db8:0:0:9::'), await from('2001:db8:0:1::1')]).toEqual([429, 401]);
  });

  it('is not one whose tokens were good once: their owners must get the 401 that makes them log in again', async () => {
    h = await startHarness({ gateway: FAILED });
    const token = await h.scoped('alice');
    await h.send('DELETE', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
    for (let i = 0; i < 6; i++) expect(await read(token)).toBe(401);
    expect(await h.login('alice')).toMatch(/^eyJ/);
  });

  it('does not get to guess passwords at a cloud with accounts of its own', async () => {
    h = await startHarness({ gateway: FAILED, strategies: { b: { kind: 'native' } }, native: ['b'] });
    const login = (password: string): Promise<Answer> =>
      h.send('POST', '/clouds/cloud-b/identity/v3/auth/tokens', {
        json: {
          auth: {
            identity: {
              methods: ['password'],
              password: { user: { name: 'local', domain: { id: 'default' }, password } },
            },
            scope: { project: { name: 'research', domain: { name: 'acme' } } },
          },
        },
      });
    const good = await login('local-pw');
    const token = good.headers.get('x-subject-token') ?? '';
    const servers = async (): Promise<number> =>
      (await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token })).status;
    expect([good.status, await servers()]).toEqual([201, 200]);
    for (let i = 0; i < 3; i++) expect((await login(`guess-${i}`)).status).toBe(401);
    const asked = h.b.requests.length;
    expect((await login('local-pw')).status).toBe(429);
    expect(h.b.requests.length).toBe(asked);
    expect(await servers()).toBe(200);
  });
});

describe('logins', () => {
  it('have a limit for each address', async () => {
    h = await startHarness({ gateway: { limits: { address: { login: '2/1h' } } } });
    await h.login('alice');
    await h.login('carol');
    await expect(h.login('alice')).rejects.toThrow(/429 .*Too many logins from your address: 2 in 3600 seconds/);
  });
});

describe('an account of a cloud itself', () => {
  it('is limited by who it is there, not by its token', async () => {
    h = await startHarness({
      gateway: { limits: { user: { read: '2/1h' } } },
      strategies: { b: { kind: 'native' } },
      native: ['b'],
    });
    const token = async (): Promise<string> => {
      const answer = await h.send('POST', '/clouds/cloud-b/identity/v3/auth/tokens', {
        json: {
          auth: {
            identity: {
              methods: ['password'],
              password: { user: { name: 'local', domain: { id: 'default' }, password: 'local-pw' } },
            },
            scope: { project: { name: 'research', domain: { name: 'acme' } } },
          },
        },
      });
      return answer.headers.get('x-subject-token') ?? '';
    };
    const servers = async (): Promise<number> =>
      (await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token: await token() })).status;
    expect([await servers(), await servers(), await servers()]).toEqual([200, 200, 429]);
  });
});
