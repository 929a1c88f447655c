// SPDX-License-Identifier: Apache-2.0
// One value by one node's own words, without what is inside: TypeBox decides, and names what is wrong. TypeBox takes
// microseconds for a value and a body may hold thousands, so where a type is all that is asked for it is not asked.
import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { isObject } from '../model/is-object.ts';
import type { Node } from './node.ts';

/** TypeBox's own finding about one value. */
export interface ValueError {
  readonly keyword: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the walk follows itself. */
const FOLLOWED = ['properties', 'required', 'additionalProperties', 'patternProperties', 'items'] as const;
/** Words beside which a value needs nothing but its type. Any other word is asked of TypeBox, known here or not. */
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
  return errors.length > 0 ? errors : [{ keyword: '', message: 'is not as described', params: {} }];
}

/** With its refinements, which are no enumerable property. */
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
  // The words that are left are those of JavaScript.
  return type === 'object' ? isObject(value) : typeof value === type;
}
