// SPDX-License-Identifier: Apache-2.0
// Whatever the normalised API keeps for one caller (cached lists, remembered answers, where an object is, cursors, ids of
// operations) must say nothing to another one whom the member would answer differently: of another project, with another
// role, or the same person with a token of another scope.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, type SendOptions, startHarness } from '../e2e/harness.ts';

let h: Harness;
/** In acme/research on both clouds; carol in acme/teaching as well, bob only there. */
let alice: string;
let carol: string;
let carolTeaching: string;
let bob: string;
beforeAll(async () => {
  h = await startHarness();
  [alice, carol, carolTeaching, bob] = (await Promise.all([
    h.scoped('alice'),
    h.scoped('carol'),
    h.scoped('carol', 'teaching'),
    h.scoped('bob', 'teaching'),
  ])) as [string, string, string, string];
});
afterAll(() => h.close());

const send = (method: string, path: string, token: string, options: SendOptions = {}) =>
  h.send(method, `/scs/v1${path}`, { token, ...options });
const namesOf = ({ body }: { body: { items: { name: string }[] } }): string[] => body.items.map(({ name }) => name);

async function network(token: string, name: string): Promise<string> {
  const { status, body } = await send('POST', '/networks', token, { json: { cloud: 'cloud-a', name } });
  expect(status).toBe(201);
  return body.item.id;
}

