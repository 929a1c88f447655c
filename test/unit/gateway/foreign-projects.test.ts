// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createForeignIds, createLens } from '../../../src/adapters/openstack/index.ts';
import { translateForeign } from '../../../src/gateway/surfaces/openstack/foreign-projects.ts';
import type { Caller } from '../../../src/model/identity.ts';
import { projectRef } from '../../../src/model/ids.ts';
import type { Member } from '../../../src/model/member.ts';
import type { IdPair } from '../../../src/model/session.ts';

const HERE = { id: 'cloud-a' } as Member;
const OWN = { gateway: projectRef('acme', 'own').id, member: 'a'.repeat(32) };
const PARTNER = { gateway: projectRef('partner', 'lab').id, member: 'b'.repeat(32) };
const UNKNOWN = projectRef('acme', 'only-b').id;
const NATIVE = 'c'.repeat(32);
const caller = { scope: { kind: 'project', project: projectRef('acme', 'own') } } as Caller;

function made(known: readonly IdPair[] = [PARTNER]) {
  const named: (readonly IdPair[])[] = [];
  const accounts = {
    memberIdOf: async (_: Member, project: string) => known.find(({ gateway }) => gateway === project)?.member,
    learnNamed: async (_: Member, __: string, pairs: readonly IdPair[]) => void named.push(pairs),
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
  const send = (translate: () => string, writes = true): Promise<string> => {
    foreign.missed.length = 0;
    const deps = { accounts, member: HERE, by: { caller, writes }, foreign };
    return translateForeign(deps, translate, translate());
  };
  return { request, answer, foreign, named, send, write: (text: string) => send(() => request.text(text)) };
}

const body = (member: string): string => `{"member":"${member}"}`;

it('a project of others is told to the member by its id there, and back', async () => {
  const { request, answer, named, write } = made();
  expect(await write(body(PARTNER.gateway))).toBe(body(PARTNER.member));
  expect(request.path(`/v2/images/1/members/${PARTNER.gateway}`)).toBe(`/v2/images/1/members/${PARTNER.member}`);
  expect(answer.text(`{"member_id":"${PARTNER.member}"}`)).toBe(`{"member_id":"${PARTNER.gateway}"}`);
  expect(named).toEqual([[PARTNER]]);
});

it('a write that names a project of the gateway which this cloud does not know is refused, a read is not', async () => {
  const { request, write, send } = made();
  const refused = { code: 'badRequest', message: expect.stringContaining(UNKNOWN) };
  await expect(write(body(UNKNOWN))).rejects.toMatchObject(refused);
  await expect(send(() => request.path(`/v2/images/1/members/${UNKNOWN}`))).rejects.toMatchObject(refused);
  await expect(send(() => request.header('x-target-tenant', UNKNOWN))).rejects.toMatchObject(refused);
  const query = `project_id=${UNKNOWN}`;
  expect(await send(() => request.query(query), false)).toBe(query);
});

it('an id that the cloud has made passes as it is, and the caller’s own are never looked up', async () => {
  const { foreign, named, write } = made();
  for (const id of [NATIVE, 'e'.repeat(64), OWN.member]) expect(await write(body(id))).toBe(body(id));
  expect(await write(body(OWN.gateway))).toBe(body(OWN.member));
  expect(await write(`{"name":"${UNKNOWN}"}`)).toBe(`{"name":"${UNKNOWN}"}`);
  expect([foreign.missed, named]).toEqual([[], []]);
});

const some = (count: number): IdPair[] =>
  Array.from({ length: count }, (_, i) => ({
    gateway: projectRef('partner', `${i}`).id,
    member: i.toString(16).padStart(32, 'f'),
  }));
const pathOf = (ids: readonly string[]): string => `/v2/${ids.join('/')}`;

it('a request may name many projects of others, each is translated; more than can be are refused', async () => {
  const writes = (pairs: readonly IdPair[]): Promise<string> => {
    const { request, send } = made(pairs);
    return send(() => request.path(pathOf(pairs.map(({ gateway }) => gateway))));
  };
  const many = some(200);
  expect(await writes(many)).toBe(pathOf(many.map(({ member }) => member)));
  await expect(writes(some(300))).rejects.toMatchObject({ code: 'badRequest' });
});

it('an unknown one behind many that are known is refused as well', async () => {
  const known = some(40);
  const { request, send } = made(known);
  const path = pathOf([...known.map(({ gateway }) => gateway), UNKNOWN]);
  await expect(send(() => request.path(path))).rejects.toMatchObject({ message: expect.stringContaining(UNKNOWN) });
});

it('nobody’s answer names a project that its own has not named', () => {
  const { answer } = made();
  expect(answer.text(`{"owner":"${PARTNER.member}"}`)).toBe(`{"owner":"${PARTNER.member}"}`);
});
