// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBytes, jsonBytes, parseBytes, toBytes } from '../../../src/model/bytes-as-text.ts';
import { groupNameFault, nameFault, opaqueFault, principalNameFault } from '../../../src/model/names.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });

describe('a text as bytes', () => {
  it('is one character for each byte of its UTF-8, and comes back the same', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(toBytes(one)).toBe(Buffer.from(one, 'utf8').toString('latin1'));
        expect(fromBytes(toBytes(one))).toBe(one);
      }),
    );
    expect(fromBytes(toBytes('\ufeffa'))).toBe('\ufeffa');
  });

  it.each(['\xff', '\xc3', '\xc0\xaf', '\xed\xa0\x80', 'a\xf6b'])(
    'is none where the bytes %j are no UTF-8',
    (bytes) => {
      expect(fromBytes(bytes)).toBeUndefined();
    },
  );

  it('as JSON keeps every character, written as itself or escaped', () => {
    const value = { plain: 'ł ö', emoji: '👩‍🔬' };
    expect(parseBytes(jsonBytes(value))).toEqual(value);
    const escaped = String.raw`{"name":"\u0141\u00f6"}`;
    expect(Buffer.from(jsonBytes(parseBytes(escaped)), 'latin1').toString('utf8')).toBe('{"name":"Łö"}');
  });
});

describe('a name', () => {
  it('of any script is one', () => {
    for (const name of ['a', 'Grace Hopper', 'Łukasz', 'Ελένη', '李', '👩‍🔬', 'e\u0301', 'a/b', 'x'.repeat(255)])
      expect([nameFault(name), principalNameFault(name), groupNameFault(name)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
  });

  it('may be the bytes of a header field exactly where it is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (name) => {
        if (nameFault(name) !== undefined) return;
        expect(new Headers({ x: toBytes(name) }).get('x')).toBe(toBytes(name));
      }),
    );
  });

  it.each([
    undefined,
    7,
    '',
    ' a',
    'a\u00a0',
    'a\tb',
    'a\u0085b',
    'a\u2029b',
    '\ufeffa',
    'a\ufffd',
    'a\udc00',
    'x'.repeat(256),
  ])('%j is none, and the reason is a sentence about it', (value) => {
    for (const judge of [nameFault, principalNameFault, groupNameFault])
      expect(judge(value)).toMatch(/^(?:is|has|begins) /);
  });

  it('that is nobody else’s to read may have blanks around it', () => {
    expect(opaqueFault(' a ')).toBeUndefined();
    expect([opaqueFault('a\0'), opaqueFault('a\ud800'), opaqueFault('')].every((fault) => fault !== undefined)).toBe(
      true,
    );
  });

  it('of a group is no rule of a mapping', () => {
    for (const name of ['JSON:{}', '["a"]', '( (["a"]', '[a']) expect(groupNameFault(name)).toMatch(/^begins/);
    for (const name of ['json:', 'a[0]', '(old) team', 'JSON']) expect(groupNameFault(name)).toBeUndefined();
  });
});
