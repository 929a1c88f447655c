// SPDX-License-Identifier: Apache-2.0
// Where events go. A sink keeps nothing: what it has not taken stays in its spool, which sends it again.
import type { AuditSink } from '../model/audit.ts';

export interface Entry {
  readonly seq: number;
  /** With its line break. */
  readonly line: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly failed: boolean;
}

export interface Sink {
  readonly name: AuditSink;
  /**
   * Resolves when all of the batch is taken; rejects, or does not end, where that is not sure. One at a time. What it got
   * before may come again. Gives those that it will never take, since they are too large: all others would wait for them.
   */
  send(batch: readonly Entry[]): Promise<readonly Entry[] | undefined>;
  /** What it goes on in spite of, in words. */
  fault?(): string | undefined;
  close(): Promise<void> | void;
}
