// SPDX-License-Identifier: Apache-2.0
// A cloud whose every word is an attack: whatever it calls something, describes or answers, in every service and of every object,
// and a cluster, a project, groups and a person of such names. In a real browser nothing of it runs, and nothing of it becomes
// an element of a page.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RESOURCES } from '../../src/model/scs/resources/index.ts';
import { createFileStore } from '../../src/store/file.ts';
import type { ClusterStandIn } from '../../standins/cluster.ts';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import { type Cookies, clusterEntry, clusterOf, complaintsOf, furnish, openAs, sessionOf } from './portal-house.ts';

/** Out of a text, an attribute, a title, a script, a textarea and a comment; each leaves an element or a window. */
const EVIL = `"'--></title></textarea></script><img src=x class=evil onerror=alert(1)><script class=evil>alert(2)</script><svg class=evil onload=alert(3)></svg><a class=evil href="javascript:alert(4)">x</a>`;
/** As much of it as a name may be long and hold. */
const SHORT = `"'><img src=x class=evil onerror=alert(5)>`;

/** Words of its own that a cloud gives; ids, links, states and figures it needs to be understood at all. */
const WORDS =
  /^(name|description|display_name|message|reason|fault|details|availability_zone|OS-EXT-AZ:availability_zone|zoneName|key_name|fingerprint|comment|type_name|volume_type|os_distro|os_version|os_purpose|architecture|image_description|original_name|remote_ip_prefix|hostname|value|hint|title)$/;

function attacking(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(attacking);
  if (body === null || typeof body !== 'object' || Object.getPrototypeOf(body) !== Object.prototype) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      WORDS.test(key) && typeof value === 'string' ? `${value}${EVIL}` : attacking(value),
    ]),
  );
}

let house: WebSsoHouse;
let cluster: ClusterStandIn;
let folder: string;
let browser: Browser;
let session: Cookies;
let evil = false;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-portal-evil-'));
  const person = { name: SHORT, password: 'evil-pw', groups: ['acme-research', `acme-${SHORT}`] };
  house = await startWebSsoHouse(
    {},
    {
      durable: createFileStore({ folder: ':memory:' }),
      // What a cloud says of the gateway's own logins decides whether it is one at all.
      clouds: { saying: (service, body) => (evil && service !== 'identity' ? attacking(body) : body) },
    },
    { users: [person] },
  );
  cluster = await clusterOf(house);
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cluster.ca);
  await house.change((file) => {
    plainGroups(file);
    file.clouds[0].name = `A ${SHORT}`;
    file.clouds[0].clusters = [clusterEntry(cluster, caFile, `Production ${SHORT}`)];
    file.gateway.portal = { operators: [{ identityProvider: 'browsers', group: 'acme-research' }] };
  });
  await furnish(house);
  const named = { metadata: { name: SHORT, labels: { 'topology.kubernetes.io/zone': SHORT } } };
  cluster.objects.put('namespaces', '', { ...named, status: { phase: EVIL } });
  cluster.objects.put('nodes', '', {
    ...named,
    status: { nodeInfo: { kubeletVersion: EVIL, architecture: EVIL, osImage: EVIL }, conditions: [] },
  });
  browser = await launchChromium();
  session = await sessionOf(browser, house.url, person);
  evil = true;
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await cluster?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** What a page has of it, as an element; and whether it stands there at all, as a text. */
async function looked(path: string): Promise<{ readonly elements: number; readonly told: boolean }> {
  const page = await openAs(browser, session, `${house.url}/portal${path}`);
  const wrong = complaintsOf(page);
  const elements = await page.locator('.evil').count();
  const handlers = await page.evaluate<number>(
    `[...document.querySelectorAll('*')].filter((one) => [...one.attributes].some(({ name, value }) => /^on/.test(name) || /^\\s*javascript:/i.test(value))).length`,
  );
  // With the script, a part of the page is put there a second time.
  await page.evaluate(`new Promise((done) => setTimeout(done, 50))`);
  const told = (await page.locator('html').innerHTML()).includes('class=evil');
  expect([path, wrong]).toEqual([path, []]);
  await page.context().close();
  return { elements: elements + handlers, told };
}

/** The objects that a list leads to. */
async function objectsOf(kind: string): Promise<string[]> {
  const page = await openAs(browser, session, `${house.url}/portal/resources/${kind}?cloud=cloud-a&limit=25`);
  const links = await page
    .locator('#rows tbody th a')
    .evaluateAll((all) =>
      all.map((one) => (one as unknown as { getAttribute(name: string): string }).getAttribute('href')),
    );
  await page.context().close();
  return links.map((link) => link.replace(/^\/portal/, ''));
}

it.each(RESOURCES.map(({ plural }) => plural))(
  'in the list of %s and on the page of one nothing of it runs',
  async (kind) => {
    expect((await looked(`/resources/${kind}`)).elements).toBe(0);
    const [first] = await objectsOf(kind);
    if (first !== undefined) expect(await looked(first)).toEqual({ elements: 0, told: true });
  },
);

it.each([
  ['/clouds', true],
  ['/me', true],
  ['/me/credentials', true],
  [`/search?q=${encodeURIComponent('evil')}`, true],
  [`/search?q=${encodeURIComponent(SHORT)}`, true],
  ['/compare/flavors', true],
  ['/compare/images', true],
  ['/compare/conformance', true],
  ['/compare/quotas', true],
  ['/compare/portability?flavors=SCS-1V-4&images=debian+12&aspect=encrypted', true],
  ['/clusters', true],
  ['/clusters/cloud-a/prod', true],
  ['/servers/new?flavor=1+1&image=debian+12&networks=none', true],
  ['/api/listServers?do=ask', true],
  ['/operator', true],
])('on %s nothing of it runs', async (path, told) => {
  expect(await looked(path)).toEqual({ elements: 0, told });
});

it('what a cloud says when it fails is a text as well', async () => {
  const [server = ''] = await objectsOf('servers');
  await house.a.faults.set('compute', 'html503');
  try {
    for (const path of ['/resources/servers', server, `${server}/stop`, '/clouds', '/compare/quotas'])
      expect(await looked(path)).toMatchObject({ elements: 0 });
  } finally {
    await house.a.faults.clear();
  }
});

it('a form that asks once names what it is about as a text', async () => {
  const [server = ''] = await objectsOf('servers');
  for (const act of ['stop', 'delete', 'console'])
    expect(await looked(`${server}/${act}`)).toEqual({ elements: 0, told: true });
});
