// SPDX-License-Identifier: Apache-2.0
// Handlers that return what a caller may see, in Keystone's form of lists and single resources.
import type { Caller } from '../../../model/identity.ts';
import { authenticate } from './authenticate.ts';
import { authRoot, type IdentityDeps } from './deps.ts';
import { missing, refused } from './error.ts';
import { collection, filtered, type Resource } from './render.ts';
import { degraded, type Handler, type IdentityRequest, json, param } from './resource.ts';

interface Seen {
  readonly items: readonly Resource[];
  /** Members whose part is stale or missing. */
  readonly degraded: readonly string[];
}

/** Returns what the caller may see of one kind. It may refuse. */
export type See = (caller: Caller, request: IdentityRequest) => Promise<Seen> | Seen;

export interface ListOptions {
  /** Keystone's name of the list in the response. */
  readonly name: string;
  /** The query parameters that filter. */
  readonly filters?: readonly string[];
  /**
   * Keystone's rule by which it refuses this list to a member. Here a filter finds the caller's own, so that names of
   * projects can be looked up. All else is refused as in Keystone, and not answered with an empty list: on a 403 for both
   * the filtered and the whole list, clients take what they were given for an id (osc_lib's find_resource).
   */
  readonly otherwise?: string;
}

export const listOf =
  (deps: IdentityDeps, see: See, { name, filters = [], otherwise }: ListOptions): Handler =>
  async (request, reply) => {
    const caller = await authenticate(deps, request);
    const asked = filters.some((filter) => Object.hasOwn(request.query, filter));
    if (otherwise !== undefined && !asked) throw refused(otherwise);
    const seen = await see(caller, request);
    degraded(reply, seen.degraded);
    const items = filtered(seen.items, request.query, filters);
    if (otherwise !== undefined && items.length === 0) throw refused(otherwise);
    return json(reply, collection(name, items, selfUrl(deps, request)));
  };

/**
 * One of the resources that the caller may see, by the path's `:id`. Otherwise, whether or not it exists, 403 with
 * Keystone's rule, or 404 where Keystone shows such resources to everyone.
 */
export const oneOf =
  (deps: IdentityDeps, see: See, name: string, rule?: string): Handler =>
  async (request, reply) => {
    const caller = await authenticate(deps, request);
    const seen = await see(caller, request);
    const id = param(request, 'id');
    const item = seen.items.find((candidate) => candidate.id === id);
    degraded(reply, seen.degraded);
    if (item === undefined) throw rule === undefined ? missing(name, id) : refused(rule);
    return json(reply, { [name]: item });
  };

/** The list's own URL: the public base, the path without its trailing slash, the unchanged query. */
function selfUrl(deps: IdentityDeps, request: IdentityRequest): string {
  const [path = '', query] = request.url.split('?', 2);
  const below = path.replace(/^(?:\/identity)?\/v3/, '').replace(/\/$/, '');
  return `${authRoot(deps, request)}/v3${query ? `${below}?${query}` : below}`;
}
