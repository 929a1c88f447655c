// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { titleFaults } from '../../scripts/test-titles.ts';

const titled = (name: string, file = 'test/unit/a.test.ts') => ({ name, file });

it('titles that differ, or stand in different rings, are no fault', () => {
  const names = ['a list > is empty', 'a map > is empty', 'a list > has %s', 'a list > keeps $key'];
  expect(
    titleFaults([...names.map((name) => titled(name)), titled('a list > is empty', 'test/e2e/a.test.ts')]),
  ).toEqual([]);
});

it('a title that stands twice in a ring is named with its files', () => {
  expect(titleFaults([titled('a list > is empty'), titled('a list > is empty', 'test/unit/b/c.test.ts')])).toEqual([
    'unit: a list > is empty: stands 2 times (test/unit/a.test.ts, test/unit/b/c.test.ts)',
  ]);
});

it.each(['%s', '%s: %i', '$name', '$0.title', '"%s"', '%s -> %j'])(
  'a title of placeholders alone is named: %j',
  (end) => {
    expect(titleFaults([titled(`a list > ${end}`)])).toEqual([
      `test/unit/a.test.ts: a list > ${end}: has no words of its own`,
    ]);
  },
);
