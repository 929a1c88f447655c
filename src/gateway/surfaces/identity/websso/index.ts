// SPDX-License-Identifier: Apache-2.0
// WebSSO: logins in a browser for dashboards, as Keystone has them (keystone/api/auth.py, OS-FEDERATION/websso) and Horizon,
// Skyline and keystoneauth's v3websso use them: origin → provider → callback → a form that posts an unscoped token to the origin.
// Failures are pages for browsers, and Keystone's JSON for everybody else.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { BrowserLogin } from '../../../../federation/browser-login/index.ts';
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import {
  type BegunLogin,
  beginAttempt,
  LOGIN_MS,
  openAttempt,
  purposeOf,
  sealAttempt,
  useOnce,
} from '../../../browser-logins/attempt.ts';
import { endLogin } from '../../../browser-logins/end.ts';
import { finishLogin } from '../../../browser-logins/finish.ts';
import { readCookie, writeCookie } from '../../../own-cookies.ts';
import { authRoot, type IdentityDeps, v3Url } from '../deps.ts';
import { keystoneRoute } from '../refusals.ts';
import { type Handler, type IdentityRequest, param, resource } from '../resource.ts';
import type { WebSsoDeps } from '../websso-deps.ts';
import { choicePage, errorPage, loggedOutPage, tokenPage, type WebPage } from './pages.ts';
import { openSession, sealSession } from './session.ts';
import '../../../request.ts';

const GENERAL = '/auth/OS-FEDERATION/websso/:protocol';
const OF_PROVIDER = '/auth/OS-FEDERATION/identity_providers/:idp/protocols/:protocol/websso';
/** Beside Keystone's own paths, where a protocol may have any name. */
const OWN = '/identity/v3/auth/websso';

export function webSso(app: FastifyInstance, deps: IdentityDeps): void {
  const websso = deps.webSso ?? NONE;
  const begin: Handler = (request, reply) => inBrowser(request, reply, () => beginLogin(deps, websso, request, reply));
  const callback: Handler = async (request, reply) => {
    if (websso.portal !== undefined && purposeOf(request.query.state) === 'portal')
      return websso.portal(request, reply);
    let begun: BegunLogin | undefined;
    const onBegun = (found: BegunLogin): void => {
      begun = found;
    };
    return inBrowser(
      request,
      reply,
      () => handOver(deps, websso, request, reply, onBegun),
      () => begun && beginUrl(deps, request, { id: begun.provider, protocol: protocolOf(websso, begun) }, begun.to),
    );
  };
  const logout: Handler = (request, reply) => inBrowser(request, reply, () => logOut(deps, websso, request, reply));

  keystoneRoute(app, deps, GENERAL, { GET: begin, POST: begin });
  keystoneRoute(app, deps, OF_PROVIDER, { GET: begin, POST: begin });
  resource(app, `${OWN}/callback/:idp`, { GET: callback });
  resource(app, `${OWN}/logout`, { GET: logout, POST: logout });
  resource(app, `${OWN}/logged-out`, { GET: async (_request, reply) => show(reply, loggedOutPage()) });
}

async function beginLogin(deps: IdentityDeps, websso: WebSsoDeps, request: IdentityRequest, reply: FastifyReply) {
  deps.limits.anonymous(request);
  // As a Keystone that no web server stands before: there the general path fails first.
  if (websso.logins().length === 0 && (request.params.idp === undefined || Object.hasOwn(request.query, 'origin')))
    throw new GatewayError('unauthorized', {
      message: 'The request you have made requires authentication. There is no WebSSO here.',
    });
  const origin = originOf(request, websso);
  const [login, ...others] = loginsFor(request, websso);
  if (login === undefined)
    throw new GatewayError('notFound', {
      message: 'No identity provider of this gateway has a login in a browser by this protocol.',
      detail: 'websso: no such provider with a login section',
    });
  if (others.length > 0) {
    const choices = [login, ...others].map((one) => ({ name: one.id, url: beginUrl(deps, request, one, origin) }));
    return show(reply, choicePage(choices));
  }
  const begun = beginAttempt('websso', login.id, origin, websso.now());
  const location = await login.begin(begun, callbackUrl(deps, login));
  setCookie(deps, reply, 'login', sealAttempt('websso', begun, websso.seal), LOGIN_MS);
  return lead(reply, location);
}

