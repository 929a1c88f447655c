// SPDX-License-Identifier: Apache-2.0
// A real Kubernetes cluster as a member for the contract suite.
import { Answer, type Answers, recorded } from '../scs-native-api.ts';
import type { AdapterFixture } from './index.ts';

interface List {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly namespace?: string } }[];
}

const LISTS = {
  '/api/v1/nodes': 'nodes',
  '/api/v1/namespaces': 'namespaces',
  '/apis/apps/v1/deployments': 'deployments',
  '/apis/apps/v1/statefulsets': 'statefulsets',
  '/apis/apps/v1/daemonsets': 'daemonsets',
  '/apis/batch/v1/jobs': 'jobs',
  '/apis/batch/v1/cronjobs': 'cronjobs',
};

/** Each list, and each object of it where the API server has it. */
const objects = (path: string, list: List): Answers => {
  const [, base = '', plural = ''] = /^(.*)\/([a-z]+)$/.exec(path) ?? [];
  return {
    [`GET kubernetes ${path}`]: list,
    ...Object.fromEntries(
      list.items.map((object) => {
        const { name, namespace } = object.metadata;
        const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
        return [`GET kubernetes ${base}${place}/${plural}/${name}`, object];
      }),
    ),
  };
};

const CLUSTER: Answers = {
  'GET kubernetes /version': () =>
    new Answer(recorded('kubernetes/version'), { date: 'Mon, 23 Nov 2026 18:10:13 GMT' }),
  'GET kubernetes /readyz': 'ok',
  'GET kubernetes /apis': recorded('kubernetes/api-groups'),
  'GET kubernetes /apis/networking.k8s.io/v1': recorded('kubernetes/networking-v1'),
  'GET kubernetes /apis/storage.k8s.io/v1/storageclasses': recorded('kubernetes/storage-classes'),
  ...Object.assign(
    {},
    ...Object.entries(LISTS).map(([path, name]) => objects(path, recorded(`kubernetes/${name}`) as List)),
  ),
};

const common = {
  title: 'Kubernetes 1.37',
  member: CLUSTER,
  options: { cluster: 'prod-a' },
} as const;

interface Native {
  readonly status: object & { readonly conditions?: readonly object[] };
}

const conditions = ({ status, ...rest }: Native, change: object): unknown => ({
  ...rest,
  status: { ...status, conditions: status.conditions?.map((condition) => ({ ...condition, ...change })) },
});

export const KUBERNETES: readonly AdapterFixture[] = [
  { ...common, plural: 'clusters', lists: ['prod-a'], missing: 'prod-b' },
  {
    ...common,
    plural: 'nodes',
    lists: ['prod-a:127.0.0.1'],
    missing: 'prod-a:127.0.0.2',
    strange: (native: Native, word) => conditions(native, { status: word }),
  },
  {
    ...common,
    plural: 'namespaces',
    lists: ['default', 'kube-node-lease', 'kube-public', 'kube-system', 'leaving', 'scs-gateway', 'shop'].map(
      (name) => `prod-a:${name}`,
    ),
    missing: 'prod-a:none',
    strange: (native: object, phase) => ({ ...native, status: { phase } }),
  },
  {
    ...common,
    plural: 'workloads',
    lists: [
      'shop:Deployment:stuck',
      'shop:Deployment:web',
      'shop:StatefulSet:db',
      'kube-system:DaemonSet:agent',
      'shop:Job:done',
      'shop:Job:waiting',
      'shop:Job:wrong',
      'shop:CronJob:nightly',
      'shop:CronJob:paused',
    ].map((name) => `prod-a:${name}`),
    missing: 'prod-a:shop:Deployment:none',
    strange: (native: Native, word) => conditions(native, { type: word, reason: word }),
  },
];
