// SPDX-License-Identifier: Apache-2.0
// Converts texts, such as those of a query, to the type of the schema: numbers, booleans, comma-separated lists. A text
// that cannot be converted is returned unchanged, and the check refuses it.
import type { Node } from './node.ts';

export function fromText(node: Node, given: unknown): unknown {
  if (node.type === 'array') return listOf(given);
  if (typeof given !== 'string') return given;
  if (node.type === 'integer' || node.type === 'number') return /^-?\d+(?:\.\d+)?$/.test(given) ? Number(given) : given;
  if (node.type === 'boolean') return given === 'true' ? true : given === 'false' ? false : given;
  // A closed set of numbers.
  return node.enum?.find((value) => String(value) === given) ?? given;
}

/** A comma-separated list and a repeated parameter are equivalent. */
const listOf = (given: unknown): unknown =>
  typeof given === 'string' || Array.isArray(given)
    ? [given].flat().flatMap((one) => (typeof one === 'string' ? one.split(',').filter((part) => part !== '') : [one]))
    : given;