async function handOver(
  deps: IdentityDeps,
  websso: WebSsoDeps,
  request: IdentityRequest,
  reply: FastifyReply,
  onBegun: (begun: BegunLogin) => void,
) {
  deps.limits.login(request);
  const provider = param(request, 'idp');
  const cookie = readCookie(request.headers.cookie, 'login', isSecure(deps));
  const begun = openAttempt('websso', cookie, { provider, states: [request.query.state ?? []].flat() }, websso);
  const login = websso.logins().find(({ id }) => id === provider);
  // Both may have been taken out of the configuration since.
  if (login === undefined || !websso.trustedDashboards().includes(begun.to)) throw notTrusted(begun.to);
  onBegun(begun);
  await useOnce('websso', begun, websso);
  setCookie(deps, reply, 'login', '', 0);
  const issued = await finishLogin({ ...deps, ...websso }, request, login, begun, callbackUrl(deps, login));
  const session = sealSession(issued, login.id, websso.seal);
  if (session !== undefined) setCookie(deps, reply, 'session', session, issued.caller.expiresAt - websso.now());
  return show(reply, tokenPage(begun.to, issued.token, { sendReferrer: websso.sendReferrer() }));
}

async function logOut(deps: IdentityDeps, websso: WebSsoDeps, request: IdentityRequest, reply: FastifyReply) {
  deps.limits.anonymous(request);
  const cookie = readCookie(request.headers.cookie, 'session', isSecure(deps));
  const session = openSession(cookie, websso.seal);
  if (session === undefined) return show(reply, loggedOutPage());
  const { login, location } = await endLogin({ ...deps, ...websso }, session, v3Url(deps, '/auth/websso/logged-out'));
  request.object = login ?? 'unknown';
  setCookie(deps, reply, 'session', '', 0);
  return location === undefined ? show(reply, loggedOutPage()) : lead(reply, location);
}

/** Where nothing of it is configured. */
const NONE: WebSsoDeps = {
  logins: () => [],
  trustedDashboards: () => [],
  sendReferrer: () => false,
  seal: { close: () => '', open: () => undefined },
  store: { add: async () => false },
  now: () => 0,
};

/** Keystone's own words (keystone/api/auth.py, `_get_sso_origin_host`). */
function originOf(request: IdentityRequest, { trustedDashboards }: WebSsoDeps): string {
  const { origin } = request.query;
  if (typeof origin !== 'string' || origin === '')
    throw new GatewayError('badRequest', { message: 'Request must have an origin query parameter' });
  if (!trustedDashboards().includes(origin)) throw notTrusted(origin);
  return origin;
}

const notTrusted = (origin: string): GatewayError =>
  new GatewayError('unauthorized', {
    message:
      'This dashboard is not trusted by the gateway. Its operator has to add its URL to gateway.websso.trustedDashboards.',
    detail: `websso: ${JSON.stringify(origin.slice(0, 200))} is not a trusted dashboard`,
  });

function loginsFor(request: IdentityRequest, { logins }: WebSsoDeps): BrowserLogin[] {
  const { idp, protocol } = request.params;
  return logins().filter((login) => login.protocol === protocol && (idp === undefined || login.id === idp));
}

const protocolOf = ({ logins }: WebSsoDeps, { provider }: BegunLogin): string =>
  logins().find(({ id }) => id === provider)?.protocol ?? '';

const beginUrl = (
  deps: IdentityDeps,
  request: IdentityRequest,
  { id, protocol }: Pick<BrowserLogin, 'id' | 'protocol'>,
  origin: string,
): string =>
  `${authRoot(deps, request)}/v3/auth/OS-FEDERATION/identity_providers/${encodeURIComponent(id)}/protocols/${encodeURIComponent(protocol)}/websso?origin=${encodeURIComponent(origin)}`;

/** One for each provider, so that the answer of one is never taken for another's (RFC 9700 §4.4.2.2). */
const callbackUrl = (deps: IdentityDeps, { id }: Pick<BrowserLogin, 'id'>): string =>
  v3Url(deps, `/auth/websso/callback/${encodeURIComponent(id)}`);

const isSecure = ({ publicUrl }: Pick<IdentityDeps, 'publicUrl'>): boolean => publicUrl.startsWith('https:');

function setCookie(
  deps: IdentityDeps,
  reply: FastifyReply,
  cookie: 'login' | 'session',
  value: string,
  ms: number,
): void {
  reply.header('set-cookie', writeCookie(cookie, value, Math.max(0, Math.floor(ms / 1000)), isSecure(deps)));
}

const show = (reply: FastifyReply, { html, headers }: WebPage): FastifyReply => reply.headers(headers).send(html);

const lead = (reply: FastifyReply, location: string): FastifyReply =>
  reply.code(303).headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();

async function inBrowser(
  request: IdentityRequest,
  reply: FastifyReply,
  answer: () => Promise<FastifyReply>,
  again: () => string | undefined = () => undefined,
): Promise<FastifyReply> {
  try {
    return await answer();
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (!/\btext\/html\b/i.test(request.headers.accept ?? '')) throw error;
    request.failure = error.code;
    request.reason = error.detail ?? error.code;
    if (error.code === 'internal') request.log.error({ err: error.cause ?? error }, 'login in a browser failed');
    if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
    return show(reply.code(error.status), errorPage(error.message, again()));
  }
}
