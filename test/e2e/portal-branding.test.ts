// SPDX-License-Identifier: Apache-2.0
// The portal under an operator's own name: in its head and titles, with their sign and colours, and with their pages at its foot.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><style>path{fill:red}</style><path d="M0 0h8v8z"/></svg>';
const BRAND = {
  name: 'Example <& Federation>',
  accent: '#7a1f5c',
  accentDark: '#f0a6d2',
  imprint: 'https://www.example.org/imprint',
  privacy: 'https://www.example.org/privacy',
};

let house: WebSsoHouse;
const browser = new Browser();
beforeAll(async () => {
  house = await startWebSsoHouse();
  const logo = join(dirname(house.file), 'logo.svg');
  await writeFile(logo, LOGO);
  await house.change((file) => {
    file.gateway.portal = { ...BRAND, logo: `file:${logo}` };
  });
});
afterAll(() => house.close());

it('its name stands in the head and in the title, its sign before it, and its pages at the foot', async () => {
  const { text } = await browser.get(`${house.url}/portal`);
  expect(text).toMatch(/<title>[^<]+ · Example &lt;&amp; Federation&gt;<\/title>/);
  expect(text).toContain('<span>Example &lt;&amp; Federation&gt;</span>');
  expect(text).toContain('<a href="https://www.example.org/imprint">Imprint</a>');
  expect(text).toContain('<a href="https://www.example.org/privacy">Privacy</a>');
  const german = (await browser.get(`${house.url}/portal?lang=de`)).text;
  expect(german).toContain('>Impressum</a>');
});

it('its sign is the file as it is, under a policy by which it runs and loads nothing', async () => {
  const { text } = await browser.get(`${house.url}/portal`);
  const src = /<img src="(\/portal\/static\/logo\.[0-9a-f]+\.svg)" alt=""/.exec(text)?.[1] ?? '';
  const logo = await browser.get(`${house.url}${src}`);
  expect([logo.status, logo.text, logo.headers.get('content-type')]).toEqual([200, LOGO, 'image/svg+xml']);
  expect(logo.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  expect(logo.headers.get('cache-control')).toContain('immutable');
});

it('its colours are those of links and buttons, light and dark', async () => {
  const { text } = await browser.get(`${house.url}/portal`);
  const href = /<link rel="stylesheet" href="([^"]+)"/.exec(text)?.[1] ?? '';
  const { text: style } = await browser.get(`${house.url}${href}`);
  expect(style.trimEnd().endsWith(':root{--accent-light:#7a1f5c;--accent-dark:#f0a6d2}')).toBe(true);
  expect(style.match(/var\(--accent-light\b/g)?.length ?? 0).toBeGreaterThan(0);
  expect(style.match(/var\(--accent-dark\b/g)?.length ?? 0).toBeGreaterThan(0);
});

it('a new sign has a new address, so that nobody is shown the old one', async () => {
  const address = async (): Promise<string | undefined> =>
    /<img src="(\/portal\/static\/[^"]+)"/.exec((await browser.get(`${house.url}/portal`)).text)?.[1];
  const before = await address();
  await house.change((file) => {
    file.gateway.portal = BRAND;
  });
  const after = await address();
  expect(after).toMatch(/icon\.[0-9a-f]+\.svg$/);
  expect(after).not.toBe(before);
});

it.each([
  [
    'a colour that cannot be read on the light ground',
    { accent: '#f0a6d2' },
    /stand out from the light ground #f7f8fa by at least 4\.5:1/,
  ],
  [
    'a colour that cannot be read on the dark ground',
    { accentDark: '#7a1f5c' },
    /stand out from the dark ground #0f1216 by at least 4\.5:1/,
  ],
  ['a colour that is more than a colour', { accent: '#000000}body{display:none' }, /must be a colour/],
  ['an imprint that runs', { imprint: 'javascript:alert(1)' }, /imprint/],
  ['a sign that is no picture', { logo: 'file:gateway.yaml' }, /logo/],
])('%s is refused, and the portal stays as it was', async (_what, portal, words) => {
  await expect(
    house.change((file) => {
      file.gateway.portal = portal;
    }),
  ).rejects.toThrow(words);
  expect((await browser.get(`${house.url}/portal`)).status).toBe(200);
});
