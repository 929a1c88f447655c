// SPDX-License-Identifier: Apache-2.0
// The session of a browser: a gateway token, sealed in a cookie that no script can read. Nothing of it is kept here, so that
// any replica answers; whether the token has been revoked is asked with each request, as for any other token.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Seal } from '../../../model/seal.ts';
import type { Session } from '../../browser-logins/end.ts';
import { type OwnCookie, readCookie, writeCookie } from '../../own-cookies.ts';

export interface PortalSession extends Session {
  /** Epoch milliseconds: when the login began, and when its token ends. */
  readonly since: number;
  readonly until: number;
  /** Not before then it is tried again to renew it. */
  readonly renewAfter?: number;
}

const CONTEXT = 'portal-session';
/** Browsers keep none that is larger than 4,096 with its name and attributes (RFC 6265 §6.1). */
const MAX_COOKIE = 3_900;

export interface CookieDeps {
  readonly publicUrl: string;
  readonly seal: Seal;
}

/** Plain http is for loopback and for trusted proxies: browsers would drop a `Secure` cookie there, and the prefix with it. */
const isSecure = ({ publicUrl }: CookieDeps): boolean => publicUrl.startsWith('https:');

export const cookieOf = (deps: CookieDeps, request: FastifyRequest, name: OwnCookie): string | undefined =>
  readCookie(request.headers.cookie, name, isSecure(deps));

/** `ms`: 0 removes it. */
export function setCookie(deps: CookieDeps, reply: FastifyReply, name: OwnCookie, value: string, ms: number): void {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  reply.header('set-cookie', writeCookie(name, value, seconds, isSecure(deps)));
}

export function openSession(deps: CookieDeps, request: FastifyRequest): PortalSession | undefined {
  const first = cookieOf(deps, request, 'portalSession');
  if (first === undefined) return undefined;
  // A token with many groups fills two.
  const sealed = `${first}${cookieOf(deps, request, 'portalSessionMore') ?? ''}`;
  const plain = deps.seal.open(sealed, CONTEXT);
  return plain === undefined ? undefined : (JSON.parse(plain) as PortalSession);
}

export function keepSession(deps: CookieDeps, reply: FastifyReply, session: PortalSession, now: number): void {
  const sealed = deps.seal.close(JSON.stringify(session), CONTEXT);
  const ms = session.until - now;
  const more = sealed.slice(MAX_COOKIE);
  setCookie(deps, reply, 'portalSession', sealed.slice(0, MAX_COOKIE), ms);
  setCookie(deps, reply, 'portalSessionMore', more, more === '' ? 0 : ms);
}

export function forgetSession(deps: CookieDeps, reply: FastifyReply): void {
  setCookie(deps, reply, 'portalSession', '', 0);
  setCookie(deps, reply, 'portalSessionMore', '', 0);
  setCookie(deps, reply, 'portalProject', '', 0);
}

const YEAR_MS = 365 * 24 * 60 * 60_000;
/** Of what the address of a page may have. */
const LONGEST_PROJECT = 500;

/** By whoever opens a page of their own will: not by a part that asks anew, nor by a link of another site. */
export function keepProject(deps: CookieDeps, request: FastifyRequest, reply: FastifyReply, project: string): void {
  const { 'sec-fetch-dest': dest = 'document', 'sec-fetch-site': site = 'none' } = request.headers;
  if (dest !== 'document' || (site !== 'none' && site !== 'same-origin')) return;
  const value = encodeURIComponent(project.toWellFormed());
  if (value.length <= LONGEST_PROJECT) setCookie(deps, reply, 'portalProject', value, YEAR_MS);
}

export function keptProject(deps: CookieDeps, request: FastifyRequest): string | undefined {
  const value = cookieOf(deps, request, 'portalProject');
  try {
    return value && decodeURIComponent(value);
  } catch {
    // It is not as it was written here.
    return undefined;
  }
}
