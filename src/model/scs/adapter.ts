// SPDX-License-Identifier: Apache-2.0
// The port between the normalised API and a kind of cloud. The gateway gives an adapter somebody's way to one member's
// API; the adapter asks its questions by it and turns native objects into items by pure maps.

import type { ProjectRef } from '../identity.ts';
import type { CacheUse, ReferenceKind } from '../reference-cache.ts';
import type { Item } from './resource.ts';

export interface NativeCall {
  /** Official service type; `kubernetes` for a cluster. */
  readonly service: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Below the service's versioned base, as its catalogue entry has it (`/servers/detail`, `/networks`): the gateway puts
   * `/v2.1`, `/v2.0`, `/v3/{project}` in front. Parts that come from a client must be escaped (`encodeURIComponent`).
   * For a cluster: the whole path (`/api/v1/nodes`).
   */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  /**
   * The newest microversion whose shape the caller knows ("2.90"); what is sent is the newest that the member has too.
   * Absent: no microversion header.
   */
  readonly microversion?: string;
}

/** Ids and URLs in it have been through the lens: they are the gateway's. Header names are lower case. */
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
  /** As the gateway names it. For a cluster: the cloud's id. */
  readonly region: string;
  /** Whose objects are meant. Absent for a cluster. */
  readonly project?: ProjectRef;
  /** Set for a cluster: its id, and the name that people see. */
  readonly cluster?: string;
  readonly clusterName?: string;
  /** Whether the caller's catalogue has this service in this region. */
  offers(service: string): boolean;
  /** The service's own public URL at the gateway, for answers that name endpoints. Undefined: not offered. */
  endpoint(service: string): string | undefined;
}

/** What is opened once for a caller, and serves any number of calls, each with its own end. */
export interface NativeConnection extends NativePlace {
  api(call: CallOptions): NativeApi;
}

/** What belongs to one call of the normalised API. */
export interface CallOptions {
  /** Aborted when the client has gone or the time is over: ends every question of the call. */
  readonly signal: AbortSignal;
  /** Told of each answer that came through the reference cache. */
  readonly onCached?: ((use: CacheUse) => void) | undefined;
}

/** A connection for the length of one call: what adapters ask by. */
export interface NativeApi extends NativePlace {
  readonly signal: AbortSignal;
  /**
   * Gives 2xx answers only. Throws `GatewayError`: `member…` rows where the cloud fails, `native…` rows (with
   * `native: {status, message}`) where it refuses, `notOffered` where it lacks the service.
   */
  call(call: NativeCall): Promise<NativeAnswer>;
  /**
   * Through the reference cache, for this caller's project at this region. `what` tells questions of one kind apart.
   * What is loaded is loaded for everybody who waits for it, so `load` gets an API of its own, which outlives this call.
   */
  cached<T>(kind: ReferenceKind, what: string, load: (api: NativeApi) => Promise<T>): Promise<T>;
}

/** What a list asks of an adapter. All of it is optional to heed: the gateway filters and cuts the mapped items anyway. */
export interface ListQuery {
  readonly name?: string;
  /** The resource's own filters, as the client gave them. */
  readonly filters: Readonly<Record<string, string>>;
}

/** A native object as it is, and whatever else its map needs (a flavor's figures, looked up beside). */
export interface NativeObject<N = unknown, X = unknown> {
  readonly native: N;
  readonly extra?: X;
}

export interface Where {
  readonly cloud: string;
  readonly region: string;
  /** The gateway's id of the project asked in. */
  readonly project: string | null;
  readonly cluster?: string;
}

/**
 * One resource on one kind of cloud. `map` is pure; the others only ask, by the API they are given, and keep nothing.
 * May run many times at once.
 */
// biome-ignore lint/suspicious/noExplicitAny: the list of adapters holds resources of every shape
export interface ResourceAdapter<N = any, X = any, I extends Item = any, C = any, U = any> {
  /** The service of this kind of cloud that has it; a region without the service does not offer the resource. */
  readonly service: string;
  /** Page after page, each as the member gave it. Ends early when the reader has enough. */
  list(api: NativeApi, query: ListQuery): AsyncIterable<readonly NativeObject<N, X>[]>;
  get(api: NativeApi, id: string): Promise<NativeObject<N, X>>;
  map(found: NativeObject<N, X>, where: Where): I;
  create?(api: NativeApi, input: C): Promise<NativeObject<N, X>>;
  update?(api: NativeApi, id: string, input: U): Promise<NativeObject<N, X>>;
  remove?(api: NativeApi, id: string): Promise<void>;
  /** The cheapest question past every cache: whether the service answers at this moment. */
  probe?(api: NativeApi): Promise<unknown>;
  /** What they return is the action's `result`. */
  readonly actions?: Readonly<Record<string, (api: NativeApi, id: string, input: never) => Promise<unknown>>>;
}

/** By the resource's plural. A resource that is absent is one that this kind of cloud does not offer. */
export type ResourceAdapters = Readonly<Record<string, ResourceAdapter>>;
