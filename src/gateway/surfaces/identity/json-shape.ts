// SPDX-License-Identifier: Apache-2.0
// Checks Keystone's authentication body against the JSON Schema by which Keystone describes it, with Keystone's
// messages (the first line of python-jsonschema's; Keystone also appends the schema, which is omitted).
import type { TSchema } from 'typebox';
import type { Node } from '../../../schema/node.ts';
import { type Finding, type Path, walk } from '../../../schema/walk.ts';

/** The first fault in Keystone's words, or undefined. As in Keystone, keys outside the schema are ignored. */
export function shapeFault(value: unknown, shape: Node): string | undefined {
  const [first] = walk(shape as TSchema, value, { unknown: 'keep', missingLast: true, most: 1 }).findings;
  return first && told(first);
}

function told(finding: Finding): string {
  const { path } = finding;
  if (finding.kind === 'required') return `${field(path.slice(0, -1))}'${path.at(-1)}' is a required property`;
  if (finding.kind !== 'value') throw new Error(`not among the words of Keystone's schema: ${finding.kind}`);
  const { node, value } = finding;
  const types = [node.type ?? []].flat().map((type) => `'${type}'`);
  return `${field(path)}${node.secret ? 'the value' : show(value)} is not of type ${types.join(', ')}`;
}

const field = (path: Path): string => (path.length === 0 ? '' : `Invalid input for field '${path.join('/')}': `);

/** As Python prints it, if that is short. It never walks a value that may be nested a thousand levels deep. */
function show(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.length === 0) return '[]';
  return typeof value === 'string' && value.length <= 64 ? `'${value}'` : 'the value';
}
