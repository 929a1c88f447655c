// SPDX-License-Identifier: Apache-2.0
// What is told of maintenance: in a header, in words, and to whoever is refused.
import { expect, it } from 'vitest';
import { createRefused, momentOf, noticeField, noticeWords, reasonFault } from '../../../src/model/maintenance.ts';

const UNTIL = Date.parse('2026-12-01T06:00:00Z');
const notice = { reason: 'Storage', until: UNTIL, refuseCreates: true };

it('the header names the member and its end, never the reason, which may be in any script', () => {
  expect(noticeField('cloud-a', { ...notice, reason: 'Größer' })).toBe('cloud-a;until="2026-12-01T06:00:00Z"');
  expect(noticeField('cloud-a', { reason: 'x', refuseCreates: false })).toBe('cloud-a');
});

it('words for people say why, until when, and that nothing new is made', () => {
  expect(noticeWords(notice)).toBe('in maintenance: Storage, until 2026-12-01T06:00:00Z; nothing new is made');
  expect(noticeWords({ reason: 'x', refuseCreates: false })).toBe('in maintenance: x');
});

it.each([
  ['an hour before its end', UNTIL - 600_000, 600],
  ['a day before its end', UNTIL - 86_400_000, 3_600],
  ['a second before its end', UNTIL - 1_000, 60],
  ['past its end', UNTIL + 86_400_000, 60],
])('Retry-After of a refused creation is within a minute and an hour: %s', (_name, now, seconds) => {
  expect(createRefused('cloud-a', notice, now)).toMatchObject({ status: 503, retryAfter: seconds, cloud: 'cloud-a' });
});

it.each(['2026-12-01T06:00:00Z', '2026-12-01T07:00+01:00', '2026-12-01T06:00:00.000Z'])(
  'an end is a moment with its offset: %s',
  (text) => expect(momentOf(text)).toBe(UNTIL),
);
it.each(['2026-12-01', '2026-12-01T06:00:00', 'tomorrow', '2026-13-01T06:00:00Z', '6'])(
  'an end without a day, hour or offset is none: %s',
  (text) => expect(momentOf(text)).toBeUndefined(),
);

it.each([' ', 'x'.repeat(201), 'a\nb', 'a\u001b[31mb', 'a\u202eb', 'a\u2028b'])(
  'a reason that is empty, long, or more than a line is refused (%#)',
  (text) => expect(reasonFault(text)).toMatch(/^must /),
);
