// SPDX-License-Identifier: Apache-2.0
// The one way to send anything to a member: refuse our own token → admit at the breaker → acquire a slot → wait for a
// connection → send → retry what is safe → report → release. Whatever carries the request (relay, tunnel, whole-answer
// call) is `send`; which failure opens a breaker and what is sent again is decided here and nowhere else
// (docs/reaching-members.md).
import type { IncomingMessage } from 'node:http';
import { isSafe } from '../http/safe-method.ts';
import { traceFields } from '../http/trace-context.ts';
import { defined } from '../model/defined.ts';
import { type ErrorCode, GatewayError } from '../model/errors.ts';
import type { Holder, Release, SlotKind } from '../model/limits.ts';
import type { HeldUp, MemberTransport, Outcome } from '../model/member.ts';
import { type Attributes, type Step, type Tracing, traced } from '../model/tracing.ts';
import { memberError } from './member-error.ts';
import { forget } from './moved.ts';
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
  /** Who wants it; undefined: the gateway itself. */
  readonly by: Holder | undefined;
  readonly slot: SlotKind;
  /**
   * What answers is not the member but something behind it that its users run (a pod behind an apiserver's proxy, the
   * other end of an exec): its silence says nothing about the member.
   */
  readonly beyond?: boolean;
  /** The name in the member's certificate, where a header Host is another one: undici would take it from there. */
  readonly servername?: string;
  /** It has a connection of its own, beside the pool. */
  readonly unpooled?: boolean;
  /** Where the member was silent, the error waits until it is known whether it is there: the caller's next request will want to know. */
  readonly patient?: boolean;
  /** It asks whether the member is there, so it is sent while the breaker is open, and whoever asks reports. */
  readonly question?: boolean;
  /** Whether sending it twice does no more than sending it once. Safe methods are (RFC 9110 §9.2.1), without a body. */
  readonly repeatable: boolean;
  /** Whether somebody still waits for an answer, and has seen nothing of one. Always where absent. */
  wanted?(): boolean;
  /** Ends the wait for a connection. */
  readonly signal?: AbortSignal;
}

/** A request in flight. */
export interface Flight {
  /**
   * To the breaker, for what is known before `send` has come to its end. The first report counts; without one, the end
   * of `send` is the report.
   */
  report(outcome: Outcome): void;
  /** Its answer has begun. */
  answered(status: number): void;
  /** Translates its answer. */
  translate(text: string, into: (text: string) => string): string;
  /** `send`s anew: called back by a connection, one is part of whatever request that was opened for. */
  again<T>(send: () => T): T;
}

/**
 * What a failure says about the member; what is not here proves that it is up, for it has answered. A reset or a silence
 * may be the request's own doing: it is a suspicion, which the breaker weighs by who else has it.
 */
const OUTCOMES: Readonly<Partial<Record<ErrorCode, Outcome>>> = {
  memberUnreachable: 'failed',
  memberReset: 'suspected',
  memberTimeout: 'suspected',
  clientTimeout: 'abandoned',
  // Never sent.
  badRequest: 'abandoned',
  memberFull: 'abandoned',
  overloaded: 'abandoned',
  memberHost: 'abandoned',
};

export const outcomeOf = (error: GatewayError): Outcome => OUTCOMES[error.code] ?? 'succeeded';

/** All who have not logged in are one voice: addresses are cheap. */
const witnessOf = ({ key, stranger }: Holder): string => (stranger ? '' : key);

/** What a process that stood still takes for a member's fault: nothing was there in time, for it did not look. */
const TIMED: ReadonlySet<ErrorCode> = new Set(['memberTimeout', 'memberUnreachable', 'memberReset']);

/** `since`: when the request began, by the clock of `heldUp`. */
export const isOurs = ({ code }: GatewayError, heldUp: HeldUp | undefined, since: number): boolean =>
  TIMED.has(code) && heldUp?.since(since) === true;

function toldAsOurs({ code, cause, cloud, retryAfter, detail = '' }: GatewayError): GatewayError {
  return new GatewayError(code, {
    ...defined({ cause, cloud, retryAfter }),
    detail: `this process stood still meanwhile; ${detail}`,
    message: 'The gateway itself was held up and has no answer of the member cloud.',
  });
}

/** Failures after which a member may have done what it was asked. */
const UNSURE: ReadonlySet<ErrorCode> = new Set(['memberTimeout', 'memberReset']);

/** Whoever has asked for a change must look before asking again. */
function unsure(error: GatewayError, { cloud, method, slot }: MemberRequest): GatewayError {
  if (!UNSURE.has(error.code) || slot === 'own' || isSafe(method)) return error;
  const { code, message, cause, detail = message } = error;
  return new GatewayError(code, {
    cloud,
    cause,
    detail,
    message: `${message} Whether it has carried out the request is not known: look before you send it again.`,
  });
}

/**
 * Rejects with `badRequest` (a token of the gateway would leave), `memberBusy` (breaker open), `memberFull` (no slot or no
 * connection free), and whatever `send` rejects with, as a row of the error table.
 */
