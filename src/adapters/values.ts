// SPDX-License-Identifier: Apache-2.0
// Reads values of a member's response, whose shape is not guaranteed: the value if it has the expected type, else
// nothing.
import { isObject } from '../model/is-object.ts';

export type Native = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Null for an empty string too, by which Nova means "none". */
export const textOrNull = (value: unknown): string | null => text(value) || null;

export const texts = (value: unknown): string[] => list(value).filter((one) => typeof one === 'string');

export const boolOrNull = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** Integers, including those written as strings. */
export function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

export const integerOrNull = (value: unknown): number | null => integer(value) ?? null;

/** The entries whose value is a string. */
export const textRecord = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/**
 * Matches times that are valid except perhaps for the zone: lists have thousands of them. Days after the 28th are
 * checked below.
 */
const PLAIN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|\.0+Z?)?$/;

/**
 * RFC 3339 in UTC, always with milliseconds, so that times compare as texts too. OpenStack writes `2026-11-23T13:28:02Z` or,
 * without a zone, `2026-11-23T13:28:03.000000`, which is UTC too.
 */
export function time(value: unknown): string | null {
  if (typeof value === 'string' && PLAIN.test(value)) return `${value.slice(0, 19)}.000Z`;
  const [, day, clock, zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text(value) ?? '') ?? [];
  if (day === undefined || clock === undefined) return null;
  const at = Date.parse(`${day}T${clock.replace(/(\.\d{3})\d+$/, '$1')}${zone.replace(/^(...)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The normalised value of a native one; `unknown` for values that the table does not contain. */
export const wordFor = <W extends string>(table: Readonly<Record<string, W>>, native: unknown): W | 'unknown' =>
  typeof native === 'string' && Object.hasOwn(table, native) ? (table[native] ?? 'unknown') : 'unknown';
