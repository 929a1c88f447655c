// SPDX-License-Identifier: Apache-2.0
// Native calls do not wait for Redis, whatever is wrong with it: their median before a fault, and while it is there.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './fault.ts';

/** Milliseconds before it begins in which the median of before is taken: by then all is warm. */
const WARM = 2_000;
/** Milliseconds. */
const MOST = 1;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** A fault that raises it by no more than a millisecond. On a busy machine it is printed, and means nothing. */
export async function unnoticed(stage: Stage, fault: (stage: Stage) => Promise<string | undefined>): Promise<string> {
  const { native } = stage.tally;
  const calm = native.length;
  await sleep(WARM);
  const from = native.length;
  const before = median(native.slice(calm));
  const said = await fault(stage);
  const during = median(native.slice(from));
  const words = `p50 of native calls ${before.toFixed(1)} → ${during.toFixed(1)} ms`;
  if (during > before + MOST && !stage.busy) throw new Error(`${words}: more than ${MOST} ms above it`);
  return [words, said].filter(Boolean).join(', ');
}
