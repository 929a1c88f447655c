// SPDX-License-Identifier: Apache-2.0
// Every readable resource of the normalised API beside what the stock client says of the same project: the same objects,
// the same names, states and figures, however differently the two clouds write them.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../client.ts';
import type { Row } from './context.ts';
import type { World } from './scs-world.ts';

interface Comparison {
  readonly plural: string;
  readonly command: string;
  /** What the client's columns must say of an item. The first one tells the rows apart. */
  readonly columns: Readonly<Record<string, (item: Json) => unknown>>;
}

const ID = (item: Json): unknown => item.id;
const Name = (item: Json): unknown => item.name;
const nativeStatus = (item: Json): unknown => item.nativeStatus;
/** Nova's numbers. */
const POWER: Readonly<Record<string, number>> = { none: 0, running: 1, shutdown: 4 };

const COMPARISONS: readonly Comparison[] = [
  {
    plural: 'servers',
    command: 'server list --long',
    columns: {
      ID,
      Name,
      Status: nativeStatus,
      'Power State': ({ powerState }) => POWER[powerState],
      Networks: ({ addresses }) => grouped(addresses),
      'Image ID': ({ image }) => image?.id,
      Flavor: ({ flavor }) => flavor.name,
      'Availability Zone': ({ availabilityZone }) => availabilityZone,
      Properties: ({ metadata }) => metadata,
    },
  },
  {
    plural: 'flavors',
    command: 'flavor list --long',
    columns: {
      ID,
      Name,
      RAM: ({ ramMiB }) => ramMiB,
      Disk: ({ diskGiB }) => diskGiB,
      Ephemeral: ({ ephemeralGiB }) => ephemeralGiB,
      VCPUs: ({ vcpus }) => vcpus,
      'Is Public': (flavor) => flavor.public,
      Swap: ({ swapMiB }) => swapMiB,
      Properties: ({ extraSpecs }) => extraSpecs,
    },
  },
  {
    plural: 'images',
    command: 'image list --long',
    columns: {
      ID,
      Name,
      Status: nativeStatus,
      Size: ({ sizeBytes }) => sizeBytes,
      Visibility: ({ visibility }) => visibility,
      'Disk Format': ({ diskFormat }) => diskFormat,
      Protected: (image) => image.protected,
      Project: ({ project }) => project,
    },
  },
  {
    plural: 'keypairs',
    command: 'keypair list',
    columns: { Name, Fingerprint: ({ fingerprint }) => fingerprint, Type: ({ type }) => type },
  },
  {
    plural: 'volumes',
    command: 'volume list --long',
    columns: {
      ID,
      Name,
      Status: nativeStatus,
      Size: ({ sizeGiB }) => sizeGiB,
      Type: ({ typeName }) => typeName,
      Bootable: ({ bootable }) => String(bootable),
      Properties: ({ metadata }) => metadata,
      'Attached to': ({ attachments }) => attachments.map(({ serverId }: Json) => serverId),
    },
  },
  {
    plural: 'volume-types',
    command: 'volume type list --long',
    columns: { ID, Name, 'Is Public': (type) => type.public, Description: ({ description }) => description },
  },
  {
    plural: 'snapshots',
    command: 'volume snapshot list --long',
    columns: { ID, Name, Status: nativeStatus, Size: ({ sizeGiB }) => sizeGiB },
  },
  {
    plural: 'networks',
    command: 'network list --long',
    columns: {
      ID,
      Name,
      Status: nativeStatus,
      Project: ({ project }) => project,
      State: ({ adminStateUp }) => adminStateUp,
      Shared: ({ shared }) => shared,
      'Router Type': ({ external }) => external,
      Subnets: ({ subnetIds }) => subnetIds,
    },
  },
  {
    plural: 'subnets',
    command: 'subnet list --long',
    columns: {
      ID,
      Name,
      Network: ({ networkId }) => networkId,
      Subnet: ({ cidr }) => cidr,
      Project: ({ project }) => project,
      DHCP: ({ dhcp }) => dhcp,
      'IP Version': ({ ipVersion }) => ipVersion,
      Gateway: ({ gateway }) => gateway,
      'Name Servers': ({ dnsServers }) => dnsServers,
      'Allocation Pools': ({ pools }) => pools,
    },
  },
  {
    plural: 'routers',
    command: 'router list',
    columns: {
      ID,
      Name,
      Status: nativeStatus,
      State: ({ adminStateUp }) => adminStateUp,
      Project: ({ project }) => project,
    },
  },
  {
    plural: 'ports',
    command: 'port list --long',
    columns: {
      ID,
      Name,
      'MAC Address': ({ mac }) => mac,
      Status: nativeStatus,
      'Device Owner': ({ deviceOwner }) => deviceOwner ?? '',
      'Fixed IP Addresses': ({ addresses }) =>
        addresses.map(({ subnetId, address }: Json) => ({ subnet_id: subnetId, ip_address: address })),
    },
  },
  {
    plural: 'floating-ips',
    command: 'floating ip list --long',
    columns: {
      ID,
      'Floating IP Address': ({ address }) => address,
      'Fixed IP Address': ({ fixedAddress }) => fixedAddress,
      Port: ({ portId }) => portId,
      'Floating Network': ({ networkId }) => networkId,
      Project: ({ project }) => project,
      Status: nativeStatus,
    },
  },
  {
    plural: 'security-groups',
    command: 'security group list',
    columns: { ID, Name, Description: ({ description }) => description, Project: ({ project }) => project },
  },
  {
    plural: 'security-group-rules',
    command: 'security group rule list',
    columns: {
      ID,
      'IP Protocol': ({ protocol }) => protocol,
      Ethertype: ({ ethertype }) => ethertype,
      Direction: ({ direction }) => direction,
      'Security Group': ({ groupId }) => groupId,
      'Remote Security Group': ({ remoteGroupId }) => remoteGroupId,
    },
  },
  {
    plural: 'containers',
    command: 'container list --long',
    columns: { Name, Count: ({ objects }) => objects, Bytes: ({ sizeBytes }) => sizeBytes },
  },
];

