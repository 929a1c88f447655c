// SPDX-License-Identifier: Apache-2.0
// What the gateway stores while it works: only under the keys that docs/redis-keys.md lists, and nothing in it is a
// token that works or an address of a member.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import type { Store } from '../../src/model/store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type Harness, startHarness } from './harness.ts';
import { DOMAINS_APART, documentedKeys, type Replica, startReplica, tokensSeen } from './replica.ts';

let h: Harness;
let replica: Replica;
const written = new Map<string, { value: string; ttl: number }>();

beforeAll(async () => {
  h = await startHarness(DOMAINS_APART);
  const memory = createMemoryStore({ now: Date.now });
  const store: Store = {
    ...memory,
    async set(key, value, ttl) {
      written.set(key, { value, ttl });
      await memory.set(key, value, ttl);
    },
    add(key, value, ttl) {
      written.set(key, { value, ttl });
      return memory.add(key, value, ttl);
    },
    increment(key, by, ttl) {
      written.set(key, { value: String(by), ttl });
      return memory.increment(key, by, ttl);
    },
  };
  replica = await startReplica(h, { store });
  const token = await replica.scoped('alice');
  expect(await replica.servers(token)).toBe(200);
  expect((await replica.send('GET', '/identity/v3/auth/projects', { 'x-auth-token': token })).status).toBe(200);
  const headers = { 'x-auth-token': token };
  expect((await replica.send('GET', '/clouds/cloud-a/image/', headers)).status).toBe(300);
  expect((await replica.send('POST', '/clouds/cloud-a/image/v2/images', headers, { name: 'new' })).status).toBe(201);
  expect((await replica.send('GET', '/scs/v1/images', headers)).status).toBe(200);
  const container = `/clouds/cloud-a/object-store/v1/AUTH_${projectRef('acme', 'research').id}/c`;
  const keyed = { ...headers, 'x-container-meta-temp-url-key': 'key' };
  expect((await replica.send('PUT', container, keyed)).status).toBe(201);
  // A network that is for a project of others.
  await replica.scoped('bob', 'teaching');
  const network = { network: { target_tenant: projectRef('acme', 'teaching').id } };
  await replica.send('POST', '/clouds/cloud-a/network/v2.0/networks', headers, network);
  expect(await replica.revoke(token)).toBe(204);
  expect(await replica.servers(token)).toBe(401);
  // Tokens that prove nothing are counted, and the count is told in rounds.
  expect(await replica.servers('no-token')).toBe(401);
  const again = await replica.scoped('alice');
  expect((await replica.send('DELETE', '/scs/v1/me/tokens', { 'x-auth-token': again })).status).toBe(204);
  await vi.waitFor(() => expect([...written.keys()].some((key) => key.startsWith('rate:'))).toBe(true), 10_000);
});
afterAll(async () => {
  await replica.gateway.close();
  await h.close();
});

describe('what is stored by a login, a request and a revocation', () => {
  it('stands under keys that the documentation lists, each of which is in use', () => {
    const documented = documentedKeys(readFileSync(join(import.meta.dirname, '../../docs/redis-keys.md'), 'utf8'));
    const unlisted = [...written.keys()].filter((key) => !documented.some((pattern) => pattern.test(key)));
    expect(unlisted).toEqual([]);
    // The counter and the durable items are Redis's own; the others are of requests that name a key, and of other ways in.
    const elsewhere =
      /^\^(?:beats|changing|cursor|placed|\\{durable\\}|idempotency|credential-from|login-token|logout-token|owner-asked|owner-round|password-known|password-user|websso-state)/;
    const unused = documented.filter(
      ({ source }) => !elsewhere.test(source) && ![...written.keys()].some((key) => new RegExp(source).test(key)),
    );
    expect(unused).toEqual([]);
  });

  it('holds no token that was used with any member, and no address of one', () => {
    const tokens = tokensSeen(h);
    expect(tokens.length).toBeGreaterThan(2);
    const dump = JSON.stringify([...written]);
    expect([...tokens, ...h.a.hosts, ...h.b.hosts].filter((secret) => dump.includes(secret))).toEqual([]);
    expect([...written].filter(([, { value }]) => /^(eyJ|gAAAA|[{[])/.test(value)).map(([key]) => key)).toEqual([]);
  });

  it('has a lifetime, of what it is about', () => {
    for (const [key, { ttl }] of written) {
      expect(ttl).toBeGreaterThan(0);
      if (/^session:/.test(key)) expect(ttl).toBeLessThanOrEqual(3_600_000);
      // For as long as what the token has begun may be open.
      if (/^revoked:/.test(key)) expect(ttl).toBeLessThanOrEqual(24 * 3_600_000);
    }
  });
});
