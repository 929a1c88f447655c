// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { codingFor } from '../../../src/gateway/content-coding.ts';

it.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate, br', 'br'],
  ['GZIP', 'gzip'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['br;q=0, gzip;q=0.1', 'gzip'],
  ['br;q=0,gzip;q=0,zstd;q=0', 'identity'],
  ['*', 'zstd'],
  ['zstd;q=0, *;q=0.2', 'br'],
  ['identity', 'identity'],
  ['gzip;q=x, br;q=2', 'identity'],
  [`${'x,'.repeat(600)}gzip`, 'identity'],
])('Accept-Encoding %j is answered with %s', (accept, coding) => {
  expect(codingFor(accept, ['zstd', 'br', 'gzip'])).toBe(coding);
});
