// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AssertionDeps } from '../../../../src/federation/assertion.ts';
import { createClusterStrategy } from '../../../../src/federation/create-strategy.ts';
import { type Keys, openKeys } from '../../../../src/federation/keys.ts';
import type { ClusterCaller } from '../../../../src/model/cluster.ts';

let folder: string;
let keys: Keys;
let now = Date.parse('2026-01-01T00:00:00Z');
let deps: AssertionDeps;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-strategies-'));
  keys = await openKeys(folder, { now: () => now });
  deps = { keys, issuer: () => 'https://gateway.example', now: () => now };
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  keys.close();
  await rm(folder, { recursive: true });
});

const caller = (name = 'alice', groups: string[] = ['acme-research']): ClusterCaller => ({
  principal: {
    id: 'a'.repeat(64),
    name,
    domain: 'acme',
    groups,
    issuer: 'i',
    subject: 's',
    identityProvider: 'idp',
    protocol: 'openid',
  },
  expiresAt: now + 3_600_000,
});

describe('impersonate', () => {
  const token = { reveal: () => 'sa-token' };
  it('says who it is under the prefix, beside its own account', async () => {
    const strategy = createClusterStrategy({ kind: 'impersonate', prefix: 'scs:', token }, deps);
    expect(await strategy.credential(caller('alice', ['a', 'b']))).toEqual([
      ['authorization', 'Bearer sa-token'],
      ['impersonate-user', 'scs:acme/alice'],
      ['impersonate-group', 'scs:a'],
      ['impersonate-group', 'scs:b'],
    ]);
  });

  it('sends no Authorization where a client certificate proves the account', async () => {
    const strategy = createClusterStrategy({ kind: 'impersonate', prefix: 'scs:' }, deps);
    expect((await strategy.credential(caller())).map(([name]) => name)).toEqual([
      'impersonate-user',
      'impersonate-group',
    ]);
  });

  it("never says one of the cluster's own names, whatever the prefix", async () => {
    const strategy = createClusterStrategy({ kind: 'impersonate', prefix: 'system:', token }, deps);
    await expect(strategy.credential(caller())).rejects.toMatchObject({ code: 'forbidden' });
    const bare = createClusterStrategy({ kind: 'impersonate', prefix: 's', token }, deps);
    await expect(bare.credential(caller('alice', ['ystem:masters']))).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('hub-oidc', () => {
  const bearer = async (strategy: ReturnType<typeof createClusterStrategy>, who = caller()) =>
    (await strategy.credential(who))[0]?.[1].replace('Bearer ', '') ?? '';

  it('gives a JWT for that one cluster, again until its last minute', async () => {
    const strategy = createClusterStrategy({ kind: 'hub-oidc', audience: 'prod-a' }, deps);
    const first = await bearer(strategy);
    const { payload } = await jwtVerify(first, createLocalJWKSet({ keys: [...keys.jwks().keys] }), {
      issuer: 'https://gateway.example',
      audience: 'prod-a',
      currentDate: new Date(now),
    });
    expect(payload).toMatchObject({ preferred_username: 'alice', domain: 'acme', groups: ['acme-research'] });
    now += 8 * 60_000;
    expect(await bearer(strategy)).toBe(first);
    now += 61_000;
    expect(await bearer(strategy)).not.toBe(first);
  });

  it('whoever differs in anything that the cluster sees has a token of their own', async () => {
    const strategy = createClusterStrategy({ kind: 'hub-oidc', audience: 'prod-a' }, deps);
    const all = await Promise.all([caller(), caller('bob'), caller('alice', [])].map((who) => bearer(strategy, who)));
    expect(new Set(all).size).toBe(3);
    strategy.refused(caller());
    expect(await bearer(strategy)).not.toBe(all[0]);
  });

  it('one user more than there is room for costs the user who was away longest their token, and nobody else', async () => {
    const sign = vi.spyOn(crypto.subtle, 'sign').mockResolvedValue(new ArrayBuffer(64));
    const strategy = createClusterStrategy({ kind: 'hub-oidc', audience: 'prod-a' }, deps);
    const users = Array.from({ length: 10_000 }, (_, i) => caller(`user-${i}`));
    const tokens = await Promise.all(users.map((user) => bearer(strategy, user)));
    expect(await bearer(strategy, users[0])).toBe(tokens[0]);
    await bearer(strategy, caller('one more'));
    expect(sign).toHaveBeenCalledTimes(10_001);
    const [first, ...others] = await Promise.all(users.toSpliced(1, 1).map((user) => bearer(strategy, user)));
    expect(first).toBe(tokens[0]);
    expect(others.length).toBe(9_998);
    expect(sign).toHaveBeenCalledTimes(10_001);
    expect(await bearer(strategy, users[1])).not.toBe(tokens[1]);
    expect(sign).toHaveBeenCalledTimes(10_002);
  });
});

describe('passthrough', () => {
  it("sends the identity provider's token, and never one of the gateway", async () => {
    const strategy = createClusterStrategy({ kind: 'passthrough' }, deps);
    expect(await strategy.credential({ ...caller(), idpToken: 'theirs' })).toEqual([
      ['authorization', 'Bearer theirs'],
    ]);
    await expect(strategy.credential(caller())).rejects.toMatchObject({ code: 'forbidden' });
  });
});
