// SPDX-License-Identifier: Apache-2.0
// A client that has stopped reading, or nearly so, must not hold one of the member's connections for ever.
import type { ServerResponse } from 'node:http';
import type { MemberTransport } from '../model/member.ts';
import { timeFor } from './pace.ts';

export interface Reader {
  /** More was written than the client takes at the moment. */
  wait(): void;
  close(): void;
}

/** `resume` once the client has read, `end` where it does not. */
export function createReader(
  client: ServerResponse,
  { limits, minRate }: Pick<MemberTransport, 'limits' | 'minRate'>,
  { resume, end }: { resume(): void; end(): void },
): Reader {
  let pausedAt: number | undefined;
  /** Milliseconds from then. */
  let granted = 0;
  let patience: NodeJS.Timeout | undefined;
  const drained = (): void => {
    pausedAt = undefined;
    resume();
  };
  const look = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      patience = undefined;
      if (pausedAt === undefined) return;
      const left = pausedAt + granted - performance.now();
      if (left > 0) patience = look(left);
      else end();
    }, ms).unref();
  return {
    wait() {
      if (pausedAt === undefined) client.once('drain', drained);
      pausedAt = performance.now();
      // Nobody sees how far a client has come within what was written: it has the time that the least rate takes.
      granted = Math.max(limits.idle, timeFor(client.writableLength, minRate));
      patience ??= look(granted);
    },
    close: () => clearTimeout(patience),
  };
}
