// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOdd, type PathRule, refusePath } from '../../../src/model/path-rule.ts';

const passes = (path: string, rule: PathRule): boolean => {
  try {
    refusePath(path, rule);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'badTarget', status: 400 });
    return false;
  }
};

/** What each rule lets pass; one that is not odd is not even asked about. */
const TABLE: readonly (readonly [path: string, plain: boolean, backslashes: boolean, below: boolean])[] = [
  ['/v2.1/servers', true, true, true],
  ['/v1/a/c/...', true, true, true],
  ['/v1/a//b///', true, true, true],
  ['/v1/a/x%2Fy', true, true, true],
  ['/v1/a/%252e%252e', true, true, true],
  ['/tags/a%5Cb', false, true, true],
  ['/tags/a\\b', false, true, true],
  ['/v1/a/c/line%0Abreak', false, false, true],
  ['/v1/a/c/%0D%00', false, false, true],
  ['/v1/a/c/100%', false, false, true],
  ['/v1/a/c/..', false, false, true],
  ['/v1/a/c/./x', false, false, true],
  ['/v1/a/c/%2E%2e/x', false, false, true],
  ['/v1/a/c/x%2F..%2Fy', false, false, true],
  ['/v1/a/c/..\\..', false, false, true],
  ['/v1/..', false, false, true],
  ['/v1/../..', false, false, false],
  ['/v1/%2e%2e/%2E./x', false, false, false],
  ['/v1/..%2f../x', false, false, false],
  ['/v1/..%5c../x', false, false, false],
  ['/v1/..;a=b/..;/x', false, false, false],
  ['/v1/x%2f..%2f..', false, false, false],
  // Servers that merge slashes, or drop what follows a semicolon, see no segment there.
  ['/v1//../../x', false, false, false],
  ['/v1/;x/../../x', false, false, false],
  ['/v1/%2f/../../x', false, false, false],
  ['/v1/..%00/../x', false, false, false],
  // HTTP has no bytes for it.
  ['/v1/a b', false, false, false],
  ['/v1/a\nb', false, false, false],
  ['/v1/a#b', false, false, false],
];

describe('a path', () => {
  it.each(TABLE)('%s passes by each rule or by none', (path, plain, backslashes, below) => {
    expect([passes(path, 'plain'), passes(path, 'backslashes'), passes(path, 'below')]).toEqual([
      plain,
      backslashes,
      below,
    ]);
    expect(isOdd(path)).toBe(!plain);
  });

  it('of whatever name passes where nothing is above it, byte for byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        fc.pre(name.isWellFormed());
        expect(passes(`/v1/AUTH_x/c/${encodeURIComponent(name)}`, 'anything')).toBe(true);
        // A name is one segment, or several; it never begins two levels above its container.
        expect(passes(`/v1/AUTH_x/c/${encodeURIComponent(name)}`, 'below') || /(?:^|[/\\])\.\./.test(name)).toBe(true);
      }),
    );
  });

  it('that a server resolves to one above its beginning never passes, however it reads it', () => {
    const piece = fc.constantFrom('/', '/', '..', '.', '%2e', '%2F', '%5c', '\\', ';', 'x', '%00', '%2E%2e', '//');
    const readings: readonly ((path: string) => string)[] = [
      (path) => path,
      decodeURIComponent,
      (path) => decodeURIComponent(path).replace(/\\/g, '/'),
      (path) => decodeURIComponent(path).replace(/\/{2,}/g, '/'),
      (path) =>
        decodeURIComponent(path)
          .replace(/\\/g, '/')
          .replace(/;[^/]*/g, '')
          .replace(/\/{2,}/g, '/'),
      (path) => decodeURIComponent(path).replace(/\0[^/]*/g, ''),
      (path) => path.replace(/%2e/gi, '.'),
    ];
    let led = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const path = `/${pieces.join('')}`;
        for (const read of readings) {
          let depth = 0;
          let out = false;
          for (const segment of read(path).split('/').slice(1)) {
            depth += segment === '..' ? -1 : segment === '.' ? 0 : 1;
            out ||= depth < 0;
          }
          if (!out) continue;
          led++;
          expect([path, passes(path, 'below')]).toEqual([path, false]);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(led).toBeGreaterThan(500);
  });

  it('of a mebibyte is judged in a moment', () => {
    for (const part of ['../', '%2f', 'a\\', '..%5c', '%2e%2e;', './'])
      expect(typeof passes(`/${part.repeat(1_048_576 / part.length)}`, 'below')).toBe('boolean');
  });
});
