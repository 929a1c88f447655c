// SPDX-License-Identifier: Apache-2.0
// Networks, subnets, routers, floating IPs and security groups by the normalised API.
import assert from 'node:assert/strict';
import type { Json } from '../client.ts';
import { until } from './context.ts';
import { checkProblem, PROJECT } from './scs-talk.ts';
import type { World } from './scs-world.ts';

/** The external network that both clouds have. */
const OUTSIDE = 'public';

export async function networkMade({ claim, cloud, scs, name, made }: World): Promise<void> {
  const place = { cloud: cloud.id, project: PROJECT, name };
  await claim('a network is made, and a subnet of IPv4 and one of IPv6 in it', async () => {
    const network = await scs.make('networks', { ...place, description: 'made' });
    made.network = network.id;
    assert.deepEqual([network.status, network.external, network.shared], ['active', false, false]);
    const pools = [{ start: '10.78.0.10', end: '10.78.0.99' }];
    const subnet = await scs.make('subnets', {
      ...place,
      networkId: name,
      cidr: '10.78.0.0/24',
      dnsServers: ['9.9.9.9'],
      pools,
    });
    made.subnet = subnet.id;
    assert.deepEqual(
      [subnet.networkId, subnet.ipVersion, subnet.gateway, subnet.dhcp, subnet.dnsServers, subnet.pools],
      [network.id, 4, '10.78.0.1', true, ['9.9.9.9'], pools],
    );
    const six = await scs.make('subnets', {
      ...place,
      name: `${name}-6`,
      networkId: network.id,
      cidr: 'fd00:78::/64',
      ipv6AddressMode: 'slaac',
    });
    made.subnet6 = six.id;
    assert.deepEqual([six.ipVersion, six.ipv6AddressMode, six.ipv6RouterMode], [6, 'slaac', 'slaac']);
  });
  await claim('a router is made with a way out, and connected to the subnet', async () => {
    const router = await scs.make('routers', { ...place, externalGateway: { networkId: OUTSIDE } });
    made.router = router.id;
    assert.equal(router.externalGateway.addresses.length, 1);
    const { result } = await scs.act('routers', cloud.id, router.id, 'add-interface', { subnetId: made.subnet });
    assert.deepEqual([result.subnetId, result.networkId], [made.subnet, made.network]);
    const [port] = await scs.list('ports', `cloud=${cloud.id}&deviceId=${router.id}&networkId=${made.network}`);
    assert.equal(port.id, result.portId);
    assert.deepEqual(port.addresses[0], { subnetId: made.subnet, address: '10.78.0.1' });
  });
  await claim('a security group is made, and a rule in it', async () => {
    const group = await scs.make('security-groups', place);
    made.group = group.id;
    assert.deepEqual([group.default, group.rules.length], [false, 2]);
    const { name: _, ...at } = place;
    const rule = await scs.make('security-group-rules', {
      ...at,
      ...{ groupId: name, direction: 'ingress', protocol: 'tcp', portMin: 22, remoteCidr: '10.78.0.0/24' },
    });
    made.rule = rule.id;
    assert.deepEqual(
      [rule.groupId, rule.direction, rule.ethertype, rule.protocol, rule.portMin, rule.portMax, rule.remoteCidr],
      [group.id, 'ingress', 'IPv4', 'tcp', 22, 22, '10.78.0.0/24'],
    );
    const again = await scs.get(`/security-groups/${cloud.id}/${group.id}`);
    assert.ok(again.rules.some(({ id }: Json) => id === rule.id));
  });
}

export async function networkActions({ claim, cloud, scs, name, made }: World): Promise<void> {
  const { id: at } = cloud;
  await claim("a floating IP of the cloud's external network leads to a server, and is let go", async () => {
    const floating = await scs.make('floating-ips', { cloud: at, project: PROJECT });
    made.floating = floating.id;
    assert.deepEqual([floating.fixedAddress, floating.portId], [null, null]);
    const { item } = await scs.act('floating-ips', at, floating.id, 'associate', { serverId: made.server });
    assert.equal(item.fixedAddress, made.address);
    const [port] = await scs.list('ports', `cloud=${at}&deviceId=${made.server}`);
    assert.equal(item.portId, port.id);
    const free = await scs.act('floating-ips', at, floating.id, 'disassociate');
    assert.deepEqual([free.item.portId, free.item.address], [null, floating.address]);
    const back = await scs.change('floating-ips', at, floating.id, { portId: port.id, description: 'changed' });
    assert.deepEqual([back.portId, back.description], [port.id, 'changed']);
    // Nova hears of it some seconds later; the cases that follow compare what is said at different moments.
    await until('the floating IP among the addresses of the server', 90, async () => {
      const { addresses } = await scs.get(`/servers/${at}/${made.server}`);
      return addresses.some((one: Json) => one.type === 'floating' && one.address === floating.address);
    });
  });
  await claim('networks, subnets, routers and security groups are changed in what is named alone', async () => {
    const description = 'changed';
    const kinds = [
      ['networks', made.network],
      ['subnets', made.subnet],
      ['routers', made.router],
      ['security-groups', made.group],
    ] as const;
    for (const [plural, id = ''] of kinds) {
      const item = await scs.change(plural, at, id, { description });
      assert.deepEqual([item.description, item.name], [description, name], plural);
    }
    const down = await scs.change('networks', at, made.network ?? '', { adminStateUp: false });
    assert.equal(down.adminStateUp, false);
    await scs.change('networks', at, made.network ?? '', { adminStateUp: true });
    const bare = await scs.change('subnets', at, made.subnet6 ?? '', { gateway: null });
    assert.equal(bare.gateway, null);
  });
  await claim('a network in use is not deleted, and Neutron says why', async () => {
    const answer = await scs.ask('DELETE', `/networks/${at}/${made.network}`);
    const { code, native } = checkProblem(answer);
    assert.deepEqual([answer.status, code, native.service], [409, 'nativeConflict', 'network']);
    assert.match(native.message, /ports still in use|in use/);
  });
}

export async function networkEnds({ claim, cloud, scs, made }: World): Promise<void> {
  const { id: at } = cloud;
  await claim('what leads in and out of a network is taken away, and then the network itself', async () => {
    await scs.remove('floating-ips', at, made.floating ?? '');
    const { result } = await scs.act('routers', at, made.router ?? '', 'remove-interface', { subnetId: made.subnet });
    assert.equal(result.subnetId, made.subnet);
    const closed = await scs.change('routers', at, made.router ?? '', { externalGateway: null });
    assert.equal(closed.externalGateway, null);
    await scs.remove('routers', at, made.router ?? '');
    await scs.remove('subnets', at, made.subnet6 ?? '');
    await scs.remove('subnets', at, made.subnet ?? '');
    await scs.remove('networks', at, made.network ?? '');
    await scs.remove('security-group-rules', at, made.rule ?? '');
    await scs.remove('security-groups', at, made.group ?? '');
  });
}
