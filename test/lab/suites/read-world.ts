// SPDX-License-Identifier: Apache-2.0
// What the suite `reads` finds in its project: one or two of everything, and what to ask of it. Ids are the cloud's own.
import { setTimeout as pause } from 'node:timers/promises';
import type { Http, Json } from '../client.ts';
import type { CloudFacts } from './suite.ts';

export const SERVICES = [
  'identity',
  'compute',
  'image',
  'network',
  'block-storage',
  'placement',
  'object-store',
] as const;
export type Service = (typeof SERVICES)[number];

/** One request: a path below the service's root, where its versions are listed. */
export interface Asked {
  readonly service: Service;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Account {
  readonly http: Http;
  readonly token: string;
  readonly projectId: string;
  readonly projectDomainId: string;
  readonly userId: string;
  /** Without a slash at its end. */
  readonly rootOf: (service: Service) => string;
  /** Of the endpoint, below the root: `/v3/<project id>`. */
  readonly baseOf: (service: Service) => string;
}

const COMPUTE = (version: string) => ({ 'openstack-api-version': `compute ${version}` });
const VOLUME = (version: string) => ({ 'openstack-api-version': `volume ${version}` });

/** Of a name nobody else has, so that a list may be narrowed to it. */
const NAME = 'reads';

/** Makes it. What a cloud does not have (an extension of Neutron) is left out: then nothing is asked of it. */
export async function furnish({ http, token, rootOf, baseOf }: Account, facts: CloudFacts): Promise<void> {
  const made = async (service: Service, path: string, body?: unknown, method = 'POST'): Promise<Json> => {
    const url = `${rootOf(service)}${baseOf(service)}${path}`;
    const answer = await http(method, url, { token, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 400) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const network = (await made('network', '/v2.0/networks', { network: { name: NAME, description: 'é/☁' } })).network;
  const { subnet } = await made('network', '/v2.0/subnets', {
    subnet: {
      name: NAME,
      network_id: network.id,
      ip_version: 4,
      cidr: '10.31.0.0/24',
      dns_nameservers: ['192.0.2.1'],
      host_routes: [{ destination: '192.0.2.0/24', nexthop: '10.31.0.9' }],
    },
  });
  const { router } = await made('network', '/v2.0/routers', {
    router: { name: NAME, external_gateway_info: { network_id: facts.externalNetwork } },
  });
  await made('network', `/v2.0/routers/${router.id}/add_router_interface`, { subnet_id: subnet.id }, 'PUT');
  const group = (await made('network', '/v2.0/security-groups', { security_group: { name: NAME } })).security_group;
  await made('network', '/v2.0/security-group-rules', {
    security_group_rule: {
      security_group_id: group.id,
      direction: 'ingress',
      protocol: 'tcp',
      port_range_min: 22,
      port_range_max: 22,
    },
  });
  const { port } = await made('network', '/v2.0/ports', {
    port: { name: NAME, network_id: network.id, security_groups: [group.id] },
  });
  await made('network', `/v2.0/ports/${port.id}/tags/blue`, undefined, 'PUT');
  await made('network', '/v2.0/floatingips', {
    floatingip: { floating_network_id: facts.externalNetwork, port_id: port.id, description: NAME },
  });

  for (const at of [1, 2]) {
    const image = await made('image', '/v2/images', {
      name: `${NAME}-${at}`,
      disk_format: 'raw',
      container_format: 'bare',
      tags: ['blue', 'green'],
      description: 'http://192.0.2.1/v2 and a project',
      my_property: 'https://elsewhere.example/',
    });
    await http('PUT', `${rootOf('image')}/v2/images/${image.id}/file`, {
      token,
      headers: { 'content-type': 'application/octet-stream' },
      text: 'not a disk',
    });
    const volume = (
      await made('block-storage', '/volumes', { volume: { name: `${NAME}-${at}`, size: 1, metadata: { at: 'x' } } })
    ).volume;
    await until(async () => {
      const { json } = await http('GET', `${rootOf('block-storage')}${baseOf('block-storage')}/volumes/${volume.id}`, {
        token,
      });
      return json.volume.status === 'available';
    });
    await made('block-storage', '/snapshots', { snapshot: { name: `${NAME}-${at}`, volume_id: volume.id } });
  }

  await http('DELETE', `${rootOf('compute')}${baseOf('compute')}/os-keypairs/${NAME}`, { token });
  await made('compute', '/os-keypairs', { keypair: { name: NAME } });
  await made('compute', '/os-server-groups', { server_group: { name: NAME, policies: ['anti-affinity'] } });
  for (const at of [1, 2]) {
    const { server } = await made('compute', '/servers', {
      server: {
        name: `${NAME}-${at}`,
        imageRef: facts.image,
        flavorRef: facts.flavor,
        key_name: NAME,
        metadata: { a: 'http://192.0.2.1:8774/' },
        networks: [{ uuid: network.id }],
      },
    });
    await until(async () => {
      const { json } = await http('GET', `${rootOf('compute')}${baseOf('compute')}/servers/${server.id}`, { token });
      return json.server.status === 'ACTIVE';
    });
  }

  const store = `${rootOf('object-store')}${baseOf('object-store')}`;
  for (const path of [`/${NAME}`, `/${NAME}/a%20b/%C3%A9`, `/${NAME}/a%20b/two`, `/${NAME}/top`])
    await http('PUT', `${store}${path}`, { token, headers: { 'x-object-meta-colour': 'blue' }, text: path });
}

async function until(good: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await good()); tries += 1) {
    if (tries > 120) throw new Error('what the reads need does not become ready');
    await pause(1000);
  }
}

/** A list, what it may be asked with, and where each of it is. */
interface List {
  readonly service: Service;
  readonly path: string;
  readonly key: string;
  readonly queries?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Of each of the first of them. */
  readonly one?: (item: Json) => readonly string[];
}

const MOST_OF_A_LIST = 3;
const byId =
  (path: string, ...below: readonly string[]) =>
  ({ id }: Json): string[] => [`${path}/${id}`, ...below.map((rest) => `${path}/${id}${rest}`)];

const NETWORK: readonly (readonly [path: string, key: string, ...below: string[]])[] = [
  ['networks', 'networks', '/tags'],
  ['subnets', 'subnets', '/tags'],
  ['ports', 'ports', '/tags', '/bindings'],
  ['routers', 'routers', '/tags', '/l3-agents'],
  ['floatingips', 'floatingips', '/tags', '/port_forwardings'],
  ['security-groups', 'security_groups', '/tags'],
  ['security-group-rules', 'security_group_rules'],
  ['subnetpools', 'subnetpools'],
  ['address-scopes', 'address_scopes'],
  ['rbac-policies', 'rbac_policies'],
  ['trunks', 'trunks'],
  ['availability_zones', 'availability_zones'],
  ['agents', 'agents'],
  ['network-ip-availabilities', 'network_ip_availabilities'],
  ['service-providers', 'service_providers'],
  ['auto-allocated-topology', 'auto_allocated_topologies'],
  ['qos/policies', 'policies'],
  ['qos/rule-types', 'rule_types'],
  ['flavors', 'flavors'],
  ['metering/metering-labels', 'metering_labels'],
  ['log/logging-resources', 'loggable_resources'],
];

const lists = (base: (service: Service) => string): readonly List[] => {
  const [compute, volume, store] = [base('compute'), base('block-storage'), base('object-store')];
  return [
    {
      service: 'compute',
      path: `${compute}/servers`,
      key: 'servers',
      queries: ['limit=1', 'name=reads-1', 'status=ACTIVE', 'sort_key=name&sort_dir=desc', 'limit=0', 'limit=x'],
    },
    {
      service: 'compute',
      path: `${compute}/servers/detail`,
      key: 'servers',
      queries: ['limit=1', 'changes-since=2020-01-01T00:00:00Z'],
      one: byId(
        `${compute}/servers`,
        '/ips',
        '/metadata',
        '/os-interface',
        '/os-volume_attachments',
        '/os-security-groups',
        '/os-instance-actions',
        '/diagnostics',
        '/tags',
      ),
    },
    {
      service: 'compute',
      path: `${compute}/servers/detail`,
      key: 'servers',
      headers: COMPUTE('2.90'),
      one: byId(`${compute}/servers`, '/migrations', '/topology', '/tags', '/os-instance-actions', '/ips'),
    },
    { service: 'compute', path: `${compute}/flavors`, key: 'flavors', queries: ['minRam=1024', 'limit=2', 'limit=-1'] },
    {
      service: 'compute',
      path: `${compute}/flavors/detail`,
      key: 'flavors',
      queries: ['limit=2', 'sort_key=memory_mb'],
      one: byId(`${compute}/flavors`, '/os-extra_specs'),
    },
    { service: 'compute', path: `${compute}/flavors/detail`, key: 'flavors', headers: COMPUTE('2.61') },
    {
      service: 'compute',
      path: `${compute}/os-keypairs`,
      key: 'keypairs',
      one: ({ keypair }) => [`${compute}/os-keypairs/${keypair.name}`],
    },
    { service: 'compute', path: `${compute}/os-keypairs`, key: 'keypairs', headers: COMPUTE('2.35') },
    {
      service: 'compute',
      path: `${compute}/os-server-groups`,
      key: 'server_groups',
      one: byId(`${compute}/os-server-groups`),
    },
    {
      service: 'compute',
      path: `${compute}/extensions`,
      key: 'extensions',
      one: ({ alias }) => [`${compute}/extensions/${alias}`],
    },
    { service: 'compute', path: `${compute}/images/detail`, key: 'images', one: byId(`${compute}/images`) },
    {
      service: 'image',
      path: '/v2/images',
      key: 'images',
      queries: [
        'limit=1',
        'limit=2&sort_key=name&sort_dir=asc',
        'name=reads-1',
        'visibility=private',
        'tag=blue',
        'owner={project}',
        'sort=name:asc,size:desc',
        'limit=x',
      ],
      one: byId('/v2/images', '/members', '/file', '/actions', '/import'),
    },
    ...['image', 'images', 'member', 'members', 'task', 'tasks'].map(
      (name): List => ({ service: 'image', path: `/v2/schemas/${name}`, key: '' }),
    ),
    ...NETWORK.map(
      ([path, key, ...below]): List => ({
        service: 'network',
        path: `/v2.0/${path}`,
        key,
        queries:
          below.length > 0
            ? ['limit=1', 'limit=1&page_reverse=True', 'name=reads', 'fields=id&fields=name', 'project_id={project}']
            : [],
        one: byId(`/v2.0/${path}`, ...below),
      }),
    ),
    {
      service: 'network',
      path: '/v2.0/extensions',
      key: 'extensions',
      one: ({ alias }) => [`/v2.0/extensions/${alias}`],
    },
    ...(
      [
        ['volumes', 'volumes', ['limit=1', 'name=reads-1', 'sort=name:asc', 'limit=-1']],
        ['snapshots', 'snapshots', ['limit=1']],
        ['backups', 'backups', []],
      ] as const
    ).flatMap(([path, key, queries]): List[] => [
      { service: 'block-storage', path: `${volume}/${path}`, key, queries },
      {
        service: 'block-storage',
        path: `${volume}/${path}/detail`,
        key,
        queries,
        one: byId(`${volume}/${path}`, '/metadata'),
      },
      { service: 'block-storage', path: `${volume}/${path}/detail`, key, headers: VOLUME('3.65') },
    ]),
    {
      service: 'block-storage',
      path: `${volume}/types`,
      key: 'volume_types',
      one: byId(`${volume}/types`, '/extra_specs'),
    },
    {
      service: 'object-store',
      path: store,
      key: '',
      queries: ['format=json', 'limit=1', 'prefix=re', 'marker=z', 'format=json&limit=1'],
    },
    {
      service: 'object-store',
      path: `${store}/${NAME}`,
      key: '',
      queries: ['format=json', 'delimiter=/&format=json', 'prefix=a%20b/', 'limit=1&format=json', 'reverse=true'],
    },
  ];
};

const SINGLE: Readonly<Record<Service, (base: string) => readonly string[]>> = {
  identity: () => [
    '/v3/projects/{project}',
    '/v3/users/{user}',
    '/v3/users/{user}/projects',
    '/v3/regions',
    '/v3/services',
    '/v3/endpoints',
    '/v3/roles',
    '/v3/policies',
    '/v3/projects/{project}/tags',
    '/v3/nowhere',
  ],
  compute: (base) => [
    ...['', '/', '/v2.1', '/v2.1/', '/v2/', `${base}/limits`, `${base}/limits?reserved=1`],
    ...[`${base}/os-availability-zone`, `${base}/os-aggregates`, `${base}/os-hypervisors`, `${base}/os-services`],
    ...[
      `${base}/os-quota-sets/{project}`,
      `${base}/os-quota-sets/{project}/defaults`,
      `${base}/os-quota-sets/{project}/detail`,
    ],
    ...[`${base}/os-networks`, `${base}/os-floating-ips`, `${base}/os-security-groups`, `${base}/os-tenant-networks`],
    ...[`${base}/servers/00000000-0000-0000-0000-000000000000`, `${base}/flavors/nowhere`, `${base}/nowhere`],
    ...[`${base}/os-quota-class-sets/default`, `${base}/os-migrations`, `${base}/os-assisted-volume-snapshots`],
  ],
  image: () => [
    ...['', '/', '/versions', '/v2/', '/v2/info/import', '/v2/info/stores', '/v2/tasks', '/v2/metadefs/namespaces'],
    ...[
      '/v2/metadefs/resource_types',
      '/v2/images/00000000-0000-0000-0000-000000000000',
      '/v2/nowhere',
      '/healthcheck',
    ],
  ],
  network: () => [
    ...['', '/', '/v2.0', '/v2.0/', '/v2.0/quotas/{project}', '/v2.0/quotas/{project}/default'],
    ...['/v2.0/quotas/{project}/details', '/v2.0/networks/00000000-0000-0000-0000-000000000000', '/v2.0/nowhere'],
    ...[
      '/v2.0/default-security-group-rules',
      '/v2.0/networks?router:external=True',
      '/v2.0/ports?fixed_ips=ip_address%3D10.31.0.1',
    ],
  ],
  'block-storage': (base) => [
    ...['', '/', '/v3', '/v3/', `${base}/limits`, `${base}/os-availability-zone`, `${base}/types/default`],
    ...[
      `${base}/os-quota-sets/{project}`,
      `${base}/os-quota-sets/{project}?usage=True`,
      `${base}/volume-transfers/detail`,
    ],
    ...[
      `${base}/attachments`,
      `${base}/groups/detail`,
      `${base}/extensions`,
      `${base}/os-services`,
      `${base}/messages`,
    ],
    ...[`${base}/volumes/00000000-0000-0000-0000-000000000000`, `${base}/nowhere`, `${base}/scheduler-stats/get_pools`],
  ],
  placement: () => [
    ...['', '/', '/resource_providers', '/traits', '/resource_classes', '/usages?project_id={project}', '/nowhere'],
  ],
  'object-store': (base) => [
    ...['/info', '/healthcheck', `${base}/nowhere`, `${base}/${NAME}/top`, `${base}/${NAME}/a%20b/%C3%A9`],
    ...[`${base}/${NAME}/nowhere`, `${base}?format=xml&limit=0`, `${base}/${NAME}?format=xml`],
  ],
};

/** Everything to ask, in order: single paths, then lists, with each of what the cloud has in them. */
export async function whatToAsk({ http, token, projectId, rootOf, baseOf }: Account): Promise<Asked[]> {
  const asked: Asked[] = [];
  const seen = new Set<string>();
  const add = (service: Service, path: string, headers?: Asked['headers']): void => {
    const key = JSON.stringify([service, path, headers]);
    if (!seen.has(key)) asked.push({ service, path, ...(headers === undefined ? {} : { headers }) });
    seen.add(key);
  };
  for (const service of SERVICES) for (const path of SINGLE[service](baseOf(service))) add(service, path);
  for (const { service, path, key, queries = [], headers, one } of lists(baseOf)) {
    add(service, path, headers);
    for (const query of queries) add(service, `${path}?${query}`, headers);
    if (one === undefined) continue;
    const answer = await http('GET', `${rootOf(service)}${path}`, { token, headers: headers ?? {} });
    const items: Json[] = answer.json?.[key] ?? [];
    const own = ({ name, project_id, tenant_id }: Json): boolean =>
      String(name).startsWith(NAME) || (project_id ?? tenant_id) === projectId;
    const first = [...items.filter(own), ...items.filter((item) => !own(item))].slice(0, MOST_OF_A_LIST);
    for (const item of first) for (const below of one(item)) add(service, below, headers);
  }
  return asked;
}
