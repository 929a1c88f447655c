// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createFormat } from '../../../../../src/gateway/surfaces/portal/format.ts';
import { textOf } from '../../../../../src/gateway/surfaces/portal/html.ts';
import { sparkline } from '../../../../../src/gateway/surfaces/portal/parts/sparkline.ts';
import { LANGUAGES } from '../../../../../src/gateway/surfaces/portal/texts/index.ts';
import type { Visit } from '../../../../../src/gateway/surfaces/portal/visit.ts';
import type { Measurement } from '../../../../../src/members/latencies.ts';

const NOW = Date.parse('2026-11-27T09:30:00Z');
const MINUTE = 60_000;

function drawn(measured: readonly Measurement[]): string {
  const visit = {
    ...{ t: LANGUAGES.en.texts, format: createFormat('en', NOW), now: NOW },
    latencies: () => measured,
  } as unknown as Visit;
  return textOf(sparkline(visit, 'Cloud <A>', 'cloud-a'));
}
const points = (svg: string): [number, number][] =>
  (/points="([^"]*)"/.exec(svg)?.[1] ?? '')
    .split(' ')
    .filter((one) => one !== '')
    .map((one) => one.split(',').map(Number) as [number, number]);

it('an hour is a line from the left to the right, the slower the higher', () => {
  const svg = drawn([
    { at: NOW - 60 * MINUTE, ms: 10 },
    { at: NOW - 30 * MINUTE, ms: 100 },
    { at: NOW, ms: 50 },
  ]);
  const [first, second, last] = points(svg);
  expect([first?.[0], second?.[0], last?.[0]]).toEqual([0, 180, 360]);
  // Of a picture the top is 0.
  expect((second?.[1] ?? 0) < (last?.[1] ?? 0) && (last?.[1] ?? 0) < (first?.[1] ?? 0)).toBe(true);
  expect(svg).toContain('aria-label="Cloud &lt;A&gt;: Latency in the last hour, lowest 10 ms, highest 100 ms"');
});

it('what was not answered is a mark in the picture, and a word in the table, the newest first', () => {
  const svg = drawn([
    { at: NOW - 2 * MINUTE, ms: 1_234 },
    { at: NOW - MINUTE, ms: null },
  ]);
  expect(svg.match(/class="miss"/g)).toHaveLength(1);
  expect(svg.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toContain('09:29:00 no answer 09:28:00 1,234 ms');
});

it('one measurement can be seen, and none is said', () => {
  expect(points(drawn([{ at: NOW, ms: 0 }]))).toHaveLength(2);
  expect(drawn([])).toContain('Nothing measured yet');
  expect(drawn([])).not.toMatch(/Infinity|NaN/);
  expect(drawn([{ at: NOW, ms: null }])).not.toMatch(/Infinity|NaN/);
});

it('what a clock that was set puts outside of the hour stays inside of the picture', () => {
  const xs = points(
    drawn([
      { at: NOW - 90 * MINUTE, ms: 1 },
      { at: NOW + 5 * MINUTE, ms: 1 },
    ]),
  ).map(([x]) => x);
  expect(xs).toEqual([0, 360]);
});

it('the table has an hour of minutes at most', () => {
  const svg = drawn(Array.from({ length: 120 }, (_, index) => ({ at: NOW - (120 - index) * 30_000, ms: index })));
  expect(svg.match(/<tr><td>/g)).toHaveLength(60);
  expect(points(svg)).toHaveLength(120);
});
