// SPDX-License-Identifier: Apache-2.0
// Access rules of application credentials: a list of what is allowed, by service, method and path, matched as
// keystonemiddleware does it (auth_token/__init__.py, _path_matches). Pure. Whatever could mean another path to the server
// behind than it means here is not allowed by any rule.
import { GatewayError } from './errors.ts';

export interface AccessRule {
  readonly id: string;
  /** A service type of the catalogue or an alias of it; `scs` and `kubernetes` are the gateway's own. */
  readonly service: string;
  readonly method: string;
  /** Below the service's URL: `/v2.1/servers`, `/v2.1/servers/*`, `/v2.1/**`, `/v3/{project_id}/volumes`. */
  readonly path: string;
}

export interface AskedFor {
  /** The official type of the service. */
  readonly service: string;
  readonly method: string;
  /** Percent-encoded as it came, without the query. */
  readonly path: string;
}

/** `typeOf` makes one of a service's types and aliases. */
export function allows(rules: readonly AccessRule[], asked: AskedFor, typeOf: (type: string) => string): boolean {
  const path = plainPath(asked.path);
  if (path === undefined) return false;
  return rules.some(
    ({ service, method, path: pattern }) =>
      method === asked.method && typeOf(service) === asked.service && pathMatches(pattern, path),
  );
}

/** One answer for all: it says what is missing, and not what there is. */
export const notAllowed = ({ service, method }: AskedFor): GatewayError =>
  new GatewayError('forbidden', {
    message: `No access rule of your application credential allows this request (service ${service}, method ${method}).`,
    detail: 'access rules',
  });

/**
 * What servers undo or drop before they look at a path, each in its own way: escaped slashes, dots and percent signs,
 * backslashes, NULs, doubled slashes, dot segments, parameters of segments.
 */
const AMBIGUOUS = /%(?:2f|2e|25|5c|00|0a|0d|3b)|\\|;|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/i;

/** As the server reads it; undefined where two servers could read it differently. */
function plainPath(path: string): string | undefined {
  if (AMBIGUOUS.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

type Part = { readonly text: string } | 'segment' | 'any';

/** `{name}` and `*`: one or more characters of one segment. `**`: anything, also nothing. A lone brace is nothing, as there. */
const PARTS = /\{[^}]*\}|\*\*|\*|[^{}*]+/g;
/** More of them in one path would only cost time. */
export const MOST_WILDCARDS = 16;
/** No service has longer paths but the object store, for names of a kibibyte in escapes. */
const LONGEST = 4_096;

const partsOf = (pattern: string): Part[] =>
  (pattern.match(PARTS) ?? []).map((part): Part => {
    if (part === '**') return 'any';
    return part === '*' || part.startsWith('{') ? 'segment' : { text: part };
  });

export const wildcardsIn = (pattern: string): number =>
  partsOf(pattern).filter((part) => typeof part === 'string').length;

/** In steps that are at most the product of both lengths: an expression made of the pattern could take exponentially many. */
export function pathMatches(pattern: string, path: string): boolean {
  if (path.length > LONGEST) return false;
  /** Where what was matched so far may end. */
  let ends = new Uint8Array(path.length + 1);
  ends[0] = 1;
  for (const part of partsOf(pattern)) {
    const next = new Uint8Array(path.length + 1);
    if (part === 'any') {
      const from = ends.indexOf(1);
      if (from !== -1) next.fill(1, from);
    } else if (part === 'segment') {
      let within = false;
      for (let at = 0; at < path.length; at++) {
        within = (within || ends[at] === 1) && path[at] !== '/';
        if (within) next[at + 1] = 1;
      }
    } else
      for (let at = ends.indexOf(1); at !== -1; at = ends.indexOf(1, at + 1))
        if (path.startsWith(part.text, at)) next[at + part.text.length] = 1;
    ends = next;
  }
  return ends[path.length] === 1;
}
