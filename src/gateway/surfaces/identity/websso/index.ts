// SPDX-License-Identifier: Apache-2.0
// WebSSO: logins in a browser for dashboards, as Keystone has them (keystone/api/auth.py, OS-FEDERATION/websso) and Horizon,
// Skyline and keystoneauth's v3websso use them: origin → provider → callback → a form that posts an unscoped token to the origin.
// Failures are pages for browsers, and Keystone's JSON for everybody else.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { BrowserLogin } from '../../../../federation/browser-login/index.ts';
import { OWN_TOKENS } from '../../../../federation/login-tokens.ts';
import { defined } from '../../../../model/defined.ts';
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import { readCookie, writeCookie } from '../../../own-cookies.ts';
import { authRoot, type IdentityDeps, v3Url } from '../deps.ts';
import { keystoneRoute } from '../refusals.ts';
import { type Handler, type IdentityRequest, param, resource } from '../resource.ts';
import type { WebSsoDeps } from '../websso-deps.ts';
import { type BegunLogin, beginAttempt, LOGIN_MS, openAttempt, sealAttempt, useOnce } from './attempt.ts';
import { choicePage, errorPage, loggedOutPage, tokenPage, type WebPage } from './pages.ts';
import { endSession, sealSession } from './session.ts';
import '../../../request.ts';

const GENERAL = '/auth/OS-FEDERATION/websso/:protocol';
const OF_PROVIDER = '/auth/OS-FEDERATION/identity_providers/:idp/protocols/:protocol/websso';
/** Beside Keystone's own paths, where a protocol may have any name. */
const OWN = '/identity/v3/auth/websso';

export function webSso(app: FastifyInstance, deps: IdentityDeps): void {
  const websso = deps.webSso ?? NONE;
  const begin: Handler = (request, reply) => inBrowser(request, reply, () => beginLogin(deps, websso, request, reply));
  const callback: Handler = async (request, reply) => {
    let begun: BegunLogin | undefined;
    const onBegun = (found: BegunLogin): void => {
      begun = found;
    };
    return inBrowser(
      request,
      reply,
      () => finishLogin(deps, websso, request, reply, onBegun),
      () => begun && beginUrl(deps, request, { id: begun.provider, protocol: protocolOf(websso, begun) }, begun.origin),
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
  const begun = beginAttempt(login.id, origin, websso.now());
  const location = await login.begin(begun, callbackUrl(deps, login));
  setCookie(deps, reply, 'login', sealAttempt(begun, websso.seal), LOGIN_MS);
  return lead(reply, location);
}

async function finishLogin(
  deps: IdentityDeps,
  websso: WebSsoDeps,
  request: IdentityRequest,
  reply: FastifyReply,
  onBegun: (begun: BegunLogin) => void,
) {
  const { identityService, limits } = deps;
  limits.login(request);
  const provider = param(request, 'idp');
  const cookie = readCookie(request.headers.cookie, 'login', isSecure(deps));
  const begun = openAttempt(cookie, { provider, states: [request.query.state ?? []].flat() }, websso);
  const login = websso.logins().find(({ id }) => id === provider);
  // Both may have been taken out of the configuration since.
  if (login === undefined || !websso.trustedDashboards().includes(begun.origin)) throw notTrusted(begun.origin);
  onBegun(begun);
  await useOnce(begun, websso);
  setCookie(deps, reply, 'login', '', 0);
  const { tokens, proven } = await limits.authenticate(request, async () => {
    const tokens = await login.finish(queryOf(request), begun, callbackUrl(deps, login));
    return { tokens, proven: await identityService.authenticate(login.id, login.protocol, tokens.bearer) };
  });
  const { principal, notAfter, login: left } = proven;
  request.caller = { principal, scope: { kind: 'unscoped' } };
  limits.admit(request, 'login');
  const methods = [login.protocol];
  // Under the audit id by which something was kept for clouds, so that it is found, and goes with the login.
  const issued = await identityService.issue(
    { principal, methods, ...defined({ notAfter, login: left }) },
    { kind: 'unscoped' },
  );
  request.caller = issued.caller;
  const { expiresAt: until, auditIds } = issued.caller;
  const { idToken: token, refreshToken } = tokens;
  if (refreshToken !== undefined) {
    const left = { user: principal.id, login: auditIds[0], until, provider: login.id, client: 'login' } as const;
    // Without it the owner of a credential is known by logins alone.
    await websso.refreshTokens?.left({ ...left, token: refreshToken }).catch(() => undefined);
  }
  // Without it a logout asks at the provider, and nothing else is lost.
  if (token !== undefined)
    await websso.loginTokens?.keep(auditIds[0], OWN_TOKENS.id, { token, until }).catch(() => undefined);
  const session = sealSession(issued, login.id, websso.seal);
  if (session !== undefined) setCookie(deps, reply, 'session', session, until - websso.now());
  return show(reply, tokenPage(begun.origin, issued.token, { sendReferrer: websso.sendReferrer() }));
}

async function logOut(deps: IdentityDeps, websso: WebSsoDeps, request: IdentityRequest, reply: FastifyReply) {
  deps.limits.anonymous(request);
  const cookie = readCookie(request.headers.cookie, 'session', isSecure(deps));
  const ended = await endSession(cookie, websso.seal, deps.identityService);
  if (ended === undefined) return show(reply, loggedOutPage());
  setCookie(deps, reply, 'session', '', 0);
  const login = websso.logins().find(({ id }) => id === ended.provider);
  const hint = ended.login === undefined ? undefined : await websso.loginTokens?.of(ended.login, OWN_TOKENS.id);
  if (ended.login !== undefined) await websso.loginTokens?.forget(ended.login, Object.values(OWN_TOKENS));
  const location = await login?.end(v3Url(deps, '/auth/websso/logged-out'), hint?.token);
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

const queryOf = ({ raw: { url = '' } }: IdentityRequest): string => url.slice(url.indexOf('?') + 1);

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
