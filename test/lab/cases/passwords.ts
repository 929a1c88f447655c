// SPDX-License-Identifier: Apache-2.0
// Users whose accounts are at cloud-a, their home cloud, log in at the gateway by name and password and work on both clouds;
// whoever is wrong is answered as the Keystone itself answers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cleanEnv, type Env, type OpenStackClient } from '../client.ts';
import { ADMIN, CLOUDS, type Cloud, loginAt } from '../clouds.ts';
import type { Context, Row } from './context.ts';

/** The domain has this name at cloud-a and at the gateway. */
export const HOME_DOMAIN = 'people';
const PETRA = { name: 'petra', password: 'petra’s päss-w0rd' };
/** Wants a second factor as well. */
const TESSA = { name: 'tessa', password: 'tessa-pw' };

interface Options {
  readonly home: Cloud;
  readonly client: (env: Env) => OpenStackClient;
  readonly always: Env;
}

export async function passwordCases(lab: Context, { home, client, always }: Options): Promise<void> {
  const { claim } = lab.claims;
  const users = lab.claims.wants('password:') ? await makeUsers(lab, home) : undefined;
  const env: Env = {
    ...always,
    OS_AUTH_TYPE: 'password',
    OS_AUTH_URL: `${lab.publicUrl}/identity/v3`,
    OS_USERNAME: PETRA.name,
    OS_PASSWORD: PETRA.password,
    OS_USER_DOMAIN_NAME: HOME_DOMAIN,
    OS_PROJECT_NAME: 'research',
    OS_PROJECT_DOMAIN_NAME: 'hub',
  };

  for (const { id } of CLOUDS)
    await claim(`password: an account of ${home.id} works on ${id} by the stock client`, async () => {
      const os = client(env);
      const token: Row = JSON.parse(await os.plain('--os-region-name', id, 'token', 'issue', '-f', 'json'));
      assert.match(String(token.user_id), /^[0-9a-f]{64}$/);
      await os.json<Row[]>('--os-region-name', id, 'server', 'list');
      const images = await os.json<Row[]>('--os-region-name', id, 'image', 'list');
      assert.ok(images.length > 0);
    });

  await claim('password: by the id that the gateway gives, after a login by name', async () => {
    const { json } = await byPassword(lab, lab.publicUrl, { ...named(PETRA.name), password: PETRA.password });
    const again = await byPassword(lab, lab.publicUrl, { id: json.token.user.id, password: PETRA.password });
    assert.equal(again.status, 201, again.text);
    assert.deepEqual(again.json.token.methods, ['password']);
    assert.deepEqual(Object.keys(again.json.token.user).sort(), ['domain', 'id', 'name', 'password_expires_at']);
  });

  await claim('password: swift -V3 logs in and shows the account on both clouds', async () => {
    for (const { id } of CLOUDS) {
      const { stdout } = await promisify(execFile)('/usr/bin/swift', ['-V', '3', '--os-region-name', id, 'stat'], {
        env: { ...cleanEnv(lab.scratch), ...env },
      });
      assert.match(stdout, /Account: AUTH_/);
    }
  });

  await claim('password: the token that the home cloud gave is ended, and no other', async () => {
    const { status } = await byPassword(lab, lab.publicUrl, { ...named(PETRA.name), password: PETRA.password });
    assert.equal(status, 201);
    const own = await byPassword(lab, home.authUrl, { ...named(PETRA.name), password: PETRA.password });
    assert.equal(own.status, 201, own.text);
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['a wrong password', { ...named(PETRA.name), password: 'wrong' }],
    ['a user whom nobody knows', { ...named('nobody-here'), password: 'wrong' }],
    ['a domain that nobody knows', { name: PETRA.name, domain: { name: 'nowhere' }, password: PETRA.password }],
    ['an id that nobody has', { id: 'f'.repeat(32), password: PETRA.password }],
    ['a disabled account', { ...named('dora'), password: 'dora-pw' }],
    ['no password', named(PETRA.name)],
    ['an empty password', { ...named(PETRA.name), password: '' }],
    ['a password that is a number', { ...named(PETRA.name), password: 5 }],
    ['no domain', { name: PETRA.name, password: 'x' }],
    ['an empty domain', { name: PETRA.name, domain: {}, password: 'x' }],
    ['a domain with an empty name', { name: PETRA.name, domain: { name: '' }, password: 'x' }],
    ['a domain that is a text', { name: PETRA.name, domain: 'people', password: 'x' }],
    ['no name', { password: 'x' }],
    ['an empty name', { name: '', domain: { name: HOME_DOMAIN }, password: 'x' }],
    ['no user', undefined],
    ['a user that is a text', 'petra'],
  ];
  for (const [what, user] of wrong)
    await claim(`password: ${what} is answered as the Keystone answers`, async () => {
      const answers = await Promise.all([lab.publicUrl, home.authUrl].map((url) => byPassword(lab, url, user)));
      const [ours, theirs] = answers.map(({ status, json }) => ({
        status,
        error: { ...json.error, message: withoutValue(json.error.message) },
      }));
      assert.deepEqual(ours, theirs);
    });

  await claim('password: an account with a second factor is told so, without the receipt', async () => {
    const answer = await byPassword(lab, lab.publicUrl, { ...named(TESSA.name), password: TESSA.password });
    assert.equal(answer.status, 401);
    assert.match(answer.json.error.message, /second factor/);
    assert.equal(answer.headers['openstack-auth-receipt'], undefined);
    const theirs = await byPassword(lab, home.authUrl, { ...named(TESSA.name), password: TESSA.password });
    assert.ok(theirs.headers['openstack-auth-receipt'], theirs.text);
  });
  await users?.remove();
}

/** Keystone repeats what was sent, and below it the schema; the gateway repeats no part that may be a secret. */
const withoutValue = (message: string): string =>
  (message.split('\n')[0] ?? '').replace(/: (?:'.*'|\d+|the value) is not of type/, ': … is not of type');

const named = (name: string) => ({ name, domain: { name: HOME_DOMAIN } });

function byPassword(lab: Context, base: string, user: unknown) {
  const ours = base === lab.publicUrl;
  const body = { auth: { identity: { methods: ['password'], password: { user } } } };
  return (ours ? lab.http : lab.direct)('POST', `${ours ? `${base}/identity/v3` : base}/auth/tokens`, { body });
}

async function makeUsers(lab: Context, home: Cloud): Promise<{ remove(): Promise<void> }> {
  const { token } = await loginAt(lab.direct, home, ADMIN);
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await lab.direct(method, `${home.authUrl}${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const remove = async (): Promise<void> => {
    const { domains } = await call('GET', `/domains?name=${HOME_DOMAIN}`);
    for (const { id } of domains) {
      await call('PATCH', `/domains/${id}`, { domain: { enabled: false } });
      await call('DELETE', `/domains/${id}`);
    }
  };
  // Of a run that was broken off.
  await remove();
  const domain = (await call('POST', '/domains', { domain: { name: HOME_DOMAIN } })).domain.id;
  const user = async (name: string, more: object): Promise<string> =>
    (await call('POST', '/users', { user: { name, domain_id: domain, ...more } })).user.id;
  const petra = await user(PETRA.name, { password: PETRA.password });
  await user('dora', { password: 'dora-pw', enabled: false });
  await user(TESSA.name, {
    password: TESSA.password,
    options: { multi_factor_auth_enabled: true, multi_factor_auth_rules: [['password', 'application_credential']] },
  });
  const group = (await call('POST', '/groups', { group: { name: 'research', domain_id: domain } })).group.id;
  await call('PUT', `/groups/${group}/users/${petra}`);
  return { remove };
}
