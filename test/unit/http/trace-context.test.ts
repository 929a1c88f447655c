// SPDX-License-Identifier: Apache-2.0
// W3C Trace Context, by the cases of its own test suite (w3c/trace-context, test/test.py) and at random.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTraceContext, traceFields, traceHeaders } from '../../../src/http/trace-context.ts';

const ID = '12345678901234567890123456789012';
const SPAN = '1234567890123456';
const GOOD = `00-${ID}-${SPAN}-01`;
const state = (text: string | string[]): string | undefined => readTraceContext(GOOD, text)?.state;

it('a good trace context is read and written as it came', () => {
  const context = readTraceContext(GOOD, 'foo=1,bar=2');
  expect(context).toEqual({ traceId: ID, spanId: SPAN, flags: '01', state: 'foo=1,bar=2' });
  expect(traceFields(context)).toEqual(['traceparent', GOOD, 'tracestate', 'foo=1,bar=2']);
  expect(traceHeaders(context)).toEqual({ traceparent: GOOD, tracestate: 'foo=1,bar=2' });
  expect(traceHeaders(readTraceContext(GOOD, undefined))).toEqual({ traceparent: GOOD });
  expect([traceFields(undefined), traceHeaders(undefined)]).toEqual([[], {}]);
});

it.each([
  ['none', undefined],
  ['nothing', ''],
  ['text', 'trace-me'],
  ['two of them, as a list', [GOOD, GOOD]],
  ['two of them, as Node joins them', `${GOOD}, ${GOOD}`],
  ['the version ff', `ff-${ID}-${SPAN}-01`],
  ['a version of one digit', `0-${ID}-${SPAN}-01`],
  ['a version that is no number', `.0-${ID}-${SPAN}-01`],
  ['capital letters', GOOD.replace(ID, 'ABCDEF78901234567890123456789012')],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['a trace id that is too long', `00-${ID}0-${SPAN}-01`],
  ['a trace id that is too short', `00-${ID.slice(1)}-${SPAN}-01`],
  ['a span id of zeros', `00-${ID}-${'0'.repeat(16)}-01`],
  ['a span id with a letter beyond f', `00-${ID}-g${SPAN.slice(1)}-01`],
  ['flags of one digit', `00-${ID}-${SPAN}-1`],
  ['more than version 00 has', `${GOOD}-what-the-future-will-be-like`],
  ['a line end', `${GOOD}\n`],
])('a broken traceparent is none: %s', (_, parent) => {
  expect(readTraceContext(parent, 'foo=1')).toBeUndefined();
});

it.each([
  ['alone', 'cc-12345678901234567890123456789012-1234567890123456-01'],
  ['with what nobody knows yet', 'cc-12345678901234567890123456789012-1234567890123456-01-what-the-future'],
])('a later version is read as far as this one goes: %s', (_, parent) => {
  expect(readTraceContext(parent, undefined)).toEqual({ traceId: ID, spanId: SPAN, flags: '01' });
  expect(readTraceContext(`${GOOD.replace(/^00/, 'cc')}.x`, undefined)).toBeUndefined();
});

it('flags that are not known yet are not passed on', () => {
  expect(readTraceContext(`00-${ID}-${SPAN}-ff`, undefined)?.flags).toBe('03');
  expect(readTraceContext(`00-${ID}-${SPAN}-fc`, undefined)?.flags).toBe('00');
});

it.each([
  ['spaces and tabs around members', ' foo=1 \t,\t bar=2 ', 'foo=1,bar=2'],
  ['empty members', 'foo=1,,,bar=2,', 'foo=1,bar=2'],
  ['several headers', ['foo=1', 'bar=2'], 'foo=1,bar=2'],
  ['a tenant at a system', 'fw529a3039@dt=FfIiSsHh', 'fw529a3039@dt=FfIiSsHh'],
  ['all letters that a key may have', 'a0_-*/=1', 'a0_-*/=1'],
  ['a value with an equal sign', 'foo=bar=baz', undefined],
  ['a value that is empty', 'foo=', undefined],
  ['a key alone', 'foo', undefined],
  ['a key with capitals', 'FOO=1', undefined],
  ['a key that is too long', `${'z'.repeat(257)}=1`, undefined],
  ['a tenant that is too long', `${'t'.repeat(242)}@v=1`, undefined],
  ['a system that is too long', `t@${'v'.repeat(15)}=1`, undefined],
  ['a key with a space', 'foo =1', undefined],
  ['a key that comes twice', 'foo=1,foo=2', undefined],
  ['a value beyond ASCII', 'foo=ü', undefined],
  ['a value that is too long', `foo=${'z'.repeat(257)}`, undefined],
  ['nothing', '', undefined],
])('a tracestate is a list that is whole or none: %s', (_, text, expected) => {
  expect(state(text as string)).toBe(expected);
});

it('a tracestate has at most 32 members and 512 characters, of which large members go first', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=1`).join(',');
  expect(state(many(32))).toBe(many(32));
  expect(state(many(33))).toBeUndefined();
  const large = `large=${'x'.repeat(200)}`;
  expect(state(`a=1,${large},b=2`)).toBe(`a=1,${large},b=2`);
  const small = Array.from({ length: 10 }, (_, i) => `s${i}=${'y'.repeat(40)}`);
  expect(state([...small.slice(0, 5), large, ...small.slice(5)].join(','))).toBe(small.join(','));
  const medium = Array.from({ length: 10 }, (_, i) => `m${i}=${'y'.repeat(97)}`);
  expect(state(medium.join(','))).toBe(medium.slice(0, 5).join(','));
});

it('whatever is sent, what goes on is a good trace context or none, and short', () => {
  const pieces = fc.constantFrom('00', ID, SPAN, '01', '-', ',', '=', 'foo', ' ', '\t', 'ff', 'cc', '@', '"', 'é');
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.oneof(text, fc.constant(GOOD)), text, (parent, list) => {
      const context = readTraceContext(parent, list);
      const { traceparent, tracestate } = traceHeaders(context);
      if (context === undefined) return traceparent === undefined && tracestate === undefined;
      expect(traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]$/);
      expect(readTraceContext(traceparent, tracestate)).toEqual(context);
      return (tracestate?.length ?? 0) <= 512 && (tracestate?.split(',').length ?? 0) <= 32;
    }),
    { numRuns: 2_000 },
  );
});
