// SPDX-License-Identifier: Apache-2.0
// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request that is sent again, to whatever replica, is
// answered with what the first one got. Two clouds must not be charged for one server because an answer got lost. What
// was surely not done frees the key; what may have been done is looked for, and answered with.
import { createHash } from 'node:crypto';
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import type { Where } from '../../model/scs/adapter.ts';
import type { Store } from '../../model/store.ts';
import type { Tracked } from '../call.ts';
import { type AttemptsDeps, GRACE, inProgress, type Mine, type Theirs, takeAttempt } from './attempts.ts';
import { createKeptAnswers } from './kept-answers.ts';

export interface IdempotencyDeps extends AttemptsDeps {
  readonly store: Store;
}

export interface OneRequest {
  /** The principal's id: keys of different people never meet. */
  readonly user: string;
  /** What the token works in: what was done in one project is not told in another. */
  readonly scope?: unknown;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  /** All that must be the same when it comes again. */
  readonly body: unknown;
}

/** What is known of an attempt whose outcome is not. */
export interface Trace {
  readonly mark: string;
  /** Milliseconds: what is older is not of this request. */
  readonly begun: number;
  readonly where: Where;
}

export type Traced<A> =
  | { readonly answer: A }
  /** `nothing`: it is not there. `again`: doing it again does no harm. `unknown`: it cannot be told from others. */
  | 'nothing'
  | 'again'
  | 'unknown';

/** What `run` gives must survive JSON. */
export interface Work<A> {
  run(tracked: Tracked): Promise<A>;
  /** Whether that which an earlier answer is about is there still. */
  exists(answer: A): Promise<boolean>;
  /** Looks whether it was done. */
  look(trace: Trace): Promise<Traced<A>>;
}

export type Idempotent = <A>(request: OneRequest, work: Work<A>) => Promise<Answered<A>>;

interface Answered<A> {
  readonly answer: A;
  /** It was done before, and this is what came of it then. */
  readonly replayed: boolean;
}

/** Milliseconds within which a replica has most often sent what it was asked; then another may take its place. */
const SLOW = 30_000;
/** For the answer of a member, before others look whether it has done it. */
const ANSWERING = 5_000;

export function createIdempotency(given: IdempotencyDeps): Idempotent {
  const deps: AttemptsDeps = { ...given, store: createKeptAnswers(given) };
  return async <A>(request: OneRequest, work: Work<A>): Promise<Answered<A>> => {
    const { user, scope, method, path, key, body } = request;
    const name = digestOf(user, JSON.stringify(scope) ?? '', method, path, key);
    const place = `idempotency:${name}`;
    const mark = digestOf('mark', name).slice(0, 32);
    const digest = digestOf(JSON.stringify(body) ?? '');
    for (let after: Theirs | undefined; ; ) {
      const taken = await takeAttempt(deps, place, digest, after);
      if ('mine' in taken) return await first(taken.mine, mark, work);
      const { theirs } = taken;
      const told = await earlier(theirs, digest, mark, work);
      if (told !== undefined) return { answer: told.answer, replayed: true };
      after = theirs;
    }
  };

  async function first<A>(mine: Mine, mark: string, work: Work<A>): Promise<Answered<A>> {
    try {
      const answer = await work.run({ mark, course: mine.course });
      await mine.done(answer);
      return { answer, replayed: false };
    } catch (cause) {
      const { nothing, where, settled } = mine.told();
      if (nothing || where === undefined) {
        await mine.over();
        throw cause;
      }
      const traced = await lookAt(work, { mark, begun: mine.begun, where }, cause);
      // It is known what was made, though it cannot be found.
      if (traced === 'unknown' && isUnfinished(cause)) throw cause;
      if (typeof traced === 'object') {
        await mine.done(traced.answer);
        return { answer: traced.answer, replayed: false };
      }
      if (traced === 'again' || (traced === 'nothing' && settled)) {
        await mine.over();
        throw cause;
      }
      throw unknown(where, cause, traced);
    }
  }

  /** Undefined: it is over, and the request may be done again. */
  async function earlier<A>(
    theirs: Theirs,
    digest: string,
    mark: string,
    work: Work<A>,
  ): Promise<{ readonly answer: A } | undefined> {
    const { fate, begun } = theirs;
    const age = deps.now() - (fate?.state === 'sent' ? fate.at : begun);
    if (fate?.state === 'done') {
      const answer = fate.answer as A;
      if (await work.exists(answer)) {
        checkSame(theirs, digest);
        return { answer };
      }
      await theirs.over();
      return undefined;
    }
    checkSame(theirs, digest);
    if (fate === undefined) {
      if (age < SLOW || !(await theirs.forbid())) throw inProgress();
      return undefined;
    }
    if (fate.state === 'over') return undefined;
    if (age < ANSWERING) throw inProgress();
    const traced = await lookAt(work, { mark, begun, where: fate.where });
    if (typeof traced === 'object') {
      await theirs.done(traced.answer);
      return traced;
    }
    if (traced === 'unknown' || age < GRACE) throw unknown(fate.where, undefined, traced);
    await theirs.over();
    return undefined;
  }
}

/** A cloud that cannot be looked at leaves it unknown. */
async function lookAt<A>(work: Work<A>, trace: Trace, cause?: unknown): Promise<Traced<A>> {
  try {
    return await work.look(trace);
  } catch (failure) {
    if (isUnfinished(failure)) throw failure;
    throw unknown(trace.where, cause ?? failure, 'nothing');
  }
}

const isUnfinished = (cause: unknown): boolean => cause instanceof GatewayError && cause.code === 'unfinished';

function checkSame(theirs: Theirs, digest: string): void {
  if (theirs.digest === digest) return;
  throw new GatewayError('unprocessable', {
    message: 'This Idempotency-Key was used with another request body.',
    faults: [{ where: 'idempotency-key', reason: 'belongs to another request' }],
  });
}

function unknown({ cloud }: Where, cause: unknown, traced: 'nothing' | 'again' | 'unknown'): GatewayError {
  const error = cause === undefined ? undefined : toGatewayError(cause);
  const how =
    traced === 'unknown'
      ? 'It cannot be told from others of its kind: look whether it is there, and use a new Idempotency-Key if not.'
      : 'Send the same request with the same Idempotency-Key again: it is looked for, and not done twice.';
  return new GatewayError('outcomeUnknown', {
    cloud,
    cause,
    message: `Whether the member cloud ${cloud} has carried out the request is not known. ${how}`,
    ...(traced === 'unknown' ? {} : { retryAfter: 10 }),
    ...(error === undefined ? {} : { detail: `${error.code}: ${error.detail ?? error.message}` }),
    ...(error?.native === undefined ? {} : { native: error.native }),
  });
}

const digestOf = (...parts: string[]): string => createHash('sha256').update(parts.join('\0')).digest('base64url');
