// SPDX-License-Identifier: Apache-2.0
// The stand-ins do what the ordinary calls of the script ask for, and answer each as the real services do: with the same status, an
// error of the same kind, and no field that those do not have. What those answered is recorded; the lab plays the same script beside
// them (`--suites strictness`).
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { playAtStandIn } from './strictness/at-stand-in.ts';
import { inventedOf, missingOf, reasonFor, remarksOn } from './strictness/fields.ts';
import { LEFT_OUT } from './strictness/left-out.ts';
import { MILDER } from './strictness/milder.ts';
import { type Played, type Recorded, verdictOf } from './strictness/play.ts';
import { ORDINARY, SCRIPT } from './strictness/script.ts';

/** In the order of the script. */
const RECORDED: readonly Recorded[] = JSON.parse(
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
  let played: readonly Played[];
  beforeAll(async () => {
    played = await playAtStandIn(shape);
  });

  it('answers as the real services do', () => {
    const verdicts = played.map((one) => [one.title, verdictOf(one)] as const);
    const strict = (all: readonly Recorded[]) =>
      all.filter(([title]) => !milder(title)).map(([title, verdict]) => [title, verdict]);
    expect(strict(verdicts)).toEqual(strict(RECORDED));
    expect(played.filter(({ status }) => status >= 400).length).toBeGreaterThan(120);
  });

  it('has no field that a real one has not, and says why it leaves others out', () => {
    const remarks = beside(played).flatMap(({ title, standIn, real }) =>
      remarksOn(standIn, real).map((remark) => `${title}: ${remark}`),
    );
    expect(remarks).toEqual([]);
    expect(beside(played).length).toBeGreaterThan(40);
  });

  it('leaves out all that it has a reason for, and no more', () => {
    const rows = beside(played).flatMap(({ standIn, real }) => missingOf(standIn, real).map(reasonFor));
    expect(LEFT_OUT.filter((row) => !rows.includes(row))).toEqual([]);
  });
});

/** Fields of the steps that both answered with something. */
const beside = (played: readonly Played[]) =>
  played.flatMap(({ title, status, shape }, index) => {
    const [, verdict = '', fields = ''] = RECORDED[index] ?? [];
    return fields === '' || verdict !== String(status) ? [] : [{ title, standIn: shape, real: fields.split(' ') }];
  });

describe('fields', () => {
  it.each([
    ['that only one has', ['a', 'b.c'], ['a'], ['b.c']],
    ['in a list that was empty', ['a[].id', 'b[]'], ['a[]', 'b[].id'], []],
    ['in what was nothing', ['a.id', 'b[].id', 'c?'], ['a?', 'b?', 'c.id'], []],
    ['whose names only begin alike', ['ab', 'a-b'], ['a?'], ['ab', 'a-b']],
    ['below a text', ['a.id'], ['a'], ['a.id']],
  ])('%s are compared by what is known of them', (_, standIn, real, invented) => {
    expect(inventedOf(standIn, real)).toEqual(invented);
  });
});
