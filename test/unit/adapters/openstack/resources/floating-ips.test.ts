// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { floatingIps } from '../../../../../src/adapters/openstack/resources/floating-ips.ts';
import { type Answers, fakeApi, recorded } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const SERVER = '9ae135f4-b6e0-4dad-9e91-3c223e385824';
const rows = (name: string, key: string) =>
  (recorded(`openstack/reference/${name}`) as Record<string, Record<string, unknown>[]>)[key] ?? [];
const [busy = {}, free = {}] = rows('floatingips', 'floatingips');
const external = rows('networks-external', 'networks');
const [publicNet = {}, provider = {}] = external;
const [, web = {}] = rows('ports', 'ports');
const port = (id: string, address: string, network = 'lan') => ({
  id,
  network_id: network,
  fixed_ips: [{ ip_address: address, subnet_id: 's' }],
});

const MEMBER: Answers = {
  'GET network /networks?router:external=True': { networks: external },
  'POST network /floatingips': { floatingip: free },
  [`PUT network /floatingips/${free.id}`]: { floatingip: busy },
  [`PUT network /floatingips/${busy.id}`]: { floatingip: free },
  [`GET network /floatingips/${busy.id}`]: { floatingip: busy },
  [`GET network /floatingips/${free.id}`]: { floatingip: free },
  [`GET network /ports?device_id=${SERVER}`]: { ports: [web] },
};
const withNetworks = (...networks: unknown[]): Answers => ({
  ...MEMBER,
  'GET network /networks?router:external=True': { networks },
});
const withPorts = (...ports: unknown[]): Answers => ({
  ...MEMBER,
  [`GET network /ports?device_id=${SERVER}`]: { ports },
});

async function made(input: object, member = MEMBER): Promise<unknown> {
  const api = fakeApi(member);
  await floatingIps.create?.(api, input as never);
  return (api.calls.at(-1)?.body as { floatingip: unknown } | undefined)?.floatingip;
}
async function changed(id: unknown, input: object, action?: 'associate' | 'disassociate', member = MEMBER) {
  const api = fakeApi(member);
  if (action === undefined) await floatingIps.update?.(api, String(id), input as never);
  else await floatingIps.actions?.[action]?.(api, String(id), input as never);
  return (api.calls.at(-1)?.body as { floatingip: unknown } | undefined)?.floatingip;
}

describe('a floating IP', () => {
  it('has its address as its name, and tells where it leads', () => {
    expect(floatingIps.map({ native: busy }, WHERE)).toMatchObject({
      name: '172.24.4.228',
      address: '172.24.4.228',
      status: 'active',
      fixedAddress: '10.0.0.12',
      portId: web.id,
    });
    expect(floatingIps.map({ native: free }, WHERE)).toMatchObject({
      name: '172.24.4.229',
      status: 'down',
      fixedAddress: null,
      portId: null,
      routerId: null,
    });
  });

  it('is looked for by its address where a name is asked for', async () => {
    const api = fakeApi({ 'GET network /floatingips': { floatingips: [] } });
    for await (const _ of floatingIps.list(api, { name: '172.24.4.228', filters: {} }));
    expect(api.calls[0]?.query).toEqual({ limit: 1000, floating_ip_address: '172.24.4.228' });
  });
});

describe('making a floating IP', () => {
  it('takes the default external network where none is named', async () => {
    expect(await made({})).toEqual({ floating_network_id: publicNet.id });
  });

  it('takes the only external network where none is the default', async () => {
    expect(await made({}, withNetworks(provider))).toEqual({ floating_network_id: provider.id });
  });

  it('names the choices where several could be meant, and says so where there is none', async () => {
    await expect(made({}, withNetworks(provider, { ...provider, id: 'other', name: 'b' }))).rejects.toMatchObject({
      code: 'unprocessable',
      faults: [{ where: '#/networkId', reason: expect.stringMatching(/provider-2 \(.*\), b \(other\)/) }],
    });
    await expect(made({}, withNetworks())).rejects.toMatchObject({ code: 'unprocessable' });
  });

  it('can lead to a port at once', async () => {
    expect(await made({ networkId: provider.id, portId: web.id, fixedAddress: '10.0.0.12', description: 'x' })).toEqual(
      {
        floating_network_id: provider.id,
        port_id: web.id,
        fixed_ip_address: '10.0.0.12',
        description: 'x',
      },
    );
    await expect(made({ fixedAddress: '10.0.0.12' })).rejects.toMatchObject({ code: 'unprocessable' });
  });
});

describe('moving a floating IP', () => {
  it('sends no port where only the description changes, and null to let it lead nowhere', async () => {
    expect(await changed(busy.id, { description: 'y' })).toEqual({ description: 'y' });
    expect(await changed(busy.id, { portId: null })).toEqual({ port_id: null });
    expect(await changed(busy.id, {}, 'disassociate')).toEqual({ port_id: null });
  });

  it('names the port again where only the address inside changes, as Neutron wants it', async () => {
    expect(await changed(busy.id, { fixedAddress: '10.0.0.13' })).toEqual({
      port_id: web.id,
      fixed_ip_address: '10.0.0.13',
    });
    await expect(changed(free.id, { fixedAddress: '10.0.0.13' })).rejects.toMatchObject({ code: 'unprocessable' });
  });

  it('finds the port of a server', async () => {
    expect(await changed(free.id, { serverId: SERVER }, 'associate')).toEqual({ port_id: web.id });
  });

  it('leaves out ports of IPv6 alone and those on an external network', async () => {
    const member = withPorts(port('v6', 'fd00::5'), port('out', '172.24.4.9', String(publicNet.id)), web);
    expect(await changed(free.id, { serverId: SERVER }, 'associate', member)).toEqual({ port_id: web.id });
  });

  it('does not choose between several ports, unless the address inside tells', async () => {
    const member = withPorts(port('a', '10.0.0.3'), port('b', '10.1.0.3'));
    await expect(changed(free.id, { serverId: SERVER }, 'associate', member)).rejects.toMatchObject({
      code: 'unprocessable',
      faults: [{ where: '#/portId', reason: expect.stringContaining('a (10.0.0.3), b (10.1.0.3)') }],
    });
    expect(await changed(free.id, { serverId: SERVER, fixedAddress: '10.1.0.3' }, 'associate', member)).toEqual({
      port_id: 'b',
      fixed_ip_address: '10.1.0.3',
    });
  });

  it.each([[{}], [{ serverId: SERVER, portId: 'p' }]])('wants either a server or a port, not %j', async (target) => {
    await expect(changed(free.id, target, 'associate')).rejects.toMatchObject({ code: 'unprocessable' });
  });

  it('says so where the server has no port that fits', async () => {
    await expect(changed(free.id, { serverId: SERVER }, 'associate', withPorts())).rejects.toMatchObject({
      faults: [{ where: '#/serverId', reason: 'the server has no port with an IPv4 address' }],
    });
  });
});
