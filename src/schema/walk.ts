// SPDX-License-Identifier: Apache-2.0
// Validates a value against a schema: the configuration, requests to the SCS API, and Keystone's authentication body. It
// walks objects, lists and unions, finds every fault and its path, and returns the valid part of the value. TypeBox checks
// single values. Each caller words the faults itself, by a function from `Finding` to text.
import type { Static, TSchema } from 'typebox';
import { isObject } from '../model/is-object.ts';
import { fromText } from './from-text.ts';
import { judge, type ValueError } from './judge.ts';
import type { Node, Values } from './node.ts';

export type Path = readonly (string | number)[];

export type Finding =
  /** `errors` is never empty. If it contains a `type` error, the value's children were not checked. */
  | { readonly kind: 'value'; path: Path; node: Node; value: unknown; errors: readonly ValueError[] }
  | { readonly kind: 'required'; path: Path }
  | { readonly kind: 'unknown'; path: Path; known: readonly string[] }
  /** The value's `kind` selects no branch of a union. */
  | { readonly kind: 'kind'; path: Path; value: unknown; kinds: readonly string[] }
  /** A text was given repeatedly, but the schema is not a list. */
  | { readonly kind: 'repeated'; path: Path };

export interface WalkOptions {
  /** What happens to keys that the schema does not name. A schema that names keys allows no others unless it says so. */
  readonly unknown: 'refuse' | 'keep';
  /** Which defaults are filled in: all, or only those of optional keys. By default none. */
  readonly defaults?: 'all' | 'optional';
  /** Reports missing keys of an object after the faults of its other keys. By default in the order of the schema. */
  readonly missingLast?: boolean;
  /** Treats null as an absent key. */
  readonly nullIsAbsent?: boolean;
  /** All values are texts, as in a query, and are converted to the types of the schema. */
  readonly texts?: boolean;
  /** Maximum number of findings, after which the walk stops. */
  readonly most?: number;
  /** Called for each valid single value before it is decoded; in a union also for branches that turn out not to match. */
  readonly onValue?: (node: Node, value: unknown, path: Path) => void;
}

/** The valid part of a value. */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly Sound<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

export interface Walked<T> {
  readonly findings: readonly Finding[];
  /** The whole value, converted, if there are no findings. List items keep their positions. */
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

function visitObject(node: Node, value: Values, path: Path, on: Walk): Values {
  const { unknown, defaults, nullIsAbsent, missingLast } = on.options;
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
      // A default is not a text; its own defaults are filled in as well.
      sound.push([key, visit(property, structuredClone(property.default), [...path, key], untexted(on))]);
    else if (needed && missingLast) missing.push(key);
    else if (needed) report(on, { kind: 'required', path: [...path, key] });
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
  // Reports the faults of the branches that come closest: a value with a size means the branch that has sizes.
  for (const finding of nearest.flat()) report(on, finding);
  return undefined;
}

/** For an object, "must be string" is no useful message, so only branches for objects are considered. */
function able(branches: readonly Node[], value: unknown): readonly Node[] {
  const found = branches.filter((branch) =>
    isObject(value) ? isSection(branch) : Array.isArray(value) && branch.items !== undefined,
  );
  return found.length > 0 ? found : branches;
}

/** Checks the value against the branch that `kind` selects, and no other. */
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

/** The schema of a key that is not among `properties`. Undefined: the key is not allowed. */
function restOf({ patternProperties, additionalProperties = patternProperties !== undefined }: Node, key: string) {
  const found = Object.entries(patternProperties ?? {}).find(([pattern]) => matches(pattern, key))?.[1];
  if (found !== undefined) return found;
  return additionalProperties === false ? undefined : additionalProperties === true ? {} : additionalProperties;
}

/** TypeBox writes `^.*$` for any key, but that pattern does not match keys that contain a line break. */
const matches = (pattern: string, key: string): boolean => pattern === '^.*$' || new RegExp(pattern, 'u').test(key);

const untexted = (on: Walk): Walk => ({ ...on, options: { ...on.options, texts: false } });

function report({ options, findings }: Walk, finding: Finding): undefined {
  if (findings.length < (options.most ?? Number.POSITIVE_INFINITY)) findings.push(finding);
}
