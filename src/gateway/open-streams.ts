// SPDX-License-Identifier: Apache-2.0
// What is in flight in the name of a caller, on every surface: it ends when the right that began it does (token, parent
// token or user revoked; the project gone), and at its longest age. Not at the token's expiry: a cloud or an apiserver
// does not do so either. A request costs a place in a ring; all else is done once a second.
import type { Tokens } from '../federation/tokens.ts';
import type { Carrier, Ending } from '../members/ending.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller, Right } from '../model/identity.ts';

export type StreamEnd = 'revoked' | 'projectLost' | 'tooOld' | 'stopping';

/** Surfaces that have something in flight for longer than a moment. */
export const STREAM_SURFACES = ['openstack', 'kubernetes', 'scs', 'portal', 'console'] as const;
export type StreamSurface = (typeof STREAM_SURFACES)[number];

interface StreamOf {
  readonly surface: StreamSurface;
  /** Whose right it is. Absent: nobody's of ours (an account of the cloud itself, a version document). */
  readonly caller?: Caller | Right | undefined;
  /** Where the reason is noted for the log line at the end. */
  readonly request: { reason?: string };
  /** The cloud whose word counts for the caller's project. */
  readonly cloud?: string | undefined;
  /** Its client begins it anew by itself, elsewhere: a watch, a stream of events. */
  readonly anew?: boolean;
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
  /** The gateway stops: what its client begins anew elsewhere ends now, and from now on as soon as it has begun. */
  drain(): void;
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
  stopping: () =>
    new GatewayError('overloaded', {
      message: 'This gateway stops. Begin it again.',
      detail: 'stream ended: the gateway stops',
      retryAfter: 1,
    }),
};

/** A place in a ring: what has begun since the last look. A Set would cost three times as much for each request. */
interface Link {
  before: Link;
  after: Link;
}

class Stream implements OpenStream, Link {
  ended: GatewayError | undefined = undefined;
  carrier: Carrier | undefined = undefined;
  before: Link;
  after: Link;
  readonly of: StreamOf;
  readonly since: number;
  /** Absent while it is young: then it is in the ring. */
  kept: Set<Stream> | undefined = undefined;

  constructor(of: StreamOf, since: number, ring: Link) {
    this.of = of;
    this.since = since;
    this.before = ring.before;
    this.after = ring;
    ring.before.after = this;
    ring.before = this;
  }

  close(): void {
    if (this.kept !== undefined) {
      this.kept.delete(this);
      return;
    }
    // The second time, it leaves the ring that it alone is.
    this.before.after = this.after;
    this.after.before = this.before;
    this.before = this;
    this.after = this;
  }
}

function emptyRing(): Link {
  const ring = {} as Link;
  ring.before = ring;
  ring.after = ring;
  return ring;
}

export function createOpenStreams({ tokens, hears, now, age, onEnded }: OpenStreamsDeps): OpenStreams {
  /** What has begun since the last look; most of it is gone before the next. */
  const young = emptyRing();
  /** In the order in which it began. */
  const old = new Set<Stream>();
  /** The last look: near enough for an age, and no clock is read for a request. */
  let looked = now();

  const end = (stream: OpenStream, why: StreamEnd): void => {
    const one = stream as Stream;
    if (one.ended !== undefined) return;
    one.ended = WORDS[why]();
    one.close();
    one.of.request.reason = `${one.ended.code}: ${one.ended.detail}`;
    onEnded(why, one.of.surface);
    try {
      one.carrier?.stop(one.ended);
    } catch (cause) {
      // The others have to end all the same.
      one.of.request.reason += `; it could not be ended: ${String(cause)}`;
    }
  };

  let draining = false;
  const look = (): void => {
    looked = now();
    for (let link = young.after; link !== young; link = young.after) {
      const stream = link as Stream;
      stream.close();
      stream.kept = old;
      old.add(stream);
    }
    const oldest = looked - age();
    for (const stream of old) {
      const { caller, anew } = stream.of;
      if (draining && anew) end(stream, 'stopping');
      else if (caller !== undefined && tokens.isRevoked(caller)) end(stream, 'revoked');
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
    try {
      if (await tokens.recheck(rights)) askedAt = begun;
    } finally {
      asking = false;
    }
    look();
  };

  const timer = setInterval(() => {
    look();
    ask().catch(() => undefined);
  }, LOOK_EVERY);
  timer.unref();

  return {
    open: (of) => new Stream(of, looked, young),
    all: () => old,
    end,
    drain() {
      draining = true;
      look();
    },
    counts() {
      const counts = { openstack: 0, kubernetes: 0, scs: 0, portal: 0, console: 0 };
      for (let link = young.after; link !== young; link = link.after) counts[(link as Stream).of.surface] += 1;
      for (const { of } of old) counts[of.surface] += 1;
      return counts;
    },
    close: () => clearInterval(timer),
  };
}
