// SPDX-License-Identifier: Apache-2.0
import { expect, expectTypeOf, it } from 'vitest';
import { defined } from '../../../src/model/defined.ts';

it('an object of what is defined has no key for what is not; null, false and an empty text are values', () => {
  const given: { a: number | undefined; b: string | null | undefined; c: boolean; d: string } = {
    a: undefined,
    b: null,
    c: false,
    d: '',
  };
  const kept = defined(given);
  expect(Object.entries(kept)).toEqual([
    ['b', null],
    ['c', false],
    ['d', ''],
  ]);
  expectTypeOf(kept).toExtend<{ a?: number; b?: string | null; c: boolean; d: string }>();
});
