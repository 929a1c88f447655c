// SPDX-License-Identifier: Apache-2.0
// Servers and key pairs by the normalised API: made on the cloud that is named and on one that is chosen, acted upon,
// deleted; a request that is sent twice is done once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Json } from '../client.ts';
import { CLOUDS } from '../clouds.ts';
import type { Context } from './context.ts';
import { checkProblem, PROJECT, type Scs } from './scs-talk.ts';
import type { World } from './scs-world.ts';

const IMAGE = { distro: 'debian', version: '12' };

export async function serverCases({ claim, cloud, scs, name, made }: World): Promise<void> {
  const { id: at } = cloud;
  const place = { cloud: at, project: PROJECT };

  await claim('a key pair that the cloud makes gives its private key once', async () => {
    const pair = await scs.make('keypairs', { ...place, name });
    made.keypair = pair.id;
    assert.match(pair.privateKey, /PRIVATE KEY/);
    const seen = await scs.get(`/keypairs/${at}/${name}`);
    assert.equal(seen.privateKey, null);
    assert.equal(seen.fingerprint, pair.fingerprint);
  });

  await claim(
    'a server made by an SCS flavor name of the first syntax and an image query is waited for and active',
    async () => {
      const body = { ...place, name, flavor: 'SCS-1V:4:10', image: IMAGE, networks: [made.network] };
      const { item, operation, placement } = await scs.post('/servers?wait=60', {
        ...body,
        ...{ keypairName: name, securityGroupNames: [name], metadata: { made: 'here' }, tags: ['lab'] },
        userData: '#cloud-config\n',
      });
      made.server = item.id;
      assert.deepEqual([item.status, item.nativeStatus, item.powerState], ['active', 'ACTIVE', 'running']);
      assert.deepEqual([operation.verb, operation.resource, operation.objectId], ['create', 'servers', item.id]);
      assert.deepEqual([placement.strategy, placement.cloud, placement.image.name], ['given', at, 'Debian 12']);
      assert.equal(placement.flavor.name, 'SCS-1V-4-10');
      const { flavor, keypairName, metadata, tags, securityGroupNames, addresses } = item;
      assert.deepEqual([flavor.name, flavor.vcpus, flavor.ramMiB, flavor.diskGiB], ['SCS-1V-4-10', 1, 4096, 10]);
      assert.deepEqual([keypairName, metadata, tags, securityGroupNames], [name, { made: 'here' }, ['lab'], [name]]);
      assert.equal(addresses[0].networkName, name);
      made.address = addresses.find(({ version }: Json) => version === 4).address;
    },
  );

  await claim('an SCS flavor without a disk boots from a volume that is made for it and goes with it', async () => {
    const server = await scs.make('servers', {
      ...place,
      name: `${name}-diskless`,
      flavor: { vcpus: 1, ramGiB: 4, diskGiB: 0, exact: true },
      image: 'Debian 12',
      networks: 'none',
    });
    assert.equal(server.flavor.diskGiB, 0);
    assert.equal(server.image, null);
    assert.equal(server.volumeIds.length, 1);
    const volume = await scs.get(`/volumes/${at}/${server.volumeIds[0]}`);
    assert.deepEqual([volume.status, volume.bootable, volume.attachments[0].serverId], ['in-use', true, server.id]);
    await scs.remove('servers', at, server.id);
  });
}

export async function serverActions({ claim, cloud, scs, name, made }: World): Promise<void> {
  const { id: at } = cloud;
  const act = (action: string, body?: object) => scs.act('servers', at, made.server ?? '', action, body);
  const after = async (action: string, body?: object): Promise<[string, string]> => {
    const { item } = await act(action, body);
    return [item.status, item.powerState];
  };

  await claim('a server is stopped, started, and rebooted, and each action is waited for', async () => {
    assert.deepEqual(await after('stop'), ['stopped', 'shutdown']);
    assert.deepEqual(await after('start'), ['active', 'running']);
    assert.deepEqual(await after('reboot'), ['active', 'running']);
    assert.deepEqual(await after('reboot', { hard: true }), ['active', 'running']);
  });
  await claim("a server's console log is read", async () => {
    const { result } = await scs.get(`/servers/${at}/${made.server}/actions/console-log?lines=5`);
    assert.match(result.text, /FAKE CONSOLE OUTPUT/);
  });
  await claim('a server is resized and confirmed, resized and reverted', async () => {
    const resized = await act('resize', { flavor: 'SCS-2V-4-20s' });
    assert.equal(resized.item.status, 'awaiting-confirmation');
    const kept = await act('confirm-resize');
    assert.deepEqual([kept.item.status, kept.item.flavor.name], ['active', 'SCS-2V-4-20s']);
    await act('resize', { flavor: 'SCS-1V-4-10' });
    const reverted = await act('revert-resize');
    assert.deepEqual([reverted.item.status, reverted.item.flavor.name], ['active', 'SCS-2V-4-20s']);
  });
  await claim('a server is renamed, its metadata merged, its tags replaced', async () => {
    const body = { name: `${name}-renamed`, description: 'changed', tags: ['changed'] };
    const change = (metadata: object): Promise<Json> =>
      scs.change('servers', at, made.server ?? '', { ...body, metadata });
    const item = await change({ other: 'one' });
    assert.deepEqual(
      [item.name, item.description, item.metadata, item.tags],
      [body.name, body.description, { made: 'here', other: 'one' }, body.tags],
    );
    assert.deepEqual((await change({ made: null })).metadata, { other: 'one' });
  });
  await claim('starting a server that runs leaves it as it is', async () => {
    assert.deepEqual(await after('start'), ['active', 'running']);
  });
  await claim(
    'rebooting a server that is stopped is a conflict, in the words of Nova and without its address',
    async () => {
      await act('stop');
      const answer = await scs.ask('POST', `/servers/${at}/${made.server}/actions/reboot`, {});
      const { code, cloud: where, native } = checkProblem(answer);
      assert.deepEqual([answer.status, code, where], [409, 'nativeConflict', at]);
      assert.deepEqual([native.status, native.service], [409, 'compute']);
      assert.match(native.message, /vm_state stopped/);
      await act('start');
    },
  );
}

