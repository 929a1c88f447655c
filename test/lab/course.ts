// SPDX-License-Identifier: Apache-2.0
// The course of a lab: its work, then the end of everything that it started, then what came of its claims. A signal ends it as
// well. The last line sums up, which is what CI reads.
import { type Claims, createClaims, say } from './claims.ts';

export interface Course {
  readonly claims: Claims;
  /** What was started; it ends last first. */
  readonly endings: (() => unknown)[];
  /** Ends the process. */
  run(work: () => Promise<void>): Promise<never>;
}

/** `only`: a pattern of titles. */
export function createCourse(only: string | undefined): Course {
  const started = performance.now();
  const claims = createClaims(only === undefined ? undefined : new RegExp(only));
  const endings: (() => unknown)[] = [];
  const endAll = async (): Promise<void> => {
    for (let end = endings.pop(); end !== undefined; end = endings.pop()) {
      try {
        await end();
      } catch (error) {
        console.error(error);
      }
    }
  };
  return {
    claims,
    endings,
    async run(work) {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.once(signal, () => void endAll().then(() => process.exit(1)));
      try {
        await work();
      } catch (error) {
        claims.broken(error);
      } finally {
        await endAll();
      }
      const { passed, failed } = claims.summary();
      for (const title of failed) console.log(`failed: ${title}`);
      say(`the lab took ${Math.round((performance.now() - started) / 1000)} s`);
      console.log(`${passed} passed, ${failed.length} failed`);
      process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
    },
  };
}
