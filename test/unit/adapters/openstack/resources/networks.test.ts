// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { networks } from '../../../../../src/adapters/openstack/resources/networks.ts';
import { ports } from '../../../../../src/adapters/openstack/resources/ports.ts';
import { routers } from '../../../../../src/adapters/openstack/resources/routers.ts';
import { securityGroupRules } from '../../../../../src/adapters/openstack/resources/security-group-rules.ts';
import { securityGroups } from '../../../../../src/adapters/openstack/resources/security-groups.ts';
import { subnets } from '../../../../../src/adapters/openstack/resources/subnets.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import type { NativeApi } from '../../../../../src/model/scs/adapter.ts';
import { type Answers, fakeApi, recorded } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const NET = '44a971cb-8922-4e23-8991-ef9078ea196e';
const rows = (name: string, key: string) =>
  (recorded(`openstack/reference/${name}`) as Record<string, Record<string, unknown>[]>)[key] ?? [];

const MEMBER: Answers = {
  'GET network /networks?name=lan': { networks: [{ id: NET, name: 'lan' }] },
  'GET network /subnets?name=lan-v4': { subnets: [{ id: 'subnet-id', name: 'lan-v4' }] },
  'GET network /security-groups?name=web': { security_groups: [{ id: 'group-id', name: 'web' }] },
  'POST network /networks': { network: { id: NET } },
  'POST network /subnets': { subnet: { id: 's' } },
  'POST network /routers': { router: { id: 'r' } },
  'POST network /security-groups': { security_group: { id: 'g' } },
  'POST network /security-group-rules': { security_group_rule: { id: 'x' } },
  'PUT network /networks/n': { network: { id: 'n' } },
  'PUT network /subnets/s': { subnet: { id: 's' } },
  'PUT network /routers/r': { router: { id: 'r' } },
  'GET network /networks/n': { network: { id: 'n' } },
  'PUT network /routers/r/add_router_interface': recorded('openstack/reference/router-add-interface'),
  'PUT network /routers/r/remove_router_interface': { id: 'r', port_id: 'port-id', subnet_id: 'subnet-id' },
};

/** The last body that Neutron got. */
async function sent(ask: (api: NativeApi) => Promise<unknown> | undefined): Promise<unknown> {
  const api = fakeApi(MEMBER);
  await ask(api);
  return api.calls.at(-1)?.body;
}

describe('a network', () => {
  const [internal] = (recorded('openstack/cloud-a/network-list-limit1') as { networks: Record<string, unknown>[] })
    .networks;
  const [external] = (recorded('openstack/cloud-b/network-list-limit1') as { networks: Record<string, unknown>[] })
    .networks;

  it('is the default one or not only where the member says', () => {
    expect(networks.map({ native: internal ?? {} }, WHERE)).toMatchObject({
      external: false,
      default: null,
      mtu: 1450,
    });
    expect(networks.map({ native: external ?? {} }, WHERE)).toMatchObject({ external: true, default: false });
  });

  it('of a cloud with few extensions has nothing made up', () => {
    const { network } = recorded('openstack/reference/network-bare') as { network: Record<string, unknown> };
    expect(networks.map({ native: network }, WHERE)).toMatchObject({
      status: 'building',
      project: '1111111111111111111111111111aaaa',
      createdAt: null,
      updatedAt: null,
      description: '',
      default: null,
      mtu: null,
      portSecurity: null,
      availabilityZones: [],
    });
  });

  it('is made and changed by what was asked for only', async () => {
    expect(await sent((api) => networks.create?.(api, { name: 'lan' }))).toEqual({ network: { name: 'lan' } });
    expect(await sent((api) => networks.create?.(api, { name: 'lan', mtu: 1400, portSecurity: false }))).toEqual({
      network: { name: 'lan', mtu: 1400, port_security_enabled: false },
    });
    expect(await sent((api) => networks.update?.(api, 'n', { description: '', adminStateUp: false }))).toEqual({
      network: { description: '', admin_state_up: false },
    });
    expect(await sent((api) => networks.update?.(api, 'n', {}))).toBeUndefined();
  });

  it('is looked for by the filters that Neutron has, in its words', async () => {
    const api = fakeApi({ 'GET network /networks': { networks: [] } });
    for await (const _ of networks.list(api, { name: 'lan', filters: { external: 'true', default: 'true' } }));
    expect(api.calls[0]?.query).toEqual({ limit: 1000, name: 'lan', 'router:external': 'true' });
  });
});