export async function guarded<T>(
  request: MemberRequest,
  send: (request: MemberRequest, flight: Flight) => Promise<T>,
): Promise<T> {
  const { cloud, transport, origin, path, headers, body, by } = request;
  const { heldUp, tracing } = transport;
  const within = tracing?.current();
  const since = heldUp?.clock() ?? 0;
  refuseOwnTokens(path, typeof body === 'string' ? body : undefined, headers);
  const breaker = transport.breaker(origin);
  const turn = request.question ? 0 : breaker.admit();
  if (turn === undefined) throw new GatewayError('memberBusy', { cloud, retryAfter: breaker.retryAfter() });

  let reported = request.question === true;
  let doubted = false;
  const report = (outcome: Outcome): void => {
    if (reported) return;
    reported = true;
    if (outcome !== 'suspected') breaker[outcome](turn);
    else if (request.beyond) breaker.abandoned(turn);
    // Nobody's words but ours were in it.
    else if (by === undefined) breaker.failed(turn);
    else {
      breaker.suspected(turn, witnessOf(by));
      doubted = true;
    }
  };

  let slot: Release | undefined;
  let place: Release | undefined;
  let failure: GatewayError;
  try {
    slot = slotFor(request);
    const places = request.unpooled ? undefined : transport.places(origin);
    if (places !== undefined) {
      const own = request.slot === 'own';
      place = places.take(by, own);
      if (place === undefined) {
        const waiting = tracing?.begin('queue', { 'scs.cloud': cloud }, within);
        place = await places.wait(by, own, request.signal);
        tracing?.end(waiting, place === undefined ? 'memberFull' : undefined);
      }
      if (place === undefined) throw noConnection(cloud);
    }
    // One slot, one connection and one turn for both attempts: nobody else takes them in between.
    for (let attempt = 1; ; attempt++) {
      const step = within && tracing?.begin('member', attributesOf(request, attempt), within);
      const trace = traceFields((step ?? within)?.context);
      const sent = trace.length === 0 ? request : { ...request, added: [...request.added, ...trace] };
      try {
        const answer = await send(sent, { report, ...stepsOf(tracing, within, step) });
        report('succeeded');
        tracing?.end(step);
        return answer;
      } catch (cause) {
        const error = memberError(cause, cloud);
        tracing?.end(step, error.code);
        // Most often a kept-alive connection that the member closed at that moment: nothing is lost in asking again.
        const again = error.code === 'memberReset' && request.repeatable && request.wanted?.() !== false;
        if (attempt === ATTEMPTS || !again) throw error;
      }
    }
  } catch (error) {
    failure = error as GatewayError;
    if (failure.code === 'memberUnreachable') forget(transport, origin);
    const ours = isOurs(failure, heldUp, since);
    report(ours ? 'abandoned' : outcomeOf(failure));
    if (ours) failure = toldAsOurs(failure);
  } finally {
    place?.();
    slot?.();
  }
  const known = doubted && failure.code === 'memberTimeout' ? breaker.silent?.() : undefined;
  if (request.patient) await known;
  throw unsure(failure, request);
}

const ATTEMPTS = 2;

/** What is called back says what it is part of: where it comes from, another request may have been first. */
const stepsOf = (
  tracing: Tracing | undefined,
  within: Step | undefined,
  step: Step | undefined,
): Omit<Flight, 'report'> => ({
  answered(status) {
    if (step !== undefined) step.attributes['http.response.status_code'] = status;
  },
  translate(text, into) {
    const attributes = { 'scs.direction': 'answer', 'scs.bytes': text.length };
    return step === undefined ? into(text) : traced(tracing, 'translate', attributes, () => into(text), step);
  },
  again: (send) => (tracing === undefined ? send() : tracing.within(within, send)),
});

function attributesOf({ cloud, origin, method, path }: MemberRequest, attempt: number): Attributes {
  const { hostname, port, protocol } = new URL(origin);
  const mark = path.indexOf('?');
  return {
    'scs.cloud': cloud,
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
    'url.scheme': protocol.slice(0, -1),
    // Without the query, which may carry a signature.
    'url.path': mark === -1 ? path : path.slice(0, mark),
    'http.request.resend_count': attempt === 1 ? undefined : attempt - 1,
  };
}

/** The member has not seen what is refused here, and slots are released all the time. */
function slotFor({ cloud, transport, slot, by }: MemberRequest): Release {
  const got = transport.slots.acquire(slot, by);
  if (typeof got === 'function') return got;
  if (got === 'full')
    throw new GatewayError('memberFull', { cloud, retryAfter: 1, detail: `no slot is free (${slot})` });
  throw new GatewayError('memberFull', {
    cloud,
    retryAfter: 1,
    message: `The cloud ${cloud} is at work on as many requests of yours as one user may have there; try again when one of them has ended.`,
    detail: `the user has all slots that one may have (${slot})`,
    limit: 'user-in-flight',
  });
}

const noConnection = (cloud: string): GatewayError =>
  new GatewayError('memberFull', {
    cloud,
    retryAfter: 1,
    detail: 'no connection came free in time',
    limit: 'cloud-connections',
  });
