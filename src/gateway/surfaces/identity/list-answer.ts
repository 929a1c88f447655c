// SPDX-License-Identifier: Apache-2.0
// Handlers that return what a caller may see, in Keystone's form of lists and single resources.
import type { Caller } from '../../../model/identity.ts';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
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
   * Keystone's rule by which it refuses this list to a member, who is only shown its own here. A filter that finds nothing
   * of the caller's asks about others: on the 403 (and not on an empty list) clients take the text for an id.
   */
  readonly otherwise?: string;
}

export const listOf =
  (deps: IdentityDeps, see: See, { name, filters = [], otherwise }: ListOptions): Handler =>
  async (request, reply) => {
    const caller = await authenticate(deps, request);
    const seen = await see(caller, request);
    degraded(reply, seen.degraded);
    const items = filtered(seen.items, request.query, filters);
    const asked = filters.some((filter) => Object.hasOwn(request.query, filter));
    if (otherwise !== undefined && asked && items.length === 0) throw refused(otherwise);
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
  return v3Url(deps, query ? `${below}?${query}` : below);
}
