// SPDX-License-Identifier: Apache-2.0
// What the portal does with servers: by a link alone, by another site's form, or by the same form twice nothing may happen; what
// is done stands in the audit stream.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from './websso-house.ts';

let house: WebSsoHouse;
let folder: string;
let path: string;
const browser = new Browser();
const get = (way: string): Promise<Page> => browser.get(`${house.url}${way}`);
const post = (way: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> =>
  browser.get(`${house.url}${way}`, { method: 'POST', body: new URLSearchParams(form), headers });
const field = ({ text }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-gateway-portal-'));
  house = await startWebSsoHouse({ audit: { file: { path: join(folder, 'audit.jsonl') } } });
  await house.change(plainGroups);
  const token = await house.scoped('alice');
  const of = async (kind: string): Promise<string> => {
    const { status, body } = await house.send('GET', `/scs/v1/${kind}?cloud=cloud-a`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([kind, status]).toEqual([kind, 200]);
    return body.items[0].id;
  };
  const json = {
    server: { name: '<b>web', flavorRef: await of('flavors'), imageRef: await of('images'), networks: 'none' },
  };
  const made = await house.send('POST', '/clouds/cloud-a/compute/v2.1/servers', {
    token,
    json,
    headers: { 'openstack-api-version': 'compute 2.37' },
  });
  expect(made.status).toBe(202);
  path = `/portal/resources/servers/cloud-a/${made.body.server.id}`;
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, 'alice', `${house.url}/identity/v3/auth/websso/callback/`));
}, 60_000);
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** Those of the portal, as `name`, action, outcome, what and where. */
const events = async (): Promise<unknown[]> =>
  (await readFile(join(folder, 'audit.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ requestPath }) => requestPath?.startsWith('/portal/'))
    .map(({ name, action, outcome, target, initiator }) => [
      name,
      action,
      outcome,
      target.typeURI,
      target.id,
      initiator.name,
    ]);

it('opens a console by a form of the portal alone, at an address of the gateway', async () => {
  const page = await get(`${path}/console`);
  expect(page.text).toContain('The screen and the keyboard of &lt;b&gt;web on');
  const form = { key: field(page, 'key'), csrf: field(page, 'csrf') };
  expect((await post(`${path}/console`, form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const opened = await post(`${path}/console`, form);
  expect([opened.status, opened.headers.get('content-encoding')]).toEqual([200, null]);
  const [, url = ''] =
    /href="(http[^"]+\/consoles\/[^"]+)" target="_blank" rel="noopener noreferrer"/.exec(opened.text) ?? [];
  expect(url.startsWith(`${house.url}/consoles/`)).toBe(true);
  expect((await fetch(url.replaceAll('&amp;', '&'))).status).toBe(200);
}, 30_000);

it('makes a server where the page has shown, by a form of the portal alone, and once for each form', async () => {
  const wishes = '/portal/servers/new?flavor=1+1&image=ubuntu+24.04&networks=none&strategy=first&on=cloud-b&on=cloud-a';
  const seen = await get(wishes);
  expect(seen.text).toContain('It would go to');
  const [, project = ''] = /<select name="project"><option value="([^"]+)"[^>]*>acme\/research/.exec(seen.text) ?? [];
  const page = await get(`${wishes}&project=${project}`);
  const [, action = ''] = /<form method="post" action="(\/portal\/servers\/new[^"]+)"/.exec(page.text) ?? [];
  const to = action.replaceAll('&amp;', '&');
  const form = { key: field(page, 'key'), csrf: field(page, 'csrf'), name: '<i>made', keypair: '', userdata: 'a\r\nb' };
  const { csrf: _, ...forged } = form;
  expect((await post(to, form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post(to, forged)).status).toBe(403);
  expect((await post(to, { ...form, key: '' })).status).toBe(400);
  expect((await post(to, { ...form, name: ' ' })).status).toBe(400);

  const made = await post(to, form);
  expect([made.status, /Done|Under way/.test(made.text)]).toEqual([200, true]);
  expect(made.text).toContain('Create the server &lt;i&gt;made');
  expect((await post(to, form)).status).toBe(200);
  const { items } = JSON.parse((await get('/portal/resources/servers?name=made&format=json')).text);
  expect(items.map(({ cloud, name }: { cloud: string; name: string }) => [cloud, name])).toEqual([
    ['cloud-b', '<i>made'],
  ]);
}, 60_000);

it('says of every cloud why it cannot make the server, and makes none', async () => {
  const page = await get('/portal/servers/new?flavor=SCS-8V-32&image=Debian+12&networks=none&on=cloud-b');
  expect(page.status).toBe(200);
  expect(page.text).toContain('has no flavor SCS-8V-32');
  expect(page.text).not.toContain('name="key"');
}, 30_000);

it('is asked for with the name and the cloud, done by a form of the portal alone, and once for each form', async () => {
  const page = await get(`${path}/delete`);
  expect(page.status).toBe(200);
  expect(page.text).toContain('The server &lt;b&gt;web on');
  const form = { key: field(page, 'key'), csrf: field(page, 'csrf') };
  expect((await post(`${path}/delete`, form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post(`${path}/delete`, { key: form.key })).status).toBe(403);
  expect((await post(`${path}/delete`, { csrf: form.csrf })).status).toBe(400);
  expect((await get(`${path}/delete`)).status).toBe(200);

  const done = await post(`${path}/delete`, form);
  expect([done.status, /Done|Under way/.test(done.text)]).toEqual([200, true]);
  await expect.poll(async () => (await get(`${path}/delete`)).status, { timeout: 10_000 }).toBe(404);
}, 30_000);

it('is one of four things', async () => {
  expect((await get(`${path}/constructor`)).status).toBe(404);
});

it('stands in the audit stream as what the SCS API has done for whoever is logged in, and so does a logout', async () => {
  const csrf = field(await get('/portal/me'), 'csrf');
  expect((await post('/portal/logout', { csrf })).status).toBe(200);
  const id = path.split('/').at(-1);
  await expect.poll(events, { timeout: 10_000 }).toEqual([
    ['scs', 'update', 'success', 'service/scs/servers/open-console', id, 'alice'],
    ['scs', 'create', 'success', 'service/scs/servers', expect.any(String), 'alice'],
    ['scs', 'create', 'success', 'service/scs/servers', expect.any(String), 'alice'],
    ['scs', 'delete', 'success', 'service/scs/servers', id, 'alice'],
    ['revocation', 'revoke', 'success', 'data/security/token', expect.stringMatching(/^[\w-]{16,}$/), 'alice'],
  ]);
}, 30_000);
