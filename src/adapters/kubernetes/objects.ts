// SPDX-License-Identifier: Apache-2.0
// What the resources of a cluster share: the common fields of objects, paginated lists, and ids that contain the
// cluster.
import { GatewayError } from '../../model/errors.ts';
import type { ListQuery, NativeApi } from '../../model/scs/adapter.ts';
import { createPageGuard, createPageSizes } from '../page-guard.ts';
import { time } from '../values.ts';

export interface KubeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly creationTimestamp?: string | null;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export interface Page<N> {
  readonly items: readonly N[];
  /** The number of objects after this page, if the API server reports it. */
  readonly left: number;
}

/**
 * `limit`: a page size that keeps responses small (objects are large because of `managedFields`). A list whose continue
 * token has expired ends with the API server's 410, as for every client.
 */
export async function* pages<N extends KubeObject>(
  api: NativeApi,
  path: string,
  limit: number,
  labels?: ListQuery['metadata'],
): AsyncGenerator<Page<N>> {
  const labelSelector = selectorOf(labels);
  const goesOn = createPageGuard(api, path);
  const sized = createPageSizes(limit);
  let more: string | undefined;
  do {
    const at = more;
    const { body } = await sized((size) =>
      api.call({ service: 'kubernetes', path, query: { limit: size, continue: at, labelSelector } }),
    );
    const list = body as { items?: readonly N[] | null; metadata?: { continue?: string; remainingItemCount?: number } };
    if (typeof list !== 'object' || list === null || !('items' in list))
      throw new GatewayError('memberGarbage', { cloud: api.cloud, detail: `no list at ${path}` });
    more = list.metadata?.continue || undefined;
    yield { items: list.items ?? [], left: more === undefined ? 0 : (list.metadata?.remainingItemCount ?? 0) };
    if (more !== undefined && !goesOn(more)) return;
  } while (more !== undefined);
}

const LABEL = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

/** Left out is what no label can be: the apiserver would refuse the list, in which nothing would be left anyway. */
function selectorOf(labels: ListQuery['metadata']): string | undefined {
  const terms = Object.entries(labels ?? {}).flatMap(([key, values]) =>
    LABEL.test(key) && values.every((value) => VALUE.test(value))
      ? [values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`]
      : [],
  );
  return terms.length === 0 ? undefined : terms.join(',');
}

export async function one<N>(api: NativeApi, path: string): Promise<N> {
  return (await api.call({ service: 'kubernetes', path })).body as N;
}

/** Splits an id `{cluster}:…`. The id of another cluster is not found here, without a request. */
export function partsOf(api: NativeApi, id: string, count: number): string[] {
  const [cluster, ...parts] = id.split(':');
  if (cluster === api.cluster && parts.length === count && parts.every((part) => part !== '')) return parts;
  throw new GatewayError('nativeNotFound', { cloud: api.cloud, detail: `not an object of cluster ${api.cluster}` });
}

export const idOf = (...parts: (string | undefined)[]): string => parts.join(':');

/** Null for an object that was never stored. Kubernetes writes RFC 3339 in UTC already. */
export const createdOf = ({ metadata }: KubeObject): string | null => time(metadata.creationTimestamp);

/** Whether a list's filter excludes this cluster. */
export const isOther = (api: NativeApi, filters: Readonly<Record<string, string>>): boolean =>
  filters.cluster !== undefined && filters.cluster !== api.cluster;

export const holds = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
