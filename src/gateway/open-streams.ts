// SPDX-License-Identifier: Apache-2.0
// What is in flight in the name of a caller, on every surface: it ends when the right that began it does (token, parent
// token or user revoked; the project gone), and at its longest age. Not at the token's expiry: a cloud or an apiserver
// does not do so either. A request costs two operations on a set; all else is done once a second.
import type { Tokens } from '../federation/tokens.ts';
import type { Ending } from '../members/ending.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller, Right } from '../model/identity.ts';

export type StreamEnd = 'revoked' | 'projectLost' | 'tooOld';

/** Surfaces that have something in flight for longer than a moment. */
export const STREAM_SURFACES = ['openstack', 'kubernetes', 'scs', 'console'] as const;
export type StreamSurface = (typeof STREAM_SURFACES)[number];

export interface StreamOf {
  readonly surface: StreamSurface;
  /** Whose right it is. Absent: nobody's of ours (an account of the cloud itself, a version document). */
  readonly caller?: Caller | Right | undefined;
  /** Where the reason is noted for the log line at the end. */
  readonly request: { reason?: string };
  /** The cloud whose word counts for the caller's project. */
  readonly cloud?: string | undefined;
}

export interface OpenStream extends Ending {
  readonly of: StreamOf;
  /** It has come to its own end. */
  close(): void;
}

export interface OpenStreams {
  open(of: StreamOf): OpenStream;
  /** Those that have been open for a second or so. */
  all(): Iterable<OpenStream>;
  end(stream: OpenStream, why: StreamEnd): void;
  /** By surface, of all that are open. */
  counts(): Readonly<Record<StreamSurface, number>>;
  close(): void;
}

export interface OpenStreamsDeps {
  readonly tokens: Pick<Tokens, 'isRevoked' | 'recheck' | 'missedAt'>;
  /** Whether revocations arrive by themselves at the moment. */
  readonly hears: () => boolean;
  readonly now: Clock;
  /** Milliseconds: the longest age of a stream. */
  readonly age: () => number;
  readonly onEnded: (why: StreamEnd, surface: StreamSurface) => void;
}

/** Milliseconds. Within it a revocation that this process knows of is seen by what is open. */
const LOOK_EVERY = 1_000;
/** As for tokens in use: a message may have been lost without anybody noticing. */
const ASK_EVERY = 30_000;

const WORDS: Readonly<Record<StreamEnd, () => GatewayError>> = {
  revoked: () =>
    new GatewayError('unauthorized', {
      reason: 'revoked',
      message: 'The token that began this was revoked.',
      detail: 'stream ended: its token was revoked',
    }),
  projectLost: () =>
    new GatewayError('forbidden', {
      message: 'This cloud gives your project no access any more.',
      detail: 'stream ended: the cloud gives its project no access any more',
    }),
  tooOld: () =>
    new GatewayError('clientTimeout', {
      message: 'This has been open for as long as the gateway allows. Begin it again.',
      detail: 'stream ended: its longest age',
    }),
};

class Stream implements OpenStream {
  ended: GatewayError | undefined = undefined;
  stop: ((why: GatewayError) => void) | undefined = undefined;
  readonly of: StreamOf;
  readonly since: number;
  readonly #close: (stream: Stream) => void;

  constructor(of: StreamOf, since: number, close: (stream: Stream) => void) {
    this.of = of;
    this.since = since;
    this.#close = close;
  }

  close(): void {
    this.#close(this);
  }
}

export function createOpenStreams({ tokens, hears, now, age, onEnded }: OpenStreamsDeps): OpenStreams {
  /** What has begun since the last look; most of it is gone before the next. */
  let young = new Set<Stream>();
  /** In the order in which it began, nearly. */
  const old = new Set<Stream>();
  const forget = (stream: Stream): void => {
    if (!young.delete(stream)) old.delete(stream);
  };

  const end = (stream: OpenStream, why: StreamEnd): void => {
    const one = stream as Stream;
    if (one.ended !== undefined) return;
    one.ended = WORDS[why]();
    forget(one);
    one.of.request.reason = `${one.ended.code}: ${one.ended.detail}`;
    onEnded(why, one.of.surface);
    one.stop?.(one.ended);
  };

  const look = (): void => {
    for (const stream of young) old.add(stream);
    young = new Set();
    const oldest = now() - age();
    for (const stream of old) {
      const { caller } = stream.of;
      if (caller !== undefined && tokens.isRevoked(caller)) end(stream, 'revoked');
      else if (stream.since <= oldest) end(stream, 'tooOld');
    }
  };

  let asking = false;
  let askedAt = now();
  /** What is open does not present its token again: the store is asked about it where messages may have been missed. */
  const ask = async (): Promise<void> => {
    const due = askedAt <= tokens.missedAt() || now() - askedAt > ASK_EVERY || !hears();
    if (asking || !due || old.size === 0) return;
    asking = true;
    const begun = now();
    const rights = new Set<Right>();
    for (const { of } of old) if (of.caller !== undefined) rights.add(of.caller);
    if (await tokens.recheck(rights)) askedAt = begun;
    asking = false;
    look();
  };

  const timer = setInterval(() => {
    look();
    void ask();
  }, LOOK_EVERY);
  timer.unref();

  return {
    open(of) {
      const stream = new Stream(of, now(), forget);
      young.add(stream);
      return stream;
    },
    all: () => old,
    end,
    counts() {
      const counts = { openstack: 0, kubernetes: 0, scs: 0, console: 0 };
      for (const streams of [young, old]) for (const { of } of streams) counts[of.surface] += 1;
      return counts;
    },
    close: () => clearInterval(timer),
  };
}
