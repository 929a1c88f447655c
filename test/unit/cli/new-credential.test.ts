// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { expiryOf } from '../../../src/cli/new-credential.ts';

const NOW = Date.parse('2026-11-26T10:00:00.500Z');

it.each<[text: string, end: string | undefined]>([
  ['90d', '2027-02-24T10:00:00'],
  ['2027-01-01', '2027-01-01T00:00:00'],
  ['2027-01-01T12:30', '2027-01-01T12:30:00'],
  ['2027-01-01T12:30:10Z', '2027-01-01T12:30:10'],
  ['2026-11-26', undefined],
  ['0d', undefined],
  ['-5d', undefined],
  ['2027-13-01', undefined],
  ['2027-01-01T12:30+02:00', undefined],
  ['tomorrow', undefined],
  ['99999999d', undefined],
  ['', undefined],
])('the end of a credential that is given as %j is %s in UTC', (text, end) => {
  expect(expiryOf(text, NOW)).toBe(end);
});
