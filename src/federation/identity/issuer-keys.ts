// SPDX-License-Identifier: Apache-2.0
// The keys of one issuer. They are refreshed in the background, kept while the issuer is away, and fetched again for an
// unknown `kid`, but rarely. A token signed by a known key never waits for the network, and a flood of tokens does not
// cause a flood of fetches.
import type { Clock } from '../../model/clock.ts';
import { isObject } from '../../model/is-object.ts';
import { createBackoff, issuerUnavailable } from './backoff.ts';
import { discoveryUrl, type KeySet, readDiscovery, readKeySet } from './issuer-documents.ts';
import { ISSUER_TIMEOUT_MS, type IssuerFetch } from './options.ts';

/** A key that the issuer has withdrawn is accepted for at most this long. */
const REFRESH_MS = 10 * 60_000;
const UNKNOWN_KID_MS = 30_000;
/** What was kept of a fetch longer ago is not used: nobody has looked since whether the issuer has withdrawn it. */
const KEPT_MS = 24 * 60 * 60_000;
/** What has not changed is kept anew this often. */
const KEEP_AGAIN_MS = 60 * 60_000;
/** The clock of the replica that kept it may be ahead. */
const SKEW_MS = 60_000;
/** Keys have a media type of their own (RFC 7517 §8.5): a Kubernetes apiserver answers 406 to who does not take it. */
const HEADERS = { accept: 'application/jwk-set+json, application/json' };

export interface IssuerKeysOptions {
  readonly id: string;
  readonly issuer: string;
  readonly jwksUri?: string | undefined;
  readonly ca?: string | undefined;
}

/** The last documents of issuers, for a process that starts while they are away. Sealed; neither call rejects. */
export interface KeptDocuments {
  /** `what`: all that the document depends on. */
  load(what: string): Promise<string | undefined>;
  /** Epoch milliseconds at which it is of no use any more. */
  keep(what: string, text: string, until: number): Promise<void>;
}

/** For people, and for /readyz. */
export interface KeysHealth {
  readonly ok: boolean;
  readonly detail: string;
  /** Epoch milliseconds at which the issuer gave what is in use. Absent: there are no keys. */
  readonly fetchedAt?: number;
}

export interface IssuerKeysDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
  /** A fetch failed. Cached keys stay in use. */
  onFailure(reason: 'keysFetch' | 'keysAnswer' | 'keysKept', detail: string): void;
  /** Absent: nothing outlives the process. */
  readonly kept?: KeptDocuments | undefined;
}

export interface IssuerKeys {
  /**
   * The cached keys, without waiting; before the first fetch ends, a promise of them. `issuerUnavailable` while there
   * are none.
   */
  known(): KeySet | Promise<KeySet>;
  /** For a token whose key is not cached: fetches again, at most every 30 s. */
  lookAgain(): Promise<KeySet>;
  health(): KeysHealth;
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
  let fetchedAt: number | undefined;
  let fault: string | undefined;
  let keptBefore: { readonly body: string; readonly at: number } | undefined;
  const what = JSON.stringify(['issuer-keys', options.issuer, options.jwksUri, options.ca]);

  const get = async (url: string): Promise<string> => {
    const call = { method: 'GET', headers: HEADERS, ca: options.ca, timeoutMs: ISSUER_TIMEOUT_MS } as const;
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
      fetchedAt = now();
      fault = undefined;
      backoff.succeeded();
      keep(document, fetchedAt);
    } catch (error) {
      // The issuer may have moved its keys, so the next fetch repeats the discovery.
      jwksUri = options.jwksUri;
      backoff.failed();
      fault = error instanceof Error ? error.message : String(error);
      deps.onFailure(reason, fault);
      if (keys === undefined) await useKept();
    }
  };

  /** Nobody waits for it. */
  const keep = (body: string, at: number): void => {
    if (keptBefore?.body === body && at - keptBefore.at < KEEP_AGAIN_MS) return;
    keptBefore = { body, at };
    void deps.kept?.keep(what, JSON.stringify({ body, at }), at + KEPT_MS);
  };

  /** What the issuer said last to any replica, where this one has started while it is away. */
  const useKept = async (): Promise<void> => {
    const found = readKept(await deps.kept?.load(what));
    if (found === undefined || found.at > now() + SKEW_MS || found.at + KEPT_MS <= now()) return;
    try {
      keys = readKeySet(found.body);
    } catch {
      return;
    }
    fetchedAt = found.at;
    deps.onFailure('keysKept', `goes on with the keys of ${new Date(found.at).toISOString()}`);
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
    health() {
      if (keys === undefined || fetchedAt === undefined)
        return fault === undefined
          ? { ok: true, detail: 'its keys are being fetched' }
          : { ok: false, detail: `no keys of it, so nobody logs in: ${fault}` };
      const since = new Date(fetchedAt).toISOString();
      return fault === undefined
        ? { ok: true, detail: `keys of ${since}`, fetchedAt }
        : { ok: false, detail: `does not give its keys, those of ${since} stay in use: ${fault}`, fetchedAt };
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function readKept(text: string | undefined): { readonly body: string; readonly at: number } | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (!isObject(value) || typeof value.body !== 'string' || typeof value.at !== 'number') return undefined;
    return { body: value.body, at: value.at };
  } catch {
    return undefined;
  }
}
