// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { cpuMillis, integer, memoryMiB, quantity } from '../../../../src/adapters/kubernetes/quantity.ts';

it.each([
  ['4', 4],
  ['0.5', 0.5],
  ['.5', 0.5],
  ['3920m', 3.92],
  ['16384Ki', 16_777_216],
  ['3840Mi', 4_026_531_840],
  ['1G', 1e9],
  ['2e3', 2000],
  ['2E3', 2000],
  ['1E', 1e18],
  ['5E-1', 0.5],
  ['100n', 1e-7],
])('the quantity %s is %d', (text, value) => {
  expect(quantity(text)).toBeCloseTo(value, 9);
});

it.each([undefined, null, '', 'four', '4 Gi', '4gi', '--4', '4Kib', '1.2.3', {}])('%j is no quantity', (value) => {
  expect([quantity(value), cpuMillis(value), memoryMiB(value), integer(value)]).toEqual([null, null, null, null]);
});

it('processors are thousandths, memory whole MiB rounded down', () => {
  expect(cpuMillis('2')).toBe(2000);
  expect(cpuMillis('1930m')).toBe(1930);
  expect(memoryMiB('8152356Ki')).toBe(7961);
  expect(memoryMiB('8Gi')).toBe(8192);
  expect(integer('110')).toBe(110);
});
