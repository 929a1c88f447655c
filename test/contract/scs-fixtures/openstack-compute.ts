// SPDX-License-Identifier: Apache-2.0
// Computing and images, as two real clouds answered and as the API reference shows it.
import type { NativeObject } from '../../../src/model/scs/adapter.ts';
import { type Answers, PROJECT, recorded } from '../scs-native-api.ts';
import type { AdapterFixture } from './index.ts';

const reference = (name: string): unknown => recorded(`openstack/reference/${name}`);
const under = (body: unknown, key: string): Record<string, unknown>[] => Reflect.get(Object(body), key) ?? [];
const one = (body: unknown, key: string): Record<string, unknown> => Reflect.get(Object(body), key) ?? {};

/** A service's list in pages, and each of its rows by id. */
const rowsBy = (service: string, path: string, wrap: string, rows: readonly Record<string, unknown>[]): Answers =>
  Object.fromEntries(rows.map((row) => [`GET ${service} ${path}/${row.id}`, { [wrap]: row }]));

const withStatus = (native: object, word: string) => ({ ...native, status: word });
const withTask = (native: object, word: string) => ({ ...native, status: word, 'OS-EXT-STS:task_state': word });

const servers = (cloud: string): AdapterFixture[] => {
  const page = recorded(`openstack/${cloud}/server-detail-limit1`);
  const [listed = {}] = under(page, 'servers');
  const shown = one(recorded(`openstack/${cloud}/server-show`), 'server');
  const newer = one(recorded(`openstack/${cloud}/server-show-2.90`), 'server');
  const flavor = one(recorded(`openstack/${cloud}/flavor-show`), 'flavor');
  const rows = [listed, ...(shown.id === listed.id ? [] : [shown])];
  return [
    {
      plural: 'servers',
      title: `${cloud} at microversion 2.1`,
      member: {
        'GET compute /servers/detail': page,
        [`GET compute /servers/detail?marker=${listed.id}`]: { servers: rows.slice(1) },
        ...rowsBy('compute', '/servers', 'server', rows),
        'GET compute /flavors/detail': { flavors: [flavor] },
        [`GET compute /flavors/${flavor.id}/os-extra_specs`]: { extra_specs: {} },
      },
      options: { microversion: '2.1' },
      lists: rows.map(({ id }) => String(id)),
      missing: '00000000-0000-0000-0000-000000000000',
      strange: withTask,
    },
    {
      plural: 'servers',
      title: `${cloud} at microversion 2.90`,
      member: {
        'GET compute /servers/detail': { servers: [newer] },
        ...rowsBy('compute', '/servers', 'server', [newer]),
      },
      lists: [String(newer.id)],
      missing: '00000000-0000-0000-0000-000000000000',
      strange: withTask,
    },
  ];
};

const [page1, page2] = [reference('servers-detail-2.90-page1'), reference('servers-detail-2.90-page2')];
const referenceServers = [...under(page1, 'servers'), ...under(page2, 'servers')];
const [newFlavors, oldFlavors] = [reference('flavors-detail-2.90'), reference('flavors-detail-2.1')];

const keypairs = [
  ...under(reference('keypairs-list-page1'), 'keypairs'),
  ...under(reference('keypairs-list-page2'), 'keypairs'),
].map((row) => one(row, 'keypair'));

const images = (cloud: string): AdapterFixture => {
  const [first, shown] = [recorded(`openstack/${cloud}/image-list-limit1`), recorded(`openstack/${cloud}/image-show`)];
  const rows = [...under(first, 'images'), Object(shown)];
  return {
    plural: 'images',
    title: cloud,
    member: {
      'GET image /images': first,
      [`GET image /images?marker=${rows[0].id}`]: {
        images: [shown],
        first: '/v2/images',
        schema: '/v2/schemas/images',
      },
      ...Object.fromEntries(rows.map((row) => [`GET image /images/${row.id}`, row])),
    },
    lists: rows.map(({ id }) => id),
    missing: '00000000-0000-0000-0000-000000000000',
    more: [{ native: recorded(`openstack/${cloud}/image-create`) }, { native: reference('image-queued') }],
    strange: withStatus,
  };
};

const limits = (cloud: string): Answers => ({ 'GET compute /limits': recorded(`openstack/${cloud}/nova-limits`) });

