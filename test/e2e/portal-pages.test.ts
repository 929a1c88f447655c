// SPDX-License-Identifier: Apache-2.0
// What the pages of the portal say, cell by cell, of clouds whose contents are known.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClusterStandIn } from '../../standins/cluster.ts';
import { clusterEntry, clusterOf } from '../browser/portal-house.ts';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { SOON } from '../soon.ts';
import { cellsOf, factsOf, plain, rowOf, settled } from './portal-text.ts';

let house: WebSsoHouse;
let cluster: ClusterStandIn;
let folder: string;
let token: string;
let ids: Record<'server' | 'volume' | 'network' | 'image', string>;
const browser = new Browser();
const get = (way: string): Promise<Page> => browser.get(`${house.url}/portal${way}`);
const text = async (way: string): Promise<string> => (await get(way)).text;
const post = (way: string, form: Record<string, string>): Promise<Page> =>
  browser.get(`${house.url}/portal${way}`, { method: 'POST', body: new URLSearchParams(form) });
const field = ({ text: page }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
const api = async (method: string, path: string, json?: object) => {
  const { status, body } = await house.send(method, `/scs/v1/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    json,
  });
  expect([path, Math.floor(status / 100)]).toEqual([path, 2]);
  return body;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-portal-pages-'));
  house = await startWebSsoHouse();
  cluster = await clusterOf(house);
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cluster.ca);
  await house.change((file) => {
    plainGroups(file);
    const [a, b] = file.clouds;
    a.name = 'Cloud A';
    // Longer than a busy machine takes from the failure to the page that shows it.
    a.openstack.breaker = { failures: 3, cooldown: '5s' };
    b.name = 'Cloud B';
    const certificate = (validUntil: string) => ({ scope: 'SCS-compatible IaaS', version: 'v5.1', validUntil });
    a.certificates = [{ ...certificate('2099-12-31'), url: 'https://certificates.example/a' }];
    b.certificates = [certificate('2020-01-31')];
    a.clusters = [clusterEntry(cluster, caFile)];
  });
  token = await house.scoped('alice');
  const { item: network } = await api('POST', 'networks', { cloud: 'cloud-a', name: 'shop' });
  await api('POST', 'subnets', { cloud: 'cloud-a', name: 'shop-v4', networkId: network.id, cidr: '10.1.0.0/24' });
  const server = { flavor: 'SCS-1V-4-10', image: 'Debian 12' };
  const { item: web } = await api('POST', 'servers?wait=5', {
    ...{ ...server, cloud: 'cloud-a', name: 'web' },
    networks: [network.id],
  });
  await api('POST', 'servers?wait=5', { ...server, cloud: 'cloud-b', name: 'worker', networks: 'none' });
  const { item: volume } = await api('POST', 'volumes?wait=5', { cloud: 'cloud-a', name: 'data', sizeGiB: 20 });
  const { items } = await api('GET', 'images?cloud=cloud-a&name=Debian 12');
  ids = { server: web.id, volume: volume.id, network: network.id, image: items[0].id };
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, 'alice', `${house.url}/identity/v3/auth/websso/callback/`));
}, 120_000);
afterAll(async () => {
  await house?.close();
  await cluster?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('clouds', () => {
  it('are cards with their state, latency, circuit, projects and clusters, and a line of the last hour', async () => {
    await text('/clouds');
    const page = settled(await text('/clouds'));
    const [, cardA = '', cardB = ''] = page.split('<li class="card">');
    expect(plain(cardA)).toMatch(
      /^Cloud A ● up cloud-a · openstack \+ kubernetes Latency [\d,]+ ms Circuit closed Your projects 1 Clusters 1 /,
    );
    expect(plain(cardB)).toMatch(
      /^Cloud B ● up cloud-b · openstack Latency [\d,]+ ms Circuit closed Your projects 2 Clusters 0 /,
    );
    expect(cardA).toMatch(/aria-label="Cloud A: Latency in the last hour, lowest [\d,]+ ms, highest [\d,]+ ms"/);
    expect(cardA).toMatch(/<polyline class="line" points="[\d.]+,[\d.]+ /);
    expect(plain(cardA)).toContain('You have access');
    expect(plain(page)).toContain('2 of 2 have answered');
    expect(plain(page)).toMatch(/As of \d\d:\d\d:\d\d UTC/);
  });

  it('stand side by side by what they offer', async () => {
    const page = await text('/clouds');
    expect(cellsOf(page, 'capabilities')[0]).toEqual(['Capability', 'Cloud A', 'Cloud B']);
    expect(rowOf(page, 'capabilities', 'compute')).toEqual(['compute', '✓ yes', '✓ yes']);
    expect(rowOf(page, 'capabilities', 'load-balancer')).toEqual(['load-balancer', '– no', '– no']);
    expect(rowOf(page, 'capabilities', 'kubernetes')).toEqual(['kubernetes', '✓ yes', '– no']);
  });

  it('list their services with versions and circuits, and their certificates with their end', async () => {
    const page = await text('/clouds');
    expect(rowOf(page, 'services-cloud-a-table', 'compute')).toEqual([
      ...['compute', 'nova', 'cloud-a', 'v2.0, v2.1', '2.1 – 2.93', 'closed'],
    ]);
    expect(cellsOf(page, 'certificates').slice(1)).toEqual([
      ['Cloud A', 'SCS-compatible IaaS v5.1', '31 Dec 2099'],
      ['Cloud B', 'SCS-compatible IaaS v5.1', '31 Jan 2020 ✕ expired'],
    ]);
    expect(page).toContain('<a href="https://certificates.example/a" rel="noreferrer">');
  });

  it('whose services are away show an open circuit, and are well again', async () => {
    const card = async (): Promise<string> => {
      await Promise.all(Array.from({ length: 5 }, () => text('/resources/servers')));
      return plain(settled(await text('/clouds')).split('<li class="card">')[1] ?? '');
    };
    await house.a.faults.set('compute', 'gone');
    try {
      await vi.waitFor(async () => expect(await card()).toMatch(/^Cloud A ▲ degraded .* Circuit open /), SOON);
    } finally {
      await house.a.faults.clear();
    }
    await vi.waitFor(async () => expect(await card()).toMatch(/^Cloud A ● up .* Circuit closed /), SOON);
  }, 60_000);

  it('that no longer accept the gateway say so', async () => {
    const trusted = {
      issuer: house.url,
      audience: house.b.authUrl,
      jwks: async () => (await fetch(`${house.url}/.well-known/jwks.json`)).json() as Promise<never>,
    };
    house.b.trust({ ...trusted, audience: 'https://another.example/v3' });
    const bob = new Browser();
    const begin = `${house.url}/portal/login/browsers`;
    await bob.get(await bob.logIn(begin, 'bob', `${house.url}/identity/v3/auth/websso/callback/`));
    try {
      const list = settled((await bob.get(`${house.url}/portal/resources/servers`)).text);
      expect(plain(list)).toMatch(/What came of each cloud Cloud B: .* does not accept the gateway/);
      const [, , cardB = ''] = settled((await bob.get(`${house.url}/portal/clouds`)).text).split('<li class="card">');
      expect(plain(cardB)).toMatch(/^Cloud B ▲ degraded .* refuses whomever the gateway sends, since 20/);
    } finally {
      house.b.trust(trusted);
    }
    await vi.waitFor(async () => {
      await bob.get(`${house.url}/portal/resources/servers`);
      const { text: page } = await bob.get(`${house.url}/portal/clouds`);
      expect(plain(settled(page).split('<li class="card">')[2] ?? '')).toMatch(/^Cloud B ● up/);
    }, SOON);
  }, 60_000);
});

describe('resources', () => {
  it('of all clouds stand in one table, with what came of each cloud', async () => {
    const page = await text('/resources/servers?sort=name');
    const [head, ...rows] = cellsOf(page, 'rows');
    expect(head).toEqual([...['Name ↑', 'Status', 'Cloud', 'Flavor', 'Addresses', 'Created', 'What you can do']]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual([
      'web',
      '● active',
      'Cloud A',
      'SCS-1V-4-10',
      expect.stringMatching(/^10\.1\.0\.\d+$/),
      expect.stringMatching(/second|minute|now/),
      'Stop web Reboot web Console web Delete web',
    ]);
    expect(rows[1]?.slice(0, 5)).toEqual(['worker', '● active', 'Cloud B', 'SCS-1V-4-10', '–']);
    expect(plain(settled(page))).toMatch(/● Cloud A · 1 · [\d,]+ ms ● Cloud B · 1 · [\d,]+ ms/);
  });

  it('are ordered both ways by their headings, which keep what else was wished', async () => {
    const up = await text('/resources/flavors?sort=name&cloud=cloud-a&limit=25');
    const down = /<th scope="col" aria-sort="ascending"><a id="sort-name" href="([^"]+)"/.exec(settled(up))?.[1] ?? '';
    expect(down).toBe('/portal/resources/flavors?cloud=cloud-a&amp;limit=25&amp;sort=-name');
    const names = (page: string): string[] =>
      cellsOf(page, 'rows')
        .slice(1)
        .map(([name = '']) => name);
    const reversed = (await browser.get(`${house.url}${down.replaceAll('&amp;', '&')}`)).text;
    expect(names(reversed)).toEqual(names(up).toReversed());
    expect(settled(reversed)).toContain('aria-sort="descending"');
  });

  it('have the columns that an address names, in its order, and no others', async () => {
    const [head, row] = cellsOf(
      await text('/resources/volumes?columns=sizeGiB&columns=id&columns=constructor'),
      'rows',
    );
    expect(head).toEqual(['Name', 'Size GiB', 'ID']);
    expect(row).toEqual(['data', '20', ids.volume]);
  });

  it('are turned over page by page up to the last, and back to the first', async () => {
    const first = await text('/resources/servers?sort=name&limit=1');
    expect(
      cellsOf(first, 'rows')
        .slice(1)
        .map(([name]) => name),
    ).toEqual(['web']);
    expect(plain(settled(first))).toContain('1 shown on this page; there are more');
    const to = /<a class="button" rel="next" href="([^"]+)"/.exec(settled(first))?.[1] ?? '';
    const second = (await browser.get(`${house.url}${to.replaceAll('&amp;', '&')}`)).text;
    expect(
      cellsOf(second, 'rows')
        .slice(1)
        .map(([name]) => name),
    ).toEqual(['worker']);
    expect(settled(second)).not.toContain('rel="next"');
    expect(settled(second)).toMatch(/<a class="button" href="[^"]*limit=1">First page/);
  });

  it('are filtered by name, cloud and status, and say when nothing is left', async () => {
    const names = async (query: string): Promise<string[]> =>
      cellsOf(await text(`/resources/servers?${query}`), 'rows')
        .slice(1)
        .map(([name = '']) => name);
    expect(await names('name=ork')).toEqual(['worker']);
    expect(await names('name=w*b')).toEqual(['web']);
    expect(await names('cloud=cloud-b')).toEqual(['worker']);
    expect(await names('status=stopped')).toEqual(['Nothing that matches.']);
  });

  it('have a page of facts, with links to what they are made of, and the native form', async () => {
    const page = await text(`/resources/servers/cloud-a/${ids.server}`);
    expect(factsOf(page)).toMatchObject({
      ...{ Name: 'web', Status: '● active', Cloud: 'Cloud A', ID: ids.server },
      Flavor: expect.stringContaining('SCS-1V-4-10'),
    });
    expect(page).toContain(`href="/portal/resources/images/cloud-a/${ids.image}"`);
    const native = /<details class="fold" id="native">.*?<code>(.*?)<\/code>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(plain(native))).toMatchObject({ id: ids.server, name: 'web', 'OS-EXT-STS:vm_state': 'active' });
    const subnets = cellsOf(await text('/resources/subnets?columns=networkId'), 'rows');
    expect(subnets[1]).toEqual(['shop-v4', 'shop']);
    expect(await text('/resources/subnets?columns=networkId')).toContain(
      `href="/portal/resources/networks/cloud-a/${ids.network}"`,
    );
  });
});

describe('what is compared', () => {
  it('are flavors by what their names mean', async () => {
    const page = await text('/compare/flavors');
    expect(cellsOf(page, 'flavors')[0]).toEqual(['Flavor', 'Cloud A', 'Cloud B']);
    expect(rowOf(page, 'flavors', 'SCS-4V-16-100s')).toEqual([
      'SCS-4V-16-100s 4 vCPU (shared core) · 16 GiB RAM · 100 GB SSD',
      '✓ SCS-4V-16-100s',
      '✓ SCS-4V-16-100s',
    ]);
    expect(rowOf(page, 'flavors', 'SCS-8V-32')?.slice(1)).toEqual(['✓ SCS-8V-32', '– no']);
    const partly = cellsOf(await text('/compare/flavors?offered=partly'), 'flavors').slice(1);
    expect(partly.map(([name]) => name?.split(' ')[0])).toEqual(['SCS-8V-32', 'SCS-16V-64']);
    expect(cellsOf(await text('/compare/flavors?name=100s'), 'flavors')).toHaveLength(2);
  });

  it('are images by distribution and version', async () => {
    const page = await text('/compare/images');
    expect(rowOf(page, 'images', 'ubuntu 24.04')).toEqual([
      'ubuntu 24.04',
      '✓ Ubuntu 24.04 x86_64',
      '✓ Ubuntu 24.04 x86_64',
    ]);
    expect(cellsOf(await text('/compare/images?distro=deb'), 'images').map(([name]) => name)).toEqual([
      'Distribution',
      'debian 12',
    ]);
  });

  it('is conformance, with a result, a reason and the counts in each cell', async () => {
    const page = await text('/compare/conformance');
    expect(cellsOf(page, 'conformance-IaaS')[0]).toEqual(['Standard', 'Cloud A', 'Cloud B']);
    const [, whole] = rowOf(page, 'conformance-IaaS', 'SCS-compatible IaaS') ?? [];
    expect(whole).toMatch(/v\d.*: \d+ met, \d+ not met, \d+ open/);
    const [, flavors] = rowOf(page, 'conformance-IaaS', 'scs-0103') ?? [];
    expect(flavors).toMatch(/^[●✕▲○] (met|not met|recommendation not met|open) .+ All checks \(\d+\)/);
    expect(cellsOf(page, 'conformance-KaaS')[0]).toEqual(['Standard', 'Cloud A · prod']);
  });

  it('is the portability of a list of wishes, with what is nearest', async () => {
    const page = await text('/compare/portability?flavors=SCS-8V-32%0ASCS-1V-4&images=debian+12');
    expect(plain(settled(page))).toContain('All of it is there: Cloud A');
    expect(cellsOf(page, 'portability')[0]).toEqual(['Wish', 'Cloud A', 'Cloud B']);
    expect(rowOf(page, 'portability', 'Everything')).toEqual(['Everything', '● there', '✕ missing']);
    const [, here, there] = rowOf(page, 'portability', 'Flavor SCS-8V-32') ?? [];
    expect(here).toMatch(/^● there SCS-8V-32/);
    expect(there).toMatch(/^✕ missing /);
    expect(plain(settled(await text('/compare/portability?images=plan9')))).toContain(
      'No cloud certainly has all of it.',
    );
  });

  it('are quotas and their use', async () => {
    const page = await text('/compare/quotas');
    const rows = cellsOf(page, 'quota-servers-rows');
    expect(rows[0]).toEqual(['Cloud and project', 'Used', 'Limit', 'Share']);
    expect(rows.slice(1)).toContainEqual([expect.stringMatching(/^Cloud A · .*research/), '1', '100', '1%']);
    expect(settled(page)).toMatch(/<rect class="used good" width="[\d.]+"/);
  });
});

it('a search finds by a part of a name, by an id and by an address, and leads to each', async () => {
  const found = await text('/search?q=wor');
  expect(cellsOf(found, 'hits')[1]?.filter((_, at) => at !== 4)).toEqual([
    ...['worker', 'Servers', '● active', 'Cloud B', 'name'],
  ]);
  const byId = await text(`/search?q=${ids.volume.slice(0, 8)}`);
  expect(cellsOf(byId, 'hits')[1]).toEqual(['data', 'Volumes', '● available', 'Cloud A', ids.volume, 'id']);
  expect(byId).toContain(`href="/portal/resources/volumes/cloud-a/${ids.volume}"`);
  const address = (rowOf(await text('/resources/servers'), 'rows', 'web') ?? [])[4] ?? '';
  expect(cellsOf(await text(`/search?q=${address}`), 'hits').map((row) => [row[0], row.at(-1)])).toContainEqual([
    ...['web', 'address'],
  ]);
  expect(plain(await text('/search?q=nowhere-to-be-found'))).toContain('Nothing that matches.');
});

it('a cluster has its nodes, namespaces and workloads, with their states', async () => {
  const page = await text('/clusters/cloud-a/prod');
  expect(factsOf(page)).toMatchObject({ Version: expect.stringMatching(/^v1\.34\.2/) });
  expect(cellsOf(page, 'of-nodes')[0]?.slice(0, 4)).toEqual(['Name', 'Status', 'Roles', 'Version']);
  expect(rowOf(page, 'of-nodes', 'prod-1')).toEqual(expect.arrayContaining(['prod-1', 'v1.34.2']));
  expect(
    cellsOf(page, 'of-namespaces')
      .slice(1)
      .map(([name]) => name),
  ).toEqual(['default', 'shop']);
  expect(rowOf(page, 'of-workloads', 'web')).toEqual(expect.arrayContaining(['web', 'shop', 'registry.example/web:1']));
});

describe('a server', () => {
  const way = (): string => `/resources/servers/cloud-a/${ids.server}`;
  async function act(what: string): Promise<Page> {
    const form = await get(`${way()}/${what}`);
    return post(`${way()}/${what}`, { key: field(form, 'key'), csrf: field(form, 'csrf') });
  }
  const status = async (): Promise<string | undefined> => factsOf(await text(way())).Status;

  it('is stopped, started and rebooted, and offers what its state allows', async () => {
    expect(plain((await act('stop')).text)).toContain('● Done');
    await expect.poll(status, { timeout: 10_000 }).toBe('○ stopped');
    expect(await text(way())).toContain(`href="/portal${way()}/start"`);
    expect(await text(way())).not.toContain(`href="/portal${way()}/reboot"`);
    expect(plain((await act('start')).text)).toContain('● Done');
    await expect.poll(status, { timeout: 10_000 }).toBe('● active');
    expect(plain((await act('reboot')).text)).toMatch(/● Done|Under way/);
    await expect.poll(status, { timeout: 10_000 }).toBe('● active');
  }, 60_000);

  it('that is what it is asked to become stays so, and nobody is troubled with it', async () => {
    expect(plain((await act('start')).text)).toContain('● Done');
    expect(await status()).toBe('● active');
  });

  it('of which no answer came is told as not certain, and can be found out', async () => {
    await house.a.faults.set('compute', { kind: 'lostReply', times: 1 });
    const told = await act('stop');
    await house.a.faults.clear();
    expect(plain(told.text)).toContain('Not certain');
    const again = await post(`${way()}/stop`, { key: field(told, 'key'), csrf: field(told, 'csrf') });
    expect(plain(again.text)).toContain('● Done');
    await expect.poll(status, { timeout: 10_000 }).toBe('○ stopped');
  }, 60_000);
});
