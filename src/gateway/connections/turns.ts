// SPDX-License-Identifier: Apache-2.0
// Requests that come at the same moment, hundreds in the bytes of one read: a few are begun at once, the others a few in each
// turn of the event loop, in their order, so that timers, sockets and the requests of others come in between.

export type Turns = (work: () => void) => void;

/** `most`: how many are begun in one turn. Whoever has them wait bounds how many there can be. */
export function createTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let begun = 0;

  function next(): void {
    begun = 0;
    while (begun < most && waiting.length > 0) {
      begun++;
      waiting.shift()?.();
    }
    // An immediate that is set in another one runs in the loop's next turn.
    if (begun > 0) setImmediate(next);
  }

  return (work) => {
    if (begun === most || waiting.length > 0) {
      waiting.push(work);
      return;
    }
    if (begun === 0) setImmediate(next);
    begun++;
    work();
  };
}
