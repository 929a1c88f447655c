// SPDX-License-Identifier: Apache-2.0
// What callers on one member share, and what they must not.
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/federation/exchange.ts';
import type { LastKnown } from '../../../src/members/last-known.ts';
import {
  createMemberViews,
  type MemberView,
  type MemberViews,
  type MemberViewsOptions,
} from '../../../src/members/member-views.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { Caller } from '../../../src/model/identity.ts';
import { projectRef } from '../../../src/model/ids.ts';
import type { Member } from '../../../src/model/member.ts';
import type { MemberToken } from '../../../src/model/session.ts';

const MEMBER_USER = 'c'.repeat(32);
const project = projectRef('acme', 'research');
const there = { id: 'a'.repeat(32), name: 'research', domain: { id: 'd'.repeat(32), name: 'acme' } };
const member = {
  id: 'cloud-a',
  region: 'R',
  authUrl: 'http://127.0.0.2:5000/v3',
  interface: 'public',
  reach: { ofUrl: () => undefined, ofAddress: () => undefined },
  projects: { toMember: (name: object) => name },
} as unknown as Member;
const caller = (id: string): Caller =>
  ({
    principal: { id: id.repeat(64), domain: 'acme', groups: [] },
    scope: { kind: 'project', project },
  }) as unknown as Caller;

/** Views of two people whose sessions have the very same catalogue, with this at the end of its URL. */
async function views(end: string, native = false): Promise<[MemberView, MemberView]> {
  const url = `http://127.0.0.2:8776/v3/${end}`;
  const endpoint = { id: 'e', interface: 'public', region: 'R', region_id: 'R', url } as const;
  const catalog: Catalog = [{ id: 's', type: 'volumev3', name: 'cinder', endpoints: [endpoint] }];
  const domain = there.domain;
  const user = { id: MEMBER_USER, name: 'shared', domain };
  const session: MemberToken = { token: 't', expiresAt: 10_000_000, user, project: there, roles: [], catalog };
  const exchange = {
    session: async () => session,
    projects: async () => ({ projects: [{ project, memberId: there.id, memberDomainId: domain.id }], stale: false }),
  } as unknown as Exchange;
  const lastKnown = { learn: async () => undefined } as unknown as LastKnown;
  const made = createMemberViews({ exchange, lastKnown, publicUrl: 'https://gateway.example.org', now: () => 1_000 });
  return [
    await made.open(member, caller('1')),
    native ? await made.openNative(member, 'own') : await made.open(member, caller('2')),
  ];
}
const urlOf = ({ published }: MemberView): string | undefined => published.catalog[0]?.endpoints[0]?.url;

it('is the published catalogue of a project', async () => {
  const [one, two] = await views(there.id);
  expect(urlOf(one)).toBe(`https://gateway.example.org/clouds/cloud-a/block-storage/v3/${project.id}`);
  expect(two.published).toBe(one.published);
});

it('is no id of a person, also where both work as one user of the member', async () => {
  const [one, two] = await views(MEMBER_USER);
  expect(urlOf(one)).toContain('1'.repeat(64));
  expect(urlOf(two)).toContain('2'.repeat(64));
});

it("is nothing with the member's own accounts, whose ids stay as they are", async () => {
  const [, native] = await views(there.id, true);
  expect(urlOf(native)).toContain(there.id);
});

it('is compiled once for all who have no token: a stranger’s request costs no compilation', async () => {
  const routes = [{ regionSlug: 'cloud-a', service: 'image', type: 'image', root: 'http://g', roots: ['http://g'] }];
  for (const known of [routes, undefined]) {
    const lastKnown = { routes: async () => known } as unknown as LastKnown;
    const made = createMemberViews({ exchange: {} as Exchange, lastKnown, publicUrl: 'https://gw', now: () => 1_000 });
    const [first, second] = [await made.anonymous(member, false), await made.anonymous(member, false)];
    expect(second.lens).toBe(first.lens);
    const [route] = first.routes;
    if (route === undefined) expect.unreachable();
    else expect(second.lens.forRoute(route)).toBe(first.lens.forRoute(route));
  }
});

it('for those who have no token goes where the configuration says, whatever was learnt under an earlier one', async () => {
  const learnt = [
    { regionSlug: 'cloud-a', service: 'image', type: 'image', root: 'http://g', roots: ['http://g'] },
    {
      regionSlug: 'cloud-a',
      service: 'identity',
      type: 'identity',
      root: 'http://old:5000',
      roots: ['http://old:5000'],
    },
  ];
  const lastKnown = { routes: async () => learnt } as unknown as LastKnown;
  const made = createMemberViews({ exchange: {} as Exchange, lastKnown, publicUrl: 'https://gw', now: () => 1_000 });
  const goesTo = async (there: Member, service: string, native = true): Promise<string | undefined> => {
    const { routes, lens } = await made.anonymous(there, native);
    const route = routes.find((one) => one.service === service);
    return route && lens.forRoute(route).origin;
  };
  const before = { ...member, authUrl: 'http://old:5000/v3' };
  const after = { ...member, authUrl: 'https://new:5000/v3' };
  expect(await goesTo(before, 'identity')).toBe('http://old:5000');
  expect(await goesTo(after, 'identity')).toBe('https://new:5000');
  expect(await goesTo(after, 'image')).toBe('http://g');
  // Links of the Keystone that was are still translated, and those of the new one.
  const { routes, lens } = await made.anonymous(after, true);
  const image = routes.find(({ service }) => service === 'image');
  const text = '[{"self":"https://new:5000/v3/a"},{"self":"http://old:5000/v3/b"}]';
  const ours =
    '[{"self":"https://gw/clouds/cloud-a/identity/v3/a"},{"self":"https://gw/clouds/cloud-a/identity/v3/b"}]';
  expect(image && lens.forRoute(image).answer.text(text)).toBe(ours);
  // Accounts of the federation have theirs at the facade, also where the member had accounts of its own before.
  const facade = await made.anonymous(after, false);
  expect(image && facade.lens.forRoute(image).answer.text(text)).toBe(ours.replaceAll('/clouds/cloud-a', ''));
  // A changed default region has an identity service too.
  expect((await made.anonymous({ ...after, id: 'cloud-z' }, true)).routes.map(({ regionSlug }) => regionSlug)).toEqual([
    ...['cloud-a', 'cloud-a', 'cloud-z'],
  ]);
});

