// SPDX-License-Identifier: Apache-2.0
// Tags and metadata by the normalised API on real services: in the same words on everything that carries them, and the
// same as what the stock client reads and writes.
import assert from 'node:assert/strict';
import { LABEL_REFUSALS, labelRefusals } from '../../contract/label-refusals.ts';
import type { Json } from '../client.ts';
import type { Row } from './context.ts';
import { checkProblem, PROJECT } from './scs-talk.ts';
import type { World } from './scs-world.ts';
import { wireLogin } from './special.ts';

/** By resource: what makes one, and how the stock client calls it. */
const NETWORK_KINDS: readonly [plural: string, words: readonly string[], body: (name: string) => object][] = [
  ['networks', ['network'], (name) => ({ name })],
  ['subnets', ['subnet'], (name) => ({ name, networkId: name, cidr: '10.79.0.0/24' })],
  ['routers', ['router'], (name) => ({ name })],
  ['security-groups', ['security', 'group'], (name) => ({ name })],
  ['floating-ips', ['floating', 'ip'], () => ({})],
];

export async function labelCases(world: World): Promise<void> {
  await networkLabels(world);
  await storageLabels(world);
  await serverLabels(world);
  await imageLabels(world);
  await refusals(world);
}

/** Tags as the actions and a change set them, and lists that are asked by them. */
async function tour({ cloud, scs }: World, plural: string, item: Json): Promise<void> {
  const { id: at } = cloud;
  const act = async (action: string, tag: string) => (await scs.act(plural, at, item.id, action, { tag })).item.tags;
  const found = async (query: string) => (await scs.list(plural, `cloud=${at}&${query}`)).map(({ id }) => id);
  assert.deepEqual(await act('add-tag', 'a new one'), ['a new one', 'lab-front', 'lab-label'], plural);
  assert.deepEqual(await act('add-tag', 'a new one'), ['a new one', 'lab-front', 'lab-label'], plural);
  assert.deepEqual(await found('tag=lab-label&tag=a%20new%20one'), [item.id], plural);
  assert.deepEqual(await act('remove-tag', 'lab-front'), ['a new one', 'lab-label'], plural);
  assert.deepEqual(await act('remove-tag', 'lab-front'), ['a new one', 'lab-label'], plural);
  assert.deepEqual(await found('tag=lab-label,lab-front'), [], plural);
  const { tags } = await scs.change(plural, at, item.id, { tags: ['lab-label', 'z', 'z'] });
  assert.deepEqual(tags, ['lab-label', 'z'], plural);
}

async function networkLabels(world: World): Promise<void> {
  const { claim, cloud, scs, os, name: prefix } = world;
  const name = `${prefix}-labels`;
  const place = { cloud: cloud.id, project: PROJECT, tags: ['lab-label', 'lab-front'] };
  await claim('labels: tags of what Neutron has are set, listed by, and those of the stock client', async () => {
    const made: [string, string][] = [];
    try {
      const begin = new Date(Date.now() - 60_000).toISOString();
      for (const [plural, words, body] of NETWORK_KINDS) {
        const item = await scs.make(plural, { ...place, ...body(name) });
        made.unshift([plural, item.id]);
        assert.deepEqual(item.tags, ['lab-front', 'lab-label'], plural);
        // What a create has told is what there is: nothing has changed since.
        const { headers, json } = await scs.ask('GET', `/${plural}/${cloud.id}/${item.id}`);
        assert.deepEqual(json, item, plural);
        await tour(world, plural, item);
        const outdated = await scs.ask(
          'PATCH',
          `/${plural}/${cloud.id}/${item.id}`,
          { tags: [] },
          {
            'if-match': String(headers.etag),
          },
        );
        assert.equal(outdated.status, 412, outdated.text);
        await os.run(...words, 'set', '--tag', 'by-client', item.id);
        const shown = await os.json<Row>(...words, 'show', item.id);
        assert.deepEqual([...shown.tags].toSorted(), ['by-client', 'lab-label', 'z'], plural);
        const query = `cloud=${cloud.id}&tag=by-client&createdAfter=${begin}`;
        assert.deepEqual(
          (await scs.list(plural, query)).map(({ id, tags }) => [id, tags]),
          [[item.id, ['by-client', 'lab-label', 'z']]],
          plural,
        );
        assert.deepEqual(await scs.list(plural, `cloud=${cloud.id}&tag=by-client&createdBefore=${begin}`), []);
      }
      const { items } = await scs.get(`/search?q=${name}&tag=by-client&cloud=${cloud.id}`);
      assert.deepEqual(items.map(({ resource }: Json) => resource).toSorted(), [
        'networks',
        'routers',
        'security-groups',
        'subnets',
      ]);
      const refused = await scs.ask('GET', '/security-group-rules?tag=a');
      assert.equal(refused.status, 400);
      assert.match(checkProblem(refused).errors[0].detail, /carry no tags/);
    } finally {
      for (const [plural, id] of made) await scs.remove(plural, cloud.id, id);
    }
  });
}

