// SPDX-License-Identifier: Apache-2.0
// The kinds that the stand-in apiserver knows, its discovery documents about them, and the columns of its tables.

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly short: readonly string[];
  /** Created, never kept: reviews. */
  readonly review?: true;
}

const kind = (group: string, resource: string, name: string, namespaced = true, ...short: string[]): Kind => ({
  group,
  version: 'v1',
  resource,
  kind: name,
  namespaced,
  short,
});
const review = (group: string, resource: string, name: string): Kind => ({
  ...kind(group, resource, name, false),
  review: true,
});

export const KINDS: readonly Kind[] = [
  kind('', 'namespaces', 'Namespace', false, 'ns'),
  kind('', 'nodes', 'Node', false, 'no'),
  kind('', 'pods', 'Pod', true, 'po'),
  kind('', 'configmaps', 'ConfigMap', true, 'cm'),
  kind('', 'secrets', 'Secret'),
  kind('', 'services', 'Service', true, 'svc'),
  kind('apps', 'deployments', 'Deployment', true, 'deploy'),
  kind('apps', 'statefulsets', 'StatefulSet', true, 'sts'),
  kind('apps', 'daemonsets', 'DaemonSet', true, 'ds'),
  kind('batch', 'jobs', 'Job'),
  kind('batch', 'cronjobs', 'CronJob', true, 'cj'),
  kind('networking.k8s.io', 'networkpolicies', 'NetworkPolicy', true, 'netpol'),
  kind('storage.k8s.io', 'storageclasses', 'StorageClass', false, 'sc'),
  review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'),
  review('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview'),
];

export const apiVersion = ({ group, version }: Kind): string => (group === '' ? version : `${group}/${version}`);
const GROUPS = [...new Set(KINDS.map(({ group }) => group).filter((group) => group !== ''))];
const verbsOf = ({ review: made }: Kind): string[] =>
  made ? ['create'] : ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** A discovery document, or undefined where the path is none. `accept` may ask for the aggregated form. */
export function discovery(path: string, accept: string): { readonly type: string; readonly body: unknown } | undefined {
  const aggregated = /as=APIGroupDiscoveryList/.test(accept);
  if (aggregated && (path === '/api' || path === '/apis')) {
    const groups = path === '/api' ? [''] : GROUPS;
    return {
      type: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      body: {
        kind: 'APIGroupDiscoveryList',
        apiVersion: 'apidiscovery.k8s.io/v2',
        metadata: {},
        items: groups.map(group),
      },
    };
  }
  const json = (body: unknown) => ({ type: 'application/json', body });
  if (path === '/api') return json({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
  if (path === '/apis')
    return json({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: GROUPS.map((name) => {
        const version = { groupVersion: `${name}/v1`, version: 'v1' };
        return { name, versions: [version], preferredVersion: version };
      }),
    });
  const [, core, named] = /^\/(?:api\/(v1)|apis\/([^/]+)\/v1)$/.exec(path) ?? [];
  const name = core === undefined ? named : '';
  if (name === undefined || (name !== '' && !GROUPS.includes(name))) return undefined;
  return json({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: name === '' ? 'v1' : `${name}/v1`,
    resources: KINDS.filter((one) => one.group === name).map((one) => ({
      name: one.resource,
      singularName: one.kind.toLowerCase(),
      namespaced: one.namespaced,
      kind: one.kind,
      verbs: verbsOf(one),
      shortNames: one.short,
    })),
  });
}

const group = (name: string) => ({
  metadata: { name, creationTimestamp: null },
  versions: [
    {
      version: 'v1',
      freshness: 'Current',
      resources: KINDS.filter((one) => one.group === name).map((one) => ({
        resource: one.resource,
        responseKind: { group: name, version: 'v1', kind: one.kind },
        scope: one.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: one.kind.toLowerCase(),
        verbs: verbsOf(one),
        shortNames: one.short,
      })),
    },
  ],
});

// biome-ignore lint/suspicious/noExplicitAny: an object as a client wrote it
export type Json = any;

/** The kinds that have a status in their table, and where it stands. */
const STATUS: Readonly<Record<string, (object: Json) => string>> = {
  Namespace: phaseOf,
  Pod: phaseOf,
  Node: ({ status }) =>
    status?.conditions?.some((one: Json) => one.type === 'Ready' && one.status === 'True') ? 'Ready' : 'NotReady',
};

function phaseOf({ status }: Json): string {
  return status?.phase ?? 'Unknown';
}

/** Whole seconds, minutes, hours or days, where kubectl's own words are finer. */
function ageOf({ metadata }: Json): string {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(metadata.creationTimestamp)) / 1000));
  if (!(seconds >= 120)) return Number.isNaN(seconds) ? '<unknown>' : `${seconds}s`;
  if (seconds < 3 * 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** What `kubectl get` asks for (`as=Table`). */
export function table({ kind: name }: Kind, objects: readonly Json[], resourceVersion: string): Json {
  const status = STATUS[name];
  const columns = ['Name', ...(status ? ['Status'] : []), 'Age'].map((name, i) => ({
    name,
    type: 'string',
    format: i === 0 ? 'name' : '',
    description: name,
    priority: 0,
  }));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion },
    columnDefinitions: columns,
    rows: objects.map((object) => ({
      cells: [object.metadata.name, ...(status ? [status(object)] : []), ageOf(object)],
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}
