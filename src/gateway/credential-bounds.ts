// SPDX-License-Identifier: Apache-2.0
// What a token of an application credential may not do although its owner may: requests that no access rule allows, work in
// another project, and where chosen roles cannot be told apart, everything.
import type { IncomingHttpHeaders } from 'node:http';
import { officialType } from '../adapters/openstack/index.ts';
import { type AskedFor, allows, notAllowed } from '../model/access-rules.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller } from '../model/identity.ts';

type Bound = Pick<Caller, 'credential'>;

/** `path`: below the service's URL, as it came. */
export function refuseBeyondRules({ credential }: Bound, asked: AskedFor): void {
  const rules = credential?.accessRules;
  if (rules !== undefined && !allows(rules, { ...asked, path: asked.path || '/' }, officialType))
    throw notAllowed(asked);
}

/** By which some servers take a request for another than its method, path and service say. */
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-url', 'x-rewrite-url'];
/** By which Swift reads, makes or deletes other objects than the path's. */
const SWIFT_HEADERS = ['x-copy-from', 'x-copy-from-account', 'x-object-manifest', 'x-symlink-target', 'destination'];
const SWIFT_QUERIES = /(?:^|&)(?:bulk-delete|extract-archive|multipart-manifest|symlink)(?:=|&|$)/i;

/** A path that a rule allows must be all that is touched. */
export function refuseDetours({ credential }: Bound, headers: IncomingHttpHeaders, service: string, query = ''): void {
  if (credential?.accessRules === undefined) return;
  const more = service === 'object-store' || service === 'other' ? SWIFT_HEADERS : [];
  const name = [...OVERRIDES, ...more].find((header) => headers[header] !== undefined);
  const asked = name ?? (more.length > 0 && SWIFT_QUERIES.test(decoded(query)) ? 'this query' : undefined);
  if (asked === undefined) return;
  throw new GatewayError('forbidden', {
    message: `With access rules, an application credential may not send ${asked}: it reaches beyond the path of the request.`,
    detail: 'access rules: a detour',
  });
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    return query;
  }
}

/** Clusters and clouds of further kinds know no roles of Keystone, so a credential with chosen roles has nothing there. */
export function refuseChosenRoles({ credential }: Bound): void {
  if (credential?.roles === undefined) return;
  throw new GatewayError('forbidden', {
    message:
      'Your application credential is limited to some of your roles, which only OpenStack clouds can tell apart. Make one without roles for this.',
    detail: 'an application credential with chosen roles',
  });
}
