// SPDX-License-Identifier: Apache-2.0
// The one way to send anything to a member: refuse our own token → admit at the breaker → acquire a slot → send → report
// → retry what is safe → release. Whatever carries the request (relay, tunnel, whole-answer call) is `send`; which failure
// opens a breaker and what is sent again is decided here and nowhere else (docs/reaching-members.md).
import type { IncomingMessage } from 'node:http';
import { type ErrorCode, GatewayError } from '../model/errors.ts';
import type { SlotKind } from '../model/limits.ts';
import type { MemberTransport } from '../model/member.ts';
import { memberError } from './member-error.ts';
import { refuseOwnTokens } from './own-tokens.ts';

/** One request to a member, as it will be sent. */
export interface MemberRequest {
  readonly cloud: string;
  readonly transport: MemberTransport;
  readonly origin: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** A flat list: what a client said, as far as the header policy lets it pass. No token of the gateway may be in it. */
  readonly headers: readonly string[];
  /** A flat list: what the gateway adds, the credential above all. */
  readonly added: readonly string[];
  /** A string holds a client's bytes as latin1 and may hold no token of the gateway; a Buffer is the gateway's own. */
  readonly body?: string | Buffer | IncomingMessage | undefined;
  readonly slot: SlotKind;
  /** Whether sending it twice does no more than sending it once. Safe methods are (RFC 9110 §9.2.1), without a body. */
  readonly repeatable: boolean;
  /** Whether somebody still waits for an answer, and has seen nothing of one. Always where absent. */
  wanted?(): boolean;
}

/** What a request says about the member: `abandoned` is nothing, the client was faster. */
export type Outcome = 'succeeded' | 'failed' | 'abandoned';

/** A request in flight. */
export interface Flight {
  /**
   * To the breaker, for what is known before `send` has come to its end. The first report counts; without one, the end
   * of `send` is the report.
   */
  report(outcome: Outcome): void;
}

/** Only transport failures open the breaker; an answer that cannot be used still proves that the member is up. */
const OUTCOMES: Readonly<Partial<Record<ErrorCode, Outcome>>> = {
  memberReset: 'failed',
  memberTimeout: 'failed',
  memberUnreachable: 'failed',
  clientTimeout: 'abandoned',
  // Never sent.
  badRequest: 'abandoned',
  memberHost: 'abandoned',
};

export const outcomeOf = (error: GatewayError): Outcome => OUTCOMES[error.code] ?? 'succeeded';

/**
 * Rejects with `badRequest` (a token of the gateway would leave), `memberBusy` (breaker open), `memberFull` (no slot
 * free), and whatever `send` rejects with, as a row of the error table.
 */
export async function guarded<T>(
  request: MemberRequest,
  send: (request: MemberRequest, flight: Flight) => Promise<T>,
): Promise<T> {
  const { path, headers, body } = request;
  refuseOwnTokens(path, typeof body === 'string' ? body : undefined, headers);
  const again = (error: GatewayError): boolean =>
    // Most often a kept-alive connection that the member closed at that moment: nothing is lost in asking again.
    error.code === 'memberReset' && request.repeatable && request.wanted?.() !== false;
  const answer = await once(request, send, again);
  return answer === AGAIN ? ((await once(request, send, () => false)) as T) : answer;
}

const AGAIN = Symbol('again');

async function once<T>(
  request: MemberRequest,
  send: (request: MemberRequest, flight: Flight) => Promise<T>,
  again: (error: GatewayError) => boolean,
): Promise<T | typeof AGAIN> {
  const { cloud, transport, origin, slot } = request;
  const breaker = transport.breaker(origin);
  if (!breaker.admit()) throw new GatewayError('memberBusy', { cloud, retryAfter: breaker.retryAfter() });
  const release = transport.slots.acquire(slot);
  if (release === undefined) {
    breaker.abandoned();
    // The member has not seen it, and slots are released all the time.
    throw new GatewayError('memberFull', { cloud, retryAfter: 1, detail: `no slot is free (${slot})` });
  }
  let reported = false;
  const report = (outcome: Outcome): void => {
    if (reported) return;
    reported = true;
    breaker[outcome]();
  };
  try {
    const answer = await send(request, { report });
    report('succeeded');
    return answer;
  } catch (cause) {
    const error = memberError(cause, cloud);
    if (again(error)) {
      // The second attempt says how the member is.
      report('abandoned');
      return AGAIN;
    }
    report(outcomeOf(error));
    throw error;
  } finally {
    release();
  }
}
