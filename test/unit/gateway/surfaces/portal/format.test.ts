// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../../../src/gateway/surfaces/portal/format.ts';
import { textOf } from '../../../../../src/gateway/surfaces/portal/html.ts';

const NOW = Date.parse('2026-11-27T09:30:00Z');
const [en, de] = [createFormat('en', NOW), createFormat('de', NOW)];
const told = (html: ReturnType<typeof en.ago>): string | undefined => html && textOf(html).replace(/<[^>]+>/g, '');

describe('times', () => {
  it.each([
    [0, 'now', 'jetzt'],
    [-45_000, '45 seconds ago', 'vor 45 Sekunden'],
    [-59_900, '60 seconds ago', 'vor 60 Sekunden'],
    [-3 * 60_000, '3 minutes ago', 'vor 3 Minuten'],
    [-26 * 3_600_000, 'yesterday', 'gestern'],
    [40 * 86_400_000, 'next month', 'nächsten Monat'],
    [-800 * 86_400_000, '2 years ago', 'vor 2 Jahren'],
  ])('of %i milliseconds from now are told as people tell them', (ms, english, german) => {
    expect(told(en.ago(NOW + ms))).toBe(english);
    expect(told(de.ago(NOW + ms))).toBe(german);
  });

  it('have the exact one beside, in UTC', () => {
    expect(textOf(en.ago('2026-11-27T08:30:00+01:00') ?? en.date(''))).toBe(
      '<time datetime="2026-11-27T07:30:00.000Z" title="27 Nov 2026, 07:30:00 UTC">2 hours ago</time>',
    );
    expect(en.clock(NOW)).toBe('09:30:00');
  });

  it.each([null, undefined, '', 'never', Number.NaN])('of %j are none', (time) => expect(en.ago(time)).toBeUndefined());

  it('that are no day stand as they are, and run nothing', () => {
    expect(textOf(en.date('2026-11-27'))).toBe('<time datetime="2026-11-27">27 Nov 2026</time>');
    expect(textOf(en.date('<b>soon'))).toBe('&lt;b&gt;soon');
  });
});

it('figures are grouped as the language does', () => {
  expect([en.number(12_345.5), de.number(12_345.5)]).toEqual(['12,345.5', '12.345,5']);
  expect([en.percent(0.256), de.percent(1.5)]).toEqual(['26%', '150\u00a0%']);
});
