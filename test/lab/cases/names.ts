// SPDX-License-Identifier: Apache-2.0
// Names of users and groups in every script at two real Keystones, and lookalikes, which must stay apart there although their
// database compares without letter case and accents. Keystone takes the UTF-8 of a claim for latin1 (docs/joining-an-
// openstack-cloud.md), so it knows a name by its bytes; a mapping that lists its groups compares those exactly.
import assert from 'node:assert/strict';
import type { JWTPayload } from 'jose';
import type { Json } from '../client.ts';
import { ADMIN, CLOUDS, type Cloud, loginAt } from '../clouds.ts';
import type { Context } from './context.ts';

const USERS = [
  'Grace Hopper',
  'jörg',
  'jÃ¶rg',
  'Łukasz Żółć',
  'Ελένη Παπαδοπούλου',
  '李小龍',
  '👩‍🔬',
  'admin',
  '\u0430dmin',
  'caf\u00e9',
  'cafe\u0301',
  'ﬁnance',
  'finance',
  'straße',
  'straẞe',
  'op\u200ds',
  'ops',
];
/** Groups that the clouds know; and for each, names that look like it, which nobody was granted anything by. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  chemie: ['CHEMIE', '\u0441hemie', 'chémie', 'che\u200dmie', 'ｃｈｅｍｉｅ'],
  größe: ['GRÖSSE', 'grösse', 'große', 'gro\u0308ße'],
  zespół: ['zespol', 'zespóń', 'ZESPÓŁ'],
  ομάδα: ['ομαδα', 'ΟΜΆΔΑ'],
  研究: ['研宄'],
  '👩‍🔬': ['👩🔬', '👨‍🔬'],
  'caf\u00e9': ['cafe\u0301', 'cafe', 'CAFÉ'],
};
const NAMES = Object.keys(GROUPS);
/** Keystone's mapping would evaluate these: a list of groups, any group of any domain. */
const RULES = ['["chemie"]', '("chemie")', ' ["chemie"]', 'JSON:{"name":"chemie","domain":{"name":"hub"}}'];

const atKeystone = (name: string): string => Buffer.from(name, 'utf8').toString('latin1');
const projectOf = (group: string): string => `names-${NAMES.indexOf(group)}`;

