// SPDX-License-Identifier: Apache-2.0
// German pages call states by German words, with the exact word of the API beside; what programs and files are given is as ever.
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { fieldIn, type PortalHouse, startPortalHouse } from './portal-house.ts';
import { cellsOf, factsOf, plain, settled } from './portal-text.ts';

let house: PortalHouse;
let way: string;
beforeAll(async () => {
  house = await startPortalHouse({ clouds: { settle: 3_000 } });
  const made = await house.api('POST', 'servers?wait=30', {
    ...{ cloud: 'cloud-a', name: 'web', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' },
  });
  way = `/resources/servers/cloud-a/${made.item.id}`;
  await house.page('/clouds?lang=de');
}, 90_000);
afterEach(() => house?.a.faults.clear());
afterAll(() => house?.close());

const german = async (path: string): Promise<string> => settled((await house.page(path)).text);

it('a server is „aktiv“ in the list, in its facts, in a search and where it is acted on', async () => {
  const list = await german('/resources/servers');
  expect(cellsOf(list, 'rows')[1]?.slice(0, 2)).toEqual(['web', '● aktiv']);
  expect(list).toContain('<span title="active">aktiv</span>');
  const page = await german(way);
  expect(factsOf(page)).toMatchObject({
    ...{ Zustand: '● aktiv', 'Zustand laut Cloud': 'ACTIVE (aktiv)', Laufzustand: 'läuft' },
  });
  expect(page).toContain('&quot;status&quot;: &quot;ACTIVE&quot;');
  expect(cellsOf(await german('/search?q=web'), 'hits')[1]?.[2]).toBe('● aktiv');
  expect(plain(await german(`${way}/stop`))).toContain('cloud-a · ● aktiv');
});

it('the filters offer German words, and the address has those of the API', async () => {
  const page = await german('/resources/servers?status=active');
  expect(page).toContain('<option value="active" selected>aktiv</option>');
  expect(page).toContain('<option value="awaiting-confirmation">wartet auf Bestätigung</option>');
  expect(page).toContain('<option value="crashed">abgestürzt</option>');
  expect(cellsOf(page, 'rows')).toHaveLength(2);
  expect(await german('/resources/networks')).toContain('<option value="true">ja</option>');
});

it('files and snippets have the words of the API', async () => {
  const csv = (await house.page('/resources/servers?format=csv')).text;
  expect(csv).toContain(',active,');
  expect(csv).toContain(',ACTIVE,');
  const json = JSON.parse((await house.page('/resources/servers?format=json')).text);
  expect(json.items[0]).toMatchObject({ status: 'active', nativeStatus: 'ACTIVE' });
  expect(plain(await german('/resources/servers?status=active'))).toContain('status=active');
  for (const text of [csv, JSON.stringify(json)]) expect(text).not.toContain('aktiv,');
});

it('English pages have the words of the API', async () => {
  const page = await german('/resources/servers?lang=en');
  expect(cellsOf(page, 'rows')[1]?.[1]).not.toMatch(/aktiv|wartet/);
  expect(page).toContain('<option value="active">active</option>');
  await house.page('/clouds?lang=de');
});

it('a change under way is followed in German words to its end', async () => {
  const operation = '/api/resizeServer';
  const form = await house.page(operation);
  const [, , , cloud = '', id = ''] = way.split('/');
  const told = await house.post(operation, {
    ...{ key: fieldIn(form, 'key'), csrf: fieldIn(form, 'csrf') },
    ...{ 'p.cloud': cloud, 'p.id': id, body: JSON.stringify({ flavor: 'SCS-4V-16-100s' }) },
  });
  const [, to = ''] = /"id": "([\w.-]{60,})"/.exec(plain(told.text)) ?? [];
  const page = (await house.page(`/operations/${to}`)).text;
  expect(page).toContain('<h1>Server: Flavor wechseln</h1>');
  expect(factsOf(page.split('<div class="state">')[1] ?? '').Zustand).toBe('◌ wird geändert');
  expect(factsOf(settled(page)).Zustand).toBe('▲ wartet auf Bestätigung');
  expect(factsOf(await german(way))['Zustand laut Cloud']).toBe('VERIFY_RESIZE (wartet auf Bestätigung)');
}, 60_000);

it('the page for operators has German words for what is well, and says of the rest which language it is', async () => {
  const page = await german('/operator');
  expect(cellsOf(page, 'operator-members').find(([name]) => name === 'cloud-b')).toEqual([
    ...['cloud-b', '● in Ordnung', 'keine Störung bekannt'],
  ]);
  expect(page).toMatch(/<span lang="en">\d+ keys? published<\/span>/);
});

it('clouds and their circuits are told in German words, with the exact ones beside', async () => {
  const page = await german('/clouds');
  expect(page).toContain('<span title="up">in Betrieb</span>');
  expect(page).toContain('<span title="closed">geschlossen</span>');
  await house.a.faults.set('compute', 'gone');
  await vi.waitFor(async () => {
    await Promise.all(Array.from({ length: 5 }, () => house.page('/resources/servers')));
    expect(await german('/clouds')).toMatch(/<span title="open">offen<\/span>|<span title="half-open">/);
  }, SOON);
}, 60_000);
