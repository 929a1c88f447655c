// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { isSafe } from '../../../src/http/safe-method.ts';

it.each([
  ['GET', true],
  ['HEAD', true],
  ['OPTIONS', true],
  ['POST', false],
  ['PUT', false],
  ['PATCH', false],
  ['DELETE', false],
  ['COPY', false],
  ['get', false],
])('the method %s is safe (RFC 9110 §9.2.1): %s', (method, safe) => {
  expect(isSafe(method)).toBe(safe);
});
