// SPDX-License-Identifier: Apache-2.0
// The words of limits: how many in how long, of what kind, and what a member's slots are.

/** So many requests in so long, over a window that slides. */
export interface Rate {
  readonly quota: number;
  /** Milliseconds; whole seconds. */
  readonly period: number;
}

/**
 * What a request costs, as its route tells: a login or new scope, a read, a write, a stream (watch, followed log, exec: counted
 * once, when it begins), or one question to every cloud at once.
 */
export type RouteClass = 'login' | 'read' | 'write' | 'stream' | 'fanOut';

/** What a request to a member holds while it is in flight: `own` are the gateway's calls (logins, lists). */
export type SlotKind = 'request' | 'stream' | 'own';

/** How many requests to one member may be in flight at a time, in this process. */
export interface Slots {
  /** A slot, released by calling what is returned (once or more often); undefined: none is free. */
  acquire(kind: SlotKind): (() => void) | undefined;
  readonly taken: Readonly<Record<SlotKind, number>>;
}

/** Left on a request that was refused by a limit; for its headers and the metrics. */
export interface HitLimit {
  /** From a closed set. */
  readonly policy: string;
  /** Absent: it is no rate. */
  readonly rate?: Rate;
  /** Seconds until the next one is allowed. */
  readonly reset?: number;
}
