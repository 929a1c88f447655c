// SPDX-License-Identifier: Apache-2.0
// A member may refuse a session that was good a moment ago: revoked there, or its keys are gone. That is the gateway's to
// mend and never the client's to see: drop the session, open another one, send once more. But a service may also say 401
// for reasons of its own. So whoever gave the session is asked first; if it is good, the 401 is the client's.
import { GatewayError } from '../model/errors.ts';
import type { Standing } from '../model/standing.ts';

/** What `send` gives where the member answered 401 to the session's credential. */
export const REFUSED = Symbol('refused');

/** The same with the answer in hand: `show` gives it to the client, once the session is known to be good. */
export class Refused<T> {
  readonly show: () => Answer<T> | Promise<Answer<T>>;
  constructor(show: () => Answer<T> | Promise<Answer<T>>) {
    this.show = show;
  }
}

export type Answer<T> = T | typeof REFUSED | Refused<T>;

const OWN_401 = 'the service itself answered 401: its cloud takes the session';

/** A view may hold an older token than the exchange does, and both may be void by now. */
const RENEWALS = 2;

export interface SessionLoop<S> {
  readonly cloud: string;
  /** A session, as it is known or opened anew. Called again after `drop`. */
  open(): Promise<S> | S;
  /** The member takes this one no longer. May throw what the client is to be told instead. */
  drop(session: S): Promise<void> | void;
  /** Nobody could be reached where this one leads. */
  lost?(session: S): void;
  /** For `Retry-After`. Absent at clusters: client-go would repeat ten times what has been tried three times already. */
  readonly retryAfter?: number;
  /** False once a body has been streamed: it cannot be sent again. Always where absent. */
  replayable?(): boolean;
  /** Whether the session is good though it was refused. Absent: it is not. */
  readonly standing?: Standing<S> | undefined;
}

/**
 * `send` is told whether the session is known to be good: then a 401 is the client's, and never `REFUSED`. Rejects with
 * `memberRefused` where the member takes no session, or where the request cannot be sent again; with `unauthorized` where it
 * cannot be sent again, the session is good and the answer was too long to be kept.
 */
export async function withSession<S, T>(
  { cloud, open, drop, lost, retryAfter, replayable, standing }: SessionLoop<S>,
  send: (session: S, good: () => boolean) => Promise<Answer<T>>,
): Promise<T> {
  const sent: typeof send = async (session, good) => {
    try {
      return await send(session, good);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'memberUnreachable') lost?.(session);
      throw error;
    }
  };
  for (let renewals = 0; ; renewals++) {
    const opened = open();
    const session = opened instanceof Promise ? await opened : opened;
    let proven = false;
    const answer = await sent(session, () => proven || standing?.known(session) === true);
    if (!isRefused(answer)) return answer;
    if (await standing?.ask(session)) {
      proven = true;
      const kept = answer instanceof Refused;
      if (!kept && replayable?.() === false) throw new GatewayError('unauthorized', { cloud, detail: OWN_401 });
      const shown = await (kept ? answer.show() : sent(session, () => true));
      if (!isRefused(shown)) return shown;
    }
    await drop(session);
    if (renewals >= RENEWALS || replayable?.() === false)
      throw new GatewayError('memberRefused', {
        cloud,
        detail: 'the member answered 401',
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
  }
}

const isRefused = <T>(answer: Answer<T>): answer is typeof REFUSED | Refused<T> =>
  answer === REFUSED || answer instanceof Refused;
