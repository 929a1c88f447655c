// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIntake } from '../../../src/members/intake.ts';
import { checkShape, parseSliced } from '../../../src/members/sliced-json.ts';

const intake = createIntake();
const parse = async (text: string, more: { items?: number; slice?: number; size?: number } = {}) => {
  const lease = intake.lease('a');
  try {
    return await parseSliced(Buffer.from(text), {
      cloud: 'a',
      items: 1_000,
      size: 8 * 1024 * 1024,
      slice: 1,
      lease,
      signal: new AbortController().signal,
      pause: () => undefined,
      ...more,
    });
  } finally {
    lease.close();
  }
};
/** What JSON.parse gives, or that it refuses. */
const plain = (text: string): { value: unknown } | 'refused' => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'refused';
  }
};
const sliced = async (text: string) =>
  parse(text).then(
    (value) => ({ value }),
    () => 'refused' as const,
  );

describe('JSON in slices', () => {
  it('is what JSON.parse makes of it, wherever it is cut', async () => {
    const value = fc.jsonValue({ maxDepth: 4, depthSize: 'medium' });
    const body = fc.oneof(value, fc.array(value), fc.dictionary(fc.string(), fc.oneof(fc.array(value), value)));
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom(undefined, 1, '\t'), async (document, indent) => {
        const text = JSON.stringify(document, undefined, indent);
        expect(await sliced(text)).toEqual(plain(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where JSON.parse refuses it', async () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '"\\""',
      '1',
      'null',
      ' ',
      '[1,2]',
      '{"a":[1,2]}',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const text = parts.join('');
        expect(await sliced(text), text).toEqual(plain(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['{"a":[1,2],"a":[3,4]}'],
    ['{"a":[1,2],"a":[]}'],
    ['{"a":[1,2],"a":5}'],
    ['{"a":5,"a":[1,2]}'],
    ['{"__proto__":[1,2,{"__proto__":[3,4]}]}'],
    ['{"\\u0061":[1,2],"a":[3,4]}'],
    ['{"é":["ü","\\\\",",]}"],"b":[[1,2],[3,4]]}'],
    ['[[1,2],[3,4]]'],
    ['[1,2] x'],
    ['[1,2,]'],
    ['{"a":[1,,2]}'],
    ['{"a":[1,2}]'],
    ['{"a":[1,2]'],
    [''],
  ])('%s too', async (text) => {
    expect(await sliced(text)).toEqual(plain(text));
  });

  it.each([
    ['more rows than are read', `[${'0,'.repeat(1_000)}0]`, 'objects in one page'],
    ['more rows in one slice', `{"a":[${'0,'.repeat(1_000)}0]}`, 'objects in one page'],
    ['too deep a row', `{"a":[${'['.repeat(100)}${']'.repeat(100)}]}`, 'levels'],
    ['a row of too many values', `{"a":[{"b":[${'0,'.repeat(100_001)}0]}]}`, 'values in one object'],
    ['a document of too many values', `{"a":{"b":[${'0,'.repeat(100_001)}0]}}`, 'values in one object'],
    ['too many values in all', `[${`[${'0,'.repeat(900)}0],`.repeat(900)}0]`, 'values in one answer'],
  ])('with %s is refused', async (_, text, detail) => {
    await expect(parse(text, { size: 8 * 1024 * 1024 })).rejects.toMatchObject({
      code: 'memberExcess',
      detail: expect.stringContaining(detail),
    });
  });

  it('takes what its values need', async () => {
    const lease = intake.lease('a');
    const signal = new AbortController().signal;
    const options = { cloud: 'a', items: 10, size: 1e6, lease, signal, pause: () => undefined };
    await parseSliced(Buffer.from('{"a":[{},{},{}]}'), options);
    expect(lease.held).toBeGreaterThan(4 * 64);
    lease.close();
  });
});

describe('the shape of an answer that is read in one go', () => {
  it.each([
    ['{}'],
    [JSON.stringify({ token: { roles: Array.from({ length: 5_000 }, () => ({ id: 'x', name: 'y[{,' })) } })],
  ])('is good where it has few values', (text) => {
    expect(() => checkShape(Buffer.from(text), 'a')).not.toThrow();
  });

  it.each([['{},'.repeat(60_000)], ['0,'.repeat(100_001)], ['['.repeat(101)]])('is refused else', (text) => {
    expect(() => checkShape(Buffer.from(text), 'a')).toThrow(expect.objectContaining({ code: 'memberExcess' }));
  });
});
