// SPDX-License-Identifier: Apache-2.0
// Where the portal's pages are. What a browser may be sent to later is a path of the portal and nothing else. Pure.

/** Below the path of the public URL. */
export const PORTAL = '/portal';

/** The path of the public URL, without a closing slash: pages may be behind a prefix. */
export const baseOf = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/+$/, '');

/** `path`: below /portal. Parameters without a value are left out. */
export function pathTo(
  path: string,
  query: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of [value ?? []].flat()) if (one !== '') search.append(name, one);
  return `${PORTAL}${path}${search.size === 0 ? '' : `?${search.toString()}`}`;
}

const LONGEST = 2_000;
/** Nobody stays there: they lead further, or out. */
const PASSING = /^\/portal\/(?:log|static)/;

/**
 * A path of the portal as it was asked for, else its front page. Never another host: `//host`, `/\host` and whatever browsers
 * make one of are no path below /portal once they are read as browsers read them.
 */
export function returnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > LONGEST || !asked.startsWith(`${PORTAL}/`)) return FRONT;
  const url = URL.parse(asked, 'http://portal.invalid');
  if (url?.origin !== 'http://portal.invalid') return FRONT;
  const path = `${url.pathname}${url.search}`;
  return path.startsWith(`${PORTAL}/`) && !PASSING.test(path) ? path : FRONT;
}

/** What somebody sees who has logged in. */
export const FRONT = `${PORTAL}/clouds`;
