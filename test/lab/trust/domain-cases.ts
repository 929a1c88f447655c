// SPDX-License-Identifier: Apache-2.0
// A domain manager (scs-0302) at a Keystone that has the role in its own policy: docs/domain-manager.md as it stands, and what
// a manager of one domain may not do in another.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../client.ts';
import type { Loose } from '../keycloak/keycloak.ts';
import {
  asAdmin,
  CLOUD_A,
  login,
  outcome,
  PUBLIC,
  page,
  type Setting,
  scoped,
  succeeds,
  use,
  withPassword,
  withToken,
} from './setting.ts';

export async function domainCases(setting: Setting): Promise<void> {
  const { claims, http, ca, scratch } = setting;
  const { claim } = claims;
  const cloud = await asAdmin(setting, CLOUD_A);
  const byName = async (what: string, name: string): Promise<Loose> => {
    const { json } = await cloud('GET', `/${what}?name=${encodeURIComponent(name)}`);
    return json[what][0];
  };
  const other = await byName('domains', 'other');
  const theirs = await byName('projects', 'theirs');
  const zoe = await byName('users', 'zoe');
  const { OS_PROJECT_NAME: _, OS_PROJECT_DOMAIN_NAME: __, ...alice } = withPassword(setting, 'alice');
  const manager = { ...alice, OS_DOMAIN_NAME: 'acme', OS_REGION_NAME: 'cloud-a' };
  const scope = { OS_DOMAIN_NAME: 'acme', OS_REGION_NAME: 'cloud-a' };
  const client = createClient(join(scratch, 'manager'), withToken(setting, await login(setting, 'alice'), scope));
  const os = client.run;
  const refused = async (...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await client.outcome(...args);
    assert.notEqual(code, 0, `${args.join(' ')}: ${stdout}`);
    assert.match(
      stderr,
      /HTTP 403|HTTP 404|HttpException: 403|ForbiddenException|No \w+ with a name or ID/,
      args.join(' '),
    );
  };

  await claim('domain manager: the page’s commands make a project, a user and a role of the user', async () => {
    await page(setting, 'domain-manager', 'manage', { OS_TOKEN: await login(setting, 'alice'), OS_CACERT: ca });
    const [acme, lab, dora] = await Promise.all([
      byName('domains', 'acme'),
      byName('projects', 'lab'),
      byName('users', 'dora'),
    ]);
    assert.deepEqual([lab.domain_id, dora.domain_id], [acme.id, acme.id]);
    const { json } = await cloud('GET', `/role_assignments?user.id=${dora.id}&include_names=true`);
    assert.deepEqual(
      json.role_assignments.map(({ role, scope }: Loose) => [role.name, scope.project.id]),
      [['member', lab.id]],
    );
  });
  await claim('domain manager: lists, shows, changes and deletes what is in the domain', async () => {
    // By name and password, as a person does it; what follows is by a token, for each command would be a login at Keycloak.
    const issued = await succeeds(setting, manager, 'openstack', 'token', 'issue', '-f', 'value', '-c', 'domain_id');
    const domain = issued.trim();
    for (const what of ['project', 'user', 'group'])
      assert.match(await os(what, 'list', '--domain', domain, '-f', 'value', '-c', 'Name'), /\w/, what);
    assert.doesNotMatch(await os('project', 'list', '--domain', domain, '-f', 'value', '-c', 'Name'), /theirs/);
    const group = (await os('group', 'create', '--domain', domain, 'helpers', '-f', 'value', '-c', 'id')).trim();
    const user = (await os('user', 'create', '--domain', domain, 'eve', '-f', 'value', '-c', 'id')).trim();
    await os('group', 'add', 'user', group, user);
    await os('user', 'set', '--description', 'helps', '--disable', user);
    assert.match(await os('user', 'show', user), /helps/);
    const project = (await os('project', 'create', '--domain', domain, 'short', '-f', 'value', '-c', 'id')).trim();
    await os('role', 'add', '--project', project, '--group', group, 'reader');
    assert.match(await os('role', 'assignment', 'list', '--project', project, '--names', '-f', 'value'), /reader/);
    await os('role', 'remove', '--project', project, '--group', group, 'reader');
    await os('project', 'set', '--description', 'for a while', project);
    await os('project', 'delete', project);
    await os('user', 'delete', user);
    await os('group', 'delete', group);
  });
  await claim('domain manager: what is given to a group of the users is their project within a minute', async () => {
    const project = await byName('projects', 'lab');
    await os(
      'role',
      'add',
      '--project',
      project.id,
      '--group',
      (await byName('groups', 'acme/acme-research')).id,
      'member',
    );
    // The gateway asks the cloud for somebody's projects once a minute at the most.
    const until = Date.now() + 70_000;
    let token: string | undefined;
    while (token === undefined) {
      token = await scoped(setting, await login(setting, 'bob'), 'lab').catch(async (error: unknown) => {
        if (Date.now() > until) throw error;
        await pause(5_000);
        return undefined;
      });
    }
    assert.equal(await use(setting, 'cloud-a', token), 200);
  });
  await claim('domain manager: nothing is made, seen or given in another domain', async () => {
    await refused('user', 'create', '--domain', other.id, 'mallory');
    await refused('project', 'create', '--domain', other.id, 'mine');
    await refused('group', 'create', '--domain', other.id, 'ours');
    await refused('user', 'show', zoe.id);
    await refused('user', 'set', '--disable', zoe.id);
    await refused('project', 'delete', theirs.id);
    await refused('user', 'list', '--domain', other.id);
    await refused('role', 'add', '--project', theirs.id, '--user', (await byName('users', 'dora')).id, 'member');
    await refused('domain', 'create', 'new');
  });
  await claim('domain manager: no role that managers may not give', async () => {
    const lab = await byName('projects', 'lab');
    await refused('role', 'add', '--project', lab.id, '--user', (await byName('users', 'dora')).id, 'admin');
  });
  await claim('domain manager: an account that is made logs in at the cloud and not at the gateway', async () => {
    const acme = await byName('domains', 'acme');
    const secret = 'a-long-password-of-frida';
    await os('user', 'create', '--domain', acme.id, '--password', secret, 'frida');
    const auth = {
      identity: {
        methods: ['password'],
        password: { user: { name: 'frida', password: secret, domain: { name: 'acme' } } },
      },
    };
    assert.equal((await http('POST', `${CLOUD_A}/auth/tokens`, { body: { auth } })).status, 201);
    for (const url of [`${PUBLIC}/identity/v3/auth/tokens`, `${PUBLIC}/clouds/cloud-a/identity/v3/auth/tokens`])
      assert.equal((await http('POST', url, { body: { auth } })).status, 401, url);
  });
  await claim(
    'domain manager: the account that stands for the manager is not changed, and gets no password',
    async () => {
      const own = await byName('users', 'alice');
      await refused('user', 'set', '--password', 'let-me-in', own.id);
      await refused('user', 'set', '--description', 'x', own.id);
    },
  );
  await claim('domain manager: who is none gets no token for the domain, with Keystone’s words', async () => {
    const { code, stderr } = await outcome(
      setting,
      { ...manager, OS_USERNAME: 'bob', OS_PASSWORD: 'bob-pw' },
      ...(['openstack', 'token', 'issue'] as const),
    );
    assert.notEqual(code, 0);
    assert.match(stderr, /401/);
  });
  await claim('domain manager: a manager may not manage with a token for a project', async () => {
    const token = await scoped(setting, await login(setting, 'alice'));
    const url = `${PUBLIC}/clouds/cloud-a/identity/v3/users`;
    const acme = await byName('domains', 'acme');
    const body = { user: { name: 'gina', domain_id: acme.id } };
    assert.equal((await http('POST', url, { token, body })).status, 403);
  });
  client.close();
}
