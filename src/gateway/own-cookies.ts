// SPDX-License-Identifier: Apache-2.0
// The cookies that the gateway itself gives to browsers, for logins in one and for the portal. No member gets them, and none may set them.

/** With the prefix, browsers take it from this host alone, by https, for all of its paths (RFC 6265bis §4.1.3.2). */
const PREFIX = '__Host-';
const NAMES = {
  login: 'scs-login',
  session: 'scs-session',
  portalLogin: 'scs-portal-login',
  portalSession: 'scs-portal',
  /** What does not fit into the one above. */
  portalSessionMore: 'scs-portal-more',
  portalLanguage: 'scs-portal-language',
  portalTheme: 'scs-portal-theme',
  portalProject: 'scs-portal-project',
} as const;
export type OwnCookie = keyof typeof NAMES;

const nameOf = (cookie: OwnCookie, secure: boolean): string => `${secure ? PREFIX : ''}${NAMES[cookie]}`;

const OURS = new RegExp(`^(?:${PREFIX})?(?:${Object.values(NAMES).join('|')})$`, 'i');
const nameIn = (pair: string): string => pair.split('=', 1)[0]?.trim() ?? '';

/** A `Cookie` field without the gateway's own; undefined if nothing is left. */
export function withoutOwnCookies(field: string): string | undefined {
  const others = field.split(';').filter((pair) => !OURS.test(nameIn(pair)));
  return others.length === 0 ? undefined : others.join(';').trim();
}

/** Whether a `Set-Cookie` field names one of the gateway's own. */
export const setsOwnCookie = (field: string): boolean => OURS.test(nameIn(field));

export function readCookie(field: string | undefined, cookie: OwnCookie, secure: boolean): string | undefined {
  const name = nameOf(cookie, secure);
  const found = (field ?? '').split(';').filter((pair) => nameIn(pair) === name);
  // Two of one name: a page of a neighbour has set one of them.
  return found.length === 1 ? found[0]?.slice(found[0].indexOf('=') + 1).trim() : undefined;
}

/** Lax: it comes along when another site's link, or the identity provider, leads the browser here. */
export const writeCookie = (cookie: OwnCookie, value: string, seconds: number, secure: boolean): string =>
  `${nameOf(cookie, secure)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
