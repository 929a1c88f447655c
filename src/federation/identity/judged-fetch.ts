// SPDX-License-Identifier: Apache-2.0
// Calls to a provider beyond its discovery and keys, each judged by the address rules of that provider's entry and of the
// URLs that are configured for the call; and its token endpoint by them.
import type { Clock } from '../../model/clock.ts';
import type { IssuerFetch } from './options.ts';
import { type AskTokenEndpoint, createTokenEndpoint, type EndpointClient } from './token-endpoint.ts';

interface Judged {
  readonly id: string;
  readonly issuer: string;
  readonly ca?: string | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly jwksUri?: string | undefined;
}

export function judgedFetch(
  { id, issuer, hosts = [], jwksUri }: Judged,
  fetch: IssuerFetch,
  further: readonly (string | undefined)[],
): IssuerFetch {
  const urls = [issuer, jwksUri, ...further].filter((url) => url !== undefined);
  return (url, call) => fetch(url, { ...call, peer: { id, urls, hosts } });
}

export const tokenEndpointOf = (
  provider: Judged,
  client: EndpointClient,
  { now, fetch }: { readonly now: Clock; readonly fetch: IssuerFetch },
): AskTokenEndpoint =>
  createTokenEndpoint(provider, client, { now, fetch: judgedFetch(provider, fetch, [client.tokenEndpoint]) });
