// SPDX-License-Identifier: Apache-2.0
// What the resources of a cluster share: the parts of an object that every kind has, lists page after page, and ids that
// hold the cluster.
import { GatewayError } from '../../model/errors.ts';
import type { NativeApi } from '../../model/scs/adapter.ts';

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
  /** Objects that come after this page, where the API server says. */
  readonly left: number;
}

/**
 * `limit`: what fits well into one answer (objects of a cluster are large for their `managedFields`). A list that has
 * changed too much in between ends with the API server's 410, as for every client.
 */
export async function* pages<N extends KubeObject>(
  api: NativeApi,
  path: string,
  limit: number,
): AsyncGenerator<Page<N>> {
  let more: string | undefined;
  do {
    const { body } = await api.call({ service: 'kubernetes', path, query: { limit, continue: more } });
    const list = body as { items?: readonly N[] | null; metadata?: { continue?: string; remainingItemCount?: number } };
    if (typeof list !== 'object' || list === null || !('items' in list))
      throw new GatewayError('memberGarbage', { cloud: api.cloud, detail: `no list at ${path}` });
    more = list.metadata?.continue || undefined;
    yield { items: list.items ?? [], left: more === undefined ? 0 : (list.metadata?.remainingItemCount ?? 0) };
  } while (more !== undefined);
}

export async function one<N>(api: NativeApi, path: string): Promise<N> {
  return (await api.call({ service: 'kubernetes', path })).body as N;
}

/** `{cluster}:…`, taken apart. An id of another cluster is none of this one's, and nothing that anybody has to ask it. */
export function partsOf(api: NativeApi, id: string, count: number): string[] {
  const [cluster, ...parts] = id.split(':');
  if (cluster === api.cluster && parts.length === count && parts.every((part) => part !== '')) return parts;
  throw new GatewayError('nativeNotFound', { cloud: api.cloud, detail: `not an object of cluster ${api.cluster}` });
}

export const idOf = (...parts: (string | undefined)[]): string => parts.join(':');

/** Null for an object that was never stored. Kubernetes' times are RFC 3339 in UTC already. */
export const createdOf = ({ metadata }: KubeObject): string | null => metadata.creationTimestamp ?? null;

/** Whether a list's filter leaves this cluster out. */
export const isOther = (api: NativeApi, filters: Readonly<Record<string, string>>): boolean =>
  filters.cluster !== undefined && filters.cluster !== api.cluster;

export const holds = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
