// SPDX-License-Identifier: Apache-2.0
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codingOf, decompress } from '../../../src/members/decompress.ts';

const plain = Buffer.from('{"servers":[]}');

describe('a compressed answer', () => {
  it.each([
    ['gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    [' x-gzip ', gzipSync(plain)],
    ['Deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['identity', plain],
    ['Identity', plain],
    ['', plain],
    [undefined, plain],
  ])('in %j is read, however the coding is written', async (coding, body) => {
    expect(await decompress(codingOf(coding), body, 'cloud-a')).toEqual(plain);
  });

  it.each([
    ['compress', plain],
    ['gzip, br', gzipSync(plain)],
    ['constructor', plain],
    ['gzip', plain],
    ['gzip', gzipSync(plain).subarray(0, 12)],
    ['gzip', gzipSync(Buffer.alloc(65 * 1024 * 1024))],
  ])('that cannot be read in %j is the member’s fault: broken, unknown, or a bomb (%#)', async (coding, body) => {
    await expect(decompress(codingOf(coding), body, 'cloud-a')).rejects.toThrow(
      expect.objectContaining({ code: 'memberGarbage', cloud: 'cloud-a' }),
    );
  });

  it('without a body has nothing to be read, whatever it is called', async () => {
    expect(await decompress('gzip', Buffer.alloc(0), 'cloud-a')).toHaveLength(0);
  });
});
