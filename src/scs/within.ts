// SPDX-License-Identifier: Apache-2.0
// How long a call may take, as its client has said in seconds. Timers take whole milliseconds only.
import type { ScsCall } from './call.ts';

export const milliseconds = (seconds: number): number => Math.round(seconds * 1000);

/** The same call with an end of its own; its client's going ends it as before. */
export const within = <C extends ScsCall>(call: C, ms: number): C => ({
  ...call,
  signal: AbortSignal.any([call.signal, AbortSignal.timeout(ms)]),
});
