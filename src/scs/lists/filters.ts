// SPDX-License-Identifier: Apache-2.0
// What a list lets through: names (with `*`), statuses, and the resource's own filters, which must equal the field of
// their name. Several values of one parameter mean any of them; several parameters mean all of them.
import type { ListQuery } from '../../model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';

export interface Filter {
  /** What members may be asked at once. */
  readonly query: ListQuery;
  readonly lets: (item: Item) => boolean;
}

export type QueryValues = Readonly<Record<string, unknown>>;

export function createFilter(definition: ResourceDefinition, values: QueryValues): Filter {
  const tests: ((item: Item) => boolean)[] = [];
  const names = list(values.name);
  if (names !== undefined) {
    const patterns = names.map(matcher);
    tests.push(({ name }) => patterns.some((matches) => matches(name)));
  }
  const statuses = list(values.status);
  if (statuses !== undefined) tests.push(({ status }) => statuses.includes(status));
  const own: Record<string, string> = {};
  for (const field of Object.keys(definition.filters ?? {})) {
    const wanted = values[field];
    if (wanted === undefined) continue;
    const all = Array.isArray(wanted) ? wanted : [wanted];
    if (all.length === 1) own[field] = String(all[0]);
    tests.push((item) => {
      const value = (item as unknown as QueryValues)[field];
      // A list field (tags, addresses) is met by any of its members.
      return Array.isArray(value) ? value.some((one) => all.includes(one)) : all.includes(value);
    });
  }
  const [only, ...more] = names ?? [];
  return {
    query: {
      ...(only !== undefined && more.length === 0 && !only.includes('*') ? { name: only } : {}),
      filters: own,
    },
    lets: (item) => tests.every((test) => test(item)),
  };
}

const list = (value: unknown): readonly string[] | undefined =>
  value === undefined ? undefined : ((Array.isArray(value) ? value : [value]) as string[]);

/** `*` stands for anything; all else for itself. */
export function matcher(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern;
  const parts = pattern.split('*');
  const [head = ''] = parts;
  const tail = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  // By hand: a regular expression of many stars can be made to run for ever.
  return (name) => {
    if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
    let at = head.length;
    const end = name.length - tail.length;
    for (const part of middle) {
      const found = name.indexOf(part, at);
      if (found === -1 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