/** While what the other cases have made is there. */
export async function readCases(world: World): Promise<void> {
  const { claim, cloud, os, scs } = world;
  const { id: at } = cloud;
  for (const { plural, command, columns } of COMPARISONS) {
    await claim(`${plural} are those of \`openstack ${command}\`, in ${Object.keys(columns).join(', ')}`, async () => {
      // Ports come up and Swift counts with some delay: between two questions it may happen.
      for (let tries = 1; ; tries += 1) {
        const [items, rows] = await Promise.all([
          scs.list(plural, `cloud=${at}`),
          os.json<Row[]>(...command.split(' ')),
        ]);
        assert.ok(items.length > 0, 'nothing to be compared');
        for (const { cloud: where, region } of items) assert.deepEqual([where, region], [at, at]);
        const said = items.map((item) => Object.entries(columns).map(([name, of]) => [name, alike(of(item))]));
        const shown = rows.map((row) => Object.keys(columns).map((name) => [name, alike(row[name])]));
        if (tries < 4 && !isDeepStrictEqual(sorted(said), sorted(shown))) continue;
        assert.deepEqual(sorted(said), sorted(shown));
        break;
      }
    });
  }
  await claim('availability zones are those of `openstack availability zone list`', async () => {
    const items = await scs.list('availability-zones', `cloud=${at}&service=compute`);
    const rows = await os.json<Row[]>('availability', 'zone', 'list', '--compute');
    assert.deepEqual(
      items.map(({ name, status }) => [name, status]).toSorted(),
      rows.map((row) => [row['Zone Name'], row['Zone Status']]).toSorted(),
    );
    assert.ok(items.length > 0);
  });
  await claim('quotas are those of `openstack quota show`, with what is used of them', async () => {
    const [quota] = await scs.list('quotas', `cloud=${at}`);
    const shown = await os.json<Row>('quota', 'show');
    const limit = (resource: string): Json => quota.limits.find((one: Json) => one.resource === resource);
    const same = { vcpus: 'cores', ram: 'ram', servers: 'instances', volumes: 'volumes', networks: 'networks' };
    for (const [resource, key] of Object.entries({ ...same, 'floating-ips': 'floating-ips', routers: 'routers' }))
      assert.equal(limit(resource).limit, shown[key], resource);
    assert.deepEqual(quota.services, { compute: 'known', 'block-storage': 'known', network: 'known' });
    const servers = await scs.list('servers', `cloud=${at}`);
    assert.equal(limit('servers').used, servers.length);
    const cores = servers.reduce((sum, { flavor }) => sum + flavor.vcpus, 0);
    assert.deepEqual([limit('vcpus').used, limit('ram').unit], [cores, 'MiB']);
    assert.equal(limit('networks').used, (await scs.list('networks', `cloud=${at}&external=false`)).length);
  });
  await claim(
    'one object is the same as in its list, and `fields` and `view=native` show less and more of it',
    async () => {
      const [listed] = await scs.list('servers', `cloud=${at}`);
      assert.deepEqual(await scs.get(`/servers/${at}/${listed.id}`), listed);
      const [brief] = await scs.list('servers', `cloud=${at}&fields=id,status`);
      assert.deepEqual(brief, { id: listed.id, status: listed.status });
      const [whole] = await scs.list('servers', `cloud=${at}&view=native`);
      assert.equal(whole.native['OS-EXT-STS:vm_state'], 'active');
      assert.equal(whole.native.tenant_id, listed.project);
    },
  );
}

/** `{network: [address, …]}`, as the client shows it. */
function grouped(addresses: readonly Json[]): Record<string, string[]> {
  const networks: Record<string, string[]> = {};
  for (const { networkName, address } of addresses) networks[networkName] = [...(networks[networkName] ?? []), address];
  return networks;
}

/** Nothing is the same as nothing, and the order in a list says nothing. */
function alike(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(alike).toSorted(byText);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, one]) => [key, alike(one)] as const)
        .toSorted(byText),
    );
  return value ?? '';
}

const sorted = <T>(rows: readonly T[]): T[] => rows.toSorted(byText);
const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
