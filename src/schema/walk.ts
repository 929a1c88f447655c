// SPDX-License-Identifier: Apache-2.0
// The one walk of a value along its schema: the configuration, requests to the SCS API and Keystone's authentication
// body are judged by it. It follows objects, lists and unions, finds every fault with its place, and gives what is sound.
// Single values are TypeBox's to judge. What a fault is called is each caller's: a function from `Finding` to words.
import type { Static, TSchema } from 'typebox';
import { isObject } from '../model/is-object.ts';
import { fromText } from './from-text.ts';
import { judge, type ValueError } from './judge.ts';
import type { Node, Values } from './node.ts';

export type Path = readonly (string | number)[];

export type Finding =
  /** `errors` is never empty. `type` among them: what the value has inside was not looked at. */
  | { readonly kind: 'value'; path: Path; node: Node; value: unknown; errors: readonly ValueError[] }
  | { readonly kind: 'required'; path: Path }
  | { readonly kind: 'unknown'; path: Path; known: readonly string[] }
  /** Of a union whose branches are told apart by `kind`. */
  | { readonly kind: 'kind'; path: Path; value: unknown; kinds: readonly string[] }
  /** Came several times as text, and is no list. */
  | { readonly kind: 'repeated'; path: Path };

export interface WalkOptions {
  /** What is done about keys that the schema does not name. A schema that names its keys says that there are no others. */
  readonly unknown: 'refuse' | 'keep';
  /** Whose defaults are filled in: all, or only those of keys that may be absent. Without: none. */
  readonly defaults?: 'all' | 'optional';
  /** A key with nothing behind it is the same as one that was left out. */
  readonly nullIsAbsent?: boolean;
  /** What is given are texts, as in a query: they become what the schema says. */
  readonly texts?: boolean;
  /** The walk ends at so many findings. */
  readonly most?: number;
  /** Hears of each sound single value, as it was given; in a union also of branches that fail elsewhere. */
  readonly onValue?: (node: Node, value: unknown, path: Path) => void;
}

/** What is left of a value once all that is faulty was taken out. */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly Sound<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

export interface Walked<T> {
  readonly findings: readonly Finding[];
  /** Equal to the whole, converted, where there are no findings. List items keep their places. */
  readonly sound: Sound<T> | undefined;
}

export function walk<S extends TSchema>(schema: S, value: unknown, options: WalkOptions): Walked<Static<S>> {
  const findings: Finding[] = [];
  const sound = visit(schema as Node, value, [], { options, findings }) as Sound<Static<S>> | undefined;
  return { findings, sound };
}

interface Walk {
  readonly options: WalkOptions;
  readonly findings: Finding[];
}

function visit(node: Node, given: unknown, path: Path, on: Walk): unknown {
  const { options, findings } = on;
  if (findings.length >= (options.most ?? Number.POSITIVE_INFINITY)) return undefined;
  if (node.anyOf !== undefined) return visitUnion(node.anyOf, given, path, on);
  if (options.texts && Array.isArray(given) && node.type !== 'array') return report(on, { kind: 'repeated', path });
  const value = options.texts ? fromText(node, given) : given;
  const errors = judge(node, value);
  if (errors.length > 0) report(on, { kind: 'value', path, node, value, errors });
  if (errors.some(({ keyword }) => keyword === 'type')) return undefined;
  if (isObject(value) && isSection(node)) return visitObject(node, value, path, on);
  const { items } = node;
  if (Array.isArray(value) && items !== undefined)
    return Array.from(value, (item, index) => visit(items, item, [...path, index], on));
  if (errors.length > 0) return undefined;
  options.onValue?.(node, value, path);
  return node.decode === undefined ? value : node.decode(value as string);
}

