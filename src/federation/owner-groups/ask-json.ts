// SPDX-License-Identifier: Apache-2.0
// One small question to a provider's own API, with a bearer token. What it answers is judged by whoever asks.
import { ISSUER_TIMEOUT_MS, type IssuerFetch } from '../identity/options.ts';

export interface JsonAnswer {
  readonly status: number;
  /** Undefined: it is no JSON. */
  readonly body: unknown;
}

export interface JsonQuestion {
  readonly url: string;
  readonly token: string;
  readonly accept: string;
  readonly ca: string | undefined;
}

export async function askJson(fetch: IssuerFetch, { url, token, accept, ca }: JsonQuestion): Promise<JsonAnswer> {
  const headers = { accept, authorization: `Bearer ${token}` };
  const { status, body } = await fetch(url, { method: 'GET', headers, ca, timeoutMs: ISSUER_TIMEOUT_MS });
  try {
    return { status, body: JSON.parse(body) };
  } catch {
    return { status, body: undefined };
  }
}
