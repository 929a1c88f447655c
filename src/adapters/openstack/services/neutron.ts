// SPDX-License-Identifier: Apache-2.0
// Requests to Neutron: every kind of object has the same five, under different names.
import { defined } from '../../../model/defined.ts';
import type { ListQuery, NativeApi, NativeCall } from '../../../model/scs/adapter.ts';
import { list, type Native, record, text, textOrNull, time } from '../../values.ts';
import { inside } from './nova.ts';
import { pages } from './paging.ts';
import { missing, unfinished } from './refusals.ts';
import { once, tagActionsAt, tagFilter, tagsOf } from './tags.ts';

export interface NeutronKind {
  /** `/security-groups` */
  readonly path: string;
  /** The wrapper in bodies: `security_group`, and in lists `security_groups`. */
  readonly one: string;
  readonly many: string;
  /** The resource's filters that Neutron supports, by Neutron's names. */
  readonly filters?: Readonly<Record<string, string>>;
  /** False: objects of this kind carry no tags. */
  readonly tags?: false;
}

type NeutronObject = { readonly native: Native };

/** The read operations of an adapter, and remove. */
export function neutronKind(kind: NeutronKind) {
  const { path, one, many } = kind;
  const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  const ask = async (api: NativeApi, at: string, more: Partial<NativeCall> = {}): Promise<NeutronObject> => {
    const native = inside(await api.call({ service: 'network', path: at, ...more }), one);
    if (text(native.id) === undefined) throw missing(api, 'network', `There is no such ${one.replaceAll('_', ' ')}.`);
    return { native };
  };
  const setTags = (api: NativeApi, id: string, tags: readonly string[]): Promise<unknown> =>
    api.call({ service: 'network', method: 'PUT', path: `${pathOf(id)}/tags`, body: { tags: once(tags) } });
  /** Neutron takes no tags with what it makes; a change of them is one of the object, whose times and revision follow. */
  const tagNew = async (api: NativeApi, id: string, tags: readonly string[]): Promise<void> => {
    try {
      await setTags(api, id, tags);
    } catch (cause) {
      throw unfinished(api.cloud, { what: one.replaceAll('_', ' '), id, field: 'tags', cause });
    }
  };
  return {
    async *list(api: NativeApi, query: ListQuery): AsyncGenerator<NeutronObject[]> {
      for await (const rows of pages(api, { service: 'network', path, key: many, query: filtersOf(kind, query) })) {
        yield rows.map((native) => ({ native }));
      }
    },
    get: (api: NativeApi, id: string): Promise<NeutronObject> => ask(api, pathOf(id)),
    async make(api: NativeApi, body: Native, tags: readonly string[] = []): Promise<NeutronObject> {
      const made = await ask(api, path, { method: 'POST', body: { [one]: body } });
      if (tags.length === 0) return made;
      const id = text(made.native.id) ?? '';
      await tagNew(api, id, tags);
      return ask(api, pathOf(id)).catch(() => ({ native: { ...made.native, tags: once(tags) } }));
    },
    /** What `make` has not come to. */
    async finish(api: NativeApi, id: string, { tags = [] }: { readonly tags?: readonly string[] }): Promise<void> {
      if (tags.length === 0) return;
      // Others may have tagged it since.
      const there = tagsOf((await ask(api, pathOf(id))).native);
      if (tags.some((tag) => !there.includes(tag))) await tagNew(api, id, [...there, ...tags]);
    },
    /** An empty body changes nothing, and Neutron would refuse it. */
    async change(api: NativeApi, id: string, body: Native, tags?: readonly string[]): Promise<NeutronObject> {
      const changed =
        Object.keys(body).length === 0
          ? undefined
          : await ask(api, pathOf(id), { method: 'PUT', body: { [one]: body } });
      if (tags !== undefined) await setTags(api, id, tags);
      return changed !== undefined && tags === undefined ? changed : ask(api, pathOf(id));
    },
    tagActions: tagActionsAt(pathOf, (api, at, method) => api.call({ service: 'network', method, path: at })),
    async remove(api: NativeApi, id: string): Promise<void> {
      await api.call({ service: 'network', method: 'DELETE', path: pathOf(id) });
    },
  };
}

const filtersOf = (
  { filters = {}, tags: tagged }: NeutronKind,
  { name, tags, filters: given }: ListQuery,
): Record<string, string> => ({
  ...(name === undefined ? {} : { name }),
  ...(tagged === false ? {} : defined({ tags: tagFilter(tags) })),
  ...Object.fromEntries(
    Object.entries(filters).flatMap(([ours, theirs]) => {
      const value = Object.hasOwn(given, ours) ? given[ours] : undefined;
      return value === undefined ? [] : [[theirs, value]];
    }),
  ),
});

/** The networks of a router's gateway belong to nobody: their project is an empty string. */
const ownerOf = (native: Native): string | null => textOrNull(native.project_id) ?? textOrNull(native.tenant_id);

/** The fields of all Neutron objects. */
export const neutronFields = (native: Native, { cloud, region }: { cloud: string; region: string }) => ({
  cloud,
  region,
  project: ownerOf(native),
  id: text(native.id) ?? '',
  name: text(native.name) ?? '',
  createdAt: time(native.created_at),
  updatedAt: time(native.updated_at),
  description: text(native.description) ?? '',
});

export const NEUTRON_STATUS = {
  ACTIVE: 'active',
  BUILD: 'building',
  ALLOCATING: 'building',
  PENDING_CREATE: 'building',
  DOWN: 'down',
  ERROR: 'error',
} as const;

/** The routes of subnets and routers. */
export const routesOf = (value: unknown): { destination: string; nextHop: string }[] =>
  list(value)
    .map(record)
    .map(({ destination, nexthop }) => ({ destination: text(destination) ?? '', nextHop: text(nexthop) ?? '' }));