async function storageLabels({ claim, cloud, scs, os, name: prefix }: World): Promise<void> {
  const { id: at } = cloud;
  const name = `${prefix}-labels`;
  const metadata = { tier: 'front', 'lab-use': 'db' };
  const place = { cloud: at, project: PROJECT, name, metadata };
  await claim(
    'labels: metadata of volumes, snapshots and containers are merged, listed by, and read back',
    async () => {
      const made: [string, string][] = [];
      try {
        const volume = await scs.make('volumes', { ...place, sizeGiB: 1 });
        made.unshift(['volumes', volume.id]);
        const snapshot = await scs.make('snapshots', { ...place, volumeId: volume.id });
        made.unshift(['snapshots', snapshot.id]);
        const container = await scs.make('containers', place);
        made.unshift(['containers', container.id]);
        for (const [plural, item] of [
          ['volumes', volume],
          ['snapshots', snapshot],
          ['containers', container],
        ] as const) {
          assert.deepEqual(item.metadata, metadata, plural);
          const patch = { metadata: { tier: 'back', 'lab-use': null, more: 'a b, c' } };
          const changed = await scs.change(plural, at, item.id, patch);
          assert.deepEqual(changed.metadata, { more: 'a b, c', tier: 'back' }, plural);
          const again = await scs.change(plural, at, item.id, { metadata: { gone: null } });
          assert.deepEqual(again.metadata, { more: 'a b, c', tier: 'back' }, plural);
          if (plural === 'containers') continue;
          const found = async (query: string) => (await scs.list(plural, `cloud=${at}&${query}`)).map(({ id }) => id);
          assert.deepEqual(await found('metadata.more=a%20b%5C,%20c&metadata.tier=back,front'), [item.id], plural);
          assert.deepEqual(await found('metadata=tier=front&metadata=more=a'), [], plural);
        }
        const shown = await os.json<Row>('container', 'show', name);
        assert.match(JSON.stringify(shown.properties).toLowerCase(), /tier.*back/);
        const twice = await scs.ask('POST', '/containers', { ...place, metadata: { tier: 'theirs' } });
        assert.equal(twice.status, 409, twice.text);
        assert.equal((await scs.get(`/containers/${at}/${name}`)).metadata.tier, 'back');
      } finally {
        for (const [plural, id] of made) await scs.remove(plural, at, id);
      }
    },
  );
}

async function serverLabels(world: World): Promise<void> {
  const { claim, cloud, scs, name } = world;
  await claim('labels: tags and metadata of a server are set, merged and listed by', async () => {
    const server = await scs.make('servers', {
      ...{ cloud: cloud.id, project: PROJECT, name: `${name}-labels`, flavor: 'SCS-1V-4-10', networks: 'none' },
      ...{ image: { distro: 'debian', version: '12' }, tags: ['lab-label', 'lab-front'] },
      metadata: { tier: 'front', use: 'db' },
    });
    try {
      assert.deepEqual([server.tags, server.metadata], [['lab-front', 'lab-label'], { tier: 'front', use: 'db' }]);
      await tour(world, 'servers', server);
      const { metadata } = await scs.change('servers', cloud.id, server.id, { metadata: { use: null, more: 'x' } });
      assert.deepEqual(metadata, { more: 'x', tier: 'front' });
      const found = await scs.list('servers', `cloud=${cloud.id}&tag=lab-label&metadata.more=x,y&metadata.tier=front`);
      assert.deepEqual(
        found.map(({ id }) => id),
        [server.id],
      );
    } finally {
      await scs.remove('servers', cloud.id, server.id);
    }
  });
}

/** The stand-ins are held to the same table. */
async function refusals({ claim, cloud, lab, name }: World): Promise<void> {
  await claim('labels: services refuse tags and metadata as the stand-ins do', async () => {
    const { token } = await wireLogin(lab, 'alice', PROJECT);
    const told = await labelRefusals(`${name}-refused`, ({ service, method, path, body, headers = {} }) =>
      lab.http(method, `${lab.publicUrl}/clouds/${cloud.id}/${service}${path}`, { token, body, headers }),
    );
    assert.deepEqual(told, LABEL_REFUSALS);
  });
}

async function imageLabels(world: World): Promise<void> {
  const { claim, cloud, scs, os, name: prefix } = world;
  const name = `${prefix}-labels`;
  await claim(
    "labels: tags and metadata of one's own image are changed, its owner and visibility are not",
    async () => {
      const formats = ['--disk-format', 'raw', '--container-format', 'bare'];
      const { id } = await os.json<Row>('image', 'create', ...formats, '--property', 'team=shop', name);
      try {
        const labelled = { tags: ['lab-front', 'lab-label'], metadata: { stage: 'test', 'a/b~c': 'x' } };
        const item = await scs.change('images', cloud.id, id, labelled);
        assert.deepEqual([item.tags, item.metadata.stage, item.metadata['a/b~c']], [labelled.tags, 'test', 'x']);
        assert.equal(item.metadata.team, 'shop');
        await tour(world, 'images', { ...item, id });
        const { metadata } = await scs.change('images', cloud.id, id, { metadata: { stage: null, 'a/b~c': null } });
        assert.deepEqual([metadata.stage, metadata['a/b~c'], metadata.team], [undefined, undefined, 'shop']);
        const query = `cloud=${cloud.id}&tag=lab-label&metadata.team=shop`;
        assert.deepEqual(
          (await scs.list('images', query)).map((one) => one.id),
          [id],
        );
        for (const key of ['visibility', 'owner']) {
          const answer = await scs.ask('PATCH', `/images/${cloud.id}/${id}`, { metadata: { [key]: 'public' } });
          assert.equal(answer.status, 422, answer.text);
        }
      } finally {
        await os.run('image', 'delete', id);
      }
    },
  );
}
