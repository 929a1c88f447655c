// SPDX-License-Identifier: Apache-2.0
// The normalised API on both clouds: what they are, and the whole life of everything that can be made by it, beside what
// the stock client says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Json } from '../client.ts';
import { CLOUDS } from '../clouds.ts';
import type { Chosen, Context } from './context.ts';
import { labelCases } from './scs-labels.ts';
import { networkActions, networkEnds, networkMade } from './scs-network.ts';
import { objectLevelCases } from './scs-object-level.ts';
import { quotaCases } from './scs-quotas.ts';
import { readCases } from './scs-reads.ts';
import { placementCases, serverActions, serverCases, serverEnds } from './scs-servers.ts';
import { standardsCases } from './scs-standards.ts';
import { storageActions, storageEnds, storageMade } from './scs-storage.ts';
import { checkProblem, createScs, PROJECT, type Scs, typedClient } from './scs-talk.ts';
import type { World } from './scs-world.ts';
import { wireLogin } from './special.ts';

/** `chosen`: alice's stock client, once for each cloud. */
export async function scsCases(lab: Context, chosen: readonly Chosen[]): Promise<void> {
  const scs = await createScs(lab, 'alice');
  const name = `lab-${process.pid}-scs`;
  await cloudCases(lab, scs);
  const worlds = chosen.map(({ cloud, os }): World => {
    const claim: World['claim'] = (title, check) => lab.claims.claim(`scs ${cloud.id}: ${title}`, check);
    return { lab, cloud, os, scs, name, made: {}, claim };
  });
  await Promise.all(
    worlds.map(async (world) => {
      await networkMade(world);
      await storageMade(world);
      await serverCases(world);
      await networkActions(world);
      await readCases(world);
      await labelCases(world);
    }),
  );
  await acrossCases(lab, scs, worlds);
  await Promise.all(
    worlds.map(async (world) => {
      await storageActions(world);
      await serverActions(world);
      await serverEnds(world);
      await networkEnds(world);
      await storageEnds(world);
    }),
  );
  await placementCases(lab, scs, name);
  await quotaCases(lab, scs, name);
  await standardsCases(lab, scs);
  await objectLevelCases(lab);
}

async function cloudCases(lab: Context, scs: Scs): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) => lab.claims.claim(`scs: ${title}`, check);
  await claim('clouds are up and say which services they have, in which versions', async () => {
    const { items } = await scs.get('/clouds');
    assert.deepEqual(
      items.map(({ id, status }: Json) => [id, status]),
      CLOUDS.map(({ id }) => [id, 'up']),
    );
    for (const { id, regions, capabilities, access } of items) {
      assert.deepEqual([regions.length, regions[0].id, access], [1, id, true]);
      const { services } = regions[0];
      const types = services.map(({ type }: Json) => type).toSorted();
      const expected = ['block-storage', 'compute', 'identity', 'image', 'network', 'object-store', 'placement'];
      assert.deepEqual(types, expected);
      for (const { type, url, circuit } of services) {
        const place = type === 'identity' ? `${lab.publicUrl}/identity` : `${lab.publicUrl}/clouds/${id}/${type}`;
        assert.ok(url.startsWith(place), `${type} at ${url}`);
        assert.equal(circuit, 'closed');
      }
      const of = (type: string): Json => services.find((service: Json) => service.type === type);
      // Nova 26, Cinder 21 and Placement 8, of OpenStack Zed.
      assert.deepEqual(of('compute').microversions, { min: '2.1', max: '2.93' });
      assert.deepEqual(of('block-storage').microversions, { min: '3.0', max: '3.70' });
      assert.deepEqual(of('placement').microversions, { min: '1.0', max: '1.39' });
      for (const type of ['image', 'network', 'identity'])
        assert.ok(of(type).versions.length > 0, `${type} tells no versions`);
      assert.deepEqual([capabilities.compute, capabilities['load-balancer']], [true, false]);
    }
  });
  await claim('projects are one list over both clouds', async () => {
    const { items } = await scs.get('/projects');
    assert.deepEqual(
      items.map((project: Json) => [project.domain.name, project.name, project.clouds]),
      [
        ['hub', 'archive', ['cloud-b']],
        ['hub', PROJECT, ['cloud-a', 'cloud-b']],
      ],
    );
  });
  await claim('what no cloud of the lab has is told as not offered', async () => {
    for (const plural of ['load-balancers', 'nodes']) {
      const { items, clouds } = await scs.get(`/${plural}`);
      assert.deepEqual(items, []);
      assert.deepEqual(
        clouds.map((report: Json) => [report.cloud, report.status]),
        CLOUDS.map(({ id }) => [id, 'not-offered']),
      );
    }
  });
}

