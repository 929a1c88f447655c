// SPDX-License-Identifier: Apache-2.0
// `next` of a section of the configuration: what a newer version knows there. A version that knows a field takes it as if it
// stood in the section itself; one that does not ignores it with a warning. So one file serves both while replicas are
// replaced one after the other, and on the way back. Anywhere else an unknown field stays a fault: it is most often a typo.
import Type, { type TSchema } from 'typebox';
import { isObject } from '../model/is-object.ts';
import type { Node, Values } from '../schema/node.ts';
import { at, type Fault } from './faults.ts';

export const next = (section: string) =>
  Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: `Fields of ${section} for a newer version of the gateway. A version that knows one takes it as if it stood in ${section} itself; an older one ignores it with a warning. Anywhere else a field that is not known is refused.`,
      examples: [{}],
    }),
  );

export interface Lifted {
  /** Without any `next`. */
  readonly value: unknown;
  readonly warnings: readonly Fault[];
  readonly faults: readonly Fault[];
}

export function liftNext(schema: TSchema, value: unknown): Lifted {
  const told = { warnings: [] as Fault[], faults: [] as Fault[] };
  return { value: lift(schema as Node, value, '', told), ...told };
}

interface Told {
  readonly warnings: Fault[];
  readonly faults: Fault[];
}

function lift(node: Node, value: unknown, path: string, told: Told): unknown {
  if (Array.isArray(value)) {
    const { items } = node;
    return items === undefined ? value : value.map((item, index) => lift(items, item, at(path, index), told));
  }
  const { properties } = node;
  if (!isObject(value) || properties === undefined) return value;
  const lifted = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      Object.hasOwn(properties, key) ? lift(properties[key] as Node, one, at(path, key), told) : one,
    ]),
  );
  const later = Object.hasOwn(properties, 'next') ? lifted.next : undefined;
  // What is no section is left for the schema to refuse.
  if (!isObject(later)) return lifted;
  const { next: _, ...own } = lifted;
  return merged(node, own, later, { path, from: at(path, 'next') }, told);
}

interface Where {
  readonly path: string;
  readonly from: string;
}

function merged(node: Node, own: Values, later: Values, { path, from }: Where, told: Told): Values {
  const { properties = {} } = node;
  const all = new Map(Object.entries(own));
  for (const [key, value] of Object.entries(later)) {
    const property = key !== 'next' && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const where = { path: at(path, key), from: at(from, key) };
    const before = all.get(key);
    if (property === undefined)
      told.warnings.push({ path: where.from, reason: 'this version does not know it, and ignores it' });
    else if (property.properties !== undefined && isObject(value) && (before === undefined || isObject(before)))
      all.set(key, merged(property, before ?? {}, value, where, told));
    else if (before !== undefined)
      told.faults.push({ path: where.from, reason: `stands in ${where.path} as well: leave it in one of the two` });
    else {
      told.warnings.push({ path: where.from, reason: `this version knows it: it may stand in ${where.path}` });
      all.set(key, value);
    }
  }
  return Object.fromEntries(all);
}
