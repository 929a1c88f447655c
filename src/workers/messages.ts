// SPDX-License-Identifier: Apache-2.0
// What the primary process and its workers say to each other, over the channel that Node puts between them: the primary
// asks, a worker answers. A worker that is up says so; one that is told to drain ends by itself.
import type { MetricSnapshot } from '../gateway/metrics.ts';
import type { Readiness } from '../gateway/readiness.ts';
import { defined } from '../model/defined.ts';

/** The variable by which a worker knows which one it is, from 1. */
export const WORKER = 'SCS_GATEWAY_WORKER';

/** By absolute path: what the configuration was read from. Every worker works with the same, whatever the files say by now. */
export interface Sources {
  readonly file: string;
  readonly texts: readonly (readonly [path: string, text: string])[];
}

export type Question =
  /** The first one starts the gateway. Answered once it is in force. */
  | { readonly ask: 'configure'; readonly sources: Sources }
  | { readonly ask: 'metrics' }
  | { readonly ask: 'readiness' };

export interface Answers {
  readonly configure: null;
  readonly metrics: MetricSnapshot;
  readonly readiness: Readiness;
}

export type ToWorker = (Question & { readonly id: number }) | { readonly drain: { readonly delay: number } };

export type FromWorker =
  | { readonly up: true }
  | { readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly id: number; readonly error: Told };

/** An error as it crosses over. */
export interface Told {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

export function tell(error: unknown): Told {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack, code } = error as NodeJS.ErrnoException;
  return defined({ message, code, stack });
}

export const heard = ({ message, ...rest }: Told): Error => Object.assign(new Error(message), rest);
