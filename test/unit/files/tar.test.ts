// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { tarOf } from '../../../src/files/tar.ts';

describe('a tar archive', () => {
  const files = [
    { name: 'a/one.txt', content: 'one\n' },
    { name: 'a/two.bin', content: Buffer.alloc(513, 7) },
  ];

  it('has ustar headers whose sums are right, and whole blocks', () => {
    const archive = tarOf(files, 1_764_115_200_000);
    expect(archive.length % 512).toBe(0);
    expect(archive.toString('latin1', 257, 265)).toBe('ustar\x0000');
    expect(Number.parseInt(archive.toString('latin1', 124, 135), 8)).toBe(4);
    const header = Buffer.from(archive.subarray(0, 512));
    const sum = Number.parseInt(header.toString('latin1', 148, 154), 8);
    header.write('        ', 148, 'latin1');
    expect(header.reduce((all, byte) => all + byte, 0)).toBe(sum);
    expect(archive.toString('latin1', 512, 516)).toBe('one\n');
    expect(archive.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  });

  it('is the same bytes for the same files', () => {
    expect(tarOf(files, 1_000)).toEqual(tarOf(structuredClone(files), 1_999));
  });

  it.each(['/etc/passwd', '../x', 'a/../../x', 'a b', `${'x'.repeat(101)}`, 'a\0b', ''])(
    'refuses the name %j',
    (name) => {
      expect(() => tarOf([{ name, content: '' }], 0)).toThrow(/no name of a file/);
    },
  );
});