/** Keys that are there come first, in the schema's order; then those that are missing. */
function visitObject(node: Node, value: Values, path: Path, on: Walk): Values {
  const { unknown, defaults, nullIsAbsent } = on.options;
  const { properties = {}, required = [] } = node;
  const known = Object.keys(properties);
  const sound: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(properties, key)) continue;
    const each = restOf(node, key);
    if (each !== undefined) sound.push([key, visit(each, value[key], [...path, key], on)]);
    else if (unknown === 'refuse') report(on, { kind: 'unknown', path: [...path, key], known });
  }
  const missing: string[] = [];
  for (const [key, property] of Object.entries(properties)) {
    let given = Object.hasOwn(value, key) ? value[key] : undefined;
    if (given === null && nullIsAbsent) given = undefined;
    const needed = required.includes(key);
    if (given !== undefined) sound.push([key, visit(property, given, [...path, key], on)]);
    else if (property.default !== undefined && (defaults === 'all' || (defaults === 'optional' && !needed)))
      // Not text, whatever the others are; and filled up in its turn.
      sound.push([key, visit(property, structuredClone(property.default), [...path, key], untexted(on))]);
    else if (needed) missing.push(key);
  }
  for (const key of missing) report(on, { kind: 'required', path: [...path, key] });
  return Object.fromEntries(sound);
}

function visitUnion(branches: readonly Node[], value: unknown, path: Path, on: Walk): unknown {
  const kinds = branches.flatMap((branch) => branch.properties?.kind?.const ?? []) as string[];
  if (kinds.length === branches.length) return visitByKind(branches, kinds, value, path, on);
  let nearest: Finding[][] = [];
  for (const branch of able(branches, value)) {
    const findings: Finding[] = [];
    const sound = visit(branch, value, path, { ...on, findings });
    if (findings.length === 0) return sound;
    const least = nearest[0]?.length ?? Number.POSITIVE_INFINITY;
    if (findings.length < least) nearest = [findings];
    else if (findings.length === least) nearest.push(findings);
  }
  // What is told is what the branches miss that come nearest: somebody who gave a size means the branch with sizes.
  for (const finding of nearest.flat()) report(on, finding);
  return undefined;
}

/** "must be string" helps nobody who gave an object. */
function able(branches: readonly Node[], value: unknown): readonly Node[] {
  const found = branches.filter((branch) =>
    isObject(value) ? isSection(branch) : Array.isArray(value) && branch.items !== undefined,
  );
  return found.length > 0 ? found : branches;
}

/** The branch that `kind` names, and no other. */
function visitByKind(
  branches: readonly Node[],
  kinds: readonly string[],
  value: unknown,
  path: Path,
  on: Walk,
): unknown {
  if (!isObject(value)) return visit({ type: 'object', properties: {} }, value, path, on);
  const kind = Object.hasOwn(value, 'kind') ? value.kind : undefined;
  const branch = branches[kinds.indexOf(kind as string)];
  if (branch !== undefined) return visit(branch, value, path, on);
  return report(on, { kind: 'kind', path: [...path, 'kind'], value: kind, kinds });
}

const isSection = ({ properties, patternProperties }: Node): boolean =>
  properties !== undefined || patternProperties !== undefined;

/** What judges a key that has no schema of its own. None: it must not be there. */
function restOf({ patternProperties, additionalProperties = patternProperties !== undefined }: Node, key: string) {
  const found = Object.entries(patternProperties ?? {}).find(([pattern]) => matches(pattern, key))?.[1];
  if (found !== undefined) return found;
  return additionalProperties === false ? undefined : additionalProperties === true ? {} : additionalProperties;
}

/** TypeBox writes `^.*$` for any key, which is not true of one with a line break. */
const matches = (pattern: string, key: string): boolean => pattern === '^.*$' || new RegExp(pattern, 'u').test(key);

const untexted = (on: Walk): Walk => ({ ...on, options: { ...on.options, texts: false } });

function report({ options, findings }: Walk, finding: Finding): undefined {
  if (findings.length < (options.most ?? Number.POSITIVE_INFINITY)) findings.push(finding);
}
