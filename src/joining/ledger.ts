// SPDX-License-Identifier: Apache-2.0
// The steps of a check and their verdicts. A step that fails says why and what to do next; each has an end in time, and so has
// the whole.
import { GatewayError } from '../model/errors.ts';
import { inTime } from '../model/in-time.ts';
import { plainLine } from '../model/plain-line.ts';

type Verdict = 'ok' | 'failed' | 'not tried';

export interface Step {
  /** Short and stable, for programs: `tls`, `service compute`. */
  readonly step: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** What to do about it. */
  readonly next?: string;
}

/** Why a step failed, for the report. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly next: string | undefined;

  constructor(reason: string, next?: string) {
    super(reason);
    this.next = next;
  }
}

interface Found<T> {
  readonly value: T;
  readonly reason: string;
  readonly next?: string;
}

export interface Ledger {
  readonly steps: readonly Step[];
  /** Undefined: it failed. `next` is what to do where the failure itself does not say. */
  attempt<T>(step: string, work: () => Promise<Found<T>>, next?: string): Promise<T | undefined>;
  skip(steps: string | readonly string[], reason: string, next?: string): void;
  /** For what is known already. */
  note(step: string, verdict: Verdict, reason: string, next?: string): void;
}

/** One line of a bounded length of what others have said. */
export const oneLine = (text: string, most = 300): string => {
  const plain = plainLine(text);
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
};

export interface LedgerOptions {
  /** Milliseconds: of one step, and of the whole. */
  readonly step: number;
  readonly whole: number;
  readonly now: () => number;
  readonly onStep?: ((step: Step) => void) | undefined;
}

export function createLedger({ step: each, whole, now, onStep }: LedgerOptions): Ledger {
  const steps: Step[] = [];
  const end = now() + whole;
  const add = (step: Step): void => {
    const next = step.next === undefined ? {} : { next: oneLine(step.next, 600) };
    const told = { step: oneLine(step.step, 100), verdict: step.verdict, reason: oneLine(step.reason), ...next };
    steps.push(told);
    onStep?.(told);
  };
  const note: Ledger['note'] = (step, verdict, reason, next) =>
    add({ step, verdict, reason, ...(next === undefined ? {} : { next }) });
  return {
    steps,
    async attempt(step, work, next) {
      const left = Math.min(each, end - now());
      if (left <= 0) {
        add({ step, verdict: 'not tried', reason: 'the time for the whole check is over', next: 'raise --timeout' });
        return undefined;
      }
      try {
        const { value, ...found } = await inTime(
          work(),
          left,
          () => new StepFailure(`no end within ${Math.ceil(left / 1000)} s`),
        );
        add({ step, verdict: 'ok', ...found });
        return value;
      } catch (error) {
        const advice = (error instanceof StepFailure ? error.next : undefined) ?? next;
        add({ step, verdict: 'failed', reason: reasonOf(error), ...(advice === undefined ? {} : { next: advice }) });
        return undefined;
      }
    },
    skip(all, reason, next) {
      for (const step of [all].flat()) note(step, 'not tried', reason, next);
    },
    note,
  };
}

/** The operator may know the address of a member, so what a client never sees is told: detail and cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const detail = error instanceof GatewayError ? error.detail : undefined;
  const { cause } = error;
  const first = detail ?? error.message;
  if (!(cause instanceof Error)) return first;
  const { message, code } = cause as NodeJS.ErrnoException;
  const deeper = message === '' ? (code ?? '') : message;
  return deeper === '' || first.includes(deeper) ? first : `${first}: ${deeper}`;
}
