// SPDX-License-Identifier: Apache-2.0
// Classifies a request to an apiserver by its path: which ones may be silent for long, and which reach a program of the
// user (kube-apiserver's own list of long-running requests).

import { refusePath } from '../../model/path-rule.ts';

const SUBRESOURCES = /\/(?:attach|exec|proxy|log|portforward)(?:\/|$)/;

/** Watches, followed logs and tunnels have no idle timeout. */
export const isLongRunning = (path: string, query: string | undefined): boolean =>
  SUBRESOURCES.test(path) || /\/watch\//.test(path) || (query !== undefined && asksToStay(new URLSearchParams(query)));

/** Of those, the ones whose answer is a list of events, which may end after each of them. */
export const isWatch = (path: string, query: string | undefined): boolean =>
  !SUBRESOURCES.test(path) &&
  (/\/watch\//.test(path) || (query !== undefined && says(new URLSearchParams(query), 'watch')));

/**
 * client-go opens the stream for errors before all others (tools/remotecommand), so it has the first number of a client's. In
 * a port-forward each pair of streams has its own.
 */
export const errorStreamOf = (path: string): number | undefined =>
  /\/pods\/[^/]+\/(?:attach|exec)$/.test(path) ? 1 : undefined;

/** apimachinery's Convert_Slice_string_To_bool: every value but `false` and `0` is true, including an empty one. */
const says = (query: URLSearchParams, name: string): boolean =>
  query.has(name) && !/^(?:false|0)$/i.test(query.get(name) ?? '');
const asksToStay = (query: URLSearchParams): boolean => ['watch', 'follow'].some((name) => says(query, name));

/**
 * …/pods/x/proxy/…, …/services/x/proxy/…, …/nodes/x/proxy/… of the core group, where the apiserver itself proxies: what
 * answers there is the program. Anywhere else an aggregated API server may call something a proxy.
 */
export const isProxied = (path: string): boolean =>
  /^\/api\/v1\/(?:namespaces\/[^/]+\/(?:pods|services)|nodes)\/[^/]+\/proxy(?:\/|$)/.test(path);

/** Without an upgrade there is nothing that an apiserver could do there. `url`: with or without a query. */
export const needsStream = (url: string): boolean => /\/pods\/[^/]+\/(?:attach|exec|portforward)(?:\?|$)/.test(url);

/** …/exec, …/attach, …/portforward, …/log and what is proxied: the other end is a kubelet or a program of the user's. */
export const reachesBeyond = (path: string): boolean =>
  isProxied(path) || /\/pods\/[^/]+\/(?:attach|exec|log|portforward)$/.test(path) || /^\/api\/v1\/proxy\//.test(path);

const PROXIED = /^(.*?\/(?:pods|services|nodes)\/[^/]+\/proxy)(\/.*)$/;

/**
 * Objects have no names that could be odd (apimachinery's IsValidPathSegmentName), but behind a proxy subresource stands a
 * program with paths of its own. Throws `badTarget`.
 */
export function refuseOddPath(path: string): void {
  const [, resource, below] = PROXIED.exec(path) ?? [];
  refusePath(resource ?? path, 'plain');
  if (below !== undefined) refusePath(below, 'below');
}

/** A POST to a collection. To a subresource it is about what is there: an eviction, a binding, a token of an account. */
const COLLECTION = /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/[^/]+)?\/([^/]+)\/?$/;
/** Questions, and what controllers of what is there write all the time. */
const NO_OBJECTS = /^(?:authentication|authorization|coordination)\.k8s\.io$/;

/** Whether a request makes a new object. A patch by server-side apply may as well, and cannot be told from one that changes. */
export function makesNew(method: string, path: string): boolean {
  if (method !== 'POST') return false;
  const [, apiGroup = '', resource] = COLLECTION.exec(path) ?? [];
  return resource !== undefined && resource !== 'events' && !NO_OBJECTS.test(apiGroup);
}
