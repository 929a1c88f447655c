// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from '../../../src/gateway/connections/turns.ts';

/** What is begun in which turn of the event loop, at most ten of them. */
async function begunIn(turns: (done: number[], begin: ReturnType<typeof createTurns>) => void): Promise<number[][]> {
  const done: number[] = [];
  turns(done, createTurns(3));
  const seen: number[][] = [];
  for (let turn = 0; turn < 10; turn++) {
    seen.push(done.splice(0));
    await nextTurn();
  }
  return seen.filter((each, turn) => each.length > 0 || turn === 0);
}

it('a few are begun at once, the others a few in each turn, in their order', async () => {
  expect(
    await begunIn((done, begin) => {
      for (let n = 0; n < 8; n++) begin(() => void done.push(n));
    }),
  ).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7],
  ]);
});

it('what comes in a later turn comes behind what waits, and what comes alone is begun at once', async () => {
  const done: number[] = [];
  const begin = createTurns(2);
  for (let n = 0; n < 5; n++) begin(() => void done.push(n));
  await nextTurn();
  begin(() => void done.push(5));
  expect(done).toEqual([0, 1, 2, 3]);
  await nextTurn();
  expect(done).toEqual([0, 1, 2, 3, 4, 5]);
  await nextTurn();
  await nextTurn();
  begin(() => void done.push(6));
  expect(done.at(-1)).toBe(6);
});

it('what is begun by another one waits as everything does', async () => {
  expect(
    await begunIn((done, begin) => {
      const again = (n: number) => (): void => {
        done.push(n);
        if (n < 5) begin(again(n + 1));
      };
      begin(again(0));
    }),
  ).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
});

it('a timer of the loop comes between the turns', async () => {
  const begin = createTurns(1);
  const all = 50;
  let begun = 0;
  let before = all;
  const spin = (): void => {
    begun++;
    const until = performance.now() + 2;
    while (performance.now() < until);
  };
  setTimeout(() => {
    before = begun;
  }, 1);
  for (let n = 0; n < all; n++) begin(spin);
  // Nothing goes on behind the test: the clock of the next one may stand still.
  while (begun < all) await nextTurn();
  expect(before).toBeLessThan(all);
});
