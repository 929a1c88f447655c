// SPDX-License-Identifier: Apache-2.0
// What a list lets through: names (with `*`), statuses, labels, times, and the resource's own filters, which must equal the
// field of their name. Several values of one parameter mean any of them; several parameters mean all of them.
import type { ListQuery } from '../../model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import { byLabels, readLabels } from './labels.ts';

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
  const labels = readLabels(values);
  tests.push(...byLabels(labels));
  const own: Record<string, string> = {};
  for (const field of Object.keys(definition.filters ?? {})) {
    const wanted = values[field];
    if (wanted === undefined) continue;
    const all = Array.isArray(wanted) ? wanted : [wanted];
    if (all.length === 1) own[field] = String(all[0]);
    tests.push((item) => {
      const value = fieldOf(item, field);
      // A list field (tags, addresses) is met by any of its members.
      return Array.isArray(value) ? value.some((one) => all.includes(one)) : all.includes(value);
    });
  }
  const [only, ...more] = names ?? [];
  const pieces = only === undefined ? [] : piecesOf(only);
  const literal = pieces.length === 1 ? pieces[0] : undefined;
  return {
    query: {
      ...(literal === undefined || more.length > 0 ? {} : { name: literal }),
      ...(labels.tags === undefined ? {} : { tags: labels.tags }),
      ...(labels.metadata === undefined ? {} : { metadata: Object.fromEntries(labels.metadata) }),
      filters: own,
    },
    lets: (item) => tests.every((test) => test(item)),
  };
}

/** `imageId` of an object that has it as `image.id`. */
function fieldOf(item: Item, field: string): unknown {
  const values = item as unknown as QueryValues;
  if (field in values || !field.endsWith('Id')) return values[field];
  return (values[field.slice(0, -2)] as { readonly id?: unknown } | null | undefined)?.id;
}

const list = (value: unknown): readonly string[] | undefined =>
  value === undefined ? undefined : ((Array.isArray(value) ? value : [value]) as string[]);

/** What is between the stars. A backslash takes the star or backslash after it for itself. */
function piecesOf(pattern: string): string[] {
  const pieces = [''];
  for (let at = 0; at < pattern.length; at += 1) {
    const [one = '', next = ''] = [pattern[at], pattern[at + 1]];
    if (one === '*') {
      pieces.push('');
      continue;
    }
    const escapes = one === '\\' && (next === '*' || next === '\\');
    pieces[pieces.length - 1] += escapes ? next : one;
    if (escapes) at += 1;
  }
  return pieces;
}

/** `*` stands for anything; all else for itself. */
export function matcher(pattern: string): (name: string) => boolean {
  const parts = piecesOf(pattern);
  const [head = ''] = parts;
  if (parts.length === 1) return (name) => name === head;
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
