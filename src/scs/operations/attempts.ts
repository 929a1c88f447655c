// SPDX-License-Identifier: Apache-2.0
// What replicas know of the attempts at one request with an `Idempotency-Key`. Attempts are numbered; each has two keys
// in the store: that it was begun, and what became of it. Both are only ever added by one, so that of a replica that
// stood still and another that goes on in its place exactly one sends: whoever has not written `sent` may not send.
import { GatewayError } from '../../model/errors.ts';
import type { Course, Sending, Where } from '../../model/scs/adapter.ts';
import type { Seal } from '../../model/seal.ts';
import type { AnswerStore } from './kept-answers.ts';

/** As long as a client may reasonably come back. */
const LIFE = 24 * 60 * 60_000;
/** Attempts at one request: each that surely did nothing is followed by another when the client comes again. */
const MOST = 10_000;

/** Milliseconds for which an announcement is not repeated, and after which nothing is sent by it. */
const FRESH = 30_000;
const STALE = 2 * 60_000;
/**
 * After this what is not there is taken for not done. Well above `STALE`, and above what a proxy lets a member work; a member that
 * itself stood still for longer may do it all the same.
 */
export const GRACE = 5 * 60_000;

type Fate =
  /** Surely nothing was done, or what was done has gone since. */
  | { readonly state: 'over' }
  /** A byte of a change has left, or may have. */
  | { readonly state: 'sent'; readonly at: number; readonly where: Where }
  | { readonly state: 'done'; readonly answer: unknown };

/** The attempt of this request. */
export interface Mine {
  readonly begun: number;
  course(where: Where): Course;
  /** `nothing`: no byte of a change was sent, or the member has refused each. */
  told(): Told;
  done(answer: unknown): Promise<void>;
  over(): Promise<void>;
}

interface Told {
  readonly nothing: boolean;
  /** Where a change was sent at last. */
  readonly where?: Where;
  /** The member has answered that it failed by itself, so that it is not at work on it any more. */
  readonly settled: boolean;
}

/** The attempt of an earlier request. */
export interface Theirs {
  readonly number: number;
  readonly digest: string;
  readonly begun: number;
  /** Absent: nothing was sent yet. */
  readonly fate?: Fate;
  /** It may not send any more. False: it has sent. */
  forbid(): Promise<boolean>;
  done(answer: unknown): Promise<void>;
  over(): Promise<void>;
}

export interface AttemptsDeps {
  readonly store: AnswerStore;
  readonly seal: Seal;
  readonly now: () => number;
}

/** The newest attempt, which is this request's where none is left of others. Throws `stateUnavailable`. */
export async function takeAttempt(
  deps: AttemptsDeps,
  place: string,
  digest: string,
  after?: Theirs,
): Promise<{ readonly mine: Mine } | { readonly theirs: Theirs }> {
  const { store, seal, now } = deps;
  const put = (key: string, value: object): string => seal.close(JSON.stringify(value), key);
  const begun = now();
  const read = async <T>(key: string): Promise<T | undefined> => {
    const sealed = await store.get(key);
    const plain = sealed === undefined ? undefined : seal.open(sealed, key);
    return plain === undefined ? undefined : (JSON.parse(plain) as T);
  };
  const seen = `${place}:seen`;
  try {
    for (let number = after === undefined ? 0 : after.number + 1; number < MOST; number++) {
      const key = `${place}:${number}`;
      const mine = await store.add(key, put(key, { digest, begun }), LIFE);
      // All before that one are over. The first one's key may have expired while a later one counts.
      const known = number === 0 ? ((await read<{ number: number }>(seen))?.number ?? 0) : number;
      if (mine && known <= number) {
        // As long as this attempt counts, nobody must begin at the first one.
        if (number > 0) await remember(deps, place, number - 1);
        return { mine: mineAt(deps, place, number, begun) };
      }
      if (known > number) {
        number = known - 1;
        continue;
      }
      const kept = await read<{ digest: string; begun: number }>(key);
      const fate = await read<Fate>(`${key}:fate`);
      // It has just expired, or its key is gone.
      if (kept === undefined) throw inProgress();
      if (fate?.state !== 'over') return { theirs: theirsAt(deps, place, number, kept, fate) };
    }
    throw inProgress();
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw stateAway(cause);
  }
}

