// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { wantsJsonHome } from '../../../../../src/gateway/surfaces/identity/accept.ts';

test.each([
  [undefined, false],
  ['*/*', false],
  ['text/html', false],
  ['application/json', false],
  ['application/json-home', true],
  ['application/json-home, application/json', false],
  ['application/json-home;q=0.5, application/json', false],
  ['application/json-home, application/json;q=0.9, */*;q=0.1', true],
  ['application/json-home;q=0', false],
])('Accept %s asks for JSON-home: %s', (accept, expected) => {
  expect(wantsJsonHome(accept)).toBe(expected);
});
