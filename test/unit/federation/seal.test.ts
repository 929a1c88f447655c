// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SealKey } from '../../../src/federation/keys.ts';
import { createSeal } from '../../../src/federation/seal.ts';

const key = (kid: string): SealKey => ({ kid, created: 0, secret: randomBytes(32) });
const [young, old] = [key('young'), key('old')];
const seal = (...keys: SealKey[]) => createSeal({ sealing: () => keys });
const bytes = (sealed: string): Buffer => Buffer.from(sealed.split('.')[1] ?? '', 'base64url');

describe('a sealed value', () => {
  it.each(['', 'x', '{"token":"gAAAA"}', 'ä😀\0', 'z'.repeat(100_000)])('opens to what it was: %j', (plain) => {
    const closed = seal(young).close(plain, 'session:a');
    expect(seal(young).open(closed, 'session:a')).toBe(plain);
    if (plain.length > 1) expect(closed).not.toContain(plain);
  });

  it('never looks the same twice', () => {
    expect(seal(young).close('x', 'c')).not.toBe(seal(young).close('x', 'c'));
  });

  it('is closed by the newest key and opens by any that is still there', () => {
    const before = seal(old).close('x', 'c');
    const both = seal(young, old);
    expect(both.close('x', 'c')).toMatch(/^young\./);
    expect(both.open(before, 'c')).toBe('x');
    expect(seal(young).open(before, 'c')).toBeUndefined();
  });

  it('does not open under another key of the store', () => {
    expect(seal(young).open(seal(young).close('x', 'session:a'), 'session:b')).toBeUndefined();
  });

  it('does not open after a change of any single byte', () => {
    const closed = bytes(seal(young).close('secret', 'c'));
    for (let at = 0; at < closed.length; at++) {
      const changed = Buffer.from(closed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(seal(young).open(`young.${changed.toString('base64url')}`, 'c')).toBeUndefined();
    }
  });

  it('does not open cut short anywhere: a short tag could be guessed', () => {
    const closed = bytes(seal(young).close('', 'c'));
    expect(seal(young).open(`young.${closed.toString('base64url')}`, 'c')).toBe('');
    for (let length = 0; length < closed.length; length++)
      expect(seal(young).open(`young.${closed.subarray(0, length).toString('base64url')}`, 'c')).toBeUndefined();
  });

  it.each(['', '.', 'young', 'young.', 'other.AAAA', 'young.!!!', '{"plain":1}'])(
    'is a miss where it is none: %j',
    (text) => {
      expect(seal(young).open(text, 'c')).toBeUndefined();
    },
  );

  it('cannot be made without a key', () => {
    expect(() => seal().close('x', 'c')).toThrow('no seal key');
  });
});
