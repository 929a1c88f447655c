// SPDX-License-Identifier: Apache-2.0
// Owners of application credentials at a real Keycloak, who do not log in any more: it is asked about them, by its admin API
// and by the offline refresh token of a login (each token good once); while it is away they go on for the grace. Both ways at
// once, each with a gateway, a realm and a way to Keycloak of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { GROUPS_SECRET } from './clients.ts';
import { type House, startHouse } from './house.ts';
import { LAB_SECRETS, type Loose } from './keycloak.ts';
import { openWay, type Way } from './way.ts';

const OFTEN = { every: '10s', grace: '20s' };
const KINDS: readonly (readonly [string, Loose])[] = [
  [
    'keycloak-admin',
    {
      ownerGroups: {
        kind: 'keycloak-admin',
        clientId: 'scs-gateway-groups',
        clientSecret: 'env:GROUPS_SECRET',
        ...OFTEN,
      },
    },
  ],
  [
    'refresh-token',
    {
      password: {
        clientId: 'openstack',
        clientSecret: 'env:OPENSTACK_CLIENT_SECRET',
        scope: 'openid profile email offline_access',
      },
      ownerGroups: { kind: 'refresh-token', ...OFTEN },
    },
  ],
];
/** Failed logins count against the address: not asked more often than needed. */
const SOON = { timeout: 110_000, interval: 2_000 };

interface Asked {
  readonly house: House;
  readonly way: Way;
  /** Two owners. */
  readonly alice: Owner;
  readonly bob: Owner;
}

interface Owner {
  /** As Keycloak's admin API has it. */
  readonly account: Loose;
  readonly credential: Loose;
}

const asked = new Map<string, Asked>();
const endings: (() => unknown)[] = [];
beforeAll(async () => {
  for (const [kind, provider] of KINDS) {
    const place = inject('keycloak');
    const way = await openWay(place.port);
    endings.push(() => way.close());
    const house = await startHouse(`owners-${kind}`, [], provider, { ...place, port: way.port });
    endings.push(() => house.close());
    asked.set(kind, { house, way, alice: await makeOwner(house, 'alice'), bob: await makeOwner(house, 'bob') });
  }
});
afterAll(async () => {
  for (const end of endings.toReversed()) await end();
});

async function makeOwner(house: House, name: 'alice' | 'bob'): Promise<Owner> {
  const [account] = await house.realm.admin('GET', `/users?username=${name}&exact=true`);
  // Users that are imported have no default roles, and this one is what Keycloak gives offline tokens for.
  const role = await house.realm.admin('GET', '/roles/offline_access');
  await house.realm.admin('POST', `/users/${account.id}/role-mappings/realm`, [role]);
  const password = LAB_SECRETS[name === 'alice' ? 'ALICE_PASSWORD' : 'BOB_PASSWORD'];
  const user = { name, domain: { name: 'acme' }, password };
  const scope = { project: { name: 'research', domain: { name: 'acme' } } };
  const { status, token, body } = await logIn(house, {
    identity: { methods: ['password'], password: { user } },
    scope,
  });
  expect([status, body.error, house.log.slice(-3)]).toEqual([201, undefined, expect.anything()]);
  const made = await fetch(`${house.url}/identity/v3/users/${body.token.user.id}/application_credentials`, {
    method: 'POST',
    headers: { 'x-auth-token': token, 'content-type': 'application/json' },
    body: JSON.stringify({ application_credential: { name: 'controller' } }),
  });
  expect(made.status).toBe(201);
  const { application_credential: credential } = (await made.json()) as Loose;
  return { account, credential };
}

