// SPDX-License-Identifier: Apache-2.0
// Walks the parsed file along the schema: fills in defaults, collects every fault with its path and every reference to
// be read. The walk is our own so that a union is judged by the branch that `kind` names and by nothing else, and no
// fault is lost to a limit; single values are judged by TypeBox.
import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { didYouMean } from '../schema/suggest.ts';
import { at, type Fault } from './faults.ts';

/** A field whose content is somewhere else: in a variable or in a file. */
export interface Pointer {
  readonly path: string;
  readonly kind: 'reference' | 'path';
  readonly target: string;
}

/** What is left of a value once all that is faulty was taken out. */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly Sound<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

export interface Walked<T> {
  readonly faults: readonly Fault[];
  readonly pointers: readonly Pointer[];
  /** Equal to the whole, defaults filled in, where there are no faults. List items keep their places. */
  readonly sound: Sound<T> | undefined;
}

/** The parts of JSON Schema that our schema uses. */
interface Node {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly minItems?: number;
  readonly anyOf?: readonly Node[];
}

type Values = Readonly<Record<string, unknown>>;

interface Findings {
  readonly faults: Fault[];
  readonly pointers: Pointer[];
}

export function walk<S extends TSchema>(schema: S, value: unknown): Walked<Static<S>> {
  const found: Findings = { faults: [], pointers: [] };
  const sound = visit(schema as Node, value, '', found) as Sound<Static<S>> | undefined;
  return { ...found, sound };
}

function visit(node: Node, value: unknown, path: string, found: Findings): unknown {
  if (node.anyOf !== undefined) return visitUnion(node.anyOf, value, path, found);
  if (node.properties !== undefined) return visitObject(node, node.properties, value, path, found);
  if (node.patternProperties !== undefined) return visitMap(node.patternProperties, value, path, found);
  if (node.items !== undefined) return visitList(node, node.items, value, path, found);
  return visitLeaf(node, value, path, found);
}

function visitObject(
  node: Node,
  properties: Readonly<Record<string, Node>>,
  value: unknown,
  path: string,
  found: Findings,
): unknown {
  if (!isObject(value)) return refuse(found, path, `must be a section with keys, not ${nameOf(value)}`);
  const known = Object.keys(properties);
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) refuse(found, at(path, key), `is not a known key${didYouMean(key, known)}`);
  }
  const entries = known.flatMap((key): [string, unknown][] => {
    const property = properties[key];
    if (property === undefined) return [];
    // A key with nothing behind it, all its content commented out, reads as null: the same as left out.
    const given = (Object.hasOwn(value, key) ? value[key] : undefined) ?? structuredClone(property.default);
    if (given !== undefined) return [[key, visit(property, given, at(path, key), found)]];
    if (node.required?.includes(key)) refuse(found, at(path, key), 'is required');
    return [];
  });
  return Object.fromEntries(entries);
}

function visitMap(patterns: Readonly<Record<string, Node>>, value: unknown, path: string, found: Findings): unknown {
  const [each] = Object.values(patterns);
  if (!isObject(value)) return refuse(found, path, `must be a section with keys, not ${nameOf(value)}`);
  if (each === undefined) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, visit(each, item, at(path, key), found)] as const),
  );
}

function visitList(node: Node, each: Node, value: unknown, path: string, found: Findings): unknown {
  if (!Array.isArray(value)) return refuse(found, path, `must be a list, not ${nameOf(value)}`);
  const least = node.minItems ?? 0;
  if (value.length < least) refuse(found, path, `must have at least ${least === 1 ? 'one entry' : `${least} entries`}`);
  return value.map((item, index) => visit(each, item, at(path, index), found));
}

/** All unions of the schema are objects told apart by `kind`. */
function visitUnion(branches: readonly Node[], value: unknown, path: string, found: Findings): unknown {
  if (!isObject(value)) return refuse(found, path, `must be a section with keys, not ${nameOf(value)}`);
  const kinds = branches.flatMap((branch) => branch.properties?.kind?.const ?? []);
  const kind = Object.hasOwn(value, 'kind') ? value.kind : undefined;
  const branch = branches.find((candidate) => candidate.properties?.kind?.const === kind);
  if (branch !== undefined && kind !== undefined) return visit(branch, value, path, found);
  const guess = typeof kind === 'string' ? didYouMean(kind, kinds) : '';
  return refuse(found, at(path, 'kind'), `must be one of ${kinds.join(', ')}${guess}`);
}

function visitLeaf(node: Node, value: unknown, path: string, found: Findings): unknown {
  const reason = leafReason(node, value);
  if (reason !== undefined) return refuse(found, path, reason);
  if ((node.format === 'reference' || node.format === 'path') && typeof value === 'string') {
    found.pointers.push({ path, kind: node.format, target: value });
  }
  return value;
}

/** Why a single value is refused. Says the value's type, never the value: it may be a secret in the wrong place. */
function leafReason(node: Node, value: unknown): string | undefined {
  if (node.enum !== undefined) {
    if (typeof value === 'string' && node.enum.includes(value)) return undefined;
    return `must be one of ${node.enum.join(', ')}${typeof value === 'string' ? didYouMean(value, node.enum) : ''}`;
  }
  const errors = Errors(node as TSchema, value);
  const [first] = errors;
  if (first === undefined) return undefined;
  if (first.keyword === 'type') {
    const quotes = node.type === 'string' && typeof value !== 'object' ? ' (put it in quotes)' : '';
    return `must be ${article(node.type ?? 'value')}, not ${nameOf(value)}${quotes}`;
  }
  if (first.keyword === 'minLength') return 'must not be empty';
  return (errors.find((error) => error.keyword === '~refine') ?? first).message;
}

function refuse(found: Findings, path: string, reason: string): undefined {
  found.faults.push({ path, reason });
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const article = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a section' : article(typeof value);
}
