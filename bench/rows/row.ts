// SPDX-License-Identifier: Apache-2.0
// What a row of the bench is: something that is measured in every round, beside what it is compared with. One file each, and one
// line in index.ts.
import type { Running } from '../processes.ts';
import type { Stage } from '../stage.ts';

export type Note = (name: string, value: number) => void;

export interface Runner {
  readonly stage: Stage;
  readonly rounds: number;
  readonly seconds: number;
  readonly quick: boolean;
  readonly note: Note;
}

export interface Row {
  readonly name: string;
  measure(runner: Runner): Promise<void>;
}

/** One that takes its turn; `run` gives microseconds of CPU for each request. */
export interface Turn {
  readonly name: string;
  readonly process: Running;
  run(seconds: number): Promise<number>;
}

/** Everybody in turn, in every second round in the other order; what V8 compiles at first is no cost of a request. */
export async function inTurn({ rounds, seconds, note }: Runner, turns: readonly Turn[]): Promise<void> {
  for (const { run } of turns) await run(3 * seconds);
  for (let round = 1; round <= rounds; round++)
    for (const { name, run } of round % 2 ? turns : turns.toReversed()) {
      const cpu = await run(seconds);
      console.log(`round ${round}: ${name.padEnd(34)} ${cpu.toFixed(1)} µs CPU`);
      note(name, cpu);
    }
}
