// SPDX-License-Identifier: Apache-2.0
// Maps the namespaces of a cluster to normalised items.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { namespaces as definition } from '../../../model/scs/resources/namespaces.ts';
import { createdOf, idOf, isOther, type KubeObject, one, pages, partsOf } from '../objects.ts';

export interface KubeNamespace extends KubeObject {
  readonly status?: { readonly phase?: string };
}

const NAMESPACES = '/api/v1/namespaces';

type Namespace = ItemOf<typeof definition>;

export const namespaces: ResourceAdapter<KubeNamespace, undefined, Namespace> = {
  service: 'kubernetes',
  async *list(api, { filters, metadata }) {
    if (isOther(api, filters)) return;
    for await (const { items } of pages<KubeNamespace>(api, NAMESPACES, 500, metadata))
      yield items.map((native) => ({ native }));
  },

  async get(api, id) {
    const [name = ''] = partsOf(api, id, 1);
    return { native: await one<KubeNamespace>(api, `${NAMESPACES}/${encodeURIComponent(name)}`) };
  },

  map({ native }, { cloud, region, cluster = '' }) {
    const { name, labels = {} } = native.metadata;
    return {
      cloud,
      region,
      project: null,
      id: idOf(cluster, name),
      name,
      status: STATUS.get(native.status?.phase ?? '') ?? 'unknown',
      createdAt: createdOf(native),
      cluster,
      metadata: labels,
    };
  },
};

const STATUS: ReadonlyMap<string, Namespace['status']> = new Map([
  ['Active', 'active'],
  ['Terminating', 'terminating'],
]);
