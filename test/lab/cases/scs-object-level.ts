// SPDX-License-Identifier: Apache-2.0
// Object-level authorisation at two real clouds: every operation of the document, asked by bob for what alice has.
import assert from 'node:assert/strict';
import {
  byReference,
  inList,
  makeAll,
  NOBODYS,
  onObject,
  operationsOf,
  type Person,
  stateOf,
  type Things,
  type TwoPeople,
  takeAway,
} from '../../contract/object-level.ts';
import type { Json } from '../client.ts';
import { CLOUDS, type Cloud } from '../clouds.ts';
import type { Context } from './context.ts';
import { wireLogin } from './special.ts';

async function person(lab: Context, user: string, project: string): Promise<Person> {
  const { token } = await wireLogin(lab, user, project);
  return {
    name: `lab-${process.pid}-${user}`,
    async send(method, path, { json, headers = {} } = {}) {
      const answer = await lab.http(method, `${lab.publicUrl}${path}`, { token, body: json, headers });
      const { status, text } = answer;
      return { status, text, body: answer.json, header: (name) => answer.headers[name] ?? null };
    },
  };
}

/** With the bodies that are named components in their places. */
async function documentOf(lab: Context): Promise<Json> {
  const { json: document } = await lab.http('GET', `${lab.publicUrl}/scs/openapi.json`);
  for (const verbs of Object.values<Json>(document.paths))
    for (const { requestBody } of Object.values<Json>(verbs)) {
      const json = requestBody?.content['application/json'];
      const name = json?.schema.$ref?.split('/').at(-1);
      if (name !== undefined) json.schema = document.components.schemas[name];
    }
  return document;
}

export async function objectLevelCases(lab: Context): Promise<void> {
  if (!CLOUDS.some(({ id }) => lab.claims.wants(titleOf(id, '')))) return;
  const document = await documentOf(lab);
  for (const cloud of CLOUDS) await atCloud(lab, cloud, document);
}

const titleOf = (cloud: string, what: string): string => `scs ${cloud}: object-level: ${what}`;

async function atCloud(lab: Context, { id: cloud }: Cloud, document: Json): Promise<void> {
  const claim = <T>(what: string, check: () => Promise<T>) => lab.claims.claim(titleOf(cloud, what), check);
  const [owner, other] = [await person(lab, 'alice', 'research'), await person(lab, 'bob', 'teaching')];
  const people: TwoPeople = { document, cloud, owner, other, projects: ['research', 'hub/research'] };
  const things = await claim('alice and bob have one of everything', async () => [
    await makeAll(people, owner),
    await makeAll(people, other),
  ]);
  const [owners, others] = (things ?? []) as Things[];
  if (owners === undefined || others === undefined) return;
  const before = await stateOf(people, owners);
  const unchanged = async (): Promise<void> => assert.deepEqual(await stateOf(people, owners), before);
  for (const operation of operationsOf(document)) {
    if (operation.plural in NOBODYS) continue;
    await claim(operation.name, async () => {
      const attempt = await onObject(people, operation, owners, others);
      const attempts = [...(attempt ? [attempt] : []), ...(await byReference(people, operation, owners, others))];
      for (const { what, status, text, good } of attempts)
        assert.ok(good.includes(status), `${what}: ${status} ${text.slice(0, 600)}`);
      for (const { what, found } of await inList(people, operation, owners)) assert.deepEqual(found, [], what);
      if (operation.method !== 'GET') await unchanged();
    });
  }
  await claim('nothing of what alice has was changed', unchanged);
  await takeAway(people, owner, owners);
  await takeAway(people, other, others);
}
