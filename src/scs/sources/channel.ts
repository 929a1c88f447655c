// SPDX-License-Identifier: Apache-2.0
// From many writers to one reader, nothing kept in between: a writer goes on when the reader has taken what it gave.

export interface Channel<T> extends AsyncIterable<T> {
  /** Resolves when it has been taken; rejects where the reader has gone. */
  push(value: T): Promise<void>;
  /** No more comes. */
  end(): void;
}

interface Waiting<T> {
  readonly value: T;
  readonly taken: () => void;
  readonly refused: (error: Error) => void;
}

export function createChannel<T>(): Channel<T> {
  const waiting: Waiting<T>[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  let gone = false;

  return {
    push(value) {
      if (gone) return Promise.reject(new Error('the reader has gone'));
      return new Promise((taken, refused) => {
        waiting.push({ value, taken, refused });
        wake?.();
      });
    },
    end() {
      ended = true;
      wake?.();
    },
    async *[Symbol.asyncIterator]() {
      let given: Waiting<T> | undefined;
      try {
        for (;;) {
          given = waiting.shift();
          if (given !== undefined) {
            yield given.value;
            given.taken();
          } else if (ended) return;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        gone = true;
        for (const { refused } of given === undefined ? waiting : [given, ...waiting])
          refused(new Error('the reader has gone'));
      }
    },
  };
}
