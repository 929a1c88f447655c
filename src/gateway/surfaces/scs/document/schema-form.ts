// SPDX-License-Identifier: Apache-2.0
// One schema in the form that generators of clients get right. Each rule has its reason; none changes what a value may be. Pure.

// biome-ignore lint/suspicious/noExplicitAny: nodes of an OpenAPI document
type Node = any;

const INT32 = 2 ** 31;

/** What is within it stays as it is. */
export const formed = (schema: Node): Node => withFormat(withoutDefault(withNull(schema)));

/**
 * A scalar, list or map that may be null has two types. As a union with null, which it is to TypeBox, openapi-generator makes
 * a class of it for Go and Java that does not compile. An object that may be null stays a union: it has a name to refer to.
 */
function withNull(schema: Node): Node {
  const { anyOf, ...rest } = schema;
  if (anyOf?.length !== 2 || anyOf[1].type !== 'null') return schema;
  const { type, enum: values, ...value } = anyOf[0];
  if (typeof type !== 'string' || 'properties' in value) return schema;
  return { ...value, ...rest, type: [type, 'null'], ...(values === undefined ? {} : { enum: [...values, null] }) };
}

/** Of a union, generators put the default into code as if it had the type of the union: it is told in words. */
function withoutDefault(schema: Node): Node {
  if (schema.anyOf === undefined || schema.default === undefined) return schema;
  const { default: value, description = '', ...rest } = schema;
  return { ...rest, description: `${description} Default: \`${value}\`.`.trim() };
}

/**
 * Without a format Go and Java take 32 bits for an integer, which a size in bytes does not fit in, and a class for decimals for
 * a number. What has narrow limits is an `int32`.
 */
function withFormat(schema: Node): Node {
  const { type, enum: values, minimum = -Infinity, maximum = Infinity, format } = schema;
  const numbers = values?.every((value: unknown) => Number.isInteger(value));
  if (numbers && type === undefined) return { ...schema, type: 'integer', format: 'int32' };
  const kind = Array.isArray(type) ? type[0] : type;
  if (format !== undefined || (kind !== 'integer' && kind !== 'number')) return schema;
  if (kind === 'number') return { ...schema, format: 'double' };
  return { ...schema, format: numbers || (minimum >= -INT32 && maximum < INT32) ? 'int32' : 'int64' };
}
