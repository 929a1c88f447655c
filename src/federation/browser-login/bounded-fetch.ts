// SPDX-License-Identifier: Apache-2.0
// The requests of openid-client, by the gateway's own way to issuers: bounded in size and time, with the entry's
// authorities, to hosts that are not the gateway's own network.
import type { CustomFetch } from 'openid-client';
import { isLoopback } from '../../model/loopback.ts';
import { ISSUER_TIMEOUT_MS, type IssuerCall, type IssuerFetch } from '../identity/options.ts';

/** Codes, secrets and browsers go there. */
export function isSafeUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname));
}

export const boundedFetch =
  (fetch: (url: string, call: IssuerCall) => ReturnType<IssuerFetch>): CustomFetch =>
  async (url, { method, headers, body }) => {
    if (!isSafeUrl(url)) throw new Error(`${url} must be https`);
    const { status, body: text } = await fetch(url, {
      method: method === 'POST' ? 'POST' : 'GET',
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      ...(body === null || body === undefined ? {} : { body: String(body) }),
      timeoutMs: ISSUER_TIMEOUT_MS,
    });
    // The type is not looked at: what is no JSON fails to parse.
    return new Response(text === '' ? null : text, { status, headers: { 'content-type': 'application/json' } });
  };