describe('a subnet', () => {
  it('is made in a network by name, with the version of its CIDR', async () => {
    expect(await sent((api) => subnets.create?.(api, { name: 's', networkId: 'lan', cidr: '10.0.0.0/24' }))).toEqual({
      subnet: { name: 's', network_id: NET, cidr: '10.0.0.0/24', ip_version: 4 },
    });
    const v6 = { name: 's', networkId: NET, cidr: 'fd00::/64', ipv6AddressMode: 'slaac', gateway: null } as const;
    expect(await sent((api) => subnets.create?.(api, v6))).toEqual({
      subnet: {
        name: 's',
        network_id: NET,
        cidr: 'fd00::/64',
        ip_version: 6,
        ipv6_address_mode: 'slaac',
        ipv6_ra_mode: 'slaac',
        gateway_ip: null,
      },
    });
  });

  it('can lose its gateway and gain routes', async () => {
    const routes = [{ destination: '192.0.2.0/24', nextHop: '10.0.0.9' }];
    expect(await sent((api) => subnets.update?.(api, 's', { gateway: null, routes, dnsServers: [] }))).toEqual({
      subnet: {
        gateway_ip: null,
        dns_nameservers: [],
        host_routes: [{ destination: '192.0.2.0/24', nexthop: '10.0.0.9' }],
      },
    });
  });

  it('tells its pools, routes and modes', () => {
    const [v4 = {}, v6 = {}] = rows('subnets', 'subnets');
    expect(subnets.map({ native: v4 }, WHERE)).toMatchObject({
      ipVersion: 4,
      gateway: null,
      dhcp: true,
      dnsServers: ['9.9.9.9'],
      pools: [
        { start: '10.0.0.10', end: '10.0.0.99' },
        { start: '10.0.0.200', end: '10.0.0.254' },
      ],
      routes: [{ destination: '192.0.2.0/24', nextHop: '10.0.0.99' }],
      ipv6AddressMode: null,
    });
    expect(subnets.map({ native: v6 }, WHERE)).toMatchObject({ ipVersion: 6, ipv6AddressMode: 'slaac' });
  });
});

describe('a router', () => {
  it('tells its way out, or that it has none', () => {
    const [out = {}] = rows('routers-page1', 'routers');
    const [inner = {}] = rows('routers-page2', 'routers');
    expect(routers.map({ native: out }, WHERE)).toMatchObject({
      status: 'active',
      externalGateway: { snat: true, addresses: ['172.24.4.6', '2001:db8::9'] },
      routes: [{ destination: '192.0.2.0/24', nextHop: '10.0.0.99' }],
      availabilityZones: ['nova'],
    });
    expect(routers.map({ native: inner }, WHERE)).toMatchObject({
      status: 'building',
      externalGateway: null,
      adminStateUp: false,
    });
  });

  it('gets a way out, keeps it, or loses it', async () => {
    expect(await sent((api) => routers.create?.(api, { name: 'r' }))).toEqual({ router: { name: 'r' } });
    expect(await sent((api) => routers.create?.(api, { name: 'r', externalGateway: { networkId: 'lan' } }))).toEqual({
      router: { name: 'r', external_gateway_info: { network_id: NET } },
    });
    expect(await sent((api) => routers.update?.(api, 'r', { name: 'q' }))).toEqual({ router: { name: 'q' } });
    expect(await sent((api) => routers.update?.(api, 'r', { externalGateway: null }))).toEqual({
      router: { external_gateway_info: null },
    });
  });

  it.each([
    ['add-interface', { networkId: '00000021-0c5d-4c6e-9f0a-5f3b2a7d0021' }],
    ['remove-interface', { subnetId: 'subnet-id', networkId: null, portId: 'port-id' }],
  ])('can %s by the name of a subnet', async (action, result) => {
    const api = fakeApi(MEMBER);
    expect(await routers.actions?.[action]?.(api, 'r', { subnetId: 'lan-v4' } as never)).toMatchObject(result);
    expect(api.calls.at(-1)?.body).toEqual({ subnet_id: 'subnet-id' });
  });
});

