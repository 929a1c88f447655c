// SPDX-License-Identifier: Apache-2.0
// The keys of one issuer. They are refreshed in the background, kept while the issuer is away, and fetched again for an
// unknown `kid`, but rarely. A token signed by a known key never waits for the network, and a flood of tokens does not
// cause a flood of fetches.
import type { Clock } from '../../model/clock.ts';
import { createBackoff, issuerUnavailable } from './backoff.ts';
import { discoveryUrl, type KeySet, readDiscovery, readKeySet } from './issuer-documents.ts';
import { ISSUER_TIMEOUT_MS, type IssuerFetch } from './options.ts';

/** A key that the issuer has withdrawn is accepted for at most this long. */
const REFRESH_MS = 10 * 60_000;
const UNKNOWN_KID_MS = 30_000;

export interface IssuerKeysOptions {
  readonly id: string;
  readonly issuer: string;
  readonly jwksUri?: string | undefined;
  readonly ca?: string | undefined;
}

export interface IssuerKeysDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
  /** A fetch failed. Cached keys stay in use. */
  onFailure(reason: 'keysFetch' | 'keysAnswer', detail: string): void;
}

export interface IssuerKeys {
  /**
   * The cached keys, without waiting; before the first fetch ends, a promise of them. `issuerUnavailable` while there
   * are none.
   */
  known(): KeySet | Promise<KeySet>;
  /** For a token whose key is not cached: fetches again, at most every 30 s. */
  lookAgain(): Promise<KeySet>;
  close(): void;
}

export function createIssuerKeys(options: IssuerKeysOptions, deps: IssuerKeysDeps): IssuerKeys {
  const { now } = deps;
  const backoff = createBackoff(now);
  let keys: KeySet | undefined;
  let jwksUri = options.jwksUri;
  let flight: Promise<void> | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const get = async (url: string): Promise<string> => {
    const headers = { accept: 'application/json' };
    const call = { method: 'GET', headers, ca: options.ca, timeoutMs: ISSUER_TIMEOUT_MS } as const;
    const { status, body } = await deps.fetch(url, call);
    if (status !== 200) throw new Error(`${url} answered ${status}`);
    return body;
  };

  const fetchKeys = async (): Promise<void> => {
    attemptedAt = now();
    let reason: 'keysFetch' | 'keysAnswer' = 'keysFetch';
    try {
      if (jwksUri === undefined) {
        const document = await get(discoveryUrl(options.issuer));
        reason = 'keysAnswer';
        jwksUri = readDiscovery(document, options.issuer);
        reason = 'keysFetch';
      }
      const document = await get(jwksUri);
      reason = 'keysAnswer';
      keys = readKeySet(document);
      backoff.succeeded();
    } catch (error) {
      // The issuer may have moved its keys, so the next fetch repeats the discovery.
      jwksUri = options.jwksUri;
      backoff.failed();
      deps.onFailure(reason, error instanceof Error ? error.message : String(error));
    }
  };

  /** Single flight: concurrent callers wait for the same fetch. Never rejects. */
  const refresh = (): Promise<void> => {
    flight ??= fetchKeys().finally(() => {
      flight = undefined;
      schedule();
    });
    return flight;
  };

  const schedule = (): void => {
    clearTimeout(timer);
    if (closed) return;
    // Jitter, so that replicas that started together do not fetch together.
    const delay = (backoff.left() || REFRESH_MS) * (1 + Math.random() / 10);
    timer = setTimeout(refresh, delay).unref();
  };

  const first = async (): Promise<KeySet> => {
    if (flight !== undefined || backoff.left() === 0) await refresh();
    if (keys !== undefined) return keys;
    throw issuerUnavailable(`${options.id}: no keys of the issuer yet`, backoff.left());
  };

  // Started in the background, so that the gateway's start neither waits for an issuer nor fails with it.
  void refresh();

  return {
    known: () => keys ?? first(),
    async lookAgain() {
      const due = now() - attemptedAt >= UNKNOWN_KID_MS && backoff.left() === 0;
      if (flight !== undefined || due) await refresh();
      return keys ?? first();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
