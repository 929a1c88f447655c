// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { atLeast } from '../../../src/adapters/openstack/services/nova.ts';
import { integer, time, wordFor } from '../../../src/adapters/values.ts';

describe('a time', () => {
  it.each([
    ['2026-11-23T13:28:02Z', '2026-11-23T13:28:02.000Z'],
    ['2026-11-23T13:28:03.000000', '2026-11-23T13:28:03.000Z'],
    ['2026-11-23T13:28:03.855016', '2026-11-23T13:28:03.855Z'],
    ['2026-11-23 13:28:03', '2026-11-23T13:28:03.000Z'],
    ['2026-11-23T13:28:03+00:00', '2026-11-23T13:28:03.000Z'],
    ['2026-11-23T13:28:03+0200', '2026-11-23T11:28:03.000Z'],
  ])('%s becomes %s, whatever the zone of this machine', (native, said) => {
    expect(time(native)).toBe(said);
  });

  it.each([[null], [undefined], [''], ['yesterday'], ['2026-13-45T99:99:99Z'], [1_700_000_000]])(
    '%j is none',
    (native) => {
      expect(time(native)).toBeNull();
    },
  );
});

describe('a number', () => {
  it.each([
    [5, 5],
    ['5', 5],
    ['-1', -1],
    ['', undefined],
    [1.5, undefined],
    ['1e3', undefined],
    [null, undefined],
    [Number.NaN, undefined],
  ])('%o reads as %o', (native, said) => {
    expect(integer(native)).toBe(said);
  });
});

it('takes no word from the prototype of a table', () => {
  expect(wordFor({ a: 'b' }, 'constructor')).toBe('unknown');
  expect(wordFor({ a: 'b' }, 'a')).toBe('b');
});

it('compares microversions by number, not by letter', () => {
  expect(atLeast('2.9', '2.47')).toBe(false);
  expect(atLeast('2.90', '2.47')).toBe(true);
  expect(atLeast(undefined, '2.2')).toBe(false);
});
