// SPDX-License-Identifier: Apache-2.0
// The port between the normalised API and a kind of cloud. The gateway gives an adapter one caller's access to one
// member's API. The adapter sends its requests through it and maps native objects to items with pure functions.

import type { ProjectRef } from '../identity.ts';
import type { Lease, SourceIntake } from '../intake.ts';
import type { CacheUse, ReferenceKind } from '../reference-cache.ts';
import type { Item } from './resource.ts';

export interface NativeCall {
  /** Official service type; `kubernetes` for a cluster. */
  readonly service: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * The path below the service's versioned base, as in the catalog entry (`/servers/detail`, `/networks`); the gateway
   * prepends `/v2.1`, `/v2.0`, `/v3/{project}`. Parts that come from a client must be escaped (`encodeURIComponent`).
   * For a cluster: the whole path (`/api/v1/nodes`).
   */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Fields of the service's own, such as Swift's metadata; names in lower case. Not for a cluster. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  /**
   * The newest microversion whose shape the caller knows ("2.90"). The gateway sends the newest one that the member
   * supports too. Absent: no microversion header.
   */
  readonly microversion?: string;
}

/** The lens has translated ids and URLs in it to the gateway's. Header names are lower case. */
export interface NativeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined for an empty body, a string for text. */
  readonly body: unknown;
  /** The microversion that was sent. */
  readonly microversion?: string;
}

/** Where a question goes: one region of one member, asked in one project; or one cluster. */
export interface NativePlace {
  readonly cloud: string;
  /** The region's name at the gateway. For a cluster: the cloud's id. */
  readonly region: string;
  /** The project whose objects are meant. Absent for a cluster. */
  readonly project?: ProjectRef;
  /** Set for a cluster: its id and its display name. */
  readonly cluster?: string;
  readonly clusterName?: string;
  /** Whether the caller's service catalog has this service in this region. */
  offers(service: string): boolean;
  /** The service's public URL at the gateway, for responses that name endpoints. Undefined: not offered. */
  endpoint(service: string): string | undefined;
}

/** What is opened once for a caller, and serves any number of calls, each with its own end. */
export interface NativeConnection extends NativePlace {
  /** What whoever reads its answers may take of the process. Absent: nobody counts. */
  readonly intake?: SourceIntake;
  api(call: CallOptions): NativeApi;
}

/** One request that changes something, on its way. */
export interface Sending {
  /** Its first byte is about to leave. */
  sent(): void;
  /** The member has answered. */
  answered(status: number): void;
}

/** Told of every request that changes something, by the floor that sends it: whoever asks learns what surely was not done. */
export interface Course {
  /** Before its first byte. Where it throws, nothing is sent. */
  begin(): Promise<Sending>;
}

/** One request that has changed something at a member, or was to. */
export interface Change {
  readonly cloud: string;
  /** As in the call: the official type, or `kubernetes`. */
  readonly service: string;
  readonly method: string;
  /** The member's, without a query. */
  readonly path: string;
  readonly status: number;
  /** The member's own. */
  readonly requestId?: string;
}

/** What belongs to one call of the normalised API. */
export interface CallOptions {
  /** Told of every answer to a request that changes something. */
  readonly onChange?: ((change: Change) => void) | undefined;
  /** Absent: nobody wants to know. */
  readonly course?: Course | undefined;
  /** Aborted when the client has gone or the time is over: ends every question of the call. */
  readonly signal: AbortSignal;
  /** Told of each answer that came through the reference cache. */
  readonly onCached?: ((use: CacheUse) => void) | undefined;
  /** What its answers take stays in it until the caller gives it back. Absent: until an answer has been parsed. */
  readonly lease?: Lease | undefined;
}

/** A connection for the length of one call: what adapters ask by. */
export interface NativeApi extends NativePlace {
  readonly signal: AbortSignal;
  /**
   * Returns 2xx responses only. Throws `GatewayError`: a `member…` row if the cloud fails, a `native…` row (with
   * `native: {status, message}`) if it refuses, `notOffered` if it does not have the service.
   */
  call(call: NativeCall): Promise<NativeAnswer>;
  /**
   * Through the reference cache, for this caller's project at this region. `what` tells questions of one kind apart.
   * What is loaded is loaded for everybody who waits for it, so `load` gets an API of its own, which outlives this call.
   */
  cached<T>(kind: ReferenceKind, what: string, load: (api: NativeApi) => Promise<T>): Promise<T>;
  /** The gateway's URL for that of a console, which no client may see as the member gives it. Absent: it publishes none. */
  readonly consoleUrl?: ((url: string) => string) | undefined;
}

/**
 * What a list asks of an adapter. Adapters may ignore all of it: the gateway filters and cuts the mapped items anyway.
 */
export interface ListQuery {
  readonly name?: string;
  /** Objects must have all of them. */
  readonly tags?: readonly string[];
  /** Objects must have each key, with any of its values. */
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
  /** The resource's own filters, as the client sent them. */
  readonly filters: Readonly<Record<string, string>>;
}

/** An unchanged native object, and whatever else its map needs (such as a flavor's figures from a second request). */
export interface NativeObject<N = unknown, X = unknown> {
  readonly native: N;
  readonly extra?: X;
}

export interface Where {
  readonly cloud: string;
  readonly region: string;
  /** The gateway's id of the project that was queried. */
  readonly project: string | null;
  readonly cluster?: string;
}

/**
 * One resource on one kind of cloud. `map` is pure; the others only ask, by the API they are given, and keep nothing.
 * May run many times at once.
 */
// biome-ignore lint/suspicious/noExplicitAny: the list of adapters holds resources of every shape
export interface ResourceAdapter<N = any, X = any, I extends Item = any, C = any, U = any> {
  /** The service that has it: the official type where there is one. A region without it does not offer the resource. */
  readonly service: string;
  /** Page after page, each as the member sent it. Ends early when the reader has enough. */
  list(api: NativeApi, query: ListQuery): AsyncIterable<readonly NativeObject<N, X>[]>;
  get(api: NativeApi, id: string): Promise<NativeObject<N, X>>;
  map(found: NativeObject<N, X>, where: Where): I;
  /** `mark`: a text that the object shall carry where no user of the API sees it; only for those that have `markOf`. */
  create?(api: NativeApi, input: C, mark?: string): Promise<NativeObject<N, X>>;
  /**
   * What a create does after the object is there, where it takes several requests; may be done again. Fails with
   * `unfinished`, as the create does.
   */
  finish?(api: NativeApi, id: string, input: C): Promise<void>;
  /** The mark that it was created with. Absent: objects of this kind cannot carry one. */
  markOf?(found: NativeObject<N, X>): string | undefined;
  /** What the answer to a create holds is told once and never again, such as a generated private key. */
  toldOnce?(input: C): boolean;
  update?(api: NativeApi, id: string, input: U): Promise<NativeObject<N, X>>;
  remove?(api: NativeApi, id: string): Promise<void>;
  /** The cheapest query that no cache answers: whether the service responds at this moment. */
  probe?(api: NativeApi): Promise<unknown>;
  /** How many there are, of all or with this tag, without reading them all. Undefined: it does not say. */
  count?(api: NativeApi, tag?: string): Promise<number | undefined>;
  /** Their return value is the action's `result`. */
  readonly actions?: Readonly<Record<string, (api: NativeApi, id: string, input: never) => Promise<unknown>>>;
}

/** By the resource's plural. This kind of cloud does not offer a resource that is missing here. */
export type ResourceAdapters = Readonly<Record<string, ResourceAdapter>>;
