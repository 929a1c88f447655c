// SPDX-License-Identifier: Apache-2.0
// Maps five kinds of controllers to one resource.
import { GatewayError } from '../../../model/errors.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { workloads as definition } from '../../../model/scs/resources/workloads.ts';
import { createdOf, idOf, isOther, one, pages, partsOf } from '../objects.ts';
import { type KubeWorkload, type PodTemplate, type WorkloadKind, workloadStatus } from '../workload-status.ts';

const PATHS: readonly (readonly [kind: WorkloadKind, api: string, plural: string])[] = [
  ['Deployment', '/apis/apps/v1', 'deployments'],
  ['StatefulSet', '/apis/apps/v1', 'statefulsets'],
  ['DaemonSet', '/apis/apps/v1', 'daemonsets'],
  ['Job', '/apis/batch/v1', 'jobs'],
  ['CronJob', '/apis/batch/v1', 'cronjobs'],
];
/** Some 7 KB each. */
const PAGE = 250;

type Workload = ItemOf<typeof definition>;

/** Objects in a list do not contain their kind. */
interface Kind {
  readonly kind: WorkloadKind;
}

export const workloads: ResourceAdapter<KubeWorkload, Kind, Workload> = {
  service: 'kubernetes',
  async *list(api, { filters, metadata }) {
    if (isOther(api, filters)) return;
    const asked = PATHS.filter(([kind]) => filters.kind === undefined || filters.kind === kind);
    let denied: GatewayError | undefined;
    let seen = false;
    for (const [kind, base, plural] of asked) {
      const place = filters.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(filters.namespace)}`;
      try {
        for await (const { items } of pages<KubeWorkload>(api, `${base}${place}/${plural}`, PAGE, metadata))
          yield items.map((native) => ({ native, extra: { kind } }));
        seen = true;
      } catch (error) {
        // A caller who may list Deployments but not Jobs sees the Deployments; one who may list nothing gets the
        // refusal.
        if (!(error instanceof GatewayError) || error.code !== 'nativeForbidden') throw error;
        denied ??= error;
      }
    }
    if (!seen && denied !== undefined) throw denied;
  },

  async get(api, id) {
    const [namespace = '', wanted, name = ''] = partsOf(api, id, 3);
    const [kind, base, plural] = PATHS.find(([one]) => one === wanted) ?? noKind(api, wanted);
    const path = `${base}/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`;
    return { native: await one<KubeWorkload>(api, path), extra: { kind } };
  },

  map({ native, extra: { kind } = { kind: 'Deployment' } }, { cloud, region, cluster = '' }) {
    const { name, namespace = '', labels = {} } = native.metadata;
    return {
      cloud,
      region,
      project: null,
      id: idOf(cluster, namespace, kind, name),
      name,
      status: workloadStatus(kind, native),
      createdAt: createdOf(native),
      cluster,
      namespace,
      kind,
      metadata: labels,
      replicas: replicas(kind, native),
      containerImages: images(native),
      schedule: native.spec?.schedule ?? null,
    };
  },
};

function noKind(api: NativeApi, kind: string | undefined): never {
  throw new GatewayError('nativeNotFound', { cloud: api.cloud, detail: `no kind ${kind}` });
}

/** Kubernetes omits counts of zero. */
function replicas(kind: WorkloadKind, { spec = {}, status = {} }: KubeWorkload): Workload['replicas'] {
  switch (kind) {
    case 'DaemonSet':
      return {
        desired: status.desiredNumberScheduled ?? 0,
        ready: status.numberReady ?? 0,
        available: status.numberAvailable ?? 0,
        succeeded: null,
      };
    case 'Job':
      return {
        desired: spec.completions ?? spec.parallelism ?? null,
        ready: status.ready ?? 0,
        available: null,
        succeeded: status.succeeded ?? 0,
      };
    case 'CronJob':
      return { desired: null, ready: null, available: null, succeeded: null };
    default:
      return {
        desired: spec.replicas ?? 1,
        ready: status.readyReplicas ?? 0,
        available: status.availableReplicas ?? 0,
        succeeded: null,
      };
  }
}

function images({ spec = {} }: KubeWorkload): string[] {
  const template: PodTemplate = spec.template ?? spec.jobTemplate?.spec?.template ?? {};
  const { initContainers = [], containers = [] } = template.spec ?? {};
  return [...new Set([...initContainers, ...containers].flatMap(({ image }) => image ?? []))];
}
