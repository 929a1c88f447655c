// SPDX-License-Identifier: Apache-2.0
// The types of limits: rates, the class of a request, and the slots of a member.

/** A number of requests per period, counted over a sliding window. */
export interface Rate {
  readonly quota: number;
  /** Milliseconds; whole seconds. */
  readonly period: number;
}

/** What the connections of clients may take in this process. Times in milliseconds. */
export interface ConnectionLimits {
  readonly total: number;
  readonly perAddress: number;
  readonly anonymousPerAddress: number;
  /** Of one address, under way at once. */
  readonly anonymousRequests: number;
  readonly streams: number;
  readonly anonymousStreams: number;
  readonly pipelined: number;
  /** Mebibytes. */
  readonly unsent: number;
  /** Mebibytes. */
  readonly unsentTotal: number;
  /** Within 30 seconds. */
  readonly resets: number;
  /** Kibibytes. */
  readonly headSize: number;
  readonly headers: number;
  readonly parameters: number;
  readonly handshake: number;
  readonly head: number;
  readonly body: number;
  readonly idle: number;
  readonly age: number;
  readonly stall: number;
}

/**
 * What a request counts as; its route decides: a login or rescoping, a read, a write, a stream (watch, followed log,
 * exec; counted once, when it starts), or one query to every cloud.
 */
export type RouteClass = 'login' | 'read' | 'write' | 'stream' | 'fanOut';

/** What counts for the project of a token as well; a login has none yet. */
export type ProjectClass = Exclude<RouteClass, 'login'>;

/** Which slot a request to a member occupies while it is in flight. `own`: the gateway's own calls (logins, lists). */
export type SlotKind = 'request' | 'stream' | 'own';

/** On whose behalf a request goes to a member: nobody may take more than a share of what all have there. */
export interface Holder {
  /** The person's id, or an address. */
  readonly key: string;
  /** Nobody has been authenticated. All strangers together have the share of a few, and are one voice at the breaker. */
  readonly stranger?: true;
}

/** Releases what was taken; calling it more than once is safe. */
export type Release = () => void;

/** The concurrent requests that one member may have, in this process. */
export interface Slots {
  /**
   * Acquires a slot for `by` (undefined: the gateway itself). `full`: none is free. `share`: this holder has as many as one
   * may have.
   */
  acquire(kind: SlotKind, by: Holder | undefined): Release | 'full' | 'share';
  readonly taken: Readonly<Record<SlotKind, number>>;
}

/** The connections to one origin, which are fewer than slots: whoever finds none free waits for a while. */
export interface Places {
  /** Without waiting. */
  take(by: Holder | undefined, own: boolean): Release | undefined;
  /** Undefined: none came free in time, or `signal` has ended the wait. */
  wait(by: Holder | undefined, own: boolean, signal: AbortSignal | undefined): Promise<Release | undefined>;
}

/** Attached to a request that a limit refused; read for its response headers and the metrics. */
export interface HitLimit {
  /** From a closed set; also a metrics label. */
  readonly policy: string;
  /** Absent: the limit is not a rate. */
  readonly rate?: Rate;
  /** Seconds until the next request is allowed. */
  readonly reset?: number;
}
