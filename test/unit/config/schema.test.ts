// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import { walk } from '../../../src/config/validate.ts';

// biome-ignore lint/suspicious/noExplicitAny: the schema as plain JSON Schema
type Node = any;

/** Every node with its path; list items are documented by their list, `kind` by its branch. */
function* nodes(node: Node, path: string): Generator<[path: string, node: Node]> {
  yield [path, node];
  for (const [key, property] of Object.entries<Node>(node.properties ?? {})) {
    if (property.const === undefined) yield* nodes(property, `${path}.${key}`);
  }
  if (node.items?.properties) yield* nodes(node.items, `${path}[]`);
  for (const branch of node.anyOf ?? []) yield* nodes(branch, `${path}(${branch.properties.kind.const})`);
}

const all = [...nodes(configSchema, '')];
const leaves = all.filter(([, { properties, anyOf, items }]) => !properties && !anyOf && !items?.properties);

describe('the schema', () => {
  it('explains every field and section', () => {
    expect(all.length).toBeGreaterThan(80);
    for (const [path, { description }] of all) expect(description, path).toMatch(/\S.*\.$/s);
  });

  it.each(leaves)('gives an example for %s that it accepts itself', (_path, node) => {
    expect(node.examples).not.toEqual([]);
    for (const example of node.examples) expect(walk(node, example).faults).toEqual([]);
  });

  it.each(all.filter(([, node]) => node.default !== undefined))(
    'has a default for %s that it accepts itself',
    (_path, node) => {
      expect(walk(node, node.default).faults).toEqual([]);
    },
  );
});
