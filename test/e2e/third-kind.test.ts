// SPDX-License-Identifier: Apache-2.0
// A cloud of a kind that the gateway has never heard of, beside two of OpenStack: whatever is asked of all clouds is asked
// of it too, with nothing but its own folder, an entry of the configuration and a line in the list of kinds.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Errors } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cloudSchemaOf } from '../../src/scs/clouds/cloud-schema.ts';
import { breeze } from '../contract/third-kind/index.ts';
import { type BreezeStandIn, startBreeze } from '../contract/third-kind/stand-in.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const KEY = 'breeze-key-1';

let west: BreezeStandIn;
let h: Harness;
let alice: string;
beforeAll(async () => {
  west = await startBreeze(KEY);
  const entry = { id: 'cloud-w', name: 'Breeze West', breeze: { url: west.url, key: 'env:BREEZE_KEY' } };
  const further = { kinds: [breeze], entries: [entry], env: { BREEZE_KEY: KEY }, hosts: [west.host] };
  h = await startHarness({ further });
  alice = await h.login('alice');
  const made = await h.send('POST', '/scs/v1/servers?wait=20', {
    token: await h.scoped('alice'),
    json: {
      cloud: 'cloud-a',
      name: 'shop-old',
      flavor: { vcpus: 1 },
      image: { distro: 'ubuntu', version: '24.04' },
      networks: 'none',
    },
  });
  expect(made.status).toBe(201);
});
afterAll(async () => {
  await h.close();
  await west.close();
});
beforeEach(() => {
  west.next.length = 0;
});

const get = (path: string, token = alice) => h.send('GET', `/scs/v1/${path}`, { token });
const idsOf = (items: readonly { cloud: string; id: string }[]) =>
  items.filter(({ cloud }) => cloud === 'cloud-w').map(({ id }) => id);

