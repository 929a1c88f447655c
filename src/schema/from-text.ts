// SPDX-License-Identifier: Apache-2.0
// What came as text, as the schema has it: numbers, truth values, lists with commas. What cannot be converted stays as it
// is, for the check to refuse.
import type { Node } from './node.ts';

export function fromText(node: Node, given: unknown): unknown {
  if (node.type === 'array') return listOf(given);
  if (typeof given !== 'string') return given;
  if (node.type === 'integer' || node.type === 'number') return /^-?\d+(?:\.\d+)?$/.test(given) ? Number(given) : given;
  if (node.type === 'boolean') return given === 'true' ? true : given === 'false' ? false : given;
  // A closed set of numbers.
  return node.enum?.find((value) => String(value) === given) ?? given;
}

/** `a,b` and `a` with `b` are the same. */
const listOf = (given: unknown): unknown =>
  typeof given === 'string' || Array.isArray(given)
    ? [given].flat().flatMap((one) => (typeof one === 'string' ? one.split(',').filter((part) => part !== '') : [one]))
    : given;
