// SPDX-License-Identifier: Apache-2.0
// What answers of a provider's own API are taken for: groups, an account that is gone, or nothing of either. Whatever is not
// the provider's clear word about this user must end nothing.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IssuerFetch } from '../../../../src/federation/identity/options.ts';
import type {
  OwnerSource,
  OwnerSourceDeps,
  ProviderEntry,
} from '../../../../src/federation/owner-groups/definition.ts';
import { keycloakAdmin } from '../../../../src/federation/owner-groups/keycloak-admin.ts';
import { scim } from '../../../../src/federation/owner-groups/scim.ts';
import type { Principal } from '../../../../src/model/identity.ts';
import { userId } from '../../../../src/model/ids.ts';
import { Secret } from '../../../../src/model/secret.ts';

const ISSUER = 'https://kc.example/realms/acme';
const SUBJECT = '11111111-2222-3333-4444-555555555555';
const ALICE: Principal = {
  ...{ id: userId(ISSUER, SUBJECT), issuer: ISSUER, subject: SUBJECT, name: 'alice', domain: 'acme' },
  ...{ groups: ['acme-old'], identityProvider: 'kc', protocol: 'openid' },
};
const PROVIDER: ProviderEntry = { id: 'kc', protocol: 'openid', issuer: ISSUER, groups: [/^acme-/] };
const OFTEN = { every: 1, grace: 1 };

type Answer = readonly [status: number, body: unknown];
let answers: Record<string, Answer | undefined>;
let asked: { url: string; authorization: string | undefined }[];
let tokens: number;
beforeEach(() => {
  answers = {};
  asked = [];
  tokens = 0;
});

const fetchOf = (): IssuerFetch => async (url, call) => {
  asked.push({ url, authorization: call.headers?.authorization });
  const { pathname } = new URL(url);
  const [status, body] = answers[pathname] ?? [500, ''];
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
};
const deps = {
  ...{ provider: PROVIDER, now: () => 0, fetchOf },
  tokenEndpoint: () => async () => {
    tokens += 1;
    return { ok: true, value: { access_token: `admin-${tokens}`, expires_in: 300 } } as const;
  },
} as unknown as OwnerSourceDeps;

const secret = new Secret('hush');
const there = (groups: readonly string[], more: object = {}) => ({
  state: 'there',
  principal: expect.objectContaining({ id: ALICE.id, groups, ...more }),
});

describe('Keycloak’s admin API', () => {
  const USER = `/admin/realms/acme/users/${SUBJECT}`;
  const account = { id: SUBJECT, username: 'alice', enabled: true };
  let source: OwnerSource;
  beforeEach(() => {
    const options = { kind: 'keycloak-admin', clientId: 'reader', clientSecret: secret, groupNames: 'name' } as const;
    source = keycloakAdmin.create({ ...options, ...OFTEN } as never, deps);
  });

  it('tells the groups that the entry keeps, with a token that is asked for once', async () => {
    answers = {
      [USER]: [200, account],
      [`${USER}/groups`]: [200, [{ name: 'acme-research', path: '/x/acme-research' }, { name: 'staff' }]],
    };
    expect(await source.ask(ALICE)).toEqual(there(['acme-research']));
    await source.ask(ALICE);
    expect(tokens).toBe(1);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer admin-1']));
  });

  it('tells that there is no group left, which is another thing than no answer', async () => {
    answers = { [USER]: [200, account], [`${USER}/groups`]: [200, []] };
    expect(await source.ask(ALICE)).toEqual(there([], { noGroups: 'empty' }));
  });

  it.each<[string, Answer]>([
    ['the user is deleted', [404, { error: 'User not found' }]],
    ['the user is disabled', [200, { ...account, enabled: false }]],
  ])('ends an owner where %s', async (_what, answer) => {
    answers = { [USER]: answer };
    expect(await source.ask(ALICE)).toMatchObject({ state: 'gone' });
  });

  it.each<[string, Record<string, Answer>]>([
    ['404 of a realm that is not there', { [USER]: [404, { error: 'Realm not found.' }] }],
    ['404 of a proxy', { [USER]: [404, '<html>not found</html>'] }],
    ['403 of a client without the role', { [USER]: [403, { error: 'HTTP 403 Forbidden' }] }],
    ['401 again and again', { [USER]: [401, { error: 'HTTP 401 Unauthorized' }] }],
    ['another user', { [USER]: [200, { ...account, id: 'another' }] }],
    ['nothing of whether the account is enabled', { [USER]: [200, { id: SUBJECT }] }],
    ['groups that are no list', { [USER]: [200, account], [`${USER}/groups`]: [200, { error: 'x' }] }],
    ['a group without a name', { [USER]: [200, account], [`${USER}/groups`]: [200, [{ id: 'x' }]] }],
    ['half an answer', { [USER]: [200, '{"id":"111'] }],
    [
      'more groups than are asked for',
      { [USER]: [200, account], [`${USER}/groups`]: [200, Array.from({ length: 1_001 }, () => ({ name: 'acme-x' }))] },
    ],
    [
      'more groups than a token holds',
      {
        [USER]: [200, account],
        [`${USER}/groups`]: [200, Array.from({ length: 65 }, (_, index) => ({ name: `acme-${index}` }))],
      },
    ],
  ])('says nothing of an owner by %s', async (_what, given) => {
    answers = given;
    await expect(source.ask(ALICE)).rejects.toThrow();
  });

  it('is asked with a new token where the old one is no longer taken', async () => {
    answers = { [USER]: [401, {}] };
    await expect(source.ask(ALICE)).rejects.toThrow();
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer admin-1', 'Bearer admin-2']);
  });

  it('gets a subject as one segment of the path, whatever is in it', async () => {
    answers = {};
    await source.ask({ ...ALICE, subject: '../../master/users?x=#' }).catch(() => undefined);
    expect(asked[0]?.url).toBe('https://kc.example/admin/realms/acme/users/..%2F..%2Fmaster%2Fusers%3Fx%3D%23');
  });

  it.each(['.', '..'])('is not asked for a subject that a URL takes for another place: %s', async (subject) => {
    await expect(source.ask({ ...ALICE, subject })).rejects.toThrow('cannot be asked for');
    expect(asked).toEqual([]);
  });

  it.each([
    ['claims.subject', { claims: { subject: 'uid' } }],
    ['roles', { claims: { groups: 'resource_access.gateway.roles' } }],
    ['/realms/', { issuer: 'https://other.example/' }],
  ])('is refused as a configuration that would take everybody for gone or without groups: %s', (what, entry) => {
    const faults = keycloakAdmin.faults?.({ kind: 'keycloak-admin' }, { issuer: ISSUER, ...entry });
    expect(faults?.map(({ reason }) => reason)).toEqual([expect.stringContaining(what)]);
  });
});

