// SPDX-License-Identifier: Apache-2.0
// An application credential outlives the session in which it was made, so that whoever could have one made, see its secret later,
// or put something into the files with it, would keep what is not theirs.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createFileStore } from '../../src/store/file.ts';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from './websso-house.ts';

let house: WebSsoHouse;
let folder: string;
let browser: Browser;
const get = (way: string): Promise<Page> => browser.get(`${house.url}${way}`);
const post = (way: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> =>
  browser.get(`${house.url}${way}`, { method: 'POST', body: new URLSearchParams(form), headers });
const field = ({ text }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
async function logIn(user: string): Promise<void> {
  browser = new Browser();
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, user, `${house.url}/identity/v3/auth/websso/callback/`));
}

const PATH = '/portal/me/credentials';
const EVIL = `<b>ci'"; touch /tmp/x #`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-gateway-portal-'));
  house = await startWebSsoHouse(
    { audit: { file: { path: join(folder, 'audit.jsonl') } } },
    { durable: createFileStore({ folder: ':memory:' }) },
  );
  await house.change(plainGroups);
  await logIn('alice');
}, 60_000);
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the form of the page would send. */
async function filled(name: string): Promise<Record<string, string>> {
  const page = await get(PATH);
  const [, project = ''] = /<select name="project" required><option value="([^"]+)"/.exec(page.text) ?? [];
  return { csrf: field(page, 'csrf'), name, project, days: '7', role: '', description: '' };
}

const logInBy = (id: string, secret: string) =>
  house.send('POST', '/identity/v3/auth/tokens', {
    json: { auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } } },
  });

it('is made by a form of the portal alone, its secret is told once, and its files hold what was meant', async () => {
  const form = await filled(EVIL);
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
    expect((await post(PATH, form, headers)).status).toBe(403);
  expect((await post(PATH, { ...form, csrf: '' })).status).toBe(403);
  expect((await get(PATH)).text).toContain('You have none yet');

  const made = await post(PATH, form);
  expect(made.status).toBe(201);
  expect(made.text).not.toContain('<b>ci');
  expect([made.headers.get('cache-control'), made.headers.get('content-encoding')]).toEqual(['no-store', null]);
  const [id, secret] = [field(made, 'id'), field(made, 'secret')];
  expect((await logInBy(id, secret)).status).toBe(201);
  expect((await get(PATH)).text).not.toContain(secret);

  // A reload of the page sends the form again: there is one, and no other secret.
  const again = await post(PATH, form);
  expect([again.status, again.text.includes('name="secret"')]).toEqual([409, false]);
  expect(again.text).toContain('It was not created');

  const file = { csrf: field(made, 'csrf'), id, secret, name: EVIL, region: 'cloud-a' };
  expect((await post(`${PATH}/file`, file, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const yaml = await post(`${PATH}/file`, file);
  expect(yaml.headers.get('content-disposition')).toMatch(/^attachment; filename="clouds.yaml"$/);
  expect(Object.values(parse(yaml.text).clouds)).toEqual([
    {
      auth_type: 'v3applicationcredential',
      auth: {
        auth_url: `${house.url}/identity/v3`,
        application_credential_id: id,
        application_credential_secret: secret,
      },
      regions: ['cloud-a'],
      identity_api_version: '3',
    },
  ]);
  const openrc = await post(`${PATH}/file`, { ...file, as: 'openrc' });
  expect(openrc.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
  expect(openrc.text).toContain(`export OS_APPLICATION_CREDENTIAL_SECRET=${secret}\n`);
  expect(openrc.text).not.toContain('touch');
  for (const wrong of [{ secret: '$(touch /tmp/x)' }, { id: '`id`' }, { secret: '' }])
    expect((await post(`${PATH}/file`, { ...file, ...wrong })).status).toBe(400);
}, 30_000);

it('for a project that is not theirs, with a role that they lack or without an end that is a date is not made', async () => {
  const form = await filled('refused');
  for (const wrong of [{ project: 'f'.repeat(32) }, { role: 'admin' }, { days: '-1' }, { days: 'x' }, { name: ' ' }]) {
    const page = await post(PATH, { ...form, ...wrong });
    expect([wrong, page.status, page.text.includes('It was not created')]).toEqual([wrong, 400, true]);
  }
  expect((await get(PATH)).text).not.toContain('refused</th>');
}, 30_000);

it('of somebody else is not there, by its id neither', async () => {
  const [, id = ''] = /credentials\/([\w-]+)\/delete/.exec((await get(PATH)).text) ?? [];
  await logIn('bob');
  expect((await get(PATH)).text).toContain('You have none yet');
  expect((await get(`${PATH}/${id}/delete`)).status).toBe(404);
  const csrf = field(await get('/portal/me'), 'csrf');
  expect((await post(`${PATH}/${id}/delete`, { csrf })).status).toBe(404);
  await logIn('alice');
  expect((await get(PATH)).text).toContain(id);
}, 30_000);

it('ends by a form of the portal alone, and opens nothing from then on; each stands in the audit stream', async () => {
  const made = await post(PATH, await filled('short-lived'));
  const [id, secret] = [field(made, 'id'), field(made, 'secret')];
  const page = await get(`${PATH}/${id}/delete`);
  expect(page.text).toContain('Delete short-lived');
  expect((await post(`${PATH}/${id}/delete`, {})).status).toBe(403);
  expect((await logInBy(id, secret)).status).toBe(201);
  const ended = await post(`${PATH}/${id}/delete`, { csrf: field(page, 'csrf') });
  expect(ended.headers.get('location')).toBe(PATH);
  expect((await logInBy(id, secret)).status).toBe(401);

  const events = async (): Promise<unknown[]> =>
    (await readFile(join(folder, 'audit.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(
        ({ name, requestPath, target }) => name === 'credential' && requestPath.startsWith(PATH) && target.id === id,
      )
      .map(({ action, outcome, initiator }) => [action, outcome, initiator.name]);
  await expect.poll(events, { timeout: 10_000 }).toEqual([
    ['create', 'success', 'alice'],
    ['delete', 'success', 'alice'],
  ]);
  expect(await readFile(join(folder, 'audit.jsonl'), 'utf8')).not.toContain(secret);
  expect(house.log.join('\n')).not.toContain(secret);
}, 30_000);

it('openrc of a project asks for a login, and its words are quoted', async () => {
  const page = await get('/portal/me');
  const [, link = ''] = /href="(\/portal\/me\/openrc\?project=[^"]+)"/.exec(page.text) ?? [];
  const { text, headers } = await get(link);
  expect(headers.get('content-disposition')).toMatch(/openrc\.sh"$/);
  expect(text).toContain(`export OS_AUTH_URL=${house.url}/identity/v3\n`);
  expect(text).toMatch(/export OS_PROJECT_NAME=\S+\n/);
  expect((await get('/portal/me/openrc?project=none')).status).toBe(404);
});
