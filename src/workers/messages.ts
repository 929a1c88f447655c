// SPDX-License-Identifier: Apache-2.0
// The messages between the primary and its workers, over Node's IPC channel: the primary asks, a worker answers. A
// worker reports when it is up, and ends by itself when it is told to drain.
import type { MetricSnapshot } from '../gateway/metrics.ts';
import type { Readiness } from '../gateway/readiness.ts';
import { defined } from '../model/defined.ts';

/** The environment variable with the worker's number, from 1. */
export const WORKER = 'SCS_GATEWAY_WORKER';

/**
 * The texts that the configuration was read from, by absolute path. Every worker uses the same texts, even if the files
 * change meanwhile.
 */
export interface Sources {
  readonly file: string;
  readonly texts: readonly (readonly [path: string, text: string])[];
}

export type Question =
  /** The first one starts the gateway. Answered once the configuration is in force. */
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
  | { readonly id: number; readonly error: SerializedError };

/** An error in serialisable form. */
export interface SerializedError {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack, code } = error as NodeJS.ErrnoException;
  return defined({ message, code, stack });
}

export const deserializeError = ({ message, ...rest }: SerializedError): Error =>
  Object.assign(new Error(message), rest);
