// SPDX-License-Identifier: Apache-2.0
// Validates the parsed file against the schema: fills in defaults, and collects every fault with its path and every
// reference to be read. Words the faults so that an operator can act on them.
import type { Static, TSchema } from 'typebox';
import { isObject } from '../model/is-object.ts';
import { judge, type ValueError } from '../schema/judge.ts';
import type { Node } from '../schema/node.ts';
import { didYouMean } from '../schema/suggest.ts';
import { type Finding, type Path, type Sound, walk as walkSchema } from '../schema/walk.ts';
import { at, type Fault } from './faults.ts';

export type { Sound } from '../schema/walk.ts';

/** A field whose content is somewhere else: in a variable or in a file. */
export interface Pointer {
  readonly path: string;
  readonly kind: 'reference' | 'path' | 'picture';
  readonly target: string;
}

export interface Walked<T> {
  readonly faults: readonly Fault[];
  readonly pointers: readonly Pointer[];
  /** The whole file, with defaults and with durations in milliseconds, if there are no faults. */
  readonly sound: Sound<T> | undefined;
}

export function walk<S extends TSchema>(schema: S, value: unknown): Walked<Static<S>> {
  const pointers: Pointer[] = [];
  const { findings, sound } = walkSchema(schema, value, {
    unknown: 'refuse',
    defaults: 'all',
    // A section whose content is commented out is read as null.
    nullIsAbsent: true,
    onValue: ({ format }, target, path) => {
      if (isPointer(format) && typeof target === 'string') pointers.push({ path: written(path), kind: format, target });
    },
  });
  return { faults: findings.map((one) => ({ path: written(one.path), reason: reasonOf(one) })), pointers, sound };
}

const isPointer = (format: unknown): format is Pointer['kind'] =>
  format === 'reference' || format === 'path' || format === 'picture';

const written = (path: Path): string => path.reduce<string>(at, '');

/** Says the value's type, never the value: it may be a secret in the wrong place. */
function reasonOf(finding: Finding): string {
  switch (finding.kind) {
    case 'unknown':
      return `is not a known key${didYouMean(String(finding.path.at(-1)), finding.known)}`;
    case 'required':
      return 'is required';
    case 'kind':
      return `must be one of ${finding.kinds.join(', ')}${guess(finding.value, finding.kinds)}`;
    case 'value':
      return valueReason(finding);
    case 'repeated':
      throw new Error('a file has no texts to convert');
  }
}

function valueReason({ node, value, errors }: Extract<Finding, { kind: 'value' }>): string {
  const [first] = errors;
  const words = node.enum as readonly string[] | undefined;
  if (words !== undefined) return `must be one of ${words.join(', ')}${guess(value, words)}`;
  switch (first?.keyword) {
    case 'type':
      return wrongType(node, value);
    case 'minItems':
      return `must have at least ${first.params.limit === 1 ? 'one entry' : `${first.params.limit} entries`}`;
    case 'minLength':
      return 'must not be empty';
    default:
      return ruleOf(errors);
  }
}

const ruleOf = (errors: readonly ValueError[]): string =>
  (errors.find(({ keyword }) => keyword === '~refine') ?? errors[0])?.message ?? '';

/** YAML parses an unquoted number or boolean as such: in quotes it may be right, or be no more of a duration than without. */
function wrongType(node: Node, value: unknown): string {
  const words = `must be ${wanted(node)}, not ${nameOf(value)}`;
  if (node.type !== 'string' || typeof value === 'object') return words;
  const errors = judge(node, String(value));
  if (errors.length === 0) return `${words} (put it in quotes)`;
  const rule = ruleOf(errors);
  return rule.startsWith('must be ') ? `${rule}, not ${nameOf(value)}` : words;
}

const guess = (value: unknown, words: readonly string[]): string =>
  typeof value === 'string' ? didYouMean(value, words) : '';

function wanted({ type, items }: Node): string {
  if (type === 'object') return 'a section with keys';
  return items === undefined ? article(String(type)) : 'a list';
}

const article = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'a section' : article(typeof value);
}