export const COMPUTE: readonly AdapterFixture[] = [
  ...servers('cloud-a'),
  ...servers('cloud-b'),
  {
    plural: 'servers',
    title: 'the API reference, over two pages, the last one with a cell that is down',
    member: {
      'GET compute /servers/detail': page1,
      [`GET compute /servers/detail?marker=${referenceServers[1]?.id}`]: page2,
      ...rowsBy('compute', '/servers', 'server', referenceServers),
    },
    lists: referenceServers.map(({ id }) => String(id)),
    missing: '00000000-0000-0000-0000-000000000000',
    strange: withTask,
  },
  {
    plural: 'flavors',
    title: 'microversion 2.90',
    member: {
      'GET compute /flavors/detail': newFlavors,
      ...rowsBy('compute', '/flavors', 'flavor', under(newFlavors, 'flavors')),
    },
    lists: ['1', '2', '3'],
    missing: '9',
    more: ['cloud-a', 'cloud-b'].map(
      (cloud): NativeObject => ({ native: one(recorded(`openstack/${cloud}/flavor-show`), 'flavor') }),
    ),
    strange: (native: object, word) => ({
      ...native,
      'OS-FLV-DISABLED:disabled': word,
      extra_specs: { 'scs:cpu-type': word },
    }),
  },
  {
    plural: 'flavors',
    title: 'microversion 2.1, where extra specs are asked for one by one',
    member: {
      'GET compute /flavors/detail': oldFlavors,
      'GET compute /flavors/1/os-extra_specs': { extra_specs: {} },
      'GET compute /flavors/2/os-extra_specs': reference('flavor-extra-specs'),
      ...rowsBy('compute', '/flavors', 'flavor', under(oldFlavors, 'flavors')),
    },
    options: { microversion: '2.1' },
    lists: ['1', '2'],
    missing: '9',
  },
  images('cloud-a'),
  images('cloud-b'),
  {
    plural: 'keypairs',
    title: 'the API reference, over two pages',
    member: {
      'GET compute /os-keypairs': reference('keypairs-list-page1'),
      'GET compute /os-keypairs?marker=me+at+work%2F2': reference('keypairs-list-page2'),
      ...Object.fromEntries(
        keypairs.map((pair) => [
          `GET compute /os-keypairs/${encodeURIComponent(String(pair.name))}`,
          { keypair: pair },
        ]),
      ),
    },
    lists: ['laptop', 'me at work/2', 'windows'],
    missing: 'nobody',
    more: [
      { native: one(reference('keypair-show'), 'keypair') },
      ...['cloud-a', 'cloud-b'].map((cloud) => ({
        native: one(recorded(`openstack/${cloud}/keypair-create`), 'keypair'),
      })),
    ],
    strange: (native: object, word) => ({ ...native, type: word }),
  },
  {
    plural: 'availability-zones',
    title: 'the API reference, all three services',
    member: {
      'GET compute /os-availability-zone': reference('nova-availability-zones'),
      'GET block-storage /os-availability-zone': reference('cinder-availability-zones'),
      'GET network /availability_zones': reference('neutron-availability-zones'),
    },
    lists: ['compute:zone-1', 'compute:zone-2', 'block-storage:nova', 'network:zone-1', 'network:zone-2'],
    missing: 'compute:nowhere',
    strange: (native: { rows?: object[] }, word) => ({
      ...native,
      zoneState: { available: word },
      ...(native.rows === undefined ? {} : { rows: native.rows.map((row) => ({ ...row, state: word })) }),
    }),
  },
  {
    plural: 'availability-zones',
    title: 'a member with computing alone',
    member: { 'GET compute /os-availability-zone': reference('nova-availability-zones') },
    options: { services: ['compute'] },
    lists: ['compute:zone-1', 'compute:zone-2'],
    missing: 'network:zone-1',
  },
  {
    plural: 'quotas',
    title: 'the API reference, all three services',
    member: {
      [`GET compute /os-quota-sets/${PROJECT.id}/detail`]: reference('nova-quota-detail'),
      [`GET block-storage /os-quota-sets/${PROJECT.id}?usage=True`]: reference('cinder-quota-usage'),
      [`GET network /quotas/${PROJECT.id}/details`]: reference('neutron-quota-details'),
    },
    lists: [PROJECT.id],
    missing: 'other',
  },
  ...['cloud-a', 'cloud-b'].map(
    (cloud): AdapterFixture => ({
      plural: 'quotas',
      title: `${cloud}, which tells limits but no quotas`,
      member: { ...limits(cloud), [`GET network /quotas/${PROJECT.id}`]: reference('neutron-quota') },
      lists: [PROJECT.id],
      missing: 'other',
    }),
  ),
];
