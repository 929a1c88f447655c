// SPDX-License-Identifier: Apache-2.0
// The stand-ins do what the ordinary calls of the script ask for, and answer each as the real services do: with the same status, and an
// error of the same kind. What those answered, both clouds of the lab alike, is recorded; the lab plays the same script beside them
// (`--suites strictness`).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playAtStandIn } from './strictness/at-stand-in.ts';
import { MILDER } from './strictness/milder.ts';
import { verdictOf } from './strictness/play.ts';
import { ORDINARY, SCRIPT } from './strictness/script.ts';

/** Title and verdict, in the order of the script. */
const RECORDED: readonly (readonly [title: string, verdict: string])[] = JSON.parse(
  readFileSync(new URL('./strictness/recorded.json', import.meta.url), 'utf8'),
);
const milder = (title: string): boolean => MILDER.some(([pattern]) => new RegExp(`^${pattern}$`).test(title));

it('is recorded step by step', () => {
  expect(RECORDED.map(([title]) => title)).toEqual(SCRIPT.map(({ title }) => title));
});

it('has real services do what is ordinary, and refuse all else', () => {
  const odd = RECORDED.filter(([title, verdict]) => Number(verdict.slice(0, 3)) < 300 !== ORDINARY.test(title));
  expect(odd.filter(([title]) => !milder(title))).toEqual([]);
});

describe.each(['ports', 'paths'] as const)('a stand-in of the shape "%s"', (shape) => {
  it('answers as the real services do', async () => {
    const played = await playAtStandIn(shape);
    const verdicts = played.map((one) => [one.title, verdictOf(one)] as const);
    const strict = (all: typeof RECORDED) => all.filter(([title]) => !milder(title));
    expect(strict(verdicts)).toEqual(strict(RECORDED));
    expect(played.filter(({ status }) => status >= 400).length).toBeGreaterThan(120);
  });
});
