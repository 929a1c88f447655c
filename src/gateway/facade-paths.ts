// SPDX-License-Identifier: Apache-2.0
// One spelling of the identity API's paths, so that its few hundred routes are registered once: with a trailing slash, as
// Keystone takes it, and below the gateway's root as auth URL, where keystoneauth's v3oidc* plugins append `/v3` without
// asking for versions (keystoneauth1/identity/v3/federation.py).
import { CLOUDS, K8S } from '../model/public-paths.ts';
import type { UrlOf } from './cluster-hosts.ts';

const FACADES = /^\/(?:identity|v3|OS-FEDERATION|\.well-known\/openstack)(?=[/?]|$)/;
const V3 = /^\/v3(?=[/?]|$)/;
const SLASH = /^([^?]+)\/(?=\?|$)/;

export function facadePath(url: string): string {
  // Most requests are no login's.
  if (url.startsWith(CLOUDS) || url.startsWith(K8S) || !FACADES.test(url)) return url;
  return url.replace(V3, '/identity/v3').replace(SLASH, '$1');
}

/** `next`: what the URL is before that. */
export const createFacadePaths =
  (next: UrlOf): UrlOf =>
  (raw) =>
    facadePath(next(raw));
