// SPDX-License-Identifier: Apache-2.0
// What a request to an apiserver is, by its path alone: which ones may stay silent for long, and which lead on to a
// program of the user's (kube-apiserver's own list of long-running requests).

const SUBRESOURCES = /\/(?:attach|exec|proxy|log|portforward)(?:\/|$)/;

/** Watches, logs that follow, and whatever is tunnelled: no limit on silence. */
export const isLongRunning = (path: string, query: string | undefined): boolean =>
  SUBRESOURCES.test(path) || /\/watch\//.test(path) || (query !== undefined && asksToStay(new URLSearchParams(query)));

/** apimachinery's Convert_Slice_string_To_bool: all but `false` and `0` is true, nothing included. */
const asksToStay = (query: URLSearchParams): boolean =>
  ['watch', 'follow'].some((name) => query.has(name) && !/^(?:false|0)$/i.test(query.get(name) ?? ''));

/** …/pods/x/proxy/…, …/services/x/proxy/…, …/nodes/x/proxy/…: a redirect there is the program's, not the apiserver's. */
export const isProxied = (path: string): boolean => /\/(?:pods|services|nodes)\/[^/]+\/proxy(?:\/|$)/.test(path);
