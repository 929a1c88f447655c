// SPDX-License-Identifier: Apache-2.0
// A member may refuse a session that was good a moment ago: revoked there, or its keys are gone. That is the gateway's to
// mend and never the client's to see: drop the session, open another one, send once more.
import { GatewayError } from '../model/errors.ts';

/** What `send` gives where the member answered 401 to the session's credential. */
export const REFUSED = Symbol('refused');

/** A view may hold an older token than the exchange does, and both may be void by now. */
const RENEWALS = 2;

export interface SessionLoop<S> {
  readonly cloud: string;
  /** A session, as it is known or opened anew. Called again after `drop`. */
  open(): Promise<S> | S;
  /** The member takes this one no longer. May throw what the client is to be told instead. */
  drop(session: S): Promise<void> | void;
  /** For `Retry-After`. Absent at clusters: client-go would repeat ten times what has been tried three times already. */
  readonly retryAfter?: number;
  /** False once a body has been streamed: it cannot be sent again. Always where absent. */
  replayable?(): boolean;
}

/** Rejects with `memberRefused` where the member takes no session, or where the request cannot be sent again. */
export async function withSession<S, T>(
  { cloud, open, drop, retryAfter, replayable }: SessionLoop<S>,
  send: (session: S) => Promise<T | typeof REFUSED>,
): Promise<T> {
  for (let renewals = 0; ; renewals++) {
    const session = await open();
    const answer = await send(session);
    if (answer !== REFUSED) return answer;
    await drop(session);
    if (renewals >= RENEWALS || replayable?.() === false)
      throw new GatewayError('memberRefused', {
        cloud,
        detail: 'the member answered 401',
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
  }
}