/** One question to both, while each has its objects. */
async function acrossCases(lab: Context, scs: Scs, worlds: readonly World[]): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) => lab.claims.claim(`scs: ${title}`, check);
  const ids = (key: string): (string | undefined)[] => worlds.map(({ made }) => made[key]);
  const { name = '' } = worlds[0] ?? {};

  await claim('a list holds the objects of both clouds, by filter, sorted, and page after page', async () => {
    const servers = await scs.list('servers', `name=${name}*`);
    assert.deepEqual(
      servers.map(({ id }) => id),
      ids('server'),
    );
    const all = await scs.list('subnets', 'sort=-cidr,cloud&fields=cloud,cidr,id');
    assert.deepEqual(
      all.map(({ cidr }) => cidr),
      all.map(({ cidr }) => cidr).toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)),
    );
    const paged: Json[] = [];
    let path = `/subnets?project=${PROJECT}&sort=-cidr,cloud&fields=cloud,cidr,id&limit=2`;
    for (let pages = 0; pages < 20 && path !== ''; pages += 1) {
      const { items, next } = await scs.get(path);
      assert.ok(items.length <= 2);
      paged.push(...items);
      path = next === undefined ? '' : next.slice(`${lab.publicUrl}/scs/v1`.length);
    }
    assert.deepEqual(paged, all);
    assert.ok(new Set(all.map(({ cloud }) => cloud)).size === 2);
  });
  await claim('a list of lines has the same objects, a line for each cloud, and an end', async () => {
    const answer = await scs.ask('GET', `/ports?project=${PROJECT}`, undefined, { accept: 'application/x-ndjson' });
    const lines = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const items = lines.flatMap(({ item }) => item ?? []);
    const byId = (a: Json, b: Json): number => (a.id < b.id ? -1 : 1);
    assert.deepEqual(items.toSorted(byId), (await scs.list('ports')).toSorted(byId));
    assert.deepEqual(lines.at(-1), { end: { count: items.length, partial: false } });
    const reports = lines.flatMap(({ cloud }) => cloud ?? []);
    assert.deepEqual(reports.map(({ cloud }) => cloud).toSorted(), CLOUDS.map(({ id }) => id).toSorted());
  });
  await claim('anything is found by a part of its name, the beginning of its id, or an address', async () => {
    const { items } = await scs.get(`/search?q=${name.toUpperCase()}&project=${PROJECT}`);
    const kinds = new Set(items.map(({ resource, cloud }: Json) => `${resource} of ${cloud}`));
    for (const { cloud } of worlds)
      for (const kind of [
        'servers',
        'networks',
        'subnets',
        'routers',
        'volumes',
        'snapshots',
        'containers',
        'keypairs',
      ])
        assert.ok(kinds.has(`${kind} of ${cloud.id}`), `no ${kind} of ${cloud.id} among ${[...kinds].join(', ')}`);
    for (const { cloud, made } of worlds) {
      const byId = await scs.get(`/search?q=${made.server?.slice(0, 13)}`);
      assert.deepEqual(
        byId.items.map(({ resource, id, why }: Json) => [resource, id, why]),
        [['servers', made.server, 'id']],
      );
      const byAddress = await scs.get(`/search?q=${made.address}&cloud=${cloud.id}`);
      const found = byAddress.items.map(({ resource, why }: Json) => `${resource} by ${why}`);
      for (const resource of ['servers', 'ports', 'floating-ips'])
        assert.ok(found.includes(`${resource} by address`), `${resource} not among ${found.join(', ')}`);
    }
  });
  await claim('a list that has not changed is 304 by its ETag', async () => {
    const path = `/networks?project=${PROJECT}`;
    const first = await scs.ask('GET', path);
    const again = await scs.ask('GET', path, undefined, { 'if-none-match': first.headers.etag ?? '' });
    assert.deepEqual([again.status, again.text], [304, '']);
  });
  await claim("a gateway's own token in X-Auth-Token is as good, and stays in its project", async () => {
    const { token } = await wireLogin(lab, 'alice', PROJECT);
    const listed = await lab.http('GET', `${lab.publicUrl}/scs/v1/servers`, { token });
    assert.deepEqual(listed.json.items, await scs.list('servers'));
    const other = await lab.http('GET', `${lab.publicUrl}/scs/v1/servers?project=archive`, { token });
    assert.equal(other.status, 403);
  });
  await claim('an object is found by its id alone, and the answer says where it is', async () => {
    for (const { cloud, made } of worlds) {
      const answer = await scs.ask('GET', `/servers/${made.server}`);
      assert.deepEqual([answer.status, answer.json.cloud, answer.json.id], [200, cloud.id, made.server]);
      assert.ok(answer.headers['content-location']?.endsWith(`/scs/v1/servers/${cloud.id}/${made.server}`));
    }
  });
  await claim('somebody of another project sees none of it, whether listed or asked for by id', async () => {
    const bob = await createScs(lab, 'bob');
    const { items, clouds } = await bob.get('/servers');
    assert.deepEqual(items, []);
    for (const { status } of clouds) assert.equal(status, 'ok');
    for (const { cloud, made } of worlds) {
      const answer = await bob.ask('GET', `/servers/${cloud.id}/${made.server}`);
      const { code } = checkProblem(answer);
      assert.deepEqual([answer.status, /^(nativeN|n)otFound$/.test(code)], [404, true]);
    }
  });
  await claim(
    'a server of one cloud is not found at the other, and what is wrong with a request is named',
    async () => {
      const [a, b] = worlds;
      const away = await scs.ask('GET', `/servers/${b?.cloud.id}/${a?.made.server}`);
      assert.equal(away.status, 404);
      checkProblem(away);
      const wrong = await scs.ask('GET', '/servers?flavour=x&cloud=cloud-c');
      assert.equal(wrong.status, 400);
      assert.match(JSON.stringify(checkProblem(wrong).errors), /flavour/);
      const body = { cloud: 'cloud-a', project: PROJECT, name: 'x', cidr: '10.9.0.0/99', networkId: name };
      const refused = await scs.ask('POST', '/subnets', body);
      assert.equal(refused.status, 400);
      const { code, native } = checkProblem(refused);
      assert.deepEqual([code, native.service, native.status], ['nativeBadRequest', 'network', 400]);
    },
  );
  await claim('the typed client, generated from the description, lists and reads the same', async () => {
    const client = await typedClient(lab, 'alice', readFileSync(lab.ca, 'utf8'));
    try {
      const { items, clouds } = await client.listServers({
        query: { project: PROJECT, name: [name], status: ['active'] },
      });
      assert.deepEqual(
        items.map(({ id }) => id),
        ids('server'),
      );
      assert.deepEqual(
        clouds.map(({ status }) => status),
        ['ok', 'ok'],
      );
      const [first] = items;
      if (first === undefined) throw new Error('no server');
      const one = await client.getServer({ path: { cloud: first.cloud, id: first.id } });
      assert.deepEqual(one, first);
      const made = await client.createKeypair({ body: { cloud: 'cloud-b', project: PROJECT, name: `${name}-typed` } });
      assert.match(made.item.privateKey ?? '', /PRIVATE KEY/);
      await client.deleteKeypair({ path: { cloud: 'cloud-b', id: made.item.id }, query: { project: PROJECT } });
      await assert.rejects(client.getKeypair({ path: { cloud: 'cloud-b', id: made.item.id } }), /404/);
    } finally {
      await client.close();
    }
  });
}
