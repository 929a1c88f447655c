// SPDX-License-Identifier: Apache-2.0
// Checks a value against the keywords of one node, without its children. TypeBox decides and names the errors. It needs
// microseconds per value and a body may contain thousands, so it is not called if the type is the only constraint.
import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { isObject } from '../model/is-object.ts';
import type { Node } from './node.ts';

/** An error that TypeBox reports. */
export interface ValueError {
  readonly keyword: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Keywords that the walk evaluates itself. */
const FOLLOWED = ['properties', 'required', 'additionalProperties', 'patternProperties', 'items'] as const;
/** Keywords that do not constrain a value beyond its type. TypeBox is called for any other keyword, known here or not. */
const SILENT: ReadonlySet<string> = new Set([
  ...FOLLOWED,
  'type',
  'description',
  'title',
  'examples',
  'default',
  'decode',
  'secret',
  'x-source',
]);

export function judge(node: Node, value: unknown): readonly ValueError[] {
  const plain = !('~refine' in node) && Object.keys(node).every((word) => SILENT.has(word));
  if (plain && isOfType(node.type, value)) return [];
  const schema = own(node) as TSchema;
  if (Check(schema, value)) return [];
  const errors = Errors(schema, value) as readonly ValueError[];
  return errors.length > 0 ? errors : [{ keyword: '', message: 'does not match the schema', params: {} }];
}

/** Includes refinements, which TypeBox stores as a non-enumerable property. */
function own(node: Node): object {
  if (!FOLLOWED.some((word) => word in node)) return node;
  const copy = Object.defineProperties({} as Record<string, unknown>, Object.getOwnPropertyDescriptors(node));
  for (const word of FOLLOWED) delete copy[word];
  return copy;
}

function isOfType(type: Node['type'], value: unknown): boolean {
  if (type === undefined) return true;
  if (typeof type !== 'string') return type.some((one) => isOfType(one, value));
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return Number.isFinite(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  // The remaining types have the names that `typeof` returns.
  return type === 'object' ? isObject(value) : typeof value === type;
}
