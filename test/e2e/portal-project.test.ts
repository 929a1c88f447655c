// SPDX-License-Identifier: Apache-2.0
// Which project the form for a new server proposes: the one that its page came from, else the one where somebody worked last in
// this browser, else the first by name.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { SOON } from '../soon.ts';

let house: WebSsoHouse;
let browser: Browser;
let projects: Record<'research' | 'only-b', string>;
let server: string;
beforeAll(async () => {
  house = await startWebSsoHouse();
  await house.change(plainGroups);
  const headers = { authorization: `Bearer ${await house.scoped('alice')}` };
  const { body } = await house.send('POST', '/scs/v1/servers?wait=10', {
    headers,
    json: { cloud: 'cloud-a', name: 'web', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' },
  });
  server = `/resources/servers/cloud-a/${body.item.id}`;
  projects = { research: body.item.project, 'only-b': '' };
  await logIn();
  const form = (await get('/servers/new')).text;
  projects['only-b'] = /<option value="(\w+)"[^>]*>acme\/only-b</.exec(form)?.[1] ?? '';
}, 90_000);
afterAll(() => house?.close());
beforeEach(logIn);

async function logIn(): Promise<void> {
  browser = new Browser();
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, 'alice', `${house.url}/identity/v3/auth/websso/callback/`));
}
const get = (path: string, headers: Record<string, string> = {}) =>
  browser.get(`${house.url}/portal${path}`, { headers });
const field = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
/** By its name. */
async function proposed(path = '/servers/new'): Promise<string | undefined> {
  const { text } = await get(path);
  return /<option value="\w+" selected>(acme\/[\w-]+)</.exec(text)?.[1];
}

it('whoever has not worked anywhere yet is proposed their first project by name', async () => {
  expect(await proposed()).toBe('acme/only-b');
});

it('a list of one project leads to the form with that project, by whatever it was called', async () => {
  for (const called of [projects.research, 'acme/research', 'research']) {
    await logIn();
    const { text } = await get(`/resources/servers?project=${encodeURIComponent(called)}`);
    const [, to = ''] = /<a class="button strong" href="\/portal(\/servers\/new[^"]*)"/.exec(text) ?? [];
    expect(to).toBe(`/servers/new?project=${encodeURIComponent(called)}`);
    expect(await proposed(to)).toBe('acme/research');
    // Also later, from elsewhere.
    expect(await proposed()).toBe('acme/research');
  }
});

it('the page of a server, and what is done with it, is work in its project', async () => {
  await get(server);
  expect(await proposed()).toBe('acme/research');
  await get('/servers/new?project=only-b');
  expect(await proposed()).toBe('acme/only-b');
  const { text } = await get(`${server}/reboot`);
  await get('/servers/new?project=only-b');
  await browser.get(`${house.url}/portal${server}/reboot`, {
    method: 'POST',
    body: new URLSearchParams({ key: field(text, 'key'), csrf: field(text, 'csrf') }),
  });
  expect(await proposed()).toBe('acme/research');
});

it(
  'a server that was made is work in its project, and its preview and its form are about that project',
  async () => {
    const way = `/servers/new?flavor=SCS-1V-4-10&image=Debian+12&networks=none&project=${projects.research}`;
    const form = (await get(way)).text;
    expect(form).toContain(`project=${projects.research}`);
    await browser.get(`${house.url}/portal${way}`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'made', key: field(form, 'key'), csrf: field(form, 'csrf') }),
    });
    expect(await proposed()).toBe('acme/research');
  },
  SOON.timeout,
);

it('what others see too, such as an image or an external network, is no work in its owner’s project', async () => {
  await get(server);
  const { text } = await get('/resources/images?cloud=cloud-a');
  const [, image = ''] = /href="\/portal(\/resources\/images\/cloud-a\/[^"]+)"/.exec(text) ?? [];
  expect((await get(image)).status).toBe(200);
  expect(await proposed()).toBe('acme/research');
});

describe('a proposal', () => {
  it('that is none of their projects is not made', async () => {
    for (const none of ['nowhere', '%ff', 'x; Path=/', '"><script>', 'a'.repeat(2_000), '\u00fcber/\u{1f4a9}']) {
      expect((await get(`/resources/servers?project=${encodeURIComponent(none)}`)).status).toBe(200);
      expect(await proposed()).toBe('acme/only-b');
    }
    browser.jars.get(house.url)?.set('scs-portal-project', '%ff');
    expect(await proposed()).toBe('acme/only-b');
  });

  it('is not made by a link of another site, nor by a page that asks anew behind another', async () => {
    await get(server, { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' });
    expect(await proposed()).toBe('acme/only-b');
    await get(server, { 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' });
    expect(await proposed()).toBe('acme/only-b');
    await get(server, { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' });
    expect(await proposed()).toBe('acme/research');
  });

  it('is forgotten with the logout, and no script reads it', async () => {
    const page = await get(server);
    const [cookie] = page.headers.getSetCookie().filter((one) => one.startsWith('scs-portal-project='));
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax/);
    expect(browser.jars.get(house.url)?.has('scs-portal-project')).toBe(true);
    await browser.get(`${house.url}/portal/logout`, {
      method: 'POST',
      body: new URLSearchParams({ csrf: field(page.text, 'csrf') }),
    });
    expect(browser.jars.get(house.url)?.has('scs-portal-project')).toBe(false);
  });
});
