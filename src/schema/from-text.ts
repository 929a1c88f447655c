// SPDX-License-Identifier: Apache-2.0
// Converts texts, such as those of a query, to the type of the schema: numbers, booleans, comma-separated lists. A text
// that cannot be converted is returned unchanged, and the check refuses it.
import type { Node } from './node.ts';

/** As JSON writes it, for which programs may choose an exponent (RFC 8259 §6). */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

export function fromText(node: Node, given: unknown): unknown {
  if (node.type === 'array') return listOf(given);
  if (typeof given !== 'string') return given;
  if (node.type === 'integer' || node.type === 'number') return NUMBER.test(given) ? Number(given) : given;
  if (node.type === 'boolean') return given === 'true' ? true : given === 'false' ? false : given;
  // A closed set of numbers.
  return node.enum?.find((value) => String(value) === given) ?? given;
}

/** A comma-separated list and a repeated parameter are equivalent. */
const listOf = (given: unknown): unknown =>
  typeof given === 'string' || Array.isArray(given)
    ? [given].flat().flatMap((one) => (typeof one === 'string' ? partsOf(one).filter((part) => part !== '') : [one]))
    : given;

/** At commas, but not at `\,`, which is a comma. `\\` stays: whoever reads patterns knows it. */
function partsOf(text: string): string[] {
  if (!text.includes('\\')) return text.split(',');
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const [one = '', next] = [text[at], text[at + 1]];
    if (one === ',') {
      parts.push('');
      continue;
    }
    const pair = one === '\\' && (next === ',' || next === '\\');
    parts[parts.length - 1] += pair ? (next === ',' ? ',' : '\\\\') : one;
    if (pair) at += 1;
  }
  return parts;
}
