// SPDX-License-Identifier: Apache-2.0
// What a request to an apiserver is, by its path alone: which ones may stay silent for long, and which lead on to a
// program of the user's (kube-apiserver's own list of long-running requests).

const SUBRESOURCES = /\/(?:attach|exec|proxy|log|portforward)(?:\/|$)/;

/** Watches, logs that follow, and whatever is tunnelled: no limit on silence. */
export const isLongRunning = (path: string, query: string | undefined): boolean =>
  SUBRESOURCES.test(path) || /\/watch\//.test(path) || /(?:^|&)(?:watch|follow)=(?!false|0)/.test(query ?? '');

/** …/pods/x/proxy/…, …/services/x/proxy/…, …/nodes/x/proxy/…: a redirect there is the program's, not the apiserver's. */
export const isProxied = (path: string): boolean => /\/(?:pods|services|nodes)\/[^/]+\/proxy(?:\/|$)/.test(path);
