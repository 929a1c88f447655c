// SPDX-License-Identifier: Apache-2.0
// The order of a list, and each object's place in it: by cloud, region and id, or by fields first. A place is a key that
// can be compared without the list, so that a page begins where the one before it ended, whatever came or went between.
import { GatewayError } from '../../model/errors.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';

type Value = string | number | boolean | null;

export interface Key {
  /** Values of the fields that are sorted by; empty in the default order. */
  readonly v: readonly Value[];
  readonly c: string;
  readonly r: string;
  readonly i: string;
}

export interface Order {
  /** By cloud first: what clouds before a key's have is all before it. */
  readonly byCloud: boolean;
  keyOf(item: Item): Key;
  compare(a: Key, b: Key): number;
}

interface By {
  readonly field: string;
  readonly sign: 1 | -1;
}

/** `clouds`: all of the configuration, in its order. */
export function createOrder(
  definition: ResourceDefinition,
  sort: readonly string[] | undefined,
  clouds: readonly string[],
): Order {
  const by = (sort ?? []).map((word) => readSort(definition, word));
  const rank = new Map(clouds.map((cloud, index) => [cloud, index]));
  const fields = by.map(({ field }) => field);
  return {
    byCloud: by.length === 0,
    keyOf: (item) => ({
      v:
        fields.length === 0
          ? NOTHING
          : fields.map((field) => clipped(scalar((item as unknown as Record<string, unknown>)[field]))),
      c: item.cloud,
      r: item.region,
      i: item.id,
    }),
    compare(a, b) {
      for (const [index, { sign }] of by.entries()) {
        const order = compareValues(a.v[index] ?? null, b.v[index] ?? null, sign);
        if (order !== 0) return order;
      }
      return (
        (rank.get(a.c) ?? clouds.length) - (rank.get(b.c) ?? clouds.length) ||
        compareTexts(a.r, b.r) ||
        compareTexts(a.i, b.i)
      );
    },
  };
}

const NOTHING: readonly Value[] = [];

/** Characters that decide the order, as cursors carry them: images have texts of 64 KB. */
const DECIDING = 128;
const clipped = (value: Value): Value => (typeof value === 'string' ? value.slice(0, DECIDING) : value);

function readSort(definition: ResourceDefinition, word: string): By {
  const descending = word.startsWith('-');
  const field = word.replace(/^[-+]/, '');
  const sortable = sortableFields(definition);
  if (!sortable.includes(field))
    throw new GatewayError('badRequest', {
      message: 'The list cannot be sorted by that.',
      faults: [{ where: 'sort', reason: `must name one of ${sortable.join(', ')}` }],
    });
  return { field, sign: descending ? -1 : 1 };
}

interface Node {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
}

const isScalar = (node: Node): boolean =>
  node.enum !== undefined ||
  (node.anyOf !== undefined
    ? node.anyOf.every(isScalar)
    : ['string', 'number', 'integer', 'boolean', 'null'].includes(node.type ?? ''));

/** Fields that hold one value, not lists or objects. */
export const sortableFields = ({ item }: ResourceDefinition): readonly string[] =>
  Object.entries(item.properties as Record<string, Node>).flatMap(([name, node]) => (isScalar(node) ? [name] : []));

const scalar = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

/** What is not known comes last, whichever way the list is sorted. */
function compareValues(a: Value, b: Value, sign: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a !== typeof b) return sign * compareTexts(typeof a, typeof b);
  return a < b ? -sign : sign;
}

/** By code unit: the same on every replica, whatever its locale. */
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