async function logIn(house: House, auth: object): Promise<{ status: number; token: string; body: Loose }> {
  const answer = await fetch(`${house.url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth }),
  });
  return { status: answer.status, token: answer.headers.get('x-subject-token') ?? '', body: await answer.json() };
}

const byCredential = (house: House, { credential: { id, secret } }: Owner) =>
  logIn(house, { identity: { methods: ['application_credential'], application_credential: { id, secret } } });

const statusOf = async (house: House, token: string): Promise<number> => {
  const headers = { 'x-auth-token': token, 'x-subject-token': token };
  return (await fetch(`${house.url}/identity/v3/auth/tokens`, { headers })).status;
};

/** For both ways at once; a failure names its way. */
const byEachKind = (act: (one: Asked) => Promise<void>) => async (): Promise<void> => {
  const of = async ([kind, one]: [string, Asked]): Promise<void> => {
    try {
      await act(one);
    } catch (error) {
      throw new Error(
        `${kind}: ${error instanceof Error ? error.message : error}\n${one.house.log.slice(-5).join('')}`,
        {
          cause: error,
        },
      );
    }
  };
  expect(asked.size).toBe(KINDS.length);
  const ended = await Promise.allSettled([...asked].map(of));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
};

it.concurrent(
  'an owner at Keycloak loses the project with the group, and the tokens, and gets it back with the group, without a login',
  byEachKind(async ({ house, alice }) => {
    const before = await byCredential(house, alice);
    expect(before.status).toBe(201);
    const [group] = await house.realm.admin('GET', '/groups?search=acme-research&exact=true');
    const place = `/users/${alice.account.id}/groups/${group.id}`;
    await house.realm.admin('DELETE', place);
    await expect.poll(async () => (await byCredential(house, alice)).status, SOON).toBe(401);
    await expect.poll(() => statusOf(house, before.token), SOON).toBe(401);
    await house.realm.admin('PUT', place, {});
    await expect.poll(async () => (await byCredential(house, alice)).status, SOON).toBe(201);
  }),
);

it.concurrent(
  'an owner whose account is disabled at Keycloak ends, with all tokens, until it is enabled again',
  byEachKind(async ({ house, bob }) => {
    const before = await byCredential(house, bob);
    expect(before.status).toBe(201);
    await house.realm.admin('PUT', `/users/${bob.account.id}`, { ...bob.account, enabled: false });
    await expect.poll(() => statusOf(house, before.token), SOON).toBe(401);
    expect((await byCredential(house, bob)).status).toBe(401);
    expect(house.log.join('')).toContain('gone or disabled at the identity provider');
    await house.realm.admin('PUT', `/users/${bob.account.id}`, { ...bob.account, enabled: true });
    await expect.poll(async () => (await byCredential(house, bob)).status, SOON).toBe(201);
  }),
);

it.concurrent(
  'Keycloak is asked about an owner again and again, each time with what the last answer has brought',
  byEachKind(async ({ house }) => {
    const counted = async (): Promise<number> => {
      const text = await house.metrics();
      return Number(/scs_gateway_owner_refreshes_total\{[^}]*outcome="refreshed"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    // Of two owners: more than twice of one of them.
    await expect.poll(counted, SOON).toBeGreaterThanOrEqual(5);
  }),
);

it(
  'an owner goes on for the grace while Keycloak is away, and no longer, and again once it is back',
  { timeout: 240_000 },
  byEachKind(async ({ house, way, alice }) => {
    await expect.poll(async () => (await byCredential(house, alice)).status, SOON).toBe(201);
    await way.close();
    // Older than what is asked for: Keycloak cannot be asked, and the last known groups count.
    await sleep(12_000);
    const { status, token } = await byCredential(house, alice);
    expect(status).toBe(201);
    await expect.poll(async () => (await byCredential(house, alice)).status, SOON).toBe(401);
    const me = await fetch(`${house.url}/scs/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await me.json()).toMatchObject({ notes: [{ code: 'ownerUntold' }] });
    expect(house.log.join('')).toContain('the last known groups go on for the grace');
    await way.open();
    await expect.poll(async () => (await byCredential(house, alice)).status, SOON).toBe(201);
  }),
);

it(
  'asking Keycloak about owners leaves no secret in the log',
  byEachKind(async ({ house }) => {
    expect(house.log.join('')).not.toMatch(
      new RegExp(`${GROUPS_SECRET}|${LAB_SECRETS.ALICE_PASSWORD}|eyJ[\\w-]+\\.[\\w-]+`),
    );
  }),
);
