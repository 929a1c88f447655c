// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget, type Target } from '../../../src/http/target.ts';
import { refusePath } from '../../../src/model/path-rule.ts';

/** As for a service whose paths are plain: which ones others may have, test/unit/model/path-rule.test.ts says. */
function parse(url: string): Target {
  const target = parseTarget(url, '/clouds/');
  if (target.odd) refusePath(target.rest, 'plain');
  return target;
}
const refused = expect.objectContaining({ code: 'badTarget', status: 400 });

describe('a request target', () => {
  it.each<[string, Partial<Target>]>([
    ['/clouds/a/compute', { region: 'a', service: 'compute', rest: '', query: undefined }],
    ['/clouds/a/compute/', { rest: '/' }],
    [
      '/clouds/a.Region-One/image/v2/images?limit=1&x=%2F..',
      { region: 'a.Region-One', rest: '/v2/images', query: 'limit=1&x=%2F..' },
    ],
    ['/clouds/a/compute?', { service: 'compute', rest: '', query: '' }],
    ['/clouds/a/compute/v2.1?a=b?c=/../d', { query: 'a=b?c=/../d' }],
    ['/clouds/a', { region: 'a', service: '', rest: '' }],
    ['/clouds//compute', { region: '', service: 'compute' }],
    ['/clouds/a//v2', { service: '', rest: '/v2' }],
    ['/clouds/%61/compute', { region: '%61', service: 'compute' }],
    // Swift's names: slashes, dots, blanks and everything else, as the client wrote them.
    ['/clouds/a/object-store/v1/AUTH_x/c/a%2Fb//c', { rest: '/v1/AUTH_x/c/a%2Fb//c' }],
    ['/clouds/a/object-store/c/...', { rest: '/c/...' }],
    ['/clouds/a/object-store/c/..x/.hidden/x..', { rest: '/c/..x/.hidden/x..' }],
    ['/clouds/a/object-store/c/%E2%82%AC%20%25', { rest: '/c/%E2%82%AC%20%25' }],
    // Decoded once this is text, not a segment of dots.
    ['/clouds/a/object-store/c/%252e%252e/x', { rest: '/c/%252e%252e/x' }],
  ])('is taken apart: %s', (url, parts) => {
    expect(parse(url)).toMatchObject(parts);
  });

  const dots = ['.', '..', '%2e', '%2E', '%2e%2e', '.%2e', '%2E.', '..;', '..;x', '.;', '..%3b', '%2e%2E;a=b'];
  const places = ['/%/x', '/v2.1/%', '%2f%/x', '/x%2F%%2fy', '//%'];
  it.each(dots)('with dot segments is refused: %s', (segment) => {
    for (const place of places) {
      const rest = place.replace(/%(?=$|\/|%2f)/, segment);
      expect(rest).toContain(segment);
      expect(() => parse(`/clouds/a/compute${rest}`)).toThrow(refused);
    }
    expect(() => parse(`/clouds/a/${segment}/compute`)).toThrow(refused);
    expect(() => parse(`/clouds/${segment}/compute`)).toThrow(refused);
  });

  it.each([
    ['NUL', '/clouds/a/compute/%00'],
    ['raw NUL', '/clouds/a/compute/\0'],
    ['CR', '/clouds/a/compute/%0d'],
    ['LF', '/clouds/a/compute/%0A'],
    ['raw LF', '/clouds/a/compute/\n'],
    ['DEL', '/clouds/a/compute/\x7f'],
    ['a blank', '/clouds/a/compute/ x'],
    ['a tab', '/clouds/a/compute/\tx'],
    ['a backslash', '/clouds/a\\compute'],
    ['a written backslash', '/clouds/a/compute/..%5c..'],
    ['a fragment', '/clouds/a/compute#x'],
    ['a fragment in the query', '/clouds/a/compute?x#y'],
    ['a blank in the query', '/clouds/a/compute?x y'],
    ['LF in the query', '/clouds/a/compute?x\ny'],
    ['half an escape', '/clouds/a/compute/%'],
    ['half an escape at the end', '/clouds/a/compute/%2'],
    ['no hex', '/clouds/a/compute/%zz'],
    ['absolute form', 'http://evil.example/clouds/a/compute'],
    ['absolute form of ours', 'https://gateway.example.org/clouds/a/compute'],
    ['userinfo', '//user@evil.example/clouds/a/compute'],
    ['authority form', 'evil.example:443'],
    ['asterisk form', '*'],
    ['a scheme-relative start', '//clouds/a/compute'],
    ['another prefix', '/CLOUDS/a/compute'],
    ['an escaped prefix', '/%63louds/a/compute'],
    ['nothing', ''],
  ])('is refused with %s', (_name, url) => {
    expect(() => parse(url)).toThrow(refused);
  });

  it('is forwarded exactly as it came, whatever it is, if it is accepted at all', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        '.',
        '..',
        '%2e',
        '%2F',
        '%',
        ';',
        '\\',
        '?',
        '#',
        '@',
        ':',
        '%5C',
        '%00',
        ' ',
        '%25',
        'v2.1',
        'ä',
      ),
      fc.string({ maxLength: 3 }),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const url = `/clouds/a/compute${pieces.join('')}`;
        let target: Target;
        try {
          target = parse(url);
        } catch {
          return;
        }
        accepted++;
        const { region, service, rest, query } = target;
        expect(`/clouds/${region}/${service}${rest}${query === undefined ? '' : `?${query}`}`).toBe(url);
        // Whatever a member's front end makes of it: decoding and normalising leads nowhere else.
        const plain = decodeURIComponent(rest.replace(/%(?![0-7])/g, '')).split('/');
        for (const segment of plain) expect(segment.split(';')[0]).not.toMatch(/^\.{1,2}$/);
        expect(rest).not.toMatch(/[\0-\x20\x7f\\#]/);
        const seen = new URL(`http://member.example${rest || '/'}`);
        expect([seen.host, seen.pathname.length >= rest.length]).toEqual(['member.example', true]);
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