describe('SCIM', () => {
  const USERS = '/scim/v2/Users';
  const GROUPS = '/scim/v2/Groups';
  const list = (...found: object[]) => ({ totalResults: found.length, Resources: found });
  const user = { id: SUBJECT, userName: 'alice', active: true };
  const create = (more: object = {}): OwnerSource =>
    scim.create(
      {
        ...{ kind: 'scim', url: 'https://idp.example/scim/v2', token: secret, attribute: 'id', groupNames: 'display' },
        ...OFTEN,
        ...more,
      } as never,
      deps,
    );

  it('tells the groups that stand with the user', async () => {
    const groups = [
      { value: '1', display: 'acme-research' },
      { value: '2', display: 'staff' },
    ];
    answers = { [USERS]: [200, list({ ...user, groups })] };
    expect(await create().ask(ALICE)).toEqual(there(['acme-research']));
    expect(asked).toEqual([
      {
        url: `https://idp.example${USERS}?filter=${encodeURIComponent(`id eq "${SUBJECT}"`).replaceAll('%20', '+')}&count=2`,
        authorization: 'Bearer hush',
      },
    ]);
  });

  it('is asked for the groups of which the user is a member where none stand with the user', async () => {
    answers = { [USERS]: [200, list(user)], [GROUPS]: [200, list({ id: '1', displayName: 'acme-research' })] };
    expect(await create().ask(ALICE)).toEqual(there(['acme-research']));
    answers[GROUPS] = [200, list()];
    expect(await create().ask(ALICE)).toEqual(there([], { noGroups: 'empty' }));
  });

  it('finds a user by externalId, and groups by their ids, where so configured', async () => {
    const found = { ...user, id: 'other', externalId: SUBJECT, groups: [{ value: 'acme-1' }] };
    answers = { [USERS]: [200, list(found)] };
    expect(await create({ attribute: 'externalId', groupNames: 'value' }).ask(ALICE)).toEqual(there(['acme-1']));
  });

  it.each<[string, object]>([
    ['there is no such user any more', list()],
    ['a list without Resources is of nobody', { totalResults: 0 }],
    ['the user is not active', list({ ...user, active: false })],
  ])('ends an owner where %s', async (_what, body) => {
    answers = { [USERS]: [200, body] };
    expect(await create().ask(ALICE)).toMatchObject({ state: 'gone' });
  });

  it.each<[string, Record<string, Answer>]>([
    ['404 of a wrong address', { [USERS]: [404, {}] }],
    ['401', { [USERS]: [401, {}] }],
    ['an empty object', { [USERS]: [200, {}] }],
    ['everybody, by a service that takes no notice of filters', { [USERS]: [200, list({ ...user, id: 'b' }, user)] }],
    ['somebody else', { [USERS]: [200, list({ ...user, id: 'b' })] }],
    ['the same id in other letters', { [USERS]: [200, list({ ...user, id: `${SUBJECT} ` })] }],
    ['no groups at all', { [USERS]: [200, list(user)], [GROUPS]: [501, {}] }],
    ['half of the groups', { [USERS]: [200, list(user)], [GROUPS]: [200, { totalResults: 2, Resources: [{}] }] }],
    ['a group without a name', { [USERS]: [200, list({ ...user, groups: [{ value: '1' }] })] }],
    ['a text that may mean that the user is not active', { [USERS]: [200, list({ ...user, active: 'False' })] }],
  ])('says nothing of an owner by answering with %s', async (_what, given) => {
    answers = given;
    await expect(create().ask(ALICE)).rejects.toThrow();
  });

  it('gets any subject as one text of its filter, and takes no other user for that one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (subject) => {
        asked = [];
        answers = { [USERS]: [200, list({ ...user, id: 'somebody' })] };
        fc.pre(subject !== 'somebody');
        await expect(create().ask({ ...ALICE, subject })).rejects.toThrow();
        const filter = new URL(asked[0]?.url ?? '').searchParams.get('filter') ?? '';
        expect(JSON.parse(filter.slice('id eq '.length))).toBe(subject.toWellFormed());
      }),
      { numRuns: 50 },
    );
  });
});