describe('a list over all clouds', () => {
  it('of servers has those of OpenStack and its own, over all of its pages', async () => {
    const { status, body } = await get('servers');
    expect(status).toBe(200);
    expect(body.items.map(({ cloud, name }: { cloud: string; name: string }) => [cloud, name])).toEqual([
      ['cloud-a', 'shop-old'],
      ['cloud-w', 'shop'],
      ['cloud-w', 'shop-db'],
      ['cloud-w', 'old'],
    ]);
    expect(body.items[1]).toMatchObject({
      cloud: 'cloud-w',
      region: 'cloud-w',
      project: null,
      id: '4711',
      status: 'active',
      nativeStatus: 'RUN',
      createdAt: '2026-11-25T09:46:40.000Z',
      flavor: { id: 'm-2', name: 'Breeze M', vcpus: 2, ramMiB: 4096, diskGiB: 20 },
    });
    expect(body.clouds).toMatchObject([
      { cloud: 'cloud-a', status: 'ok', count: 1 },
      { cloud: 'cloud-b', status: 'ok', count: 0 },
      { cloud: 'cloud-w', status: 'ok', count: 3 },
    ]);
  });

  it('of flavors and of images has its own in the same units', async () => {
    const flavors = (await get('flavors?vcpus=8')).body.items;
    expect(flavors).toContainEqual(expect.objectContaining({ cloud: 'cloud-w', id: 'm-8', ramMiB: 16_384 }));
    expect(new Set(flavors.map(({ vcpus }: { vcpus: number }) => vcpus))).toEqual(new Set([8]));
    const images = (await get('images?distro=ubuntu')).body.items;
    const clouds = new Set(images.map(({ cloud }: { cloud: string }) => cloud));
    expect([...clouds].sort()).toEqual(['cloud-a', 'cloud-b', 'cloud-w']);
    expect(images).toContainEqual(expect.objectContaining({ id: 'img-ub24', sizeBytes: 612_345_000 }));
  });

  it('of what it does not have says so, and has what the others have', async () => {
    const { body } = await get('volumes');
    expect(body.clouds.map(({ status }: { status: string }) => status)).toEqual(['ok', 'ok', 'not-offered']);
    const { clouds } = (await get('namespaces')).body;
    expect(clouds.at(-1)).toMatchObject({ cloud: 'cloud-w', status: 'not-offered' });
  });

  it('goes from page to page of the gateway, across it and the others', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(`servers?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      names.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.next === undefined || body.next === null ? '' : encodeURIComponent(cursorOf(body.next));
    } while (cursor !== '' && names.length < 10);
    expect(names).toEqual(['shop-old', 'shop', 'shop-db', 'old']);
  });

  it('may be of it alone, or of its region, and of a project has nothing there', async () => {
    expect(idsOf((await get('servers?cloud=cloud-w&name=shop*')).body.items)).toEqual(['4711', '4712']);
    expect(idsOf((await get('servers?region=cloud-w')).body.items)).toHaveLength(3);
    const { status, body } = await get('servers?project=acme/research');
    expect(status).toBe(200);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['shop-old']);
    expect(body.clouds.at(-1)).toMatchObject({ cloud: 'cloud-w', status: 'ok', count: 0 });
  });
});

/** `next` is a URL or a cursor. */
const cursorOf = (next: string): string => new URL(next, h.url).searchParams.get('cursor') ?? next;

describe('search', () => {
  it('finds its servers by name, id and address, beside those of OpenStack', async () => {
    const { body } = await get('search?q=shop');
    const found = body.items.map(({ cloud, resource, name }: Record<string, string>) => [cloud, resource, name]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['cloud-a', 'servers', 'shop-old'],
        ['cloud-w', 'servers', 'shop'],
        ['cloud-w', 'images', 'shop golden'],
      ]),
    );
    expect((await get('search?q=4711')).body.items).toContainEqual(expect.objectContaining({ id: '4711', why: 'id' }));
    const [hit] = (await get('search?q=203.0.113.7')).body.items;
    expect(hit).toMatchObject({ cloud: 'cloud-w', id: '4711', why: 'address' });
  });
});

describe('one object', () => {
  it('is there by its cloud and id', async () => {
    const { status, body } = await get('servers/cloud-w/4720');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: '4720', status: 'error', fault: { message: 'host lost' } });
    expect((await get('flavors/cloud-w/m-2')).body.diskType).toBe('ssd');
    expect((await get('images/cloud-w/img-own')).body.visibility).toBe('private');
  });

  it('that it does not have is not found, in its own words', async () => {
    const { status, body } = await get('servers/cloud-w/9');
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'nativeNotFound', native: { status: 404, message: 'There is no machine 9.' } });
    expect((await get('servers/cloud-w/4711?project=acme/research')).status).toBe(404);
    expect((await get('volumes/cloud-w/1')).body).toMatchObject({ code: 'notOffered' });
  });
});

describe('the gateway proves its callers', () => {
  it('by the bearer of its own account and the name of the caller, and by no token of the caller', async () => {
    await get('servers?cloud=cloud-w');
    const headers = west.requests.findLast(({ url }) => url.startsWith('/v2/machines'))?.headers;
    expect(headers?.authorization).toBe(`Bearer ${west.bearers.at(-1)}`);
    expect(headers?.['breeze-on-behalf-of']).toBe('alice');
    expect(JSON.stringify(headers)).not.toContain(alice);
    expect(west.bearers).toHaveLength(1);
  });

  it('anew once the bearer is refused, with one login for many requests', async () => {
    west.revoke();
    const before = west.bearers.length;
    const asked = await Promise.all([get('servers'), get('images'), get('servers/cloud-w/4711'), get('search?q=shop')]);
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(asked[0]?.body.clouds.at(-1)).toMatchObject({ status: 'ok', count: 3 });
    expect(west.bearers.length - before).toBe(1);
  });

  it('in vain where its key is refused, which is told as such and is not the fault of the caller', async () => {
    west.key = 'another';
    west.revoke();
    const { status, body } = await get('servers');
    expect(status).toBe(200);
    expect(body.clouds.at(-1)).toMatchObject({ status: 'error', error: { code: 'memberRefused' } });
    const [item] = (await get('clouds?cloud=cloud-w')).body.items;
    expect(item).toMatchObject({ access: false, api: { status: 'up' } });
    west.key = KEY;
    expect((await get('servers')).body.clouds.at(-1)).toMatchObject({ status: 'ok' });
  });

  it('and repeats what it says of too many questions', async () => {
    west.next.push('too-fast');
    const { status, headers, body } = await get('servers/cloud-w/4711');
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('7');
    expect(body).toMatchObject({ code: 'nativeLimited', native: { message: 'Slow down: 60 questions a minute.' } });
  });
});

describe('what it cannot do', () => {
  it('is not offered: servers on it can be seen, not changed', async () => {
    const token = await h.scoped('alice');
    const server = { name: 'new', flavor: 'Breeze M', image: 'Ubuntu 24.04' };
    const post = (path: string, json: unknown) => h.send('POST', `/scs/v1/${path}`, { token, json });
    const created = await post('servers', { cloud: 'cloud-w', ...server });
    expect([created.status, created.body.code]).toEqual([404, 'notOffered']);
    const stopped = await post('servers/cloud-w/4711/actions/stop', undefined);
    expect([stopped.status, stopped.body.code]).toEqual([404, 'notOffered']);
    const path = '/scs/v1/servers/cloud-w/4711';
    expect((await h.send('PATCH', path, { token, json: { name: 'x' } })).body.code).toBe('notOffered');
    expect((await h.send('DELETE', path, { token })).body.code).toBe('notOffered');
    expect(west.requests.filter(({ method, url }) => method !== 'GET' && url !== '/v2/tokens')).toEqual([]);
  });

  it('keeps it from being chosen for a server, with the reason', async () => {
    const json = {
      name: 'placed',
      flavor: { vcpus: 1 },
      image: { distro: 'ubuntu', version: '24.04' },
      networks: 'none',
      placement: { clouds: ['cloud-w', 'cloud-b'], strategy: 'first' },
    };
    const { status, body } = await h.send('POST', '/scs/v1/servers?wait=20', { token: await h.scoped('alice'), json });
    expect(status).toBe(201);
    expect(body.placement).toMatchObject({ cloud: 'cloud-b' });
    expect(body.placement.considered[0]).toMatchObject({
      cloud: 'cloud-w',
      fits: false,
      against: ['servers of this cloud can be seen, not created, through the gateway'],
    });
    expect((await h.send('DELETE', `/scs/v1/servers/cloud-b/${body.item.id}?wait=20`, { token: alice })).status).toBe(
      204,
    );
  });

  it('is unknown to the standards of OpenStack, and what it lists is compared with the others', async () => {
    const { status, body } = await get('clouds/cloud-w/conformance');
    expect(status).toBe(200);
    expect(body).toMatchObject({ cloud: 'cloud-w', project: null, clusters: [] });
    const { checks } = body.regions[0];
    expect(checks.length).toBeGreaterThan(5);
    expect(checks.filter(({ state }: { state: string }) => state === 'pass' || state === 'fail')).toEqual([]);

    const wanted = {
      flavors: ['Breeze M'],
      images: [{ distro: 'ubuntu', version: '24.04' }],
      services: ['compute'],
      volumeAspects: ['encrypted'],
    };
    const portability = await h.send('POST', '/scs/v1/portability', { token: alice, json: wanted });
    expect(portability.status).toBe(200);
    const there = portability.body.clouds.find(({ cloud }: { cloud: string }) => cloud === 'cloud-w');
    expect(there.items.map(({ state }: { state: string }) => state)).toEqual([
      'satisfied',
      'satisfied',
      'unknown',
      'unknown',
    ]);
    expect((await get('flavor-groups')).status).toBe(200);
    const matches = (await get('flavor-matches?vcpus=2&ramGiB=4')).body.items;
    expect(matches.find(({ cloud }: { cloud: string }) => cloud === 'cloud-w').flavor.id).toBe('m-2');
    expect((await get('image-matches?distro=ubuntu')).body.items.at(-1).image.id).toBe('img-ub24');
  });

  it('is no matter of projects, nor of the tools of OpenStack and Kubernetes', async () => {
    expect((await get('projects')).body.clouds.at(-1)).toMatchObject({ cloud: 'cloud-w', status: 'not-offered' });
    const { body } = await h.send('GET', '/identity/v3/auth/catalog', { token: await h.scoped('alice') });
    expect(JSON.stringify(body)).not.toContain('cloud-w');
    expect((await h.send('GET', '/clouds/cloud-w/compute/servers', { token: alice })).status).toBe(404);
  });
});

describe('operators see it', () => {
  it('among the clouds, with its kind, its state and its circuit', async () => {
    const { status, body } = await get('clouds/cloud-w');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Breeze West',
      status: 'up',
      kinds: ['breeze'],
      error: null,
      latencyMs: expect.any(Number),
      access: true,
      projects: null,
      regions: [{ id: 'cloud-w', services: null }],
      api: { status: 'up', circuit: 'closed' },
      capabilities: { compute: true, image: true, network: false, kubernetes: false },
      lastSeenAt: expect.any(String),
    });
    expect(Errors(cloudSchemaOf([breeze]), body)).toEqual([]);
    const document = await h.send('GET', '/scs/openapi.json');
    expect(document.body.components.schemas.Cloud.properties.kinds.items.enum).toEqual([
      'openstack',
      'kubernetes',
      'breeze',
    ]);
  });

  it('in the metrics and in the readiness of the gateway', async () => {
    await get('servers/cloud-w/4711');
    const metrics = await (await h.operations('/metrics')).text();
    expect(metrics).toMatch(/scs_gateway_requests_total\{[^}]*cloud="cloud-w",service="compute"[^}]*\} [1-9]/);
    expect(metrics).toContain('scs_gateway_breaker_state{cloud="cloud-w"} 0');
    expect(metrics).toContain('scs_gateway_in_flight{cloud="cloud-w",kind="own"} 0');
    const readiness = (await (await h.operations('/readyz')).json()) as { members: Record<string, unknown> };
    expect(readiness.members['cloud-w']).toEqual({ ok: true, detail: 'no failure known' });
  });
});

describe('while it is away', () => {
  it('a list has the others, its report says why, and its circuit opens', async () => {
    await west.away();
    for (let times = 0; times < 5; times++) {
      const { status, body } = await get('servers');
      expect(status).toBe(200);
      expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['shop-old']);
      expect(body.clouds.at(-1)).toMatchObject({
        cloud: 'cloud-w',
        status: 'error',
        count: 0,
        error: { code: expect.stringMatching(/^member(Unreachable|Busy)$/) },
      });
    }
    const { body } = await get('clouds/cloud-w');
    expect(body).toMatchObject({
      status: 'down',
      latencyMs: null,
      access: null,
      error: { code: expect.stringMatching(/^member(Unreachable|Busy)$/) },
      api: { status: 'down', circuit: 'open' },
    });
    expect(await (await h.operations('/metrics')).text()).toContain('scs_gateway_breaker_state{cloud="cloud-w"} 2');
    const readiness = await h.operations('/readyz');
    expect(readiness.status).toBe(200);
    const { members } = (await readiness.json()) as { members: Record<string, { ok: boolean }> };
    expect(members['cloud-w']?.ok).toBe(false);
    expect((await get('flavors')).body.clouds.at(-1)).toMatchObject({ cloud: 'cloud-w' });
    await west.up();
  });
});

describe('a changed configuration', () => {
  it('swaps it, and drops nothing of the others', async () => {
    await get('servers?cloud=cloud-a');
    const logins = () => h.a.requests.filter(({ url }) => url.endsWith('/auth/tokens')).length;
    const before = { logins: logins(), bearers: west.bearers.length };
    const next = await h.changed(({ clouds }) => {
      clouds[2].name = 'Breeze East';
    });
    const [, onOld] = await Promise.all([h.gateway.reconfigure(next), get('servers?cloud=cloud-a')]);
    expect(onOld.status).toBe(200);
    // A new entry has connections, circuit and bearer of its own.
    const { body } = await get('servers');
    expect(body.clouds).toMatchObject([
      { status: 'ok' },
      { status: 'ok' },
      { cloud: 'cloud-w', status: 'ok', count: 3 },
    ]);
    expect((await get('clouds/cloud-w')).body).toMatchObject({ name: 'Breeze East', api: { circuit: 'closed' } });
    expect(west.bearers.length - before.bearers).toBe(1);
    expect(logins() - before.logins).toBe(0);
  });

  it('that does not change its entry keeps its connections and its bearer', async () => {
    const before = west.bearers.length;
    await h.gateway.reconfigure(
      await h.changed(({ clouds }) => {
        clouds[2].name = 'Breeze East';
        clouds[1].name = 'renamed';
      }),
    );
    expect((await get('servers?cloud=cloud-w')).body.items).toHaveLength(3);
    expect(west.bearers.length).toBe(before);
  });

  it('takes it away, and brings it back', async () => {
    await h.gateway.reconfigure(
      await h.changed(({ clouds }) => {
        clouds.splice(2, 1);
      }),
    );
    expect((await get('servers?cloud=cloud-w')).status).toBe(400);
    expect((await get('servers')).body.clouds).toHaveLength(2);
    await h.gateway.reconfigure(await h.changed(() => undefined));
    expect((await get('servers/cloud-w/4711')).status).toBe(200);
  });

  it.each([
    ['a value in place of a secret', { key: 'breeze-key-1' }, 'clouds[2].breeze.key: must be a reference'],
    ['a URL in the clear', { url: 'http://api.breeze.example/v2' }, 'clouds[2].breeze.url: must be https'],
    ['a key with a typing mistake', { kee: 'env:K' }, 'clouds[2].breeze.kee: is not a known key (did you mean "key"?)'],
    [
      'a variable that is not set',
      { key: 'env:NONE' },
      'clouds[2].breeze.key: the environment variable NONE is not set',
    ],
  ])('with %s is refused, with the place and the reason', async (_name, change, reason) => {
    const changed = h.changed(({ clouds }) => Object.assign(clouds[2].breeze, change));
    await expect(changed).rejects.toThrow(reason);
  });

  it('with two kinds in one entry, or none, is refused', async () => {
    const both = h.changed(({ clouds }) => {
      clouds[0].breeze = clouds[2].breeze;
    });
    await expect(both).rejects.toThrow('clouds[0].breeze: must not stand beside openstack: a cloud is of one kind');
    const none = h.changed(({ clouds }) => {
      delete clouds[2].breeze;
    });
    await expect(none).rejects.toThrow('clouds[2]: must have an openstack or breeze section, clusters, or both');
  });
});

describe('its folder', () => {
  it('imports nothing that a folder in src/adapters may not import', () => {
    const folder = join(import.meta.dirname, '../contract/third-kind');
    const adapter = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /\.ts$/.test(path) && !/^(stand-in|fixture)\.ts$/.test(path),
    );
    expect(adapter).toHaveLength(5);
    const imports = adapter.flatMap((path) =>
      [...readFileSync(join(folder, path), 'utf8').matchAll(/from '([^']+)'/g)].map(([, from = '']) => from),
    );
    const allowed =
      /^(typebox$|\.{1,2}\/(?:resources\/)?[\w-]+\.ts$|(?:\.\.\/)+src\/(?:model|schema|standards)\/|(?:\.\.\/)+src\/adapters\/[\w-]+\.ts$)/;
    expect(imports.filter((from) => !allowed.test(from))).toEqual([]);
  });
});

describe('its secrets', () => {
  it('stand in no line of the log', () => {
    expect(west.bearers.length).toBeGreaterThan(2);
    const secrets = [KEY, ...west.bearers];
    expect(h.log.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
});

describeNoLeaks(() => h);
