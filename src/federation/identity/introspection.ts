// SPDX-License-Identifier: Apache-2.0
// Token introspection (RFC 7662) for tokens that are not JWTs. The issuer is asked once per token and minute, and what
// clients can make the gateway ask by sending made-up tokens is bounded.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import { isObject } from '../../model/is-object.ts';
import { createBackoff, issuerUnavailable } from './backoff.ts';
import { type IntrospectionOptions, ISSUER_TIMEOUT_MS, type IssuerFetch, type Json } from './options.ts';

const CACHE_MS = 60_000;
const MAX_CACHED = 10_000;
/** Characters of all answers that are kept: 10,000 usual ones are a tenth of it. */
const CACHE_SIZE = 64 * 1024 * 1024;
const MAX_IN_FLIGHT = 16;

interface Answer {
  readonly said: Json;
  /** Characters of its text. */
  readonly size: number;
}

/** The response as the issuer sent it. Fails with `issuerUnavailable`. */
export type Introspect = (token: string) => Promise<Json>;

export function createIntrospection(
  options: IntrospectionOptions & { readonly id: string; readonly ca?: string | undefined },
  deps: { readonly now: Clock; readonly fetch: IssuerFetch },
): Introspect {
  const backoff = createBackoff(deps.now);
  const answers = createBoundedCache<Json>({ max: MAX_CACHED, maxSize: CACHE_SIZE, now: deps.now });
  const flights = new Map<string, Promise<Answer>>();

  const ask = async (token: string): Promise<Answer> => {
    try {
      const { status, body } = await deps.fetch(options.endpoint, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          authorization: basic(options.clientId, options.clientSecret.reveal()),
        },
        body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
        ca: options.ca,
        timeoutMs: ISSUER_TIMEOUT_MS,
      });
      // Some issuers answer 400 to a malformed token. Counting that as a failure would let anybody cause the pause.
      if (status === 400) return { said: { active: false }, size: 0 };
      // An unknown token is `active: false` with 200 (RFC 7662 §2.2). Any other status concerns the gateway, not the
      // token.
      if (status !== 200) throw new Error(`introspection answered ${status}`);
      const answer: unknown = JSON.parse(body);
      if (!isObject(answer)) throw new Error('introspection answered no JSON object');
      backoff.succeeded();
      return { said: answer, size: body.length };
    } catch (error) {
      backoff.failed();
      const reason = error instanceof Error ? error.message : String(error);
      throw issuerUnavailable(`${options.id}: ${reason}`, backoff.left(), error);
    }
  };

  return async (token) => {
    const key = hash('sha256', token, 'hex');
    const cached = answers.get(key);
    if (cached !== undefined) return cached;
    const inFlight = flights.get(key);
    if (inFlight !== undefined) return (await inFlight).said;
    if (backoff.left() > 0) throw issuerUnavailable(`${options.id}: introspection is paused`, backoff.left());
    if (flights.size >= MAX_IN_FLIGHT) throw issuerUnavailable(`${options.id}: too many introspections at once`, 1000);
    const flight = ask(token).finally(() => flights.delete(key));
    flights.set(key, flight);
    const { said, size } = await flight;
    const expiresAt = typeof said.exp === 'number' ? said.exp * 1000 : Number.POSITIVE_INFINITY;
    // An object takes more than its text, of which short ones take the least.
    answers.set(key, said, { until: Math.min(expiresAt, deps.now() + CACHE_MS), size: size + 500 });
    return said;
  };
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${formEncode(id)}:${formEncode(secret)}`).toString('base64')}`;

const formEncode = (value: string): string => new URLSearchParams({ '': value }).toString().slice(1);
