// SPDX-License-Identifier: Apache-2.0
// An object that a create may have made, though nobody was told: found by the mark that it carries, or else by its name
// and time. What cannot be told from somebody else's is not taken for it.
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import type { Source, Sources } from '../sources/source.ts';
import { readObject } from '../sources/sources.ts';
import type { Trace } from './idempotency.ts';

/** The member's clock and the gateway's may differ by this, in milliseconds. */
const SKEW = 60_000;

export type Made = { readonly source: Source; readonly item: Item } | 'nothing' | 'unknown';

export async function lookFor(
  sources: Sources,
  definition: ResourceDefinition,
  call: ScsCall,
  { mark, begun, where }: Trace,
  input: Readonly<Record<string, unknown>>,
): Promise<Made> {
  const source = await sourceAt(sources, definition, call, where);
  if (source === undefined) return 'unknown';
  const { adapter } = source;
  if (adapter.toldOnce?.(input)) return 'unknown';
  const marked = adapter.markOf !== undefined;
  const { name } = input;
  if (!marked && (typeof name !== 'string' || name === '')) return 'unknown';
  const found: Item[] = [];
  const query = typeof name === 'string' && !marked ? { name, filters: {} } : { filters: {} };
  for await (const page of adapter.list(source.connection.api({ signal: call.signal }), query))
    for (const one of page) {
      const item = adapter.map(one, source.where);
      // What others share with the project, or an administrator sees, has been made by somebody else.
      if (isOfAnother(item, source.where.project)) continue;
      const meant = marked ? adapter.markOf?.(one) === mark : item.name === name && isAlike(item, input);
      if (meant && !isEnding(item)) found.push(item);
    }
  if (marked) {
    const [oldest] = found.toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
    return oldest === undefined ? 'nothing' : { source, item: oldest };
  }
  const recent: Item[] = [];
  for (const item of found) {
    const dated = item.createdAt === null ? await again(source, item, call) : item;
    if (dated === undefined) continue;
    // An old one of the same name has the same fields.
    if (dated.createdAt === null) return 'unknown';
    if (Date.parse(dated.createdAt) >= begun - SKEW) recent.push(dated);
  }
  const [only, ...others] = recent;
  if (only === undefined) return 'nothing';
  return others.length > 0 ? 'unknown' : { source, item: only };
}

const isOfAnother = ({ project }: Item, own: string | null): boolean =>
  project !== null && own !== null && project !== own;

/** On its way out: nobody can use it any more. */
export const isEnding = ({ status }: Item): boolean => status === 'deleting';

async function sourceAt(
  sources: Sources,
  definition: ResourceDefinition,
  call: ScsCall,
  { cloud, region, project, cluster }: Trace['where'],
): Promise<Source | undefined> {
  const filter = { clouds: [cloud], regions: [region], ...(project === null ? {} : { project }) };
  const [there] = sources.clouds(definition, call.caller, filter);
  const { sources: all } = (await there?.open(call.signal)) ?? { sources: [] };
  return all.find(({ where }) => where.region === region && where.project === project && where.cluster === cluster);
}

/** Lists may say less of an object than it does itself. */
async function again(source: Source, { id }: Item, { signal }: ScsCall): Promise<Item | undefined> {
  const found = await readObject(source, id, signal);
  return found && source.adapter.map(found, source.where);
}

const REFERENCE = /[a-z](?:Id|Name)s?$/;

/** What the request says in words of the object's own is so. */
const isAlike = (item: Item, input: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(input).every(([field, wanted]) => {
    // A reference may be a name in the request, and is an id in the object.
    if (REFERENCE.test(field)) return true;
    const value = (item as unknown as Record<string, unknown>)[field];
    const comparable = typeof wanted === 'string' || typeof wanted === 'number' || typeof wanted === 'boolean';
    return !comparable || value === undefined || value === null || value === wanted;
  });
