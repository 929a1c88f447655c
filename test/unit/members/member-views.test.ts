// SPDX-License-Identifier: Apache-2.0
// What callers on one member share, and what they must not.
import { expect, it } from 'vitest';
import type { Exchange } from '../../../src/federation/exchange.ts';
import type { LastKnown } from '../../../src/members/last-known.ts';
import { createMemberViews, type MemberView } from '../../../src/members/member-views.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
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
  projects: { toMember: (name: object) => name },
} as unknown as Member;
const caller = (id: string): Caller =>
  ({
    principal: { id: id.repeat(64), domain: 'acme', groups: [] },
    scope: { kind: 'project', project },
  }) as unknown as Caller;

/** Sessions of everybody have the very same catalogue, with this at the end of its URL. */
function make(end: string) {
  const url = `http://127.0.0.2:8776/v3/${end}`;
  const endpoint = { id: 'e', interface: 'public', region: 'R', region_id: 'R', url } as const;
  const catalog: Catalog = [{ id: 's', type: 'volumev3', name: 'cinder', endpoints: [endpoint] }];
  const domain = there.domain;
  const user = { id: MEMBER_USER, name: 'shared', domain };
  const session: MemberToken = { token: 't', expiresAt: 10_000_000, user, project: there, roles: [], catalog };
  let sessions = 0;
  const exchange = {
    session: async () => {
      sessions += 1;
      return session;
    },
    projects: async () => ({ projects: [{ project, memberId: there.id, memberDomainId: domain.id }], stale: false }),
  } as unknown as Exchange;
  const lastKnown = { learn: async () => undefined } as unknown as LastKnown;
  const made = createMemberViews({ exchange, lastKnown, publicUrl: 'https://gateway.example.org', now: () => 1_000 });
  return { ...made, sessions: () => sessions };
}

/** Of two people. */
async function views(end: string, native = false): Promise<[MemberView, MemberView]> {
  const made = make(end);
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

it('is opened once for all who ask for it at the same time', async () => {
  const made = make(there.id);
  const one = caller('1');
  const [first, second] = await Promise.all([made.open(member, one), made.open(member, one)]);
  expect(second).toBe(first);
  await made.open(member, caller('2'));
  expect(made.sessions()).toBe(2);
  await made.open(member, one);
  expect(made.sessions()).toBe(3);
});