export async function namesCases(lab: Context, mint: (claims: JWTPayload) => Promise<string>): Promise<void> {
  /** The names of this user's projects among those that were made here. */
  const projectsOf = async (name: string, groups: readonly string[]): Promise<string[]> => {
    const now = Math.floor(Date.now() / 1000);
    const sub = `names ${name} ${groups.join(' ')}`;
    const token = await mint({ sub, preferred_username: name, groups: [...groups], iat: now, exp: now + 3600 });
    const path = '/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth';
    const { status, headers, text } = await lab.http('POST', `${lab.publicUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(status, 201, `${name}: ${text}`);
    const mine = await lab.http('GET', `${lab.publicUrl}/identity/v3/auth/projects`, {
      token: headers['x-subject-token'] ?? '',
    });
    assert.equal(mine.status, 200, mine.text);
    return mine.json.projects.map((project: Json) => project.name).filter((one: string) => one.startsWith('names-'));
  };

  const clouds = await Promise.all(CLOUDS.map((cloud) => makeGroups(lab, cloud)));
  try {
    await lab.claims.claim(
      'names: users in every script, and lookalikes, are users of their own at each Keystone',
      async () => {
        for (const name of USERS) await projectsOf(name, []);
        for (const cloud of CLOUDS) {
          const { token } = await loginAt(lab.direct, cloud, ADMIN);
          const { domains } = (await lab.direct('GET', `${cloud.authUrl}/domains?name=hub`, { token })).json;
          const domain = domains[0].id as string;
          const { users } = (await lab.direct('GET', `${cloud.authUrl}/users?domain_id=${domain}`, { token })).json;
          const ids = USERS.map((name) =>
            users.filter((user: Json) => user.name === atKeystone(name)).map(({ id }: Json) => id),
          );
          for (const [i, found] of ids.entries())
            assert.equal(found.length, 1, `${cloud.id}: ${USERS[i]}: ${found.length}`);
          assert.equal(new Set(ids.flat()).size, USERS.length);
        }
      },
    );
    await lab.claims.claim('names: a group in any script gives the project of that group alone', async () => {
      for (const group of NAMES) assert.deepEqual(await projectsOf('someone', [group]), [projectOf(group)], group);
      assert.deepEqual((await projectsOf('someone', NAMES)).sort(), NAMES.map(projectOf).sort());
    });
    await lab.claims.claim('names: a group that looks like another gives nothing', async () => {
      for (const lookalike of Object.values(GROUPS).flat())
        assert.deepEqual(await projectsOf('someone', [lookalike]), [], JSON.stringify(lookalike));
    });
    for (const { list } of clouds) await list(false);
    await lab.claims.claim('names: a group that is a rule to a mapping without a list gives nothing', async () => {
      for (const rule of RULES) assert.deepEqual(await projectsOf('another', [rule]), [], rule);
      assert.deepEqual(await projectsOf('another', ['chemie']), [projectOf('chemie')]);
    });
    await lab.claims.claim(
      "names: without a list a cloud's database takes lookalikes as one, as the page says",
      async () => {
        assert.deepEqual(await projectsOf('another', ['CHEMIE']), [projectOf('chemie')]);
      },
    );
  } finally {
    for (const { undo } of clouds) await undo();
  }
}

/** A group and a project for each name, and a mapping that lists the groups or does not. */
async function makeGroups(
  { direct }: Context,
  cloud: Cloud,
): Promise<{ list(groups: boolean): Promise<void>; undo(): Promise<void> }> {
  const { token } = await loginAt(direct, cloud, ADMIN);
  const ask = async (method: string, path: string, body?: object): Promise<Json> => {
    const answer = await direct(method, `${cloud.authUrl}${path}`, { token, ...(body === undefined ? {} : { body }) });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const domain = (await ask('GET', '/domains?name=hub')).domains[0].id as string;
  const role = (await ask('GET', '/roles?name=member')).roles[0].id as string;
  const made: string[] = [];
  // Of a run that was broken off; what it left of the mapping is set right before the first login.
  for (const name of NAMES) {
    const { projects } = await ask('GET', `/projects?domain_id=${domain}&name=${projectOf(name)}`);
    const { groups } = await ask('GET', `/groups?domain_id=${domain}&name=${encodeURIComponent(atKeystone(name))}`);
    for (const { id } of projects) await ask('DELETE', `/projects/${id}`);
    for (const { id } of groups) await ask('DELETE', `/groups/${id}`);
  }
  for (const name of NAMES) {
    const project = (await ask('POST', '/projects', { project: { name: projectOf(name), domain_id: domain } })).project
      .id;
    const group = (await ask('POST', '/groups', { group: { name: atKeystone(name), domain_id: domain } })).group.id;
    await ask('PUT', `/projects/${project}/groups/${group}/roles/${role}`);
    made.push(`/groups/${group}`, `/projects/${project}`);
  }
  const mapping = '/OS-FEDERATION/mappings/hub';
  const { rules } = (await ask('GET', mapping)).mapping;
  const list = async (groups: boolean): Promise<void> => {
    const changed = structuredClone(rules);
    const remote = changed[0].remote.find(({ type }: Json) => type === 'OIDC-groups');
    delete remote.whitelist;
    if (groups) remote.whitelist = NAMES.map(atKeystone);
    await ask('PATCH', mapping, { mapping: { rules: changed } });
  };
  await list(true);
  return {
    list,
    async undo() {
      await ask('PATCH', mapping, { mapping: { rules } });
      for (const path of made) await ask('DELETE', path);
    },
  };
}
