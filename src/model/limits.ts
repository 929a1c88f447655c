// SPDX-License-Identifier: Apache-2.0
// The words of limits: how many in how long, of what kind, and what a member's places are.

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

/** What a request to a member holds while it is under way: `own` are the gateway's calls (logins, lists). */
export type SlotKind = 'request' | 'stream' | 'own';

/** The places that requests to one member may take at a time, in this process. */
export interface Slots {
  /** A place, given back by calling what is returned (once or more often); undefined: none is free. */
  acquire(kind: SlotKind): (() => void) | undefined;
  readonly taken: Readonly<Record<SlotKind, number>>;
}
