// SPDX-License-Identifier: Apache-2.0
// The result of one check. `unknown` is a result: what cannot be read by the APIs is never judged good or bad.

export type Result = 'pass' | 'fail' | 'unknown';

export interface Verdict {
  readonly result: Result;
  readonly detail: string;
}

export const pass = (detail: string): Verdict => ({ result: 'pass', detail });
export const fail = (detail: string): Verdict => ({ result: 'fail', detail });
export const unknown = (detail: string): Verdict => ({ result: 'unknown', detail });

/** The first few of a list, for a sentence. */
export const some = (names: readonly string[], most = 8): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;

const RANK: Readonly<Record<Result, number>> = { pass: 0, unknown: 1, fail: 2 };

/** Of several results that must all pass: one failure outweighs unknown ones. */
export const worst = (results: readonly Result[]): Result =>
  results.reduce((sum, result) => (RANK[result] > RANK[sum] ? result : sum), 'pass');
