// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { csvField, exported } from '../../../../../src/gateway/surfaces/portal/parts/export.ts';

describe('a field of an exported table', () => {
  it.each([
    ['web', 'web'],
    ['-5', '-5'],
    ['a "b", c', '"a ""b"", c"'],
    ['=HYPERLINK("https://evil.example")', '"\'=HYPERLINK(""https://evil.example"")"'],
    ['@sum', "'@sum"],
    ['-x', "'-x"],
    ['two\nlines', '"two\nlines"'],
  ])('of %j is %j', (text, field) => expect(csvField(text)).toBe(field));
});

it('an exported table has a line for the fields and one for each object', () => {
  const { body } = exported('servers', 'csv', ['name', 'flavor'], {
    items: [{ name: 'a', flavor: { id: 'x' } }],
    clouds: [],
  });
  expect(body).toBe('name,flavor\r\na,"{""id"":""x""}"\r\n');
});
