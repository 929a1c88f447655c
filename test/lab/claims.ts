// SPDX-License-Identifier: Apache-2.0
// The lab's own small runner: each claim is printed with its seconds as it passes or fails, and the rest goes on.
// Vitest is not used here because order matters (log in, use, revoke) and progress must be seen while it happens.
import { warningsSince } from './warnings.ts';

export interface Claims {
  /** Runs one claim. Resolves to its value, or undefined where it failed: what needs it then fails by itself. */
  claim<T>(title: string, check: () => Promise<T> | T): Promise<T | undefined>;
  /** Whether a claim with this title would be made: for set-up that takes long. */
  wants(title: string): boolean;
  /** A gateway's log: what it warned of while a claim failed is printed with it. */
  watch(log: string): void;
  /** What must not be lost to a filter: the lab itself broke. */
  broken(error: unknown): void;
  summary(): { readonly passed: number; readonly failed: readonly string[] };
}

/** `only` keeps the claims whose title matches; set-up that a claim needs belongs outside of claims. */
export function createClaims(only: RegExp | undefined): Claims {
  let passed = 0;
  const failed: string[] = [];
  const logs = new Set<string>();
  /** What is done between two claims is done for the next. */
  let last = Date.now();
  const fail = (title: string, error: unknown, since: number, took = '        '): void => {
    failed.push(title);
    console.log(`  FAIL ${took}  ${title}`);
    console.log(indent(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    for (const warning of warningsSince(logs, since)) console.log(indent(`the gateway: ${warning}`));
  };
  return {
    wants: (title) => only === undefined || only.test(title),
    watch: (log) => void logs.add(log),
    broken: (error) => fail('the lab runs to its end', error, Number.POSITIVE_INFINITY),
    async claim(title, check) {
      if (only && !only.test(title)) return undefined;
      const since = last;
      const started = performance.now();
      const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`;
      try {
        const value = await check();
        passed += 1;
        console.log(`  ok   ${seconds()}  ${title}`);
        return value;
      } catch (error) {
        fail(title, error, since, seconds());
        return undefined;
      } finally {
        last = Date.now();
      }
    },
    summary: () => ({ passed, failed }),
  };
}

const indent = (text: string): string =>
  text
    .slice(0, 4000)
    .split('\n')
    .map((line) => `         | ${line}`)
    .join('\n');

/** One progress line of the lab itself. */
export const say = (text: string): void => console.log(`${new Date().toTimeString().slice(0, 8)} ${text}`);
