// SPDX-License-Identifier: Apache-2.0
// One request on its way: its token, its time, and again if it failed and may be sent again.
import { ApiError, bodyOf } from './errors.ts';

/** A value, or what gives one before each attempt, so that a token can be renewed in between. */
export type Provider<T> = T | (() => T | Promise<T>);

export interface Failure {
  /** Counts from 1. */
  readonly attempt: number;
  readonly request: Request;
  /** An answer that is not 2xx; else `error` says why there was none. */
  readonly response?: Response;
  readonly error?: unknown;
}

export interface Retry {
  /** How often a request is sent again at most; 0 where absent. */
  readonly retries?: number;
  /** Milliseconds before the first time; 1,000 where absent. `Retry-After` goes before it. */
  readonly retryDelay?: number;
  /** Whether the delay doubles each time, as it does where this is absent. */
  readonly retryStrategy?: 'fixed' | 'exponential';
  /** False: exactly that delay, not a random part of it. */
  readonly jitter?: boolean;
  /** Milliseconds; 60,000 where absent. An answer that asks for a longer pause is not waited for. */
  readonly longestDelay?: number;
  /** What to send again, instead of `mayBeRepeated`. */
  readonly retryOn?: (failure: Failure) => boolean | Promise<boolean>;
}

export interface Sending {
  readonly auth?: { readonly bearer?: Provider<string> };
  readonly headers?: Provider<Readonly<Record<string, string>>>;
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly timeout?: number;
  readonly retry?: Retry;
}

const REPEATABLE = new Set(['GET', 'HEAD', 'DELETE']);
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/**
 * What was not answered or failed for a moment, if doing it twice does no harm. 409 with `Retry-After` says of a repeated
 * `Idempotency-Key` that the attempt before is still under way.
 */
export async function mayBeRepeated({ request, response }: Failure): Promise<boolean> {
  const keyed = request.headers.has('idempotency-key');
  if (!keyed && !REPEATABLE.has(request.method)) return false;
  if (response === undefined) return true;
  const told = retryAfter(response) !== undefined;
  if (response.status === 409) return keyed && told;
  return PASSING.has(response.status) && (told || !(await isForSomebodyToLook(response)));
}

/** What was made, if anything, cannot be told from others: the gateway says so by an unknown outcome without a time. */
async function isForSomebodyToLook(response: Response): Promise<boolean> {
  const copy = response.clone();
  return new ApiError(copy, await bodyOf(copy)).code === 'outcomeUnknown';
}

/** `onFailure` hears of each attempt that another one follows. */
export async function send(request: Request, how: Sending, onFailure?: (failure: unknown) => void): Promise<Response> {
  const { retries = 0, retryOn = mayBeRepeated, longestDelay = 60_000 } = how.retry ?? {};
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt > retries;
    let failure: Failure;
    let pause: number;
    try {
      const response = await once(last ? request : request.clone(), how);
      failure = { attempt, request, response };
      if (response.ok || last || !(await retryOn(failure))) return response;
      pause = delayOf(how.retry ?? {}, failure);
      if (pause > longestDelay) return response;
      onFailure?.(new ApiError(response, await bodyOf(response)));
    } catch (error) {
      failure = { attempt, request, error };
      if (last || request.signal.aborted || !(await retryOn(failure))) throw error;
      pause = delayOf(how.retry ?? {}, failure);
      onFailure?.(error);
    }
    await sleep(pause, request.signal);
  }
}

async function once(request: Request, { auth, headers, fetch: ask = fetch, timeout }: Sending): Promise<Response> {
  const attempt =
    timeout === undefined || timeout === 0
      ? request
      : new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]) });
  const given = { ...(await resolved(headers)) };
  const token = await resolved(auth?.bearer);
  if (token !== undefined && token !== '') given.authorization ??= `Bearer ${token}`;
  for (const [name, value] of Object.entries(given)) if (!attempt.headers.has(name)) attempt.headers.set(name, value);
  return ask(attempt);
}

const resolved = async <T>(provider: Provider<T> | undefined): Promise<T | undefined> =>
  typeof provider === 'function' ? (provider as () => T | Promise<T>)() : provider;

/** RFC 9110, section 10.2.3: seconds or a date. In milliseconds; undefined where there is none. */
function retryAfter(response: Response | undefined): number | undefined {
  const after = response?.headers.get('retry-after') ?? '';
  if (/^\d+$/.test(after)) return Number(after) * 1_000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function delayOf({ retryDelay = 1_000, retryStrategy, jitter }: Retry, { attempt, response }: Failure): number {
  const delay = retryStrategy === 'fixed' ? retryDelay : retryDelay * 2 ** (attempt - 1);
  return retryAfter(response) ?? (jitter === false ? delay : Math.random() * delay);
}

/** Rejects with the signal's reason. */
export function sleep(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
