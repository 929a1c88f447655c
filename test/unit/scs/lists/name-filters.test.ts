// SPDX-License-Identifier: Apache-2.0
// Names as a list is asked for them: any name there is can be asked for.
import fc from 'fast-check';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { fromText } from '../../../../src/schema/from-text.ts';
import type { Node } from '../../../../src/schema/node.ts';
import { createFilter, matcher } from '../../../../src/scs/lists/filters.ts';
import { things } from '../fake-clouds.ts';

const LIST = { type: 'array', items: { type: 'string' } } as Node;
const escaped = (name: string): string => name.replaceAll(/[\\,*]/g, '\\$&');
const asked = (text: string): readonly string[] => fromText(LIST, text) as string[];

describe('a name filter', () => {
  it('finds every name by its escaped form, alone and among others, and no other name', () => {
    const name = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', ',', '*', '\\', ' ', 'ü') });
    fc.assert(
      fc.property(name, name, name, (one, two, other) => {
        const patterns = asked(`${escaped(one)},${escaped(two)}`).map(matcher);
        expect(patterns).toHaveLength(2);
        expect(patterns[0]?.(one)).toBe(true);
        expect(patterns[1]?.(two)).toBe(true);
        expect(patterns.some((matches) => matches(other))).toBe(other === one || other === two);
        expect(createFilter(things, { name: asked(escaped(one)) }).query.name).toBe(one);
      }),
    );
  });

  it.each([
    ['web-*', 'web-1', true],
    ['web-\\*', 'web-1', false],
    ['web-\\*', 'web-*', true],
    ['a\\\\*', 'a\\b', true],
    ['a\\b', 'a\\b', true],
    ['*\\*', 'x*', true],
    ['*\\*', 'x', false],
  ])('takes %s for %s: %s', (pattern, name, matches) => {
    expect(asked(pattern).some((one) => matcher(one)(name))).toBe(matches);
  });
});

it('a filter of an id meets the object that stands in a field of that name', () => {
  const definition = { ...things, filters: { imageId: Type.String() } };
  const { lets } = createFilter(definition, { imageId: ['1'] });
  const having = (image: unknown) => lets({ image } as never);
  expect([having({ id: '1' }), having({ id: '2' }), having(null), having(undefined)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
