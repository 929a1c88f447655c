// SPDX-License-Identifier: Apache-2.0
// Computing by the normalised API, on both shapes of cloud: servers that boot from volumes, grow and are put back, what
// a cloud refuses, key pairs, and what a project may have.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness({ clouds: { instances: 3 } });
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const send = (method: string, path: string, json?: unknown) =>
  h.send(method, `/scs/v1${path}`, { token, ...(json === undefined ? {} : { json }) });

/** Made there and waited for. */
// biome-ignore lint/suspicious/noExplicitAny: a JSON body that the test looks into
async function make(plural: string, body: Record<string, unknown>): Promise<any> {
  const made = await send('POST', `/${plural}?wait=20`, body);
  expect(made.text).toContain('"item"');
  expect(made.status).toBe(201);
  return made.body.item;
}
const remove = async (plural: string, cloud: string, id: string): Promise<void> => {
  expect((await send('DELETE', `/${plural}/${cloud}/${encodeURIComponent(id)}?wait=20`)).status).toBe(204);
};

const SMALL = { flavor: 'SCS-2V-4-20s', image: { distro: 'ubuntu' }, networks: 'none' };

describe.each(['cloud-a', 'cloud-b'])('on %s', (cloud) => {
  it('a server gets everything that was asked for', async () => {
    const pair = await make('keypairs', {
      cloud,
      name: 'work',
      publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE me',
    });
    const server = await make('servers', {
      ...SMALL,
      cloud,
      name: 'web',
      keypairName: pair.name,
      userData: '#cloud-config\n',
      securityGroupNames: ['default'],
      availabilityZone: 'nova',
      description: 'the shop',
      metadata: { tier: 'front' },
      tags: ['prod'],
    });
    expect(server).toMatchObject({
      keypairName: 'work',
      flavor: { name: 'SCS-2V-4-20s', vcpus: 2, ramMiB: 4096, diskGiB: 20 },
      securityGroupNames: ['default'],
      availabilityZone: 'nova',
      description: 'the shop',
      metadata: { tier: 'front' },
      tags: ['prod'],
      powerState: 'running',
      project: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const path = `/servers/${cloud}/${server.id}`;
    const changed = await send('PATCH', path, { description: 'shut', metadata: {}, tags: ['old'] });
    expect(changed.body.item).toMatchObject({ name: 'web', description: 'shut', metadata: {}, tags: ['old'] });
    const log = await send('GET', `${path}/actions/console-log?lines=1`);
    expect(log.body.result.text).toBe('web login: ');
    const rebooted = await send('POST', `${path}/actions/reboot?wait=20`, { hard: true });
    expect(rebooted.body).toMatchObject({ item: { status: 'active' }, operation: { status: 'succeeded' } });
    await remove('servers', cloud, server.id);
    await remove('keypairs', cloud, 'work');
  });

  it('a server grows, and is put back or kept', async () => {
    const server = await make('servers', { ...SMALL, cloud, name: 'grows' });
    const act = (action: string, body?: object) =>
      send('POST', `/servers/${cloud}/${server.id}/actions/${action}?wait=20`, body);
    const grown = await act('resize', { flavor: 'SCS-4V-16-100s' });
    expect(grown.body).toMatchObject({
      item: { status: 'awaiting-confirmation', flavor: { name: 'SCS-4V-16-100s', vcpus: 4 } },
      operation: { status: 'succeeded' },
    });
    const back = await act('revert-resize');
    expect(back.body.item).toMatchObject({ status: 'active', flavor: { name: 'SCS-2V-4-20s' } });
    await act('resize', { flavor: 'SCS-4V-16-100s' });
    const kept = await act('confirm-resize');
    expect(kept.body.operation).toMatchObject({ status: 'succeeded' });
    expect(kept.body.item.flavor).toMatchObject({ name: 'SCS-4V-16-100s' });
    const again = await act('confirm-resize');
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: 'nativeConflict', cloud, native: { service: 'compute', status: 409 } });
    await remove('servers', cloud, server.id);
  });

  it('a server boots from a volume that goes with it, and takes another along that stays', async () => {
    const server = await make('servers', {
      cloud,
      name: 'diskless',
      flavor: 'SCS-2V-4',
      image: 'Debian 12',
      networks: 'none',
      bootVolume: { sizeGiB: 12 },
      volumes: [{ sizeGiB: 2 }],
    });
    expect(server).toMatchObject({
      image: null,
      flavor: { diskGiB: 0 },
      volumeIds: [expect.any(String), expect.any(String)],
    });
    const [boot, data] = await Promise.all(
      server.volumeIds.map(async (id: string) => (await send('GET', `/volumes/${cloud}/${id}`)).body),
    );
    expect(boot).toMatchObject({ sizeGiB: 12, status: 'in-use' });
    expect(data).toMatchObject({ sizeGiB: 2, status: 'in-use' });
    await remove('servers', cloud, server.id);
    expect((await send('GET', `/volumes/${cloud}/${boot.id}`)).status).toBe(404);
    expect((await send('GET', `/volumes/${cloud}/${data.id}`)).body.status).toBe('available');
    await remove('volumes', cloud, data.id);
  });

  it('one server more than the project may have is refused as a quota, and quotas tell how far it is', async () => {
    const made = [];
    for (const name of ['one', 'two', 'three']) made.push(await make('servers', { ...SMALL, cloud, name }));
    const refused = await send('POST', '/servers', { ...SMALL, cloud, name: 'four' });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: 'nativeQuota', cloud, native: { service: 'compute', status: 403 } });
    const quota = await send('GET', `/quotas/${cloud}/quota`);
    expect(quota.body.services).toEqual({ compute: 'known', 'block-storage': 'known', network: 'known' });
    const limits: { resource: string }[] = quota.body.limits;
    expect(limits.find(({ resource }) => resource === 'servers')).toMatchObject({ limit: 3, used: 3 });
    expect(limits.find(({ resource }) => resource === 'networks')).toMatchObject({ limit: 100, service: 'network' });
    for (const { id } of made) await remove('servers', cloud, id);
  });

  it('a name that is taken by another key pair is a conflict, and one with a dot needs a public key', async () => {
    const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE me';
    await make('keypairs', { cloud, name: 'me@work.example', publicKey });
    const twice = await send('POST', '/keypairs', { cloud, name: 'me@work.example', publicKey });
    expect(twice.status).toBe(409);
    expect(twice.body.native.message).toContain('already exists');
    const dotted = await send('POST', '/keypairs', { cloud, name: 'a.b' });
    expect(dotted.body).toMatchObject({ status: 400, native: { status: 400 } });
    await remove('keypairs', cloud, 'me@work.example');
  });

  it('zones are told by service, images by what is in them', async () => {
    const zones = await send('GET', `/availability-zones?cloud=${cloud}`);
    expect(zones.body.items.map(({ id }: { id: string }) => id)).toEqual(['block-storage:nova', 'compute:nova']);
    const one = await send('GET', `/availability-zones/${cloud}/compute%3Anova`);
    expect(one.body).toMatchObject({ service: 'compute', available: true, fireZone: null });
    const images = await send('GET', `/images?cloud=${cloud}&distro=ubuntu&version=24.04`);
    expect(images.body.items).toMatchObject([
      { name: 'Ubuntu 24.04', purpose: 'generic', scs: { replaceFrequency: 'monthly' } },
    ]);
  });
});

it('quotas of several projects are told apart', async () => {
  const unscoped = await h.login('carol');
  const { body } = await h.send('GET', '/scs/v1/quotas?cloud=cloud-a', { token: unscoped });
  const quotas: { id: string; name: string; project: string }[] = body.items;
  expect(quotas.map(({ name }) => name).sort()).toEqual(['research', 'teaching']);
  expect(quotas.map(({ id }) => id)).toEqual(quotas.map(({ project }) => project));
});

describeNoLeaks(() => h);
