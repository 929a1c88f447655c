// SPDX-License-Identifier: Apache-2.0
// Fetches for the reference cache live longer than the request that began them.
import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What is fetched for the reference cache is fetched for everybody who waits for it: it must not end with the one request
 * that happened to ask first.
 */
const detached = new AsyncLocalStorage<AbortSignal>();
const PATIENCE = 30_000;

export const detach =
  <T>(load: () => Promise<T>): (() => Promise<T>) =>
  () =>
    detached.run(AbortSignal.timeout(PATIENCE), load);

/** The signal of what is under way: a fetch's own inside `detach`. */
export const signalOf = (own: AbortSignal): AbortSignal => detached.getStore() ?? own;
