// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { jsonObject } from '../../../../../src/gateway/surfaces/identity/json-body.ts';

test.each([
  undefined,
  '',
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON',
  'application/x+json',
])('reads an object declared as %s', (type) => {
  expect(jsonObject(Buffer.from('{"a":1}'), type)).toEqual({ a: 1 });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
  'refuses one declared as %s',
  (type) => {
    expect(() => jsonObject(Buffer.from('{"a":1}'), type)).toThrow(/application\/json in Content-Type header/);
  },
);

test.each(['[]', '3', 'null', '"x"', '{', '{"a":1}x', '\u0000'])('refuses %j as a body', (body) => {
  expect(() => jsonObject(Buffer.from(body), undefined)).toThrow(/valid JSON in request body/);
});

test('takes no body for an empty object, whatever it is declared as', () => {
  expect(jsonObject(undefined, 'text/plain')).toEqual({});
  expect(jsonObject(Buffer.alloc(0), 'text/plain')).toEqual({});
});
