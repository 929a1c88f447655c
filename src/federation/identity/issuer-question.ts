// SPDX-License-Identifier: Apache-2.0
// What an issuer is asked about one token: once per token and minute unless configured otherwise, with a pause after failures, and bounded in what
// clients can make the gateway ask by sending made-up tokens.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import { isObject } from '../../model/is-object.ts';
import { createBackoff, issuerUnavailable } from './backoff.ts';
import { ISSUER_TIMEOUT_MS, type IssuerCall, type IssuerFetch, type Json } from './options.ts';

const CACHE_MS = 60_000;
const MAX_CACHED = 10_000;
/** Characters of all answers that are kept: 10,000 usual ones are a tenth of it. */
const CACHE_SIZE = 64 * 1024 * 1024;
const MAX_IN_FLIGHT = 16;
/** Of those that may wait, since the issuer has signed what they show. */
const MAX_WAITING = 500;

interface Answer {
  readonly said: Json;
  /** Characters of its text. */
  readonly size: number;
}

/** The answer as the issuer sent it. Fails with `issuerUnavailable`. */
export type AskIssuer = (token: string) => Promise<Json>;

export interface IssuerQuestion {
  /** Of the provider's entry. */
  readonly id: string;
  /** In sentences for the log. */
  readonly what: string;
  readonly endpoint: string;
  readonly ca?: string | undefined;
  /** Milliseconds for which an answer counts; a minute if absent. */
  readonly cacheMs?: number | undefined;
  /** Whether many at once wait for each other: nobody can make up what is asked about here. */
  readonly waits?: boolean | undefined;
  call(token: string): Pick<IssuerCall, 'method' | 'headers' | 'body'>;
  /** What a status other than 200 says of the token. Undefined: it concerns the gateway, not the token. */
  refused(status: number): Json | undefined;
}

export function createIssuerQuestion(
  question: IssuerQuestion,
  deps: { readonly now: Clock; readonly fetch: IssuerFetch },
): AskIssuer {
  const { id, what, endpoint, ca, cacheMs = CACHE_MS, waits = false } = question;
  const backoff = createBackoff(deps.now);
  const answers = createBoundedCache<Json>({ max: MAX_CACHED, maxSize: CACHE_SIZE, now: deps.now });
  const flights = new Map<string, Promise<Answer>>();

  const ask = async (token: string): Promise<Answer> => {
    try {
      const call = { ...question.call(token), ca, timeoutMs: ISSUER_TIMEOUT_MS };
      const { status, body } = await deps.fetch(endpoint, call);
      // Counting what a token is refused for as a failure would let anybody cause the pause.
      const refused = question.refused(status);
      if (refused !== undefined) return { said: refused, size: 0 };
      if (status !== 200) throw new Error(`${what} answered ${status}`);
      const answer: unknown = JSON.parse(body);
      if (!isObject(answer)) throw new Error(`${what} answered no JSON object`);
      backoff.succeeded();
      return { said: answer, size: body.length };
    } catch (error) {
      backoff.failed();
      const reason = error instanceof Error ? error.message : String(error);
      throw issuerUnavailable(`${id}: ${reason}`, backoff.left(), error);
    }
  };

  const waiting: (() => void)[] = [];
  const wakeNext = (): void => waiting.shift()?.();
  /** Until a question has been answered, as long as the issuer may take for one. */
  const oneIsOver = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(wake), 1);
        reject(tooMany());
      }, ISSUER_TIMEOUT_MS);
      waiting.push(wake);
    });
  const tooMany = (): Error => issuerUnavailable(`${id}: too many requests for ${what} at once`, 1000);

  return async (token) => {
    const key = hash('sha256', token, 'hex');
    for (let woken = false; ; woken = true) {
      const cached = answers.get(key);
      const inFlight = flights.get(key);
      const paused = backoff.left();
      // Whoever needs no place after all leaves it to the next one.
      if (woken && (cached !== undefined || inFlight !== undefined || paused > 0)) wakeNext();
      if (cached !== undefined) return cached;
      if (inFlight !== undefined) return (await inFlight).said;
      if (paused > 0) throw issuerUnavailable(`${id}: ${what} is paused`, paused);
      if (flights.size < MAX_IN_FLIGHT) break;
      if (!waits || waiting.length >= MAX_WAITING) throw tooMany();
      await oneIsOver();
    }
    const flight = ask(token).finally(() => {
      flights.delete(key);
      wakeNext();
    });
    flights.set(key, flight);
    const { said, size } = await flight;
    const expiresAt = typeof said.exp === 'number' ? said.exp * 1000 : Number.POSITIVE_INFINITY;
    // An object takes more than its text, of which short ones take the least.
    answers.set(key, said, { until: Math.min(expiresAt, deps.now() + cacheMs), size: size + 500 });
    return said;
  };
}
