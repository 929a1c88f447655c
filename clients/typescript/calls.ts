// SPDX-License-Identifier: Apache-2.0
// What each operation takes and gives, derived from the generated types. No code.
import type { OPERATIONS } from './operations.ts';
import type { CloudReport, Operation, operations } from './scs-api.ts';
import type { Retry } from './send.ts';

type Table = typeof OPERATIONS;
export type OperationId = keyof Table;

type Flat<T> = { [N in keyof T]: T[N] };
type ParametersOf<O> = O extends { parameters: infer P }
  ? { [N in keyof P as N extends 'header' ? 'headers' : N]: P[N] }
  : unknown;
type ContentOf<R> = R extends { content: infer C } ? C[keyof C] : undefined;
type RequestBodyOf<O> = { [N in keyof O as N extends 'requestBody' ? 'body' : never]: ContentOf<NonNullable<O[N]>> };

/** `path`, `query`, `headers` and `body` of an operation, as far as it has them. */
export type InputOf<K extends OperationId> = Flat<ParametersOf<operations[K]> & RequestBodyOf<operations[K]>>;

/** What an operation answers; undefined where there is nothing to say. */
export type ResultOf<K extends OperationId> = operations[K]['responses'] extends infer R
  ? { [S in keyof R]: S extends 'default' ? never : ContentOf<R[S]> }[keyof R]
  : never;

/** What a list has in it. */
export type ItemOf<K extends OperationId> = ResultOf<K> extends { items: (infer I)[] } ? I : never;

/** What `fetch` takes, and what a call has beside. */
export interface CallOptions extends Omit<RequestInit, 'method' | 'body' | 'headers'> {
  readonly headers?: NonNullable<RequestInit['headers']>;
  /** Milliseconds for each attempt, the body of its answer included; 0 for no limit. Not for streams. */
  readonly timeout?: number;
  readonly retry?: Retry;
  /** `Idempotency-Key`: a text, or `true` for a new one. It stays the same over all attempts of a call. */
  readonly idempotencyKey?: string | boolean;
  /** Give the response as well, for its status and headers. */
  readonly envelope?: boolean;
}

export interface Envelope<T> {
  readonly data: T;
  /** Its body has been read. */
  readonly response: Response;
}

interface Call<I, R> {
  (input: I, options: CallOptions & { readonly envelope: true }): Promise<Envelope<R>>;
  (input: I, options?: CallOptions): Promise<R>;
}

interface CallWithoutInput<I, R> {
  (input: I | undefined, options: CallOptions & { readonly envelope: true }): Promise<Envelope<R>>;
  (input?: I, options?: CallOptions): Promise<R>;
}

/** A list over all clouds: a page of it by calling it, all of it by these. */
interface List<I, R, T> {
  /** Every object, page after page. Throws a `PartialListError` after the last one if a cloud failed. */
  items(input?: I, options?: CallOptions): AsyncGenerator<T, void, undefined>;
  /** Every page, with what it says of the clouds. */
  pages(input?: I, options?: CallOptions): AsyncGenerator<R, void, undefined>;
  /** Every object of all pages, and what came of each cloud in the end. */
  all(input?: I, options?: CallOptions): Promise<WholeList<T>>;
  /** Objects as the clouds answer, without waiting for the slowest. */
  lines(input?: LinesInput<I>, options?: CallOptions): AsyncGenerator<Line<T>, void, undefined>;
}

/** What a stream of lines has no use for is refused. */
type LinesInput<I> = I extends { query?: infer Q }
  ? { query?: Omit<NonNullable<Q>, 'sort' | 'limit' | 'cursor' | 'partial'> }
  : never;

export interface WholeList<T> {
  readonly items: T[];
  /** Every cloud that was asked, with the number of its objects; `error` where some may be missing. */
  readonly clouds: CloudReport[];
}

/** One line of a streamed list: an object, what came of a cloud, or the end. */
export type Line<T> =
  | { readonly item: T }
  | { readonly cloud: CloudReport }
  | { readonly end: { readonly count: number; readonly partial: boolean } };

export interface FollowOptions extends Omit<CallOptions, 'timeout' | 'idempotencyKey' | 'envelope'> {
  /** Whether to connect again when the stream breaks off; true where absent. */
  readonly reconnect?: boolean;
  /** Milliseconds before that, growing to 30 s; 1,000 where absent. */
  readonly reconnectDelay?: number;
}

export interface OperationEvent {
  /** `end` is the last one. */
  readonly event: 'progress' | 'end';
  /** The operation as it was then. */
  readonly data: Operation;
  readonly id?: string;
}

type OneCall<K extends OperationId> =
  Record<never, never> extends InputOf<K> ? CallWithoutInput<InputOf<K>, ResultOf<K>> : Call<InputOf<K>, ResultOf<K>>;

/** A method for each operation. */
export type Methods = {
  readonly [K in keyof Table]: Table[K] extends readonly [unknown, unknown, 'events']
    ? (input: InputOf<K>, options?: FollowOptions) => AsyncGenerator<OperationEvent, void, undefined>
    : Table[K] extends readonly [unknown, unknown, 'list']
      ? OneCall<K> & List<InputOf<K>, ResultOf<K>, ItemOf<K>>
      : OneCall<K>;
};
