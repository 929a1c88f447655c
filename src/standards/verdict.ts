// SPDX-License-Identifier: Apache-2.0
// What one check says. `unknown` is an answer: what a reader of APIs cannot see is never taken for good or bad.

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

/** Of several things that must all hold: one failure outweighs what is not known. */
export const worst = (results: readonly Result[]): Result =>
  results.reduce((sum, result) => (RANK[result] > RANK[sum] ? result : sum), 'pass');
