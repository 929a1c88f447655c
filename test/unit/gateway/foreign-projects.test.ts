// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createForeignIds, createLens } from '../../../src/adapters/openstack/index.ts';
import { learnForeign } from '../../../src/gateway/surfaces/openstack/foreign-projects.ts';
import type { Caller } from '../../../src/model/identity.ts';
import { projectRef } from '../../../src/model/ids.ts';
import type { Member } from '../../../src/model/member.ts';
import type { IdPair } from '../../../src/model/session.ts';

const HERE = { id: 'cloud-a' } as Member;
const THERE = { id: 'cloud-b' } as Member;
const OWN = { gateway: projectRef('acme', 'own').id, member: 'a'.repeat(32) };
const PARTNER = { gateway: projectRef('partner', 'lab').id, member: 'b'.repeat(32) };
const ELSEWHERE = projectRef('acme', 'only-b').id;
const NATIVE = 'c'.repeat(32);
const caller = { scope: { kind: 'project', project: projectRef('acme', 'own') } } as Caller;

function made() {
  const named: (readonly IdPair[])[] = [];
  const deps = {
    members: [HERE, THERE],
    accounts: {
      memberIdOf: async ({ id }: Member, project: string) =>
        id === 'cloud-a'
          ? [PARTNER].find(({ gateway }) => gateway === project)?.member
          : project === ELSEWHERE
            ? 'd'.repeat(32)
            : undefined,
      learnNamed: async (_: Member, __: string, pairs: readonly IdPair[]) => void named.push(pairs),
    },
  };
  const foreign = createForeignIds();
  const route = { regionSlug: 'cloud-a', service: 'image', type: 'image', root: 'http://g', roots: ['http://g'] };
  const { request, answer } = createLens({
    publicUrl: 'https://gw',
    cloud: 'cloud-a',
    routes: [route],
    ids: [OWN],
    foreign,
    authUrl: 'http://k/v3',
  }).forRoute(route);
  const learn = (writes = true) => learnForeign(deps, HERE, { caller, writes }, foreign);
  return { request, answer, foreign, learn, named };
}

const body = (member: string): string => `{"member":"${member}"}`;

it('a project of others is told to the member by its id there, and back, once the gateway has looked it up', async () => {
  const { request, answer, foreign, learn, named } = made();
  expect(request.text(body(PARTNER.gateway))).toBe(body(PARTNER.gateway));
  expect(foreign.missed).toEqual([PARTNER.gateway]);
  expect(await learn()).toBe(true);
  expect(request.text(body(PARTNER.gateway))).toBe(body(PARTNER.member));
  expect(request.path(`/v2/images/1/members/${PARTNER.gateway}`)).toBe(`/v2/images/1/members/${PARTNER.member}`);
  expect(answer.text(`{"member_id":"${PARTNER.member}"}`)).toBe(`{"member_id":"${PARTNER.gateway}"}`);
  expect(named).toEqual([[PARTNER]]);
});

it('a write that names a project of another cloud alone is refused, a read is not', async () => {
  const { request, learn } = made();
  request.text(body(ELSEWHERE));
  await expect(learn()).rejects.toMatchObject({ code: 'badRequest', message: expect.stringContaining(ELSEWHERE) });
  request.query(`project_id=${ELSEWHERE}`);
  expect(await learn(false)).toBe(false);
});

it('an id that no cloud has told passes as it is, and the caller’s own are never looked up', async () => {
  const { request, foreign, learn, named } = made();
  expect(request.text(body(NATIVE))).toBe(body(NATIVE));
  expect(await learn()).toBe(false);
  for (const id of [OWN.gateway, OWN.member]) request.text(body(id));
  request.text('{"name":"'.concat(PARTNER.gateway, '","user_id":"', 'e'.repeat(64), '"}'));
  expect(foreign.missed).toEqual([]);
  expect(named).toEqual([]);
});

it('one request makes the gateway look up few of them, and nobody’s answer names what its own project has not named', async () => {
  const { request, answer, foreign } = made();
  const ids = Array.from({ length: 100 }, (_, i) => i.toString(16).padStart(32, '0'));
  request.text(JSON.stringify({ users: ids }));
  expect(foreign.missed.length).toBeLessThanOrEqual(16);
  expect(answer.text(`{"owner":"${PARTNER.member}"}`)).toBe(`{"owner":"${PARTNER.member}"}`);
});
