// SPDX-License-Identifier: Apache-2.0
// The few JSON Schema keywords by which Keystone describes its authentication body, checked with Keystone's messages
// (the first line of python-jsonschema's; Keystone also appends the schema, which is omitted).
import { isObject } from '../../../model/is-object.ts';

export type Shape = {
  readonly type: readonly JsonType[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  /** The value may be a secret that was sent in the wrong place, so no message repeats it. */
  readonly secret?: true;
};

type JsonType = 'object' | 'array' | 'string' | 'boolean' | 'number' | 'null';

/** The first fault in Keystone's words, or undefined. */
export function shapeFault(value: unknown, shape: Shape, path: readonly (string | number)[] = []): string | undefined {
  const prefix = path.length === 0 ? '' : `Invalid input for field '${path.join('/')}': `;
  if (!shape.type.includes(typeOf(value))) {
    const types = shape.type.map((type) => `'${type}'`).join(', ');
    return `${prefix}${shape.secret ? 'the value' : show(value)} is not of type ${types}`;
  }
  if (isObject(value)) {
    for (const [name, inner] of Object.entries(shape.properties ?? {})) {
      if (!Object.hasOwn(value, name)) continue;
      const fault = shapeFault(value[name], inner, [...path, name]);
      if (fault !== undefined) return fault;
    }
    const absent = shape.required?.find((name) => !Object.hasOwn(value, name));
    if (absent !== undefined) return `${prefix}'${absent}' is a required property`;
  }
  if (Array.isArray(value) && shape.items !== undefined) {
    for (const [index, item] of value.entries()) {
      const fault = shapeFault(item, shape.items, [...path, index]);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

/** As Python prints it, if that is short. It never walks a value that may be nested a thousand levels deep. */
function show(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.length === 0) return '[]';
  return typeof value === 'string' && value.length <= 64 ? `'${value}'` : 'the value';
}
