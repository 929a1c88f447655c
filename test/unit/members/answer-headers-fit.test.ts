// SPDX-License-Identifier: Apache-2.0
// Whatever a member's answer has for headers, what the policy lets pass can be said by both versions of HTTP.
import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  FENCED,
  fieldValue,
  isDropped,
  LARGEST_HEAD,
  MOST_FIELDS,
  NARROWING,
} from '../../../src/members/answer-rules.ts';
import { type AnswerHeaders, answerHeaders, pageHeaders, switchingHeaders } from '../../../src/members/headers.ts';
import { pageLinks } from '../../../src/members/link-header.ts';
import { GatewayError } from '../../../src/model/errors.ts';

/** Of Node.js (lib/internal/http2/util.js): a second one is refused. */
const ONCE = `access-control-allow-credentials access-control-max-age access-control-request-method age authorization
  content-encoding content-language content-length content-location content-md5 content-range content-type date dnt etag
  expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location
  max-forwards proxy-authorization range referer retry-after tk upgrade-insecure-requests user-agent
  x-content-type-options`.split(/\s+/);
/** RFC 9113 §8.2.2. */
const NEVER = ['connection', 'http2-settings', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'];
const OTHERS = [
  'vary',
  'x-object-meta-a',
  'warning',
  'link',
  'set-cookie',
  'x-scs-degraded',
  ':status',
  'a b',
  '',
  '__proto__',
];

const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ONCE, ...NEVER, ...OTHERS) },
  fc.string({ unit: 'binary-ascii', maxLength: 20 }).map((text) => text.toLowerCase()),
);
const value = fc.oneof(
  fc.constantFrom('a', '', ' a ', 'x-object-meta-a, vary', 'é'),
  fc.string({ unit: fc.integer({ min: 0, max: 0x2ff }).map((code) => String.fromCharCode(code)), maxLength: 60 }),
);
const headers: fc.Arbitrary<AnswerHeaders> = fc
  .array(fc.tuple(name, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 4 }))), { maxLength: 40 })
  .map((pairs) => Object.fromEntries(pairs));

function expectFit(out: readonly string[], { protocols = 'both' } = {}): void {
  const seen = new Set<string>();
  for (let i = 0; i < out.length; i += 2) {
    const [field = '', text = ''] = [out[i], out[i + 1]];
    validateHeaderName(field);
    validateHeaderValue(field, text);
    expect(text).toBe(text.replace(/^[\t ]+|[\t ]+$/g, ''));
    expect(isDropped(field) && !NARROWING.has(field) && !FENCED.includes(field as never)).toBe(false);
    if (protocols !== 'both') continue;
    expect(NEVER).not.toContain(field);
    if (ONCE.includes(field)) expect(seen).not.toContain(field);
    seen.add(field);
  }
  expect(out.length).toBeLessThanOrEqual(2 * MOST_FIELDS);
}

it.each([
  ['any set of headers', (given: AnswerHeaders) => [...answerHeaders(given, (_, text) => text), ...FENCED]],
  ['any set of headers that narrow', (given: AnswerHeaders) => answerHeaders(given, (_, text) => text, NARROWING)],
  ['any set of headers of a page', pageHeaders],
])('%s is fit for both versions of HTTP, or refused as a whole', (_what, pass) => {
  fc.assert(
    fc.property(headers, (given) => {
      let out: string[];
      try {
        out = pass(given);
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError);
        expect(error).toMatchObject({ code: 'memberGarbage' });
        return;
      }
      expectFit(out);
    }),
    { numRuns: 2_000 },
  );
});

it('any set of headers of a switch of protocols is fit for HTTP/1.1, and none ends the head early', () => {
  fc.assert(
    fc.property(headers, (given) => {
      const raw = Object.entries(given).flatMap(([field, text]) => [text ?? []].flat().flatMap((one) => [field, one]));
      const out = switchingHeaders(raw);
      expectFit(out, { protocols: 'HTTP/1.1' });
      expect(out.join()).not.toMatch(/[\r\n]/);
      expect(out).not.toContain('transfer-encoding');
      expect(out).not.toContain('content-length');
    }),
  );
});

it.each([
  ['more headers than a client reads', Object.fromEntries(Array.from({ length: 121 }, (_, i) => [`x-${i}`, 'a']))],
  ['one header so often', { warning: Array(121).fill('a') }],
  ['more characters than fit', { 'x-a': 'a'.repeat(LARGEST_HEAD) }],
  ['a value that is no value', { 'x-a': 'a\r\nb: c' }],
])('%s are refused', (_what, given) => {
  expect(() => answerHeaders(given, (_, text) => text)).toThrow(expect.objectContaining({ code: 'memberGarbage' }));
});

it('what a translation makes of a value counts, not what came', () => {
  expect(() => answerHeaders({ 'x-a': 'a' }, () => 'ż')).toThrow(expect.objectContaining({ code: 'memberGarbage' }));
});

it('a value of blanks alone takes no longer than it is long', () => {
  expect(fieldValue(`${' \t'.repeat(1_000_000)}x${' '.repeat(1_000_000)}`)).toBe('x');
  expect(fieldValue(' '.repeat(1_000_000))).toBe('');
});

it.each([
  ['<a>; rel="next"', '<A>; rel="next"'],
  ['<a>;rel=prev,<b>; title="x"; rel="LAST"', '<A>; rel="prev", <B>; rel="last"'],
  ['<a>; rel=preload', undefined],
  ['<a>; rel="next preload"', undefined],
  ['<a>; notrel=next', undefined],
  ['<evil>; rel=next', undefined],
  ['<<<<', undefined],
  ['', undefined],
])('of the links %j these are pages: %j', (link, expected) => {
  expect(pageLinks(link, (url) => (url === 'evil' ? undefined : url.toUpperCase()))).toBe(expected);
});
