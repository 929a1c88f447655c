// SPDX-License-Identifier: Apache-2.0
// The stand-in's Neutron: one table of resource kinds with their defaults, one set of routes for all of them.
// Bodies hold no URLs; only the paging links and the version documents do, built from the request's Host.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  answer,
  type Call,
  dig,
  filter,
  HEALTH,
  isoSeconds,
  paginate,
  Refusal,
  requestId,
  route,
  type Service,
  text,
} from './http.ts';
import { checkedBody } from './neutron-checks.ts';
import { checkBeside, checkRemoval, type Rows, routed } from './neutron-routing.ts';
import { tagRoutes, withTags } from './neutron-tags.ts';

type Row = Record<string, unknown> & { readonly id: string; readonly project_id: string };
type Wanted = Record<string, unknown>;

export interface NeutronOptions {
  readonly now: () => number;
  readonly keystoneUrl: () => string;
  readonly adminProject: string;
}

const mac = () =>
  `fa:16:3e:${randomBytes(3)
    .toString('hex')
    .replace(/(..)(?!$)/g, '$1:')}`;
/** `10.0.0.0/24` and 7 → `10.0.0.7`. */
const nth = (cidr: unknown, n: number) => String(cidr).replace(/\d+\/\d+$/, String(n));

export function createNeutron({ now, keystoneUrl, adminProject }: NeutronOptions) {
  const tables: Record<string, Map<string, Row>> = {};
  const rows = (plural: string): Map<string, Row> => (tables[plural] ??= new Map());

  /** Plural, singular, Neutron's name of it in a 404, and what a new one holds beside what was asked for. */
  const kinds: readonly [string, string, string, (wanted: Wanted, id: string) => Wanted][] = [
    [
      'networks',
      'network',
      'Network',
      () => ({
        admin_state_up: true,
        mtu: 1450,
        status: 'ACTIVE',
        subnets: [],
        shared: false,
        availability_zone_hints: [],
        availability_zones: [],
        ipv4_address_scope: null,
        ipv6_address_scope: null,
        'router:external': false,
        port_security_enabled: true,
        qos_policy_id: null,
        l2_adjacency: true,
      }),
    ],
    [
      'subnets',
      'subnet',
      'Subnet',
      ({ cidr }) => ({
        ip_version: 4,
        subnetpool_id: null,
        enable_dhcp: true,
        ipv6_ra_mode: null,
        ipv6_address_mode: null,
        gateway_ip: nth(cidr, 1),
        allocation_pools: [{ start: nth(cidr, 2), end: nth(cidr, 254) }],
        host_routes: [],
        dns_nameservers: [],
        service_types: [],
      }),
    ],
    [
      'ports',
      'port',
      'Port',
      ({ network_id }, id) => ({
        admin_state_up: true,
        status: 'DOWN',
        mac_address: mac(),
        fixed_ips: address(text(network_id) ?? '', id),
        device_id: '',
        device_owner: '',
        security_groups: [],
        allowed_address_pairs: [],
        extra_dhcp_opts: [],
        'binding:vnic_type': 'normal',
        port_security_enabled: true,
        qos_policy_id: null,
        qos_network_policy_id: null,
        ip_allocation: 'immediate',
      }),
    ],
    [
      'routers',
      'router',
      'Router',
      () => ({
        admin_state_up: true,
        status: 'ACTIVE',
        external_gateway_info: null,
        routes: [],
        availability_zone_hints: [],
        availability_zones: [],
        flavor_id: null,
      }),
    ],
    [
      'floatingips',
      'floatingip',
      'FloatingIP',
      () => ({
        floating_ip_address: `203.0.113.${10 + rows('floatingips').size}`,
        fixed_ip_address: null,
        port_id: null,
        router_id: null,
        status: 'DOWN',
        port_details: null,
        qos_policy_id: null,
      }),
    ],
    [
      'security-groups',
      'security_group',
      'SecurityGroup',
      () => ({ stateful: true, shared: false, security_group_rules: [] }),
    ],
    [
      'security-group-rules',
      'security_group_rule',
      'SecurityGroupRule',
      () => ({
        ethertype: 'IPv4',
        protocol: null,
        port_range_min: null,
        port_range_max: null,
        remote_ip_prefix: null,
        remote_group_id: null,
        remote_address_group_id: null,
        normalized_cidr: null,
      }),
    ],
  ];

  function address(networkId: string, portId: string) {
    const subnet = [...rows('subnets').values()].find((s) => s.network_id === networkId);
    const host = 10 + ((createHash('md5').update(portId).digest()[0] ?? 0) % 200);
    return subnet ? [{ subnet_id: subnet.id, ip_address: nth(subnet.cidr, host) }] : [];
  }

  function insert(plural: string, wanted: Wanted, project: string): Row {
    const kind = kinds.find(([name]) => name === plural);
    const id = randomUUID();
    const defaults = kind?.[3](wanted, id) ?? {};
    const at = isoSeconds(now());
    const common = {
      ...(!NAMELESS.has(plural) && { name: '' }),
      description: '',
      // A rule's are told with its group alone.
      ...(plural !== 'security-group-rules' && { tags: [] }),
      created_at: at,
      updated_at: at,
      revision_number: 1,
    };
    const owner = text(wanted.project_id) ?? text(wanted.tenant_id) ?? project;
    const row = { ...common, ...defaults, ...wanted, id, tenant_id: owner, project_id: owner };
    rows(plural).set(id, row);
    return row;
  }

  const publicNet = insert(
    'networks',
    { name: 'public', 'router:external': true, is_default: false, mtu: 1500 },
    adminProject,
  );
  insert(
    'subnets',
    { name: 'public-v4', network_id: publicNet.id, cidr: '203.0.113.0/24', enable_dhcp: false },
    adminProject,
  );

  const zone = (row: Row): Row => {
    const linked = (plural: string, field: string) => [...rows(plural).values()].filter((r) => r[field] === row.id);
    if (rows('networks').has(row.id)) return { ...row, subnets: linked('subnets', 'network_id').map(({ id }) => id) };
    if (rows('security-groups').has(row.id))
      return { ...row, security_group_rules: linked('security-group-rules', 'security_group_id').map(ruleOfGroup) };
    return row;
  };
  const visible = (call: Call, row: Row) =>
    row.project_id === call.token.project?.id || row.shared === true || row['router:external'] === true;
  const refuse = (status: number, type: string, message: string): never => {
    throw new Refusal(status, { NeutronError: { type, message, detail: '' } });
  };
  const missing = (kind: string, id: string): never =>
    refuse(404, `${kind}NotFound`, `${kind} ${id} could not be found.`);
  /** What the caller can see: nothing else is there to be named. */
  const seenBy =
    (call: Call): Rows =>
    (plural) =>
      new Map([...rows(plural)].filter(([, row]) => visible(call, row)));
  /** As routers and floating IPs find their way: what the caller names has to be seen, an external network's subnets need not. */
  const namedBy =
    (call: Call): Rows =>
    (plural) =>
      plural === 'subnets' ? rows(plural) : seenBy(call)(plural);
  /** What a body names has to be there for whoever sends it; the parent of a subnet has to be one's own. */
  const checkNamed = (call: Call, plural: string, wanted: Wanted): void => {
    const seen = seenBy(call);
    for (const [field, table, label] of NAMED) {
      const id = text(wanted[field]);
      if (id !== undefined && !seen(table).has(id)) missing(label, id);
    }
    const network = seen('networks').get(text(wanted.network_id) ?? '');
    if (plural === 'subnets' && network !== undefined && network.project_id !== call.token.project?.id)
      refuse(403, 'HTTPForbidden', `Tenant ${call.token.project?.id} not allowed to create subnet on this network`);
  };
  /** Every project has one from its first look at security groups on. */
  const ensureDefaultGroup = (project: string): Row => {
    const groups = [...rows('security-groups').values()];
    const known = groups.find((g) => g.project_id === project && g.name === 'default');
    if (known !== undefined) return known;
    const group = insert('security-groups', { name: 'default', description: 'Default security group' }, project);
    for (const ethertype of ['IPv4', 'IPv6'])
      for (const rule of [{ direction: 'egress' }, { direction: 'ingress', remote_group_id: group.id }])
        insert('security-group-rules', { security_group_id: group.id, ethertype, ...rule }, project);
    return group;
  };
  const select = (row: Row, query: URLSearchParams): Row => {
    const fields = query.getAll('fields');
    return fields.length
      ? (Object.fromEntries(Object.entries(row).filter(([key]) => fields.includes(key))) as Row)
      : row;
  };

  const routes = kinds.flatMap(([plural, singular, label]) => {
    const path = `/v2.0/${plural}`;
    const collection = plural.replaceAll('-', '_');
    const find = (call: Call): Row => {
      const row = rows(plural).get(call.params[0] ?? '');
      return row && visible(call, row) ? row : missing(label, call.params[0] ?? '');
    };
    /** What is seen but is somebody else's stays as it is. */
    const findOwn = (call: Call, rule: string): Row => {
      const row = find(call);
      if (row.project_id !== call.token.project?.id)
        refuse(403, 'PolicyNotAuthorized', `(rule:${rule}) is disallowed by policy`);
      return row;
    };
    return [
      route('GET', path, (call) => {
        ensureDefaultGroup(call.token.project?.id ?? '');
        const mine = [...rows(plural).values()].filter((row) => visible(call, row)).map(zone);
        const page = paginate(withTags(filter(mine, call.query, NOT_FILTERS), call.query), call.query);
        const [first] = page.rows;
        const previous = new URLSearchParams(call.query);
        if (first) previous.set('marker', first.id);
        previous.set('page_reverse', 'True');
        const links = [
          ...(page.next ? [{ rel: 'next', href: `${call.base}${path}?${page.next}` }] : []),
          ...(first ? [{ rel: 'previous', href: `${call.base}${path}?${previous}` }] : []),
        ];
        return answer(200, {
          [collection]: page.rows.map((row) => select(row, call.query)),
          ...(call.query.has('limit') && links.length && { [`${collection}_links`]: links }),
        });
      }),
      route('POST', path, async (call) => {
        const wanted = checkedBody(plural, singular, await call.json(), true);
        checkNamed(call, plural, wanted);
        checkBeside(rows, plural, wanted);
        const more = routed(namedBy(call), plural, wanted);
        const project = call.token.project?.id ?? '';
        const guarded = plural === 'ports' && wanted.port_security_enabled !== false;
        const groups = guarded && { security_groups: [ensureDefaultGroup(project).id] };
        const row = insert(plural, { ...groups, ...wanted, ...more }, project);
        if (plural === 'security-groups') {
          for (const ethertype of ['IPv4', 'IPv6']) {
            insert(
              'security-group-rules',
              { security_group_id: row.id, direction: 'egress', ethertype },
              row.project_id,
            );
          }
        }
        // Told by the one that makes it, of networks that are none for others.
        const made = plural === 'networks' && { is_default: false };
        return answer(201, { [singular]: { ...made, ...zone(row) } });
      }),
      route('GET', `${path}/:id`, (call) => answer(200, { [singular]: select(zone(find(call)), call.query) })),
      route('PUT', `${path}/:id`, async (call) => {
        const row = findOwn(call, `update_${singular}`);
        const wanted = checkedBody(plural, singular, await call.json(), false);
        if (plural === 'security-groups' && row.name === 'default' && (text(wanted.name) ?? 'default') !== 'default')
          refuse(409, 'SecurityGroupCannotUpdateDefault', 'Updating default security group not allowed.');
        Object.assign(row, wanted, routed(namedBy(call), plural, wanted, row), {
          updated_at: isoSeconds(now()),
          revision_number: Number(row.revision_number) + 1,
        });
        return answer(200, { [singular]: zone(row) });
      }),
      route('DELETE', `${path}/:id`, (call) => {
        const row = findOwn(call, `delete_${singular}`);
        const { id } = row;
        checkRemoval(rows, plural, row);
        rows(plural).delete(id);
        const owned = {
          networks: ['subnets', 'network_id'],
          'security-groups': ['security-group-rules', 'security_group_id'],
        }[plural];
        const [table = '', field = ''] = owned ?? [];
        for (const row of [...rows(table).values()]) if (row[field] === id) rows(table).delete(row.id);
        return answer(204);
      }),
      ...(plural === 'security-group-rules' ? [] : tagRoutes(path, find, now)),
    ];
  });

  const interfaces = (verb: 'add' | 'remove') =>
    route('PUT', `/v2.0/routers/:id/${verb}_router_interface`, async (call) => {
      const seen = seenBy(call);
      const router = seen('routers').get(call.params[0] ?? '') ?? missing('Router', call.params[0] ?? '');
      const wanted = text(dig(await call.json(), 'subnet_id'));
      if (wanted === undefined)
        return refuse(400, 'BadRequest', 'Bad router request: Either subnet_id or port_id must be specified.');
      const subnet = seen('subnets').get(wanted) ?? missing('Subnet', wanted);
      const known = [...rows('ports').values()].find(
        ({ device_id, fixed_ips }) =>
          device_id === router.id &&
          Array.isArray(fixed_ips) &&
          fixed_ips.some((one) => dig(one, 'subnet_id') === subnet.id),
      );
      if (known !== undefined && verb === 'add')
        refuse(400, 'BadRequest', `Bad router request: Router already has a port on subnet ${subnet.id}.`);
      if (known === undefined && verb === 'remove')
        refuse(404, 'RouterInterfaceNotFoundForSubnet', `Router ${router.id} has no interface on subnet ${subnet.id}`);
      const floats = [...rows('floatingips').values()].some(
        ({ router_id, port_id }) =>
          router_id === router.id && rows('ports').get(String(port_id))?.network_id === subnet.network_id,
      );
      if (verb === 'remove' && floats)
        refuse(
          409,
          'RouterInterfaceInUseByFloatingIP',
          `Router interface for subnet ${subnet.id} on router ${router.id} cannot be deleted, as it is required by one or more floating IPs.`,
        );
      const port =
        known ??
        insert(
          'ports',
          {
            network_id: subnet.network_id,
            device_id: router.id,
            device_owner: 'network:router_interface',
            fixed_ips: [{ subnet_id: subnet.id, ip_address: text(subnet.gateway_ip) ?? nth(subnet.cidr, 1) }],
          },
          String(router.project_id),
        );
      if (verb === 'remove') rows('ports').delete(port.id);
      const { tenant_id } = router;
      return answer(200, {
        id: router.id,
        tenant_id,
        port_id: port.id,
        network_id: subnet.network_id,
        subnet_id: subnet.id,
        subnet_ids: [subnet.id],
      });
    });
  const root = (call: Call) => ({
    id: 'v2.0',
    status: 'CURRENT',
    links: [{ rel: 'self', href: `${call.base}/v2.0/` }],
  });

  const service: Service = {
    type: 'network',
    headers: () => ({ 'X-Openstack-Request-Id': requestId() }),
    unauthorized: () =>
      answer(
        401,
        { error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } },
        {
          'Www-Authenticate': `Keystone uri="${keystoneUrl()}"`,
        },
      ),
    notFound: () =>
      answer(404, { NeutronError: { type: 'HTTPNotFound', message: 'The resource could not be found.', detail: '' } }),
    routes: [
      HEALTH,
      route('GET', '/', (call) => answer(200, { versions: [root(call)] }), true),
      route(
        'GET',
        '/v2.0',
        (call) => {
          const resources = kinds.map(([collection, name]) => ({
            name,
            collection,
            links: [{ rel: 'self', href: `${call.base}/v2.0/${collection}` }],
          }));
          return answer(200, { resources });
        },
        true,
      ),
      interfaces('add'),
      interfaces('remove'),
      ...routes,
      route('GET', '/v2.0/extensions', () =>
        answer(200, {
          extensions: EXTENSIONS.map((alias) => ({
            alias,
            name: alias,
            description: '',
            links: [],
            updated: '2013-07-23T10:00:00-00:00',
          })),
        }),
      ),
      route('GET', '/v2.0/extensions/:alias', ({ params: [alias = ''] }) =>
        EXTENSIONS.includes(alias)
          ? answer(200, {
              extension: { alias, name: alias, description: '', links: [], updated: '2013-07-23T10:00:00-00:00' },
            })
          : missing('Extension', alias),
      ),
      route('GET', '/v2.0/availability_zones', () => answer(200, { availability_zones: [] })),
      route('GET', '/v2.0/agents', () => answer(200, { agents: [] })),
      route('GET', '/v2.0/quotas/:project', () => answer(200, { quota: QUOTAS })),
      ...['details', 'details.json'].map((path) =>
        route('GET', `/v2.0/quotas/:project/${path}`, () =>
          answer(200, {
            quota: Object.fromEntries(
              Object.entries(QUOTAS).map(([key, limit]) => [key, { limit, used: 0, reserved: 0 }]),
            ),
          }),
        ),
      ),
    ],
  };

  return {
    service,
    /** Nova's way in: ports for a new server in groups by name or id, and the `addresses` that it then shows. */
    plug(
      server: string,
      networks: readonly unknown[],
      project: string,
      groups: readonly string[],
    ): Record<string, unknown> {
      ensureDefaultGroup(project);
      const security_groups = [...rows('security-groups').values()]
        .filter((row) => row.project_id === project && (groups.includes(String(row.name)) || groups.includes(row.id)))
        .map(({ id }) => id);
      const plugged = networks.flatMap((wanted) => {
        const network = rows('networks').get(text(dig(wanted, 'uuid')) ?? '');
        if (!network) return [];
        const port = insert(
          'ports',
          {
            network_id: network.id,
            device_id: server,
            device_owner: 'compute:nova',
            status: 'ACTIVE',
            security_groups,
          },
          project,
        );
        const ips = port.fixed_ips as { ip_address: string }[];
        const shown = ips.map(({ ip_address: addr }) => ({
          version: 4,
          addr,
          'OS-EXT-IPS:type': 'fixed',
          'OS-EXT-IPS-MAC:mac_addr': port.mac_address,
        }));
        return [[String(network.name), shown] as const];
      });
      return Object.fromEntries(plugged);
    },
    /** For whoever is of this project. */
    has: (id: string, project: string): boolean => {
      const row = rows('networks').get(id);
      return (
        row !== undefined && (row.project_id === project || row.shared === true || row['router:external'] === true)
      );
    },
    hasGroup: (name: string, project: string): boolean =>
      name === 'default' ||
      [...rows('security-groups').values()].some(
        (row) => row.project_id === project && (row.name === name || row.id === name),
      ),
    unplug(server: string): void {
      for (const port of [...rows('ports').values()]) if (port.device_id === server) rows('ports').delete(port.id);
    },
  };
}

export type Neutron = ReturnType<typeof createNeutron>;

/** Fields that name something, where it is, and what a 404 calls it. */
const NAMED = [
  ['network_id', 'networks', 'Network'],
  ['security_group_id', 'security-groups', 'SecurityGroup'],
  ['remote_group_id', 'security-groups', 'SecurityGroup'],
] as const;
const NOT_FILTERS = ['limit', 'marker', 'page_reverse', 'fields', 'sort_key', 'sort_dir', 'tags'];
const EXTENSIONS = [
  'security-group',
  'router',
  'quotas',
  'quota_details',
  'standard-attr-tag',
  'standard-attr-timestamp',
  'pagination',
  'sorting',
  'external-net',
  'project-id',
];
const NAMELESS = new Set(['floatingips', 'security-group-rules']);
/** As it stands in its group's answer. */
const ruleOfGroup = (rule: Row): Row => ({
  ...rule,
  tags: [],
  standard_attr_id: Number.parseInt(rule.id.slice(0, 6), 16),
});

const QUOTAS = {
  network: 100,
  subnet: 100,
  subnetpool: -1,
  port: 500,
  router: 10,
  floatingip: 50,
  rbac_policy: 10,
  security_group: 10,
  security_group_rule: 100,
};
