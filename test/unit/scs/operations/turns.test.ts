// SPDX-License-Identifier: Apache-2.0
// Whoever waits for a turn, or chooses a cloud at the same time as others.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Candidate } from '../../../../src/scs/placement/placement.ts';
import { createReservations } from '../../../../src/scs/placement/reservations.ts';
import { createTurns, type Turns } from '../../../../src/scs/turns.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

const { signal } = new AbortController();
const nothing = async (): Promise<void> => undefined;
const sure = (): boolean => true;

it('those who wait for a turn ask the shared state less and less often', async () => {
  const memory = createMemoryStore({ now: () => 0 });
  let asked = 0;
  const store = {
    ...memory,
    add(...all: Parameters<typeof memory.add>) {
      asked += 1;
      return memory.add(...all);
    },
  };
  const turns = createTurns(store, { life: 60_000, patience: 1_000, pause: 5 });
  await turns.take(
    'x',
    signal,
    async () => {
      asked = 0;
      await expect(turns.take('x', signal, nothing, sure)).rejects.toMatchObject({ code: 'conflict' });
    },
    sure,
  );
  expect(asked).toBeLessThan(70);
});

it('a turn of which the answer was lost does not hold up the object for its whole life', async () => {
  const memory = createMemoryStore({ now: () => 0 });
  let isLost = true;
  const store = {
    ...memory,
    async add(...all: Parameters<typeof memory.add>) {
      const added = await memory.add(...all);
      if (!isLost) return added;
      isLost = false;
      throw new Error('no answer in time');
    },
  };
  const turns = createTurns(store, { life: 600_000, patience: 10_000, pause: 5 });
  await expect(turns.take('x', signal, nothing, sure)).rejects.toMatchObject({ code: 'stateUnavailable' });
  await turns.take('x', signal, nothing, sure);
});

it('choosing a cloud for a group waits for nobody who has other projects', async () => {
  const store = createMemoryStore({ now: () => 0 });
  const reservations = createReservations(store);
  const at = (project: string): Candidate => ({ cloud: 'a', region: 'a', project, against: [], servers: 0 });
  const others = createReservations({
    ...store,
    // They stand still with their turn.
    increment: () => new Promise<never>(() => undefined),
  });
  void others.take('', [at('theirs')], ([one]) => one, signal);
  void others.take('shop', [at('theirs')], ([one]) => one, signal);
  for (const group of ['', 'shop'])
    expect(await reservations.take(group, [at('mine')], ([one]) => one, signal)).toMatchObject({ known: true });
});

it('a turn lasts as long as its work, and ends by itself where its replica is lost', async () => {
  const store = createMemoryStore({ now: () => performance.now() });
  const impatient = { life: 60, patience: 0, pause: 1 };
  const turns = createTurns(store, impatient);
  const other = createTurns(store, impatient);
  const slow = turns.take('x', signal, () => sleep(300), sure);
  await sleep(200);
  await expect(other.take('x', signal, nothing, sure)).rejects.toMatchObject({ code: 'conflict' });
  await slow;
  await other.take('x', signal, nothing, sure);
  const unsure = other.take(
    'x',
    signal,
    () => Promise.reject(new Error('no answer')),
    () => false,
  );
  await expect(unsure).rejects.toThrow('no answer');
  await expect(turns.take('x', signal, nothing, sure)).rejects.toMatchObject({ code: 'conflict' });
  await sleep(100);
  await turns.take('x', signal, nothing, sure);
});

it('who stood still for longer than a turn neither prolongs nor ends the one that another has taken', async () => {
  let time = 0;
  const store = createMemoryStore({ now: () => time });
  const times = { life: 60_000, patience: 0, pause: 1 };
  const [frozen, next, third] = [1, 2, 3].map(() => createTurns(store, times, () => time)) as [Turns, Turns, Turns];
  const { promise, resolve } = Promise.withResolvers<void>();
  let under: Promise<void> = promise;
  await frozen.take(
    'x',
    signal,
    async (turn) => {
      await turn.renew();
      turn.demandFresh();
      time += 61_000;
      under = next.take('x', signal, () => promise, sure);
      await new Promise(setImmediate);
      expect(() => turn.demandFresh()).toThrow(expect.objectContaining({ code: 'conflict' }));
      await expect(turn.renew()).rejects.toMatchObject({ code: 'conflict', retryAfter: 2 });
    },
    sure,
  );
  // The one that has it has it still.
  await expect(third.take('x', signal, nothing, sure)).rejects.toMatchObject({ code: 'conflict' });
  resolve();
  await under;
  await third.take('x', signal, nothing, sure);
});
