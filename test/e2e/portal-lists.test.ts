// SPDX-License-Identifier: Apache-2.0
// Lists of the portal: the form keeps all that the address asks for, each cloud's part says how old it is, and an export says what
// it lacks.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PortalHouse, startPortalHouse } from './portal-house.ts';

let house: PortalHouse;
beforeAll(async () => {
  house = await startPortalHouse();
}, 60_000);
afterAll(() => house?.close());

/** What a browser would send if somebody pressed the button of the form of filters. */
function sentBy(text: string): string[] {
  const [, form = ''] = /<form class="filters"[^>]*>(.*?)<\/form>/s.exec(text) ?? [];
  const inputs = [...form.matchAll(/<input ([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const of = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
    const sent = of('type') !== 'checkbox' || / checked\b/.test(attributes);
    return sent && of('value') ? [`${of('name')}=${of('value')}`] : [];
  });
  const selects = [...form.matchAll(/<select name="(\w+)"[^>]*>(.*?)<\/select>/gs)].flatMap(
    ([, name, options = '']) => {
      const chosen = /<option value="([^"]+)" selected>/.exec(options)?.[1];
      return chosen === undefined ? [] : [`${name}=${chosen}`];
    },
  );
  return [...inputs, ...selects].filter((one) => !one.startsWith('columns='));
}

it.each([
  [
    '/resources/servers?name=web&cloud=cloud-a&cloud=cloud-b&status=active&project=acme%2Fresearch&powerState=running&sort=-name&limit=25',
    [
      'cloud=cloud-a',
      'cloud=cloud-b',
      'limit=25',
      'name=web',
      'powerState=running',
      'project=acme/research',
      'sort=-name',
      'status=active',
    ],
  ],
  ['/resources/namespaces?cluster=demo-a', ['cluster=demo-a', 'limit=50']],
  ['/resources/servers?status=active&status=stopped', ['limit=50', 'status=active,stopped']],
  ['/resources/flavors?architecture=x86_64&limit=10', ['architecture=x86_64', 'limit=10']],
  ['/resources/networks?external=true&tag=shop', ['external=true', 'limit=50', 'tag=shop']],
])('the form of %s keeps all of it', async (path, sent) => {
  const { status, text } = await house.page(path);
  expect(status).toBe(200);
  expect(sentBy(text).toSorted()).toEqual(sent);
});

it('a part that comes from the cache says beside the cloud when it was asked, and every list when it was', async () => {
  await house.page('/resources/flavors');
  const { text } = await house.page('/resources/flavors');
  expect(text).toMatch(/<p class="asof"><span>As of <time datetime="[^"]+">\d\d:\d\d:\d\d UTC<\/time><\/span>/);
  const strip =
    /<ul class="strip"[^>]*>(.*?)<\/ul>/s.exec(text.slice(text.lastIndexOf('class="strip"') - 5))?.[1] ?? '';
  expect([...strip.matchAll(/<li>.*?<\/li>/gs)].map(([one]) => /<time datetime="/.test(one))).toEqual([true, true]);
  const { clouds } = await house.api('GET', 'flavors');
  for (const { saidAt } of clouds) expect(Date.now() - Date.parse(saidAt)).toBeLessThan(60_000);
  const servers = await house.api('GET', 'servers');
  expect(servers.clouds.map(({ saidAt }: { saidAt?: string }) => saidAt)).toEqual([undefined, undefined]);
});

it.each([
  ['/resources/servers'],
  ['/clusters'],
  ['/clusters/cloud-a/demo-a'],
  ['/compare/flavors'],
  ['/compare/images'],
  ['/compare/quotas'],
  ['/compare/conformance'],
  ['/search?q=ubuntu'],
])('the page %s says as of when it is', async (path) =>
  expect((await house.page(path)).text).toContain('<p class="asof">'),
);

it('an export without a cloud is called incomplete, and says why in its last line', async () => {
  await house.b.faults.set('compute', { kind: 'html503' });
  try {
    const { headers, text } = await house.page('/resources/servers?format=csv');
    expect(headers.get('content-disposition')).toBe('attachment; filename="servers-incomplete.csv"');
    expect(text.trimEnd().split('\r\n').at(-1)).toMatch(/^"?INCOMPLETE: cloud-b: /);
  } finally {
    await house.b.faults.clear();
  }
});
