// SPDX-License-Identifier: Apache-2.0
// Volumes, networks and containers by the normalised API, on both shapes of cloud: made, changed, connected, removed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, type SendOptions, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const send = (method: string, path: string, json?: unknown, options: SendOptions = {}) =>
  h.send(method, `/scs/v1${path}`, { token, ...(json === undefined ? {} : { json }), ...options });

/** Made there, and what came of it. */
// biome-ignore lint/suspicious/noExplicitAny: a JSON body that the test looks into
async function make(plural: string, body: Record<string, unknown>): Promise<any> {
  const made = await send('POST', `/${plural}?wait=20`, body);
  expect(made.text).toContain('"item"');
  expect(made.status).toBe(201);
  return made.body.item;
}
const remove = async (plural: string, cloud: string, id: string): Promise<void> => {
  const path = `/${plural}/${cloud}/${encodeURIComponent(id)}`;
  expect((await send('DELETE', `${path}?wait=20`)).status).toBe(204);
  expect((await send('GET', path)).status).toBe(404);
};
const listed = async (plural: string, query = ''): Promise<Record<string, unknown>[]> => {
  const { status, body } = await send('GET', `/${plural}${query}`);
  expect(status).toBe(200);
  return body.items;
};

describe.each(['cloud-a', 'cloud-b'])('on %s', (cloud) => {
  it('a volume is made, renamed, made larger, copied, attached, detached and deleted', async () => {
    const volume = await make('volumes', { cloud, name: 'data', sizeGiB: 1, metadata: { use: 'db' } });
    expect(volume).toMatchObject({ cloud, name: 'data', status: 'available', sizeGiB: 1, encrypted: false });
    const path = `/volumes/${cloud}/${volume.id}`;

    const renamed = await send('PATCH', path, { name: 'data-2', description: 'a disk', metadata: {} });
    expect(renamed.body.item).toMatchObject({ name: 'data-2', description: 'a disk', metadata: {} });
    const larger = await send('POST', `${path}/actions/extend?wait=20`, { sizeGiB: 3 });
    expect(larger.body).toMatchObject({
      item: { sizeGiB: 3, status: 'available' },
      operation: { verb: 'extend', status: 'succeeded' },
    });
    const smaller = await send('POST', `${path}/actions/extend`, { sizeGiB: 1 });
    expect(smaller.body).toMatchObject({ status: 400, cloud, native: { service: 'block-storage', status: 400 } });

    const snapshot = await make('snapshots', { cloud, name: 'before', volumeId: 'data-2' });
    expect(snapshot).toMatchObject({ status: 'available', volumeId: volume.id, sizeGiB: 3 });
    const copy = await make('volumes', { cloud, name: 'copy', sizeGiB: 3, sourceSnapshotId: 'before' });
    expect(copy).toMatchObject({ sourceSnapshotId: snapshot.id });
    await remove('volumes', cloud, copy.id);
    await remove('snapshots', cloud, snapshot.id);

    const server = await make('servers', {
      cloud,
      name: `with-volume-${cloud}`,
      flavor: 'SCS-2V-4-20s',
      image: { distro: 'ubuntu' },
      networks: 'none',
    });
    const attached = await send('POST', `${path}/actions/attach?wait=20`, { serverId: server.name });
    expect(attached.body).toMatchObject({
      item: { status: 'in-use', attachments: [{ serverId: server.id }] },
      operation: { status: 'succeeded' },
    });
    const detached = await send('POST', `${path}/actions/detach?wait=20`, {});
    expect(detached.body).toMatchObject({ item: { status: 'available', attachments: [] } });
    await remove('volumes', cloud, volume.id);
    await remove('servers', cloud, server.id);
  });

  it('a network, a subnet, a router, rules and a floating IP lead to a server', async () => {
    const network = await make('networks', { cloud, name: 'lan', mtu: 1400 });
    expect(network).toMatchObject({ cloud, status: 'active', mtu: 1400, external: false, subnetIds: [] });
    const subnet = await make('subnets', {
      cloud,
      name: 'lan-v4',
      networkId: 'lan',
      cidr: '10.9.0.0/24',
      dnsServers: ['9.9.9.9'],
    });
    expect(subnet).toMatchObject({ networkId: network.id, ipVersion: 4, dnsServers: ['9.9.9.9'], dhcp: true });
    const [external] = await listed('networks', `?cloud=${cloud}&external=true`);
    const router = await make('routers', { cloud, name: 'out', externalGateway: { networkId: external?.name } });
    expect(router).toMatchObject({ externalGateway: { networkId: external?.id, snat: true } });
    const routerPath = `/routers/${cloud}/${router.id}`;
    const joined = await send('POST', `${routerPath}/actions/add-interface`, { subnetId: 'lan-v4' });
    expect(joined.body).toMatchObject({ item: { id: router.id }, result: { subnetId: subnet.id } });

    const group = await make('security-groups', { cloud, name: 'web', description: 'ssh in' });
    expect(group).toMatchObject({ default: false, stateful: true });
    const egress = group.rules.map(({ direction }: { direction: string }) => direction);
    expect(egress).toEqual(['egress', 'egress']);
    const rule = await make('security-group-rules', {
      cloud,
      groupId: 'web',
      direction: 'ingress',
      protocol: 'tcp',
      portMin: 22,
      remoteCidr: '203.0.113.0/24',
    });
    expect(rule).toMatchObject({ groupId: group.id, portMin: 22, portMax: 22, ethertype: 'IPv4' });
    const shown = await send('GET', `/security-groups/${cloud}/${group.id}`);
    expect(shown.body.rules.map(({ id }: { id: string }) => id)).toContain(rule.id);

    const server = await make('servers', {
      cloud,
      name: `web-${cloud}`,
      flavor: 'SCS-2V-4-20s',
      image: { distro: 'ubuntu' },
      networks: [network.id],
    });
    const [port] = await listed('ports', `?cloud=${cloud}&deviceId=${server.id}`);
    expect(port).toMatchObject({ networkId: network.id, status: 'active', deviceOwner: 'compute:nova' });

    const floating = await make('floating-ips', { cloud, description: 'web' });
    expect(floating).toMatchObject({ status: 'down', networkId: external?.id, portId: null });
    expect(floating.name).toBe(floating.address);
    const floatingPath = `/floating-ips/${cloud}/${floating.id}`;
    const led = await send('POST', `${floatingPath}/actions/associate`, { serverId: server.id });
    expect(led.body.item).toMatchObject({ portId: port?.id, routerId: router.id, status: 'active' });
    const off = await send('PATCH', floatingPath, { portId: null });
    expect(off.body.item).toMatchObject({ portId: null, fixedAddress: null, status: 'down' });
    await send('POST', `${floatingPath}/actions/associate`, { portId: port?.id });
    const gone = await send('POST', `${floatingPath}/actions/disassociate`);
    expect(gone.body.item).toMatchObject({ portId: null });

    const inUse = await send('DELETE', routerPath);
    expect(inUse.body).toMatchObject({
      status: 409,
      cloud,
      native: { status: 409, service: 'network', message: expect.stringContaining('still has ports') },
    });
    await remove('floating-ips', cloud, floating.id);
    await remove('servers', cloud, server.id);
    await send('POST', `${routerPath}/actions/remove-interface`, { subnetId: subnet.id });
    const closed = await send('PATCH', routerPath, { externalGateway: null });
    expect(closed.body.item.externalGateway).toBeNull();
    await remove('routers', cloud, router.id);
    await remove('security-group-rules', cloud, rule.id);
    await remove('security-groups', cloud, group.id);
    await remove('subnets', cloud, subnet.id);
    await remove('networks', cloud, network.id);
  });

  it('a container is made once, listed and removed', async () => {
    const container = await make('containers', { cloud, name: 'Bilder & Töne' });
    expect(container).toMatchObject({ id: 'Bilder & Töne', objects: 0, sizeBytes: 0, createdAt: null });
    const again = await send('POST', '/containers', { cloud, name: 'Bilder & Töne' });
    expect(again.status).toBe(409);
    expect((await listed('containers', `?cloud=${cloud}`)).map(({ name }) => name)).toEqual(['Bilder & Töne']);
    await remove('containers', cloud, 'Bilder & Töne');
  });

  it('a name that nothing has is told of by field', async () => {
    const refused = await send('POST', '/subnets', { cloud, name: 's', networkId: 'nowhere', cidr: '10.0.0.0/24' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('#/networkId');
    expect(refused.text).toContain('nowhere');
  });

  it('a quota that does not suffice arrives as such', async () => {
    const refused = await send('POST', '/volumes', { cloud, name: 'huge', sizeGiB: 5000 });
    expect(refused.body).toMatchObject({
      type: expect.stringContaining('nativeQuota'),
      status: 403,
      cloud,
      native: { status: 413, service: 'block-storage' },
    });
  });
});

it('volume types of all clouds tell what the standard lets them declare', async () => {
  const types = await listed('volume-types');
  expect(new Set(types.map(({ cloud }) => cloud))).toEqual(new Set(['cloud-a', 'cloud-b']));
  expect(types.filter((type) => type.default === true)).toHaveLength(2);
  const declared = await listed('volume-types', '?encrypted=true');
  expect(declared.length).toBeGreaterThan(0);
  for (const type of declared) expect(type).toMatchObject({ description: expect.stringMatching(/^\[scs:encrypted/) });
});

it('load balancers are not offered here, which is an answer and no error', async () => {
  const { status, body } = await send('GET', '/load-balancers');
  expect(status).toBe(200);
  expect(body).toMatchObject({ items: [], clouds: [{ status: 'not-offered' }, { status: 'not-offered' }] });
});

describeNoLeaks(() => h);
