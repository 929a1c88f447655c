// SPDX-License-Identifier: Apache-2.0
// Block storage, networks, load balancers and object storage, as two real clouds answered and as the API reference has it.
import { GatewayError } from '../../../src/model/errors.ts';
import { Answer, type Answers, recorded } from '../scs-native-api.ts';
import type { AdapterFixture } from './index.ts';

type Row = Record<string, unknown>;
interface Kind {
  readonly plural: string;
  readonly service: string;
  readonly path: string;
  /** What bodies wrap one in, and many. */
  readonly one: string;
  readonly many: string;
  /** The path of lists, where it is another. */
  readonly lists?: string;
  readonly strange?: AdapterFixture['strange'];
}

const MISSING = '00000000-0000-0000-0000-000000000000';
const reference = (name: string): unknown => recorded(`openstack/reference/${name}`);
const under = (body: unknown, key: string): Row[] => Reflect.get(Object(body), key) ?? [];
const one = (body: unknown, key: string): Row => Reflect.get(Object(body), key) ?? {};
const withStatus = (native: object, word: string) => ({ ...native, status: word });

/** A member with these pages, each but the last with a link to the next, and each row by its id. */
function paged(kind: Kind, pages: readonly unknown[]): Answers {
  const { service, path, lists = path, many } = kind;
  const rows = pages.map((page) => under(page, many));
  return Object.fromEntries([
    ...pages.map((page, index) => {
      const marker = rows[index - 1]?.at(-1)?.id;
      return [`GET ${service} ${lists}${marker === undefined ? '' : `?marker=${marker}`}`, page];
    }),
    ...rows.flat().map((row) => [`GET ${service} ${path}/${row.id}`, { [kind.one]: row }]),
  ]);
}

const fixture = (kind: Kind, title: string, pages: readonly unknown[], more: readonly Row[] = []): AdapterFixture => ({
  plural: kind.plural,
  title,
  member: paged(kind, pages),
  lists: pages.flatMap((page) => under(page, kind.many).map(({ id }) => String(id))),
  missing: MISSING,
  more: more.map((native) => ({ native })),
  ...(kind.strange === undefined ? {} : { strange: kind.strange }),
});

/** A page of one row with Cinder's or Neutron's link to the next. */
const page = (many: string, row: Row, last = false): unknown => ({
  [many]: [row],
  ...(last
    ? {}
    : { [`${many}_links`]: [{ rel: 'next', href: `https://gateway.example/x/v3/y?limit=1&marker=${row.id}` }] }),
});

const network = (plural: string, path: string, one: string, many: string, rest: Partial<Kind> = {}): Kind => ({
  plural,
  service: 'network',
  path,
  one,
  many,
  ...rest,
});
const NETWORKS = network('networks', '/networks', 'network', 'networks', { strange: withStatus });
const SUBNETS = network('subnets', '/subnets', 'subnet', 'subnets', {
  strange: (native: object, word) => ({ ...native, ipv6_ra_mode: word, ip_version: word }),
});
const ROUTERS = network('routers', '/routers', 'router', 'routers', { strange: withStatus });
const PORTS = network('ports', '/ports', 'port', 'ports', { strange: withStatus });
const FLOATING_IPS = network('floating-ips', '/floatingips', 'floatingip', 'floatingips', { strange: withStatus });
const GROUPS = network('security-groups', '/security-groups', 'security_group', 'security_groups', {
  strange: (native: object, word) => ({
    ...native,
    security_group_rules: [{ id: 'x', direction: word, ethertype: word }],
  }),
});
const RULES = network('security-group-rules', '/security-group-rules', 'security_group_rule', 'security_group_rules', {
  strange: (native: object, word) => ({ ...native, direction: word, ethertype: word }),
});
const VOLUMES: Kind = {
  plural: 'volumes',
  service: 'block-storage',
  path: '/volumes',
  lists: '/volumes/detail',
  one: 'volume',
  many: 'volumes',
  strange: withStatus,
};
const SNAPSHOTS: Kind = {
  plural: 'snapshots',
  service: 'block-storage',
  path: '/snapshots',
  lists: '/snapshots/detail',
  one: 'snapshot',
  many: 'snapshots',
  strange: withStatus,
};
const LOAD_BALANCERS: Kind = {
  plural: 'load-balancers',
  service: 'load-balancer',
  path: '/lbaas/loadbalancers',
  one: 'loadbalancer',
  many: 'loadbalancers',
  strange: (native: object, word) => ({ ...native, provisioning_status: word, operating_status: word }),
};

