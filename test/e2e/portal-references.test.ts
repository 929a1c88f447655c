// SPDX-License-Identifier: Apache-2.0
// What an object belongs to is told by its name on the portal's pages, with a link to it: in its facts and in lists, at a price
// that does not grow with the rows, and by the id where nobody says the name in time.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type PortalHouse, startPortalHouse } from './portal-house.ts';
import { cellsOf, factsOf, settled } from './portal-text.ts';

let house: PortalHouse;
let ids: Record<'server' | 'image' | 'network' | 'volume' | 'group', string>;
beforeAll(async () => {
  house = await startPortalHouse();
  const cloud = 'cloud-a';
  const make = async (path: string, json: object): Promise<string> =>
    (await house.api('POST', path, { cloud, ...json })).item.id;
  const network = await make('networks', { name: 'shop' });
  await make('networks', { name: 'office' });
  await make('networks', { name: 'guests' });
  for (let net = 0; net < 3; net += 1)
    await make('subnets', { name: `shop-${net}`, networkId: network, cidr: `10.${net}.0.0/24` });
  for (const name of ['office', 'guests'])
    await make('subnets', { name, networkId: name, cidr: `10.${name.length}9.0.0/24` });
  const group = await make('security-groups', { name: 'web' });
  await make('security-group-rules', { groupId: group, direction: 'ingress', protocol: 'tcp', portMin: 443 });
  await make('keypairs', { name: 'laptop' });
  const server = await make('servers?wait=10', {
    ...{ name: 'web', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: [network], keypairName: 'laptop' },
  });
  const volume = await make('volumes?wait=10', { name: 'data', sizeGiB: 5 });
  await house.api('POST', `volumes/cloud-a/${volume}/actions/attach?wait=10`, { serverId: server });
  const { items } = await house.api('GET', 'images?cloud=cloud-a&name=Debian 12');
  ids = { server, network, volume, group, image: items[0].id };
}, 120_000);
afterEach(() => house?.a.faults.clear());
afterAll(() => house?.close());

const link = (kind: string, id: string, name: string): string =>
  `<a href="/portal/resources/${kind}/cloud-a/${id}" title="${id}">${name}</a>`;
const factsAt = async (path: string): Promise<string> => settled((await house.page(path)).text);

it('the facts of a server call its image, its volumes, its key pair and its project by name, and lead to each', async () => {
  const page = await factsAt(`/resources/servers/cloud-a/${ids.server}`);
  expect(factsOf(page)).toMatchObject({ Image: 'Debian 12', Project: 'acme/research', 'Keypair Name': 'laptop' });
  expect(page).toContain(link('images', ids.image, 'Debian 12'));
  expect(page).toContain(link('volumes', ids.volume, 'data'));
  expect(page).toContain('<a href="/portal/resources/keypairs/cloud-a/laptop">laptop</a>');
});

it('the facts of a volume, a port, a rule and a group call what they belong to by name', async () => {
  const volume = await factsAt(`/resources/volumes/cloud-a/${ids.volume}`);
  expect(volume).toContain(link('servers', ids.server, 'web'));
  const { items: ports } = await house.api('GET', `ports?cloud=cloud-a&deviceId=${ids.server}`);
  const port = await factsAt(`/resources/ports/cloud-a/${ports[0].id}`);
  expect(port).toContain(link('networks', ids.network, 'shop'));
  expect(port).toContain(link('servers', ids.server, 'web'));
  expect(factsOf(port).Addresses).toMatch(/^10\.\d\.0\.\d+ \( shop-\d \)$/);
  const { items: rules } = await house.api('GET', `security-group-rules?cloud=cloud-a&groupId=${ids.group}`);
  const tcp = rules.find(({ protocol }: { protocol: string }) => protocol === 'tcp');
  expect(await factsAt(`/resources/security-group-rules/cloud-a/${tcp.id}`)).toContain(
    link('security-groups', ids.group, 'web'),
  );
  expect(factsOf(await factsAt(`/resources/security-groups/cloud-a/${ids.group}`)).Rules).toContain(
    'ingress IPv4 tcp 443',
  );
});

it('nodes and namespaces call their cluster by name', async () => {
  for (const kind of ['nodes', 'namespaces']) {
    const page = settled((await house.page(`/resources/${kind}?columns=cluster`)).text);
    expect(cellsOf(page, 'rows')[1]?.[1]).toBe('Demo A');
    expect(page).toContain(link('clusters', 'demo-a', 'Demo A'));
  }
});

it('what does not tell its name in time is an id, and the page is there all the same', async () => {
  await house.a.faults.set('image', 'hang');
  const began = performance.now();
  const page = await factsAt(`/resources/servers/cloud-a/${ids.server}`);
  // The gateway asks for ten seconds elsewhere.
  expect(performance.now() - began).toBeLessThan(8_000);
  expect(page).toContain(`<a href="/portal/resources/images/cloud-a/${ids.image}">${ids.image}</a>`);
  expect(page).toContain(link('volumes', ids.volume, 'data'));
  expect(page).toContain('<details class="fold" id="native">');
}, 30_000);

it('what is gone, or fails, is an id', async () => {
  await house.a.faults.set('network', 'html503');
  const page = await factsAt(`/resources/servers/cloud-a/${ids.server}`);
  expect(factsOf(page).Image).toBe('Debian 12');
  await house.a.faults.clear();
  await house.a.faults.set('image', 'html503');
  expect(factsOf(await factsAt(`/resources/servers/cloud-a/${ids.server}`)).Image).toBe(ids.image);
}, 30_000);

it('a list calls what its rows belong to by name, with one question more for each kind, however many rows there are', async () => {
  const asked = async (query: string): Promise<{ readonly rows: string[][]; readonly networks: number }> => {
    const before = house.a.requests.length;
    const page = (await house.page(`/resources/subnets?cloud=cloud-a&columns=networkId&sort=name${query}`)).text;
    const networks = house.a.requests.slice(before).filter(({ url }) => /\/v2\.0\/networks\b/.test(url)).length;
    return { rows: cellsOf(page, 'rows').slice(1), networks };
  };
  const one = await asked('&name=office');
  expect(one.rows).toEqual([['office', 'office']]);
  expect(one.networks).toBe(1);
  const all = await asked('');
  expect(all.rows).toEqual([
    ['guests', 'guests'],
    ['office', 'office'],
    ['shop-0', 'shop'],
    ['shop-1', 'shop'],
    ['shop-2', 'shop'],
  ]);
  expect(all.networks).toBe(1);
});

it('a list without anything that has another name asks no more than it shows', async () => {
  const before = house.a.requests.length;
  await house.page('/resources/subnets?cloud=cloud-a&columns=cidr');
  expect(house.a.requests.slice(before).filter(({ url }) => /\/v2\.0\/(?!subnets)/.test(url))).toEqual([]);
});

it('an export has ids, as the API has them', async () => {
  const csv = (await house.page('/resources/subnets?cloud=cloud-a&name=office&format=csv')).text;
  const { items } = await house.api('GET', 'subnets?cloud=cloud-a&name=office');
  expect(csv).toContain(items[0].networkId);
});