const fateKey = (place: string, number: number): string => `${place}:${number}:fate`;

/** Only a shorter way: a failure is nobody's. */
const remember = ({ store, seal }: AttemptsDeps, place: string, number: number): Promise<void> =>
  store
    .set(`${place}:seen`, seal.close(JSON.stringify({ number: number + 1 }), `${place}:seen`), LIFE)
    .catch(() => undefined);

function ended(deps: AttemptsDeps, place: string, number: number): Pick<Mine, 'done' | 'over'> {
  const { store, seal } = deps;
  const key = fateKey(place, number);
  const set = (fate: Fate): Promise<void> =>
    store.set(key, seal.close(JSON.stringify(fate), key), LIFE).catch(() => undefined);
  return {
    done: (answer) => set({ state: 'done', answer }),
    async over() {
      await set({ state: 'over' });
      await remember(deps, place, number);
    },
  };
}

function mineAt(deps: AttemptsDeps, place: string, number: number, begun: number): Mine {
  const { store, seal, now } = deps;
  const key = fateKey(place, number);
  let written: string | undefined;
  let announced = 0;
  let where: Where | undefined;
  let open = 0;
  let done = 0;
  let settled = false;

  /** Before the first byte at each place: from here on others look there. */
  async function announce(there: Where): Promise<void> {
    const name = JSON.stringify(there);
    if (written !== undefined) stillMine();
    if (written === name && now() - announced < FRESH) return;
    const fate = seal.close(JSON.stringify({ state: 'sent', at: now(), where: there } satisfies Fate), key);
    let mayGo = true;
    try {
      if (written === undefined) mayGo = await store.add(key, fate, LIFE);
      else await store.set(key, fate, LIFE);
    } catch (cause) {
      throw stateAway(cause, open + done > 0);
    }
    if (!mayGo) throw inProgress('Another request with this Idempotency-Key has taken its place.');
    written = name;
    where = there;
    announced = now();
  }

  /** Whoever stood still for that long has perhaps been given up. */
  function stillMine(): void {
    if (now() - announced > STALE)
      throw inProgress('This replica stood still, and another one may have taken its place.');
  }

  return {
    begun,
    course: (there) => ({
      async begin(): Promise<Sending> {
        await announce(there);
        let mine = false;
        return {
          sent() {
            if (mine) return;
            stillMine();
            mine = true;
            open += 1;
          },
          answered(status) {
            if (!mine) return;
            // A refusal or a redirect has done nothing; after an error of the member's own nobody knows.
            if (status >= 500) {
              settled = SETTLED.has(status);
              return;
            }
            open -= 1;
            if (status < 300) done += 1;
          },
        };
      },
    }),
    told: () => ({
      nothing: open + done === 0,
      settled: settled && open === 1,
      ...(where === undefined ? {} : { where }),
    }),
    ...ended(deps, place, number),
  };
}

/** The service itself says so; 502 to 504 are of a proxy before it, behind which the request may go on. */
const SETTLED: ReadonlySet<number> = new Set([500, 501]);

function theirsAt(
  deps: AttemptsDeps,
  place: string,
  number: number,
  { digest, begun }: { readonly digest: string; readonly begun: number },
  fate: Fate | undefined,
): Theirs {
  const { store, seal } = deps;
  const key = fateKey(place, number);
  return {
    number,
    digest,
    begun,
    ...(fate === undefined ? {} : { fate }),
    async forbid() {
      try {
        return await store.add(key, seal.close(JSON.stringify({ state: 'over' } satisfies Fate), key), LIFE);
      } catch (cause) {
        throw stateAway(cause);
      }
    },
    ...ended(deps, place, number),
  };
}

/** Doing it all the same could do it twice, which is what the client has asked us to rule out. */
const stateAway = (cause: unknown, partly = false): GatewayError =>
  new GatewayError('stateUnavailable', {
    cause,
    retryAfter: 5,
    message: `The shared state that Idempotency-Key requires is not available. ${partly ? 'A part of the change may have been made: read the object again.' : 'Nothing was changed.'}`,
  });

export const inProgress = (why = 'A request with this Idempotency-Key is in progress.'): GatewayError =>
  new GatewayError('conflict', {
    retryAfter: 2,
    message: `${why} Send it again in a moment to learn what came of it.`,
  });