describe('what is cached', () => {
  it('of private images is each project’s own', async () => {
    for (const [token, name] of [
      [alice, 'secret-of-research'],
      [bob, 'secret-of-teaching'],
    ] as const) {
      const { status } = await h.send('POST', '/clouds/cloud-a/image/v2/images', {
        token,
        json: { name, visibility: 'private', disk_format: 'raw', container_format: 'bare' },
      });
      expect(status).toBe(201);
    }
    const lists = [];
    for (const token of [alice, bob, carol, carolTeaching, alice, bob])
      lists.push(
        namesOf(await send('GET', '/images?cloud=cloud-a', token)).filter((name) => name.startsWith('secret')),
      );
    const [research, teaching] = [['secret-of-research'], ['secret-of-teaching']];
    expect(lists).toEqual([research, teaching, research, teaching, research, teaching]);
  });

  it('is asked anew for whoever has other roles in the same project', async () => {
    const roles = await startHarness({
      clouds: {
        groups: {
          'acme-research': [['acme', 'research', 'member']],
          'acme-teaching': [['acme', 'research', 'reader']],
        },
      },
    });
    try {
      const [member, reader] = [await roles.scoped('alice'), await roles.scoped('bob')];
      const asked = () => roles.a.requests.filter(({ url }) => url.includes('/flavors/detail')).length;
      const list = (token: string) => roles.send('GET', '/scs/v1/flavors?cloud=cloud-a', { token });
      expect((await list(member)).status).toBe(200);
      expect(asked()).toBe(1);
      expect((await list(reader)).status).toBe(200);
      expect(asked()).toBe(2);
      await list(member);
      await list(reader);
      expect(asked()).toBe(2);
    } finally {
      await roles.close();
    }
  });

  it('is nothing to a client’s own ETag of another caller’s answer but another ETag', async () => {
    await network(alice, 'tagged');
    const first = await send('GET', '/networks', alice);
    const etag = first.headers.get('etag') ?? '';
    expect((await send('GET', '/networks', alice, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await send('GET', '/networks', bob, { headers: { 'if-none-match': etag } })).status).toBe(200);
    expect(first.headers.get('cache-control')).toMatch(/private/);
  });
});

describe('an object of another project', () => {
  it('is there for nobody: by its cloud, by its id alone, by a search, as a thing to change', async () => {
    const id = await network(alice, 'hidden-net');
    // The gateway knows now where it is; to others it must look like an id that nobody has.
    expect((await send('GET', `/networks/${id}`, alice)).status).toBe(200);
    const nobodys = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
    const alike = async (method: string, path: (id: string) => string, options: SendOptions = {}) => {
      const [theirs, none] = await Promise.all([
        send(method, path(id), bob, options),
        send(method, path(nobodys), bob, options),
      ]);
      const bare = ({ text }: { text: string }, own: string) =>
        text
          .replaceAll(own, 'ID')
          .replace(/"(?:requestId|instance)":"[^"]*"/g, '')
          .replace(/"ms":\d+/g, '');
      expect(theirs.status).toBe(none.status);
      expect(bare(theirs, id)).toBe(bare(none, nobodys));
      return theirs;
    };
    expect((await alike('GET', (one) => `/networks/cloud-a/${one}`)).status).toBe(404);
    expect((await alike('GET', (one) => `/networks/${one}`)).status).toBe(404);
    expect((await alike('DELETE', (one) => `/networks/cloud-a/${one}`)).status).toBe(404);
    expect((await alike('PATCH', (one) => `/networks/cloud-a/${one}`, { json: { name: 'mine' } })).status).toBe(404);
    expect((await alike('GET', (one) => `/search?q=${one}`)).body.items).toEqual([]);
    expect((await send('GET', '/search?q=hidden-net', bob)).body.items).toEqual([]);
    expect((await send('GET', '/search?q=hidden-net', carolTeaching)).body.items).toEqual([]);
    expect((await send('GET', '/search?q=hidden-net', carol)).body.items).toHaveLength(1);
  });

  it('is not reached by naming its project beyond the token’s', async () => {
    const id = await network(alice, 'scoped-net');
    for (const project of ['research', 'acme/research', h.a.projectIds['acme/research'] ?? '?']) {
      const [list, one] = await Promise.all([
        send('GET', `/networks?project=${encodeURIComponent(project)}`, carolTeaching),
        send('GET', `/networks/cloud-a/${id}?project=${encodeURIComponent(project)}`, carolTeaching),
      ]);
      expect([list.status, one.status]).toEqual([403, 403]);
      const made = await send('POST', '/networks', carolTeaching, { json: { cloud: 'cloud-a', name: 'x', project } });
      expect(made.status).toBe(403);
    }
  });
});

describe('what was handed out', () => {
  const flavor = { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' };
  const server = {
    cloud: 'cloud-a',
    name: 'op',
    flavor,
    image: { distro: 'ubuntu', version: '24.04' },
    networks: 'none',
  };

  it('as an operation is of no use to others, changed, or as something else', async () => {
    const { body } = await send('POST', '/servers', alice, { json: server });
    const { id } = body.operation;
    expect((await send('GET', `/operations/${id}`, alice)).status).toBe(200);
    expect((await send('GET', `/operations/${id}`, bob)).status).toBe(404);
    expect((await send('GET', `/operations/${id}`, carol)).status).toBe(404);
    expect((await send('GET', `/operations/${id}/events`, bob)).status).toBe(404);
    const first = id.charAt(20) === 'A' ? 'B' : 'A';
    for (const other of [
      `${id.slice(0, 20)}${first}${id.slice(21)}`,
      id.slice(0, -3),
      'x',
      `${id}A`,
      '%00',
      '..%2fservers',
    ])
      expect([400, 404]).toContain((await send('GET', `/operations/${other}`, alice)).status);
    const asCursor = await send('GET', `/servers?cursor=${encodeURIComponent(id)}`, alice);
    expect(asCursor.status).toBe(400);
  });

  it('as a cursor belongs to its caller, scope and query', async () => {
    await network(alice, 'page-1');
    await network(alice, 'page-2');
    const { body } = await send('GET', '/networks?limit=1', alice);
    const cursor = new URL(body.next).searchParams.get('cursor') ?? '';
    const use = async (token: string, path: string) =>
      (await send('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1&cursor=${encodeURIComponent(cursor)}`, token))
        .status;
    expect(await use(alice, '/networks')).toBe(200);
    for (const [token, path] of [
      [carol, '/networks'],
      [bob, '/networks'],
      [alice, '/subnets'],
      [alice, '/networks?name=page-*'],
      [alice, '/networks?sort=name'],
    ] as const)
      expect(await use(token, path), path).toBe(400);
  });

  it('as the answer to an Idempotency-Key is its caller’s, in the scope that it was made in, and for what it was asked', async () => {
    const again = (token: string, json: unknown, query = '') =>
      send('POST', `/networks${query}`, token, { json, headers: { 'idempotency-key': 'key-1' } });
    const json = { cloud: 'cloud-a', name: 'once' };
    const first = await again(carol, json);
    expect(first.status).toBe(201);
    const replayed = await again(carol, json, '?wait=1');
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    expect(replayed.body.item.id).toBe(first.body.item.id);
    for (const token of [alice, bob, carolTeaching]) {
      const own = await again(token, json);
      expect(own.headers.get('idempotency-replayed')).toBeNull();
      expect(own.body.item.id).not.toBe(first.body.item.id);
    }
    expect((await again(carol, { ...json, name: 'another' })).status).toBe(422);

    const id = first.body.item.id;
    const remove = (query: string) =>
      send('DELETE', `/networks/cloud-a/${id}${query}`, carol, { headers: { 'idempotency-key': 'key-2' } });
    expect((await remove('?region=cloud-a')).status).toBe(204);
    expect((await remove('?region=cloud-a')).headers.get('idempotency-replayed')).toBe('true');
    expect((await remove('?project=research')).status).toBe(422);
  });
});
