// SPDX-License-Identifier: Apache-2.0
// The course of faults: which are played in the short form, and whose failure is whose where several are played in one round.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Fault, inTurn, type Stage, together } from '../../chaos/faults/fault.ts';
import { FAULTS, SHORT } from '../../chaos/faults/index.ts';
import type { Failure } from '../../chaos/load.ts';

it('the short form has every fault that is not of the long one, once', () => {
  const all = FAULTS.filter(({ long }) => long !== true).map(({ holds }) => holds);
  const played = SHORT.map(({ holds }) => holds)
    .join('; ')
    .split('; ');
  expect(played.toSorted()).toEqual(all.flatMap((holds) => holds.split('; ')).toSorted());
});

it('faults with servers of their own follow each other, and those of the same servers most of all', () => {
  const servers = SHORT.map((fault) => fault.servers);
  const of = servers.flatMap((one, index) => (one === undefined ? [] : [index]));
  expect(of).toEqual(of.map((_, index) => (of[0] ?? 0) + index));
  const [, ...rest] = of.map((index) => servers[index]);
  expect(rest[0]).toBe(rest[1]);
});

it('CI plays every fault each day, once the programs that it needs have been installed', () => {
  const script = readFileSync('.ci/periodic', 'utf8');
  const programs = script.search(/^ +packages redis-server haproxy\b/m);
  const ring = script.search(/^ +lab chaos-long test:chaos --long$/m);
  expect([programs > 0, ring > programs]).toEqual([true, true]);
});

const failure = (what: string, begun: number, ended = begun + 10): Failure => ({
  ...{ what, why: '', status: 503 },
  ...{ begun, ended },
});
/** Failures of its name are its own. */
const fault = (name: string, ms: number, more: Partial<Fault> = {}): Fault => ({
  name,
  holds: name,
  run: async () => {
    await new Promise((done) => setTimeout(done, ms));
    return name;
  },
  allowed: ({ what }) => what === 'any' || what === name,
  ...more,
});
const times = { begun: 0, over: Number.POSITIVE_INFINITY, inFlight: 0 };
const stage = { over: () => undefined } as Stage;

it('one after the other, each has its own failures while it is there, and not before', async () => {
  const both = inTurn(fault('one', 20), fault('two', 20));
  const begun = performance.now();
  expect(await both.run(stage)).toBe('one; two');
  const ended = performance.now();
  const allows = (what: string, at: number): boolean | undefined => both.allowed?.(failure(what, at), times);
  expect(allows('one', begun)).toBe(true);
  expect(allows('two', begun - 1_000)).toBe(false);
  expect(allows('two', ended)).toBe(true);
  // Long after its end; the last one's end is the round's.
  expect(allows('one', ended + 10_000)).toBe(false);
  expect(allows('two', ended + 10_000)).toBe(true);
});

it('where one breaks, the others are played to their end, and it is said which one it was', async () => {
  const breaks = fault('broken', 0, { run: () => Promise.reject(new Error('it broke')) });
  let played = 0;
  const whole = fault('whole', 0, {
    run: async () => {
      played += 1;
      return undefined;
    },
  });
  for (const several of [inTurn(breaks, whole), together(breaks, whole)])
    await expect(several.run(stage)).rejects.toThrow('broken: it broke');
  expect(played).toBe(2);
});

it('each has its own end in what it is asked by', async () => {
  const seen: number[] = [];
  const early = fault('early', 60, {
    run: async ({ over }) => {
      over();
      await new Promise((done) => setTimeout(done, 60));
      return undefined;
    },
    allowed: (_failure, { over }) => {
      seen.push(over);
      return false;
    },
  });
  const both = together(early, fault('late', 80));
  await both.run(stage);
  both.allowed?.(failure('other', performance.now()), times);
  expect(seen[0]).toBeLessThan(performance.now() - 40);
});
