// SPDX-License-Identifier: Apache-2.0
// What must hold whatever is played, and how a fault of it is told.

/** Milliseconds and bytes. */
export const BOUNDS = {
  /** Of the event loop, by the thread's own processor time. */
  held: 100,
  /** The same where clients send thousands of requests at the same moment, which is work; and what most answers take then. */
  busy: 1_000,
  median: 100,
  p99: 500,
  slowest: 3_000,
  // The lying member's login may take its two seconds once for each of two steps.
  login: 6_000,
  // What the deployment allows.
  memory: 512 * 1024 * 1024,
};

/** `fault`: what was seen instead; nothing where the claim holds. */
export type Claim = (claim: string, fault: string | false | undefined) => void;

export const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed()} MiB`;

export function quantiles(times: readonly number[]): {
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
} {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), slowest: at(1) };
}

/** `slow`: what the slow ones were. */
export function inTime(times: readonly number[], slow: readonly string[]): string | undefined {
  const { p50, p99, slowest } = quantiles(times);
  const told = `median ${p50.toFixed(1)} ms, p99 ${p99.toFixed()} ms, slowest ${slowest.toFixed()} ms`;
  console.log(`${times.length} honest answers: ${told}`);
  return p99 > BOUNDS.p99 || slowest > BOUNDS.slowest ? `${told}\n${slow.slice(0, 3).join('\n')}` : undefined;
}
