// SPDX-License-Identifier: Apache-2.0
// Logging in to the portal and out of it. A login under way is kept by the browser alone, sealed; its answer comes back to the
// redirect URI of WebSSO, so that a provider has to know one. A session is renewed by the provider, which is asked without a
// question to people once half of the session is over.
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserLogin } from '../../../federation/browser-login/index.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import {
  type BegunLogin,
  beginAttempt,
  LOGIN_MS,
  openAttempt,
  sealAttempt,
  useOnce,
} from '../../browser-logins/attempt.ts';
import { endLogin } from '../../browser-logins/end.ts';
import { finishLogin } from '../../browser-logins/finish.ts';
import { returnPath } from './places.ts';
import { cookieOf, forgetSession, keepSession, openSession, type PortalSession, setCookie } from './session.ts';
import type { PortalDeps } from './settings.ts';

/** How long a provider that did not renew a session is left in peace. */
const LATER_MS = 5 * 60_000;

const callbackUrl = ({ publicUrl }: PortalDeps, { id }: BrowserLogin): string =>
  `${publicUrl}/identity/v3/auth/websso/callback/${encodeURIComponent(id)}`;

const loginOf = ({ logins }: PortalDeps, id: string): BrowserLogin => {
  const login = logins().find((one) => one.id === id);
  if (login !== undefined) return login;
  throw new GatewayError('notFound', { message: 'There is no such identity provider to log in with.' });
};

/** Where the browser goes. `silent`: people must not be asked; if they would have to be, it comes back without a login. */
export async function beginPortalLogin(
  deps: PortalDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { provider, to, silent = false }: { readonly provider: string; readonly to: string; readonly silent?: boolean },
): Promise<string> {
  deps.limits.anonymous(request);
  const login = loginOf(deps, provider);
  const begun: BegunLogin = {
    ...beginAttempt('portal', login.id, returnPath(to), deps.now()),
    ...(silent && { silent }),
  };
  const location = await login.begin(begun, callbackUrl(deps, login), { silent });
  setCookie(deps, reply, 'portalLogin', sealAttempt('portal', begun, deps.seal), LOGIN_MS);
  return location;
}

/** The browser has come back from the provider. Gives the path where it goes on. */
export async function finishPortalLogin(
  deps: PortalDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  deps.limits.login(request);
  const { idp: provider = '' } = request.params as { readonly idp?: string };
  const { state } = request.query as { readonly state?: string | readonly string[] };
  const cookie = cookieOf(deps, request, 'portalLogin');
  const begun = openAttempt('portal', cookie, { provider, states: [state ?? []].flat() }, deps);
  const login = loginOf(deps, provider);
  await useOnce('portal', begun, deps);
  setCookie(deps, reply, 'portalLogin', '', 0);
  const before = openSession(deps, request);
  try {
    const { token, caller } = await finishLogin(deps, request, login, begun, callbackUrl(deps, login));
    if (begun.silent && before !== undefined) await demandSamePerson(deps, before, caller);
    const { issuedAt: since, expiresAt: until } = caller;
    keepSession(deps, reply, { token, provider: login.id, since, until }, deps.now());
  } catch (thrown) {
    // A renewal that failed costs nothing as long as the session lasts.
    if (before === undefined || before.provider !== login.id || before.until <= deps.now()) throw thrown;
    request.reason = toGatewayError(thrown).detail ?? toGatewayError(thrown).code;
    keepSession(deps, reply, { ...before, renewAfter: deps.now() + LATER_MS }, deps.now());
  }
  return returnPath(begun.to);
}

/** Somebody else may have logged in there since: that is no reason to become them without a word. */
async function demandSamePerson(
  { identityService, now }: PortalDeps,
  { token, until }: PortalSession,
  { principal }: Caller,
): Promise<void> {
  if (until <= now()) return;
  const before = await identityService.verify(token).catch(() => undefined);
  if (before !== undefined && before.principal.id !== principal.id)
    throw new GatewayError('unauthorized', { detail: 'somebody else is logged in at the identity provider by now' });
}

/** Whether it is time to ask the provider again, and this request is one that can be sent there: somebody opens a page. */
export function shouldRenew(session: PortalSession, { method, headers }: FastifyRequest, now: number): boolean {
  if (method !== 'GET' || headers['sec-fetch-dest'] !== 'document') return false;
  return now > (session.since + session.until) / 2 && now >= (session.renewAfter ?? 0);
}

/** It could not even be begun. */
export const renewLater = (deps: PortalDeps, reply: FastifyReply, session: PortalSession): void =>
  keepSession(deps, reply, { ...session, renewAfter: deps.now() + LATER_MS }, deps.now());

/** Where to go on at the provider; undefined: nowhere. */
export async function endPortalLogin(
  deps: PortalDeps,
  reply: FastifyReply,
  session: PortalSession,
): Promise<string | undefined> {
  const { location } = await endLogin(deps, session, `${deps.publicUrl}/identity/v3/auth/websso/logged-out`);
  forgetSession(deps, reply);
  return location;
}

export const newNonce = (): string => randomBytes(18).toString('base64');
