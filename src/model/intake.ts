// SPDX-License-Identifier: Apache-2.0
// The port by which whoever reads members' answers takes memory and time of the process: what bytes become counts, not
// what they are.

/** How much of members' answers is read. All of them count what an answer becomes: uncompressed, parsed, collected. */
export interface AnswerLimits {
  /** Bytes of one answer, uncompressed. */
  readonly size: number;
  /** Objects of one page, and of one cloud in one list. */
  readonly items: number;
  /** Projects and regions, or clusters, of one cloud that one request asks. */
  readonly places: number;
  /** Bytes that all answers under way may take together, as they are read, parsed and collected. */
  readonly memory: number;
}

export const ANSWER_LIMITS: AnswerLimits = {
  size: 8 * 1024 * 1024,
  items: 10_000,
  places: 256,
  memory: 256 * 1024 * 1024,
};

/** What one reader holds of the memory for answers. */
export interface Lease {
  /**
   * Undefined: granted at once. Else waits for others to give theirs back; rejects with `memberFull` (too much of one cloud)
   * or `overloaded` (too much of all, or of one user) where that takes too long, and with the signal's reason.
   */
  take(bytes: number, signal: AbortSignal): Promise<void> | undefined;
  give(bytes: number): void;
  /** Gives all back, for good: what is taken later is not counted. */
  close(): void;
  readonly held: number;
}

/** Counts what one piece of work takes of a lease, so that it can be given back where the work comes to nothing. */
export function createShare(lease: Lease): Lease {
  let held = 0;
  const give = (bytes: number): void => {
    const back = Math.min(bytes, held);
    held -= back;
    lease.give(back);
  };
  return {
    get held() {
      return held;
    },
    take(bytes, signal) {
      const waiting = lease.take(bytes, signal);
      if (waiting === undefined) held += bytes;
      return waiting?.then(() => {
        held += bytes;
      });
    },
    give,
    close: () => give(held),
  };
}

export interface Intake {
  /** As configured now. */
  readonly limits: AnswerLimits;
  /** `user`: for whom the answer is read, if it is known: nobody may hold it all. */
  lease(cloud: string, user?: string): Lease;
  /** Resolves when it is this reader's turn to compute: one at a time in each turn of the event loop. */
  turn(): Promise<void>;
}

/** A reader's intake, for one cloud and one user. */
export interface SourceIntake extends Pick<Intake, 'limits' | 'turn'> {
  lease(): Lease;
}

/** Milliseconds that a reader computes before the others have their turn. */
const SLICE = 8;

/** Called between two small pieces of work; awaited where it gives a promise. */
export function createPacer(turn: () => Promise<void>): () => Promise<void> | undefined {
  let since = performance.now();
  return () =>
    performance.now() - since < SLICE
      ? undefined
      : turn().then(() => {
          since = performance.now();
        });
}

/** The event loop's next turn, for where no intake is given. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
