// SPDX-License-Identifier: Apache-2.0
// One spelling of the identity API's paths, so that its few hundred routes are registered once: with a trailing slash, as
// Keystone takes it, and below the gateway's root as auth URL, where keystoneauth's v3oidc* plugins append `/v3` without
// asking for versions (keystoneauth1/identity/v3/federation.py). `/docs/` and `/scs/v1/` are the same as without the slash: the
// page links to itself by fragments and else by whole URLs.
import { CLOUDS, K8S } from '../model/public-paths.ts';
import type { UrlOf } from './cluster-hosts.ts';

const FACADES = /^\/(?:identity|v3|OS-FEDERATION|\.well-known\/openstack)(?=[/?]|$)/;
const V3 = /^\/v3(?=[/?]|$)/;
const SLASH = /^([^?]+)\/(?=\?|$)/;
/** Of the rest only what people write by hand: below it a name may end with a slash. */
const PLACES = /^(\/docs|\/scs\/v1)\/(?=\?|$)/;

export function facadePath(url: string): string {
  // Most requests are no login's.
  if (url.startsWith(CLOUDS) || url.startsWith(K8S)) return url;
  if (!FACADES.test(url)) return url.replace(PLACES, '$1');
  return url.replace(V3, '/identity/v3').replace(SLASH, '$1');
}

/** `next`: what the URL is before that. */
export const createFacadePaths =
  (next: UrlOf): UrlOf =>
  (raw) =>
    facadePath(next(raw));