describe('a port', () => {
  it('that nobody owns has no project, and one that nothing is plugged in to has no device', () => {
    const [, web = {}, gateway = {}, free = {}] = rows('ports', 'ports');
    expect(ports.map({ native: gateway }, WHERE)).toMatchObject({
      project: null,
      status: 'unknown',
      nativeStatus: 'N/A',
    });
    expect(ports.map({ native: free }, WHERE)).toMatchObject({ deviceId: null, deviceOwner: null, status: 'down' });
    expect(ports.map({ native: web }, WHERE)).toMatchObject({
      name: 'web',
      deviceOwner: 'compute:nova',
      createdAt: '2026-03-08T20:19:41.000Z',
    });
  });
});

describe('security', () => {
  it('groups carry their rules, and only the default one is the default', () => {
    const [first = {}, second = {}] = rows('security-groups', 'security_groups');
    const group = securityGroups.map({ native: first }, WHERE);
    expect(group).toMatchObject({ default: true, stateful: true });
    expect(group.rules[3]).toEqual({
      id: expect.any(String),
      direction: 'ingress',
      ethertype: 'IPv4',
      protocol: 'tcp',
      portMin: 22,
      portMax: 22,
      remoteCidr: '203.0.113.0/24',
      remoteGroupId: null,
      remoteAddressGroupId: null,
      description: 'ssh',
    });
    expect(securityGroups.map({ native: second }, WHERE)).toMatchObject({ default: false, stateful: null, rules: [] });
  });

  const rule = async (input: object) =>
    sent((api) => securityGroupRules.create?.(api, { groupId: 'web', direction: 'ingress', ...input } as never));

  it('rules are made with the version of their CIDR and with one port where one is named', async () => {
    expect(await rule({ protocol: 'tcp', portMin: 443, remoteCidr: '2001:db8::/32' })).toEqual({
      security_group_rule: {
        security_group_id: 'group-id',
        direction: 'ingress',
        ethertype: 'IPv6',
        protocol: 'tcp',
        port_range_min: 443,
        port_range_max: 443,
        remote_ip_prefix: '2001:db8::/32',
      },
    });
    expect(await rule({ remoteGroupId: 'web' })).toMatchObject({
      security_group_rule: { ethertype: 'IPv4', remote_group_id: 'group-id' },
    });
  });

  it('of a rule everything that names nothing is told of at once', async () => {
    const api = fakeApi({ 'GET network /security-groups': { security_groups: [] } });
    const input = { groupId: 'web', direction: 'ingress', remoteGroupId: 'db' } as const;
    await expect(securityGroupRules.create?.(api, input)).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringMatching(/"web".*"db"/),
      faults: [
        { where: '#/groupId', reason: expect.stringContaining('"web"') },
        { where: '#/remoteGroupId', reason: expect.stringContaining('"db"') },
      ],
    });
    expect(api.calls.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('a cloud that fails while a rule is made is told of as that, whatever else names nothing', async () => {
    const api = fakeApi({
      'GET network /security-groups': () => {
        throw new GatewayError('memberTimeout');
      },
    });
    const input = { groupId: 'web', direction: 'ingress', remoteGroupId: 'db' } as const;
    await expect(securityGroupRules.create?.(api, input)).rejects.toMatchObject({ code: 'memberTimeout' });
  });

  it('rules for ICMP have a type, and any code unless one is named', async () => {
    const body = await rule({ protocol: 'icmp', portMin: 8 });
    expect(body).toMatchObject({ security_group_rule: { port_range_min: 8 } });
    expect(body).not.toHaveProperty('security_group_rule.port_range_max');
  });

  it('rules are never looked for by a name, which they do not have', async () => {
    const api = fakeApi({ 'GET network /security-group-rules': { security_group_rules: [] } });
    for await (const _ of securityGroupRules.list(api, { name: 'x', filters: { groupId: 'g' } }));
    expect(api.calls[0]?.query).toEqual({ limit: 1000, security_group_id: 'g' });
  });
});