const ofCloud = (cloud: string): AdapterFixture[] => {
  const at = (name: string) => recorded(`openstack/${cloud}/${name}`);
  const listed = at('network-list-limit1');
  const shown = one(at('network-show'), 'network');
  const others = under(listed, 'networks').some(({ id }) => id === shown.id) ? [] : [page('networks', shown, true)];
  // In cloud-a the page shows the same network as it was a moment before: what a second page would hold is not recorded.
  const networks = others.length > 0 ? [listed, ...others] : [page('networks', shown, true)];
  const volume = one(at('volume-show'), 'volume');
  const inUse = one(reference('volume-in-use'), 'volume');
  const containers = at('swift-account') as Row[];
  return [
    fixture(NETWORKS, cloud, networks, [one(at('network-create'), 'network'), ...under(listed, 'networks')]),
    fixture(SUBNETS, cloud, [page('subnets', one(at('subnet-create'), 'subnet'), true)]),
    fixture(
      VOLUMES,
      `${cloud} over two pages`,
      [page('volumes', volume), page('volumes', inUse, true)],
      [one(at('volume-create'), 'volume')],
    ),
    {
      plural: 'containers',
      title: cloud,
      member: {
        'GET object-store ': containers,
        ...Object.fromEntries(
          containers.map(({ name, count, bytes }) => [
            `HEAD object-store /${encodeURIComponent(String(name))}`,
            new Answer(undefined, {
              'x-container-object-count': String(count),
              'x-container-bytes-used': String(bytes),
              'x-timestamp': '1795440489.15101',
              'x-storage-policy': 'Policy-0',
            }),
          ]),
        ),
      },
      lists: containers.map(({ name }) => String(name)),
      // A slash would lead to an object.
      missing: 'sample-c/object',
    },
  ];
};

const types = reference('volume-types');
const typesBy = Object.fromEntries(
  under(types, 'volume_types').map((row) => [`GET block-storage /types/${row.id}`, { volume_type: row }]),
);
const volumeTypes = (title: string, byDefault: unknown): AdapterFixture => ({
  plural: 'volume-types',
  title,
  member: { 'GET block-storage /types': types, 'GET block-storage /types/default': byDefault, ...typesBy },
  lists: under(types, 'volume_types').map(({ id }) => String(id)),
  missing: MISSING,
});
const noDefault = (): never => {
  const native = { status: 404, service: 'block-storage', message: 'Default volume type can not be found.' };
  throw new GatewayError('nativeNotFound', { native });
};

export const NETWORK_AND_STORAGE: readonly AdapterFixture[] = [
  ...ofCloud('cloud-a'),
  ...ofCloud('cloud-b'),
  volumeTypes('a cloud with a default type', reference('volume-type-default')),
  volumeTypes('a cloud without one', noDefault),
  fixture(SNAPSHOTS, 'the API reference, over two pages', [reference('snapshots-page1'), reference('snapshots-page2')]),
  fixture(NETWORKS, 'the API reference', [reference('networks-external')], [one(reference('network-bare'), 'network')]),
  fixture(SUBNETS, 'the API reference', [reference('subnets')]),
  fixture(ROUTERS, 'the API reference, over two pages', [reference('routers-page1'), reference('routers-page2')]),
  fixture(PORTS, 'the API reference', [reference('ports')]),
  fixture(FLOATING_IPS, 'the API reference', [reference('floatingips')]),
  fixture(GROUPS, 'the API reference', [reference('security-groups')]),
  fixture(RULES, 'the API reference', [reference('security-group-rules')]),
  fixture(LOAD_BALANCERS, 'the API reference', [reference('loadbalancers')]),
];
