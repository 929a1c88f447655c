// SPDX-License-Identifier: Apache-2.0
// Filters by what owners have written on their objects, and by when they were made: `tag` (all of them), `metadata.key`
// (each key, with any of the values), `createdAfter` and `createdBefore`. The same for lists, streams and the search.
import Type, { type TSchema } from 'typebox';
import { GatewayError } from '../../model/errors.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import { words } from '../names.ts';

/** Longer ones nobody can have written. */
const LONGEST = 300;
const MOST = 20;

const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', maxLength: 40, description }));

const queries = {
  tag: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: LONGEST }), {
      minItems: 1,
      maxItems: MOST,
      description: 'Only objects with all of these tags.',
    }),
  ),
  metadata: Type.Optional(
    Type.Array(Type.String({ pattern: '^[^=]+=', maxLength: 2 * LONGEST }), {
      minItems: 1,
      maxItems: MOST,
      description:
        'Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\\,` is a comma, `\\=` an equals sign in a key, `\\\\` a backslash.',
    }),
  ),
  createdAfter: time('Only objects that were created at this time or later (RFC 3339).'),
  createdBefore: time('Only objects that were created before this time (RFC 3339).'),
};
type Name = keyof typeof queries;

/** What this resource can be filtered by. */
export function labelQueries({ item, unlisted = [] }: ResourceDefinition): Readonly<Record<string, TSchema>> {
  const { tag, metadata, createdAfter, createdBefore } = queries;
  return {
    ...('tags' in item.properties ? { tag } : {}),
    ...('metadata' in item.properties && !unlisted.includes('metadata') ? { metadata } : {}),
    ...(unlisted.includes('createdAt') ? {} : { createdAfter, createdBefore }),
  };
}

export const allLabelQueries: Readonly<Record<string, TSchema>> = queries;

/** Why it cannot be filtered by the rest. */
export function labelRefusals(definition: ResourceDefinition): Readonly<Record<string, string>> {
  const { plural, item, unlisted = [] } = definition;
  const known = labelQueries(definition);
  const what = words(plural);
  const undated = `cannot be used here: clouds do not say in lists when ${what} were created`;
  const why: Readonly<Record<Name, string>> = {
    tag: `cannot be used here: ${what} carry no tags`,
    metadata:
      'metadata' in item.properties && unlisted.includes('metadata')
        ? `cannot be used here: lists of ${what} do not say their metadata`
        : `cannot be used here: ${what} carry no metadata`,
    createdAfter: undated,
    createdBefore: undated,
  };
  return Object.fromEntries(Object.entries(why).filter(([name]) => !(name in known)));
}

/** `metadata.tier=a,b` as `metadata=tier=a,tier=b`; commas and backslashes stay as they are written. */
export function foldMetadata(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  const names = Object.keys(query).filter((name) => name.startsWith(PREFIX));
  if (names.length === 0) return query;
  const folded: [string, unknown][] = [];
  const entries: unknown[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (name === 'metadata') entries.push(...[value].flat());
    else if (!name.startsWith(PREFIX)) folded.push([name, value]);
    else {
      const key = name.slice(PREFIX.length).replace(/[\\,=]/g, '\\$&');
      // More are refused, however many.
      for (const text of [value].flat())
        for (const one of typeof text === 'string' ? splitAtCommas(text) : [text])
          if (entries.length <= MOST) entries.push(`${key}=${one}`);
    }
  }
  return Object.fromEntries([...folded, ['metadata', entries]]);
}

const PREFIX = 'metadata.';

const splitAtCommas = (text: string): readonly string[] => {
  const parts = [''];
  for (const piece of text.match(/\\[\s\S]|[\s\S]/g) ?? [])
    if (piece === ',') parts.push('');
    else parts[parts.length - 1] += piece;
  return parts;
};

interface Labels {
  readonly tags: readonly string[] | undefined;
  readonly metadata: ReadonlyMap<string, readonly string[]> | undefined;
  /** Milliseconds. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

export function readLabels(values: Readonly<Record<string, unknown>>): Labels {
  const { tag, metadata } = values as { readonly tag?: readonly string[]; readonly metadata?: readonly string[] };
  return {
    tags: tag?.map(unescaped),
    metadata: metadata === undefined ? undefined : grouped(metadata),
    from: timeOf(values, 'createdAfter'),
    until: timeOf(values, 'createdBefore'),
  };
}

export function byLabels({ tags, metadata, from, until }: Labels): ((item: Item) => boolean)[] {
  const tests: ((item: Item) => boolean)[] = [];
  if (tags !== undefined)
    tests.push((item) => {
      const own = (item as { readonly tags?: readonly string[] }).tags ?? [];
      return tags.every((tag) => own.includes(tag));
    });
  if (metadata !== undefined)
    tests.push((item) => {
      const own = (item as { readonly metadata?: Readonly<Record<string, string>> | null }).metadata ?? {};
      return [...metadata].every(([key, wanted]) => Object.hasOwn(own, key) && wanted.includes(own[key] ?? ''));
    });
  if (from !== undefined || until !== undefined)
    tests.push(({ createdAt }) => {
      // Of one that has no time nobody can say that it is meant.
      const at = createdAt === null ? Number.NaN : Date.parse(createdAt);
      return !Number.isNaN(at) && (from === undefined || at >= from) && (until === undefined || at < until);
    });
  return tests;
}

const unescaped = (text: string): string => text.replace(/\\([\\=])/g, '$1');

function grouped(entries: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const [key, value] of entries.map(entryOf)) keys.set(key, [...(keys.get(key) ?? []), value]);
  return keys;
}

/** At the first equals sign that is not escaped. */
function entryOf(text: string): readonly [key: string, value: string] {
  const [whole = '', key = ''] = /^((?:\\[\s\S]|[^\\=])+)=/.exec(text) ?? [];
  if (whole === '')
    throw new GatewayError('badRequest', { faults: [{ where: 'metadata', reason: 'must be key=value' }] });
  return [unescaped(key), unescaped(text.slice(whole.length))];
}

function timeOf(values: Readonly<Record<string, unknown>>, name: Name): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const at = Date.parse(String(given));
  if (!Number.isNaN(at)) return at;
  throw new GatewayError('badRequest', { faults: [{ where: name, reason: 'must be a time (RFC 3339)' }] });
}