it('is opened once for all who ask at the same time, and a member that knows nobody is no 401', async () => {
  let asked = 0;
  const exchange = {
    projects: async () => ({ projects: [], stale: false }),
    async session() {
      asked += 1;
      throw new GatewayError('unauthorized', { detail: 'nobody here' });
    },
  } as unknown as Exchange;
  const made = createMemberViews({ exchange, lastKnown: {} as LastKnown, publicUrl: 'https://gw', now: () => 1_000 });
  const who = caller('1');
  const outcomes = await Promise.allSettled([made.get(member, who), made.get(member, who), made.open(member, who)]);
  expect(asked).toBe(1);
  expect(outcomes.map((one) => (one.status === 'rejected' ? one.reason.code : ''))).toEqual([
    ...['forbidden', 'forbidden', 'unauthorized'],
  ]);
  await made.get(member, who).catch(() => undefined);
  expect(asked).toBe(2);
});

describe('views that are kept', () => {
  let time = 1_000;
  const at = (id: string): Member => ({ ...member, id });
  const [cloudA, cloudB, cloudC] = [at('cloud-a'), at('cloud-b'), at('cloud-c')];
  const [alice, bob, carol, dave] = ['1', '2', '3', '4'].map(caller) as [Caller, Caller, Caller, Caller];
  const keeping = (options: MemberViewsOptions): MemberViews => {
    time = 1_000;
    const domain = there.domain;
    const user = { id: MEMBER_USER, name: 'shared', domain };
    const session: MemberToken = { token: 't', expiresAt: 1e9, user, project: there, roles: [], catalog: [] };
    const exchange = {
      session: async () => session,
      projects: async () => ({ projects: [], stale: false }),
    } as unknown as Exchange;
    const lastKnown = { learn: async () => undefined } as unknown as LastKnown;
    return createMemberViews({ exchange, lastKnown, publicUrl: 'https://gw', now: () => time }, options);
  };

  it('stay within their bound: the caller who was away longest makes room, with all views at once', async () => {
    const made = keeping({ max: 3 });
    for (const [where, who] of [
      [cloudA, alice],
      [cloudB, alice],
      [cloudA, bob],
    ] as const) {
      await made.open(where, who);
    }
    expect(made.known(cloudA, alice)).toBeDefined();
    await made.open(cloudA, carol);
    expect([made.known(cloudA, bob), made.known(cloudB, bob)]).toEqual([undefined, undefined]);
    expect([made.known(cloudA, alice), made.known(cloudB, alice), made.known(cloudA, carol)]).not.toContain(undefined);
    await made.open(cloudA, dave);
    expect([made.known(cloudA, alice), made.known(cloudB, alice)]).toEqual([undefined, undefined]);
    expect([made.known(cloudA, carol), made.known(cloudA, dave)]).not.toContain(undefined);
  });

  it('are those of one caller object: the same person with another token has none of them', async () => {
    const made = keeping({});
    const view = await made.open(cloudA, alice);
    expect(made.known(cloudA, alice)).toBe(view);
    expect(made.known(cloudA, { ...alice })).toBeUndefined();
  });

  it('end after five minutes; those that have ended take no room from the newer ones of their caller', async () => {
    const made = keeping({ max: 2 });
    await made.open(cloudA, alice);
    await made.open(cloudB, alice);
    time += 5 * 60_000;
    expect([made.known(cloudA, alice), made.known(cloudB, alice)]).toEqual([undefined, undefined]);
    await made.open(cloudC, alice);
    await made.open(cloudA, bob);
    expect([made.known(cloudC, alice), made.known(cloudA, bob)]).not.toContain(undefined);
  });

  it("of members' own accounts have a bound of their own: the one used longest ago makes room, and no other", async () => {
    const made = keeping({ max: 1, maxNative: 2 });
    await made.open(cloudA, alice);
    await made.openNative(cloudA, 'one');
    await made.openNative(cloudA, 'two');
    await made.openNative(cloudA, 'one');
    await made.openNative(cloudA, 'three');
    const known = (token: string): boolean => made.knowsNative(cloudA, token);
    expect(['one', 'two', 'three'].map(known)).toEqual([true, false, true]);
    expect(made.knowsNative(cloudB, 'one')).toBe(false);
    expect(made.known(cloudA, alice)).toBeDefined();
    time += 5 * 60_000;
    expect(['one', 'three'].map(known)).toEqual([false, false]);
  });
});
