// SPDX-License-Identifier: Apache-2.0
// A provider's token endpoint (RFC 6749 §3.2), found in its discovery document unless configured: what the gateway asks there
// in its own name, and whether an answer says something of what was asked or of the provider.
import { createSingleFlight } from '../../cache/single-flight.ts';
import type { Clock } from '../../model/clock.ts';
import { jsonObject } from '../../model/json-object.ts';
import { issuerUnavailable } from './backoff.ts';
import { basicAuthorization } from './introspection.ts';
import { discoveryUrl, readTokenEndpoint } from './issuer-documents.ts';
import { ISSUER_TIMEOUT_MS, type IssuerFetch, type Json } from './options.ts';

export interface EndpointClient {
  readonly clientId: string;
  /** Absent: a public client. */
  readonly clientSecret?: { reveal(): string } | undefined;
  /** If set, discovery is skipped. */
  readonly tokenEndpoint?: string | undefined;
}

export interface TokenEndpointOf {
  readonly id: string;
  readonly issuer: string;
  readonly ca?: string | undefined;
}

/** `refused`: RFC 6749 §5.2; `error` is one of its words, or another that is safe to log. */
type TokenAnswer = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly error: string };

/** Fails with `issuerUnavailable` where the answer says nothing of what was asked. */
export type AskTokenEndpoint = (parameters: Readonly<Record<string, string>>) => Promise<TokenAnswer>;

const DISCOVERED = 10 * 60_000;

export function createTokenEndpoint(
  { id, issuer, ca }: TokenEndpointOf,
  { clientId, clientSecret, tokenEndpoint }: EndpointClient,
  deps: { readonly now: Clock; readonly fetch: IssuerFetch },
): AskTokenEndpoint {
  const once = createSingleFlight();
  let found: { readonly url: string; readonly until: number } | undefined;

  const unavailable = (detail: string, cause?: unknown): Error => issuerUnavailable(`${id}: ${detail}`, 5_000, cause);

  async function endpoint(): Promise<string> {
    if (tokenEndpoint !== undefined) return tokenEndpoint;
    if (found !== undefined && found.until > deps.now()) return found.url;
    return once('discovery', async () => {
      try {
        const call = { method: 'GET', ca, timeoutMs: ISSUER_TIMEOUT_MS } as const;
        const { status, body } = await deps.fetch(discoveryUrl(issuer), call);
        if (status !== 200) throw new Error(`discovery answered ${status}`);
        found = { url: readTokenEndpoint(body, issuer), until: deps.now() + DISCOVERED };
        return found.url;
      } catch (error) {
        // One that was good is better than none.
        if (found !== undefined) return found.url;
        throw unavailable(messageOf(error), error);
      }
    });
  }

  return async (parameters) => {
    const url = await endpoint();
    const basic = clientSecret && { authorization: basicAuthorization(clientId, clientSecret.reveal()) };
    const form = new URLSearchParams({ ...parameters, ...(basic === undefined && { client_id: clientId }) });
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...basic };
    const { status, body } = await deps
      .fetch(url, { method: 'POST', headers, body: form.toString(), ca, timeoutMs: ISSUER_TIMEOUT_MS })
      .catch((error: unknown) => {
        throw unavailable(messageOf(error), error);
      });
    const answer = jsonObject(body);
    if (status === 200 && answer !== undefined) return { ok: true, value: answer };
    const error = typeof answer?.error === 'string' && /^[a-z_]{1,64}$/.test(answer.error) ? answer.error : undefined;
    // A client that is not known, or may not use the grant, concerns the gateway and nobody's password.
    if ((status === 400 || status === 401 || status === 403) && error !== undefined && !OURS.has(error))
      return { ok: false, error };
    throw unavailable(`the token endpoint answered ${status}${error === undefined ? '' : ` (${error})`}`);
  };
}

const OURS = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
]);

/** Of a failed request: it names a place and what happened there, never what was sent. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);
