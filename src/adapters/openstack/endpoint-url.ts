// SPDX-License-Identifier: Apache-2.0
// Splits an endpoint URL of a member's catalog: the root is hidden, the suffix is kept.

export interface EndpointUrl {
  /** Without trailing slash. */
  readonly root: string;
  /** Empty, or beginning with a slash: `/v3/PROJECT`, `/v2.1`, `/`. */
  readonly suffix: string;
}

const VERSION = /^v\d+(\.\d+)*$/;
const ORIGIN = /^https?:\/\/[^/?#]+/i;

/**
 * The root ends before the last path segment that looks like a version; without one, the root is the whole URL. Clients
 * derive a service's version and project from the end of its URL, so the suffix must stay as the member has it.
 * `undefined` if the text is not an absolute http(s) URL.
 */
export function splitEndpoint(url: string): EndpointUrl | undefined {
  const origin = ORIGIN.exec(url)?.[0];
  if (origin === undefined) return undefined;
  const segments = url.slice(origin.length).split('/');
  const version = segments.findLastIndex((segment) => VERSION.test(segment));
  const prefix = version === -1 ? url.replace(/\/+$/, '') : origin + segments.slice(0, version).join('/');
  const root = prefix.replace(/\/+$/, '');
  return { root, suffix: url.slice(prefix.length) };
}

/** The member's Keystone URL without its version: `authUrl` ends in `/v3`. */
export const identityRoot = (authUrl: string): string => authUrl.replace(/\/+$/, '').replace(/\/v3$/, '');