export async function serverEnds({ claim, cloud, scs, made }: World): Promise<void> {
  const { id: at } = cloud;
  await claim('a server is deleted, and then not found', () => scs.remove('servers', at, made.server ?? ''));
  await claim('a key pair is deleted', () => scs.remove('keypairs', at, made.keypair ?? ''));
}

/** What concerns both clouds at once. */
export async function placementCases(lab: Context, scs: Scs, name: string): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) => lab.claims.claim(`scs: ${title}`, check);
  const body = { project: PROJECT, flavor: 'SCS-1V-4-10', image: IMAGE, networks: 'none' };
  const left: Json[] = [];
  const own = (server: Json): Json => {
    left.push(server);
    return server;
  };

  await claim('servers that are spread go where there are the fewest, and the answer says why', async () => {
    const taken: string[] = [];
    for (let number = 1; new Set(taken).size < CLOUDS.length; number += 1) {
      assert.ok(number < 10, `nine servers came to ${taken.join(', ')}`);
      const spread = { ...body, name: `${name}-spread-${number}`, placement: { strategy: 'spread' } };
      const { item, placement } = await scs.post('/servers?wait=60', spread);
      own(item);
      taken.push(item.cloud);
      const { considered, because } = placement;
      assert.deepEqual([placement.strategy, placement.cloud], ['spread', item.cloud]);
      assert.match(because, /you have \d+ servers? there/);
      assert.deepEqual(
        considered.map((place: Json) => [place.cloud, place.fits, place.image.name]),
        CLOUDS.map(({ id }) => [id, true, 'Debian 12']),
      );
      const least = Math.min(...considered.map(({ servers }: Json) => servers));
      assert.equal(considered.find(({ cloud }: Json) => cloud === item.cloud).servers, least);
    }
  });
  await claim('a server goes to the only cloud that has its flavor', async () => {
    const only = { ...body, name: `${name}-only`, flavor: { vcpus: 16, ramGiB: 64 } };
    const { item, placement } = await scs.post('/servers?wait=60', { ...only, bootVolume: { sizeGiB: 10 } });
    own(item);
    assert.deepEqual([item.cloud, placement.flavor.name], ['cloud-b', 'SCS-16V-64']);
    const [first] = placement.considered;
    assert.deepEqual([first.cloud, first.fits], ['cloud-a', false]);
    assert.match(first.against.join(), /flavor/);
  });
  await claim('what no cloud can make is refused with what speaks against each', async () => {
    const answer = await scs.ask('POST', '/servers', {
      ...body,
      name,
      flavor: 'SCS-1V-4-10',
      image: { distro: 'beos' },
    });
    const { code, errors } = checkProblem(answer);
    assert.deepEqual([answer.status, code], [422, 'unprocessable']);
    assert.deepEqual(
      errors.map(({ cloud }: Json) => cloud),
      CLOUDS.map(({ id }) => id),
    );
  });
  await claim('a create that is sent three times with one Idempotency-Key makes one server', async () => {
    const once = { ...body, cloud: 'cloud-a', name: `${name}-once` };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await scs.ask('POST', '/servers?wait=60', once, headers);
    assert.equal(first.status, 201, first.text);
    own(first.json.item);
    const again = await scs.ask('POST', '/servers?wait=60', once, headers);
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [201, 'true']);
    assert.equal(again.json.item.id, first.json.item.id);
    const other = await scs.ask('POST', '/servers?wait=60', { ...once, name: 'other' }, headers);
    assert.equal(other.status, 422, other.text);
    assert.equal((await scs.list('servers', `name=${name}-once`)).length, 1);
  });
  await claim('a create that is not waited for has an operation, which is followed as events to its end', async () => {
    const answer = await scs.ask('POST', '/servers', { ...body, cloud: 'cloud-b', name: `${name}-events` });
    assert.equal(answer.status, 202, answer.text);
    own(answer.json.item);
    const { operation } = answer.json;
    assert.equal(answer.headers['operation-location'], operation.href);
    const events = await scs.ask('GET', operation.href.slice(`${lab.publicUrl}/scs/v1`.length), undefined, {
      accept: 'text/event-stream',
    });
    assert.match(events.headers['content-type'] ?? '', /^text\/event-stream/);
    const last = events.text.trim().split('\n\n').at(-1) ?? '';
    assert.match(last, /^event: end$/m);
    assert.match(last, /"status":"succeeded","progress":100,"stage":"active"/);
  });
  await claim(`the servers of these claims are deleted side by side`, async () => {
    await Promise.all(left.map(({ cloud, id }) => scs.remove('servers', cloud, id)));
    assert.ok(left.length > 0);
  });
}
