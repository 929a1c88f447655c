// SPDX-License-Identifier: Apache-2.0
// Names are anybody's at a cloud, and stand in the portal of everybody who looks at the project: pages, files that are
// exported, and commands to copy. None of it may run, look like something else, or be worked out.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from './websso-house.ts';

const NAMES = [
  '<script>alert(1)</script>',
  `"><img src=x onerror="alert(1)">`,
  `' onmouseover='alert(1)`,
  'javascript:alert(1)',
  '</title><svg onload=alert(1)>',
  '</textarea><!--',
  '=HYPERLINK("https://evil.example";"x")',
  '+1+cmd|calc',
  '@SUM(1)',
  '-2+3',
  'exe.\u202egpj',
  'a\u2066b\u0007',
  "$(touch /tmp/x)`id`';",
];

let house: WebSsoHouse;
const browser = new Browser();
const get = (path: string): Promise<Page> => browser.get(`${house.url}/portal${path}`);

beforeAll(async () => {
  house = await startWebSsoHouse();
  await house.change(plainGroups);
  const token = await house.scoped('alice');
  for (const [index, name] of NAMES.entries()) {
    const network = await house.send('POST', '/clouds/cloud-a/network/v2.0/networks', {
      token,
      json: { network: { name } },
    });
    expect([name, network.status]).toEqual([name, 201]);
    const image = { name, disk_format: 'raw', container_format: 'bare', visibility: 'private' };
    const made = await house.send('POST', '/clouds/cloud-a/image/v2/images', { token, json: image });
    expect([index, made.status]).toEqual([index, 201]);
  }
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, 'alice', `${house.url}/identity/v3/auth/websso/callback/`));
}, 120_000);
afterAll(() => house.close());

/** Whatever a browser would take for an element or an attribute that is none of ours. */
const RUNS =
  /<script(?! src="\/portal\/static\/)|<img (?!src="\/portal\/static\/)|<svg on|\son\w+=["'a]|href="javascript:/i;

describe.each(['networks', 'images'])('evil names of %s', (kind) => {
  it('are text in the table, as they are but for what is not to be seen', async () => {
    const { status, text } = await get(`/resources/${kind}`);
    expect(status).toBe(200);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('exe.\ufffdgpj');
    const shown = text.replace(/&(?:lt|gt|quot|amp|#39);[^<"]*/g, '');
    expect(shown).not.toMatch(RUNS);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]/);
  });

  it('are text on the page of each', async () => {
    const { text } = await get(`/resources/${kind}?limit=100`);
    const links = new Set(
      [...text.matchAll(new RegExp(`href="(/portal/resources/${kind}/cloud-a/[^"?]+)"`, 'g'))].map(([, to]) => to),
    );
    expect(links.size).toBeGreaterThanOrEqual(NAMES.length);
    for (const link of links) {
      const page = await browser.get(`${house.url}${link}`);
      expect([link, page.status]).toEqual([link, 200]);
      expect(page.text.replace(/&(?:lt|gt|quot|amp|#39);[^<"]*/g, '')).not.toMatch(RUNS);
      expect(page.text.match(/<\/title>/g)).toHaveLength(1);
    }
  });

  it('are text in CSV', async () => {
    const { headers, text } = await get(`/resources/${kind}?format=csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"";""x"")"`);
    // A field begins at a line, behind a comma, or behind the quote that opens it.
    for (const start of ['=HYPERLINK', '+1+cmd', '@SUM', '-2+3'])
      expect(text).not.toMatch(new RegExp(`(?:^|,)"?${start.replace(/[+]/g, '\\+')}`, 'm'));
  });

  it('are the very same in JSON, which no browser shows as a page', async () => {
    const { headers, text } = await get(`/resources/${kind}?format=json`);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const { items } = JSON.parse(text) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(NAMES));
  });
});

it('a word of a link is one word of the command that a page shows', async () => {
  const { text } = await get(`/resources/servers?cloud=${encodeURIComponent('a;$(touch /tmp/x)')}`);
  expect(text).not.toContain('--os-region-name a;');
  expect(text).toContain('cloud=a%3B%24%28touch+/tmp/x%29&amp;limit=50&#39;');
  // No cloud of the gateway's, so that no command names it; in a program it is a text.
  expect(text).toContain('<code>openstack server list</code>');
  expect(text).toContain('&quot;a;$(touch /tmp/x)&quot;');
});
