// SPDX-License-Identifier: Apache-2.0
// The portal: pages for people, rendered here from the answers of the SCS API. Its routes are the list of pages, the files that
// they load, and the ways in and out.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import { limitBodyTime } from '../../plugins/body-time.ts';
import { type PortalFiles, readPortalFiles } from '../../portal-files.ts';
import { failurePart, failureView, noted } from './failures.ts';
import { isOwnForm } from './forgery.ts';
import { type Frame, isTheme, type Theme } from './layout.ts';
import { beginPortalLogin, endPortalLogin, finishPortalLogin, newNonce, renewLater, shouldRenew } from './logins.ts';
import type { Answer, Page, View } from './page.ts';
import { PAGES } from './pages/index.ts';
import { forgedView, loggedOutView, loginFailedView, loginView } from './pages/login.ts';
import { baseOf, PORTAL, returnPath } from './places.ts';
import { receive, unknown } from './receive.ts';
import { sendDownload, sendView } from './send.ts';
import { cookieOf, keepProject, setCookie } from './session.ts';
import type { PortalDeps } from './settings.ts';
import { serveFiles } from './static-files.ts';
import { isLanguage } from './texts/index.ts';
import type { Visit } from './visit.ts';
import '../../request.ts';

export type { PortalDeps } from './settings.ts';

export interface Portal {
  readonly surface: FastifyPluginAsync;
  /** The root of the gateway, for browsers: undefined for whoever wants JSON, and where there is no portal. */
  front(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | undefined;
  /** The answer of an identity provider to a login that the portal has begun. */
  callback(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

/** A form of people; uploads are none of the portal's. */
const LARGEST_FORM = 128 * 1024;
const YEAR_MS = 365 * 24 * 60 * 60_000;

export function createPortal(deps: PortalDeps): Portal {
  const base = baseOf(deps.publicUrl);
  const made = new WeakMap<object, PortalFiles>();
  const files = (): PortalFiles => {
    const settings = deps.settings();
    const known = made.get(settings) ?? readPortalFiles(settings.colours, settings.logo);
    made.set(settings, known);
    return known;
  };
  const demandEnabled = async (): Promise<void> => {
    if (!deps.settings().enabled) throw new GatewayError('notFound', { detail: 'the portal is switched off' });
  };

  const lead = (reply: FastifyReply, location: string): FastifyReply =>
    reply.code(303).headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();

  function frameOf(request: FastifyRequest, reply: FastifyReply, visit: Visit): Frame {
    const theme = themeOf(request, reply, visit);
    const { t } = visit;
    return {
      ...{ visit, theme },
      settings: deps.settings(),
      files: files(),
      version: deps.version,
      nonce: newNonce(),
      nav: PAGES.flatMap(({ path, nav, operator }) =>
        nav === undefined || (operator && visit.operator === undefined) ? [] : [{ path, word: t.nav[nav] }],
      ),
    };
  }

  /** A wish in the address is kept for the next pages. */
  function themeOf(request: FastifyRequest, reply: FastifyReply, { query }: Visit): Theme {
    const wish = query.get('theme');
    if (isTheme(wish)) setCookie(deps, reply, 'portalTheme', wish, wish === 'system' ? 0 : YEAR_MS);
    const theme = isTheme(wish) ? wish : cookieOf(deps, request, 'portalTheme');
    return isTheme(theme) ? theme : 'system';
  }

  function keepLanguage(reply: FastifyReply, { query }: Visit): void {
    const language = query.get('lang');
    if (isLanguage(language)) setCookie(deps, reply, 'portalLanguage', language, YEAR_MS);
  }

  function show(request: FastifyRequest, reply: FastifyReply, visit: Visit, view: View): FastifyReply {
    keepLanguage(reply, visit);
    const frame = frameOf(request, reply, visit);
    if (view.project) keepProject(deps, request, reply, view.project);
    return sendView(request, reply, frame, view, (error) => failurePart(visit, noted(visit, error)));
  }

  function answer(request: FastifyRequest, reply: FastifyReply, visit: Visit, given: Answer): FastifyReply {
    if (given.kind === 'redirect') {
      keepLanguage(reply, visit);
      themeOf(request, reply, visit);
      return lead(reply, `${base}${given.to}`);
    }
    if (given.kind === 'download') return sendDownload(reply, given);
    return show(request, reply, visit, given);
  }

  /** Whatever fails is a page. */
  async function guarded(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (visit: Visit) => Promise<FastifyReply>,
    failed: (visit: Visit, error: GatewayError) => View = failureView,
  ): Promise<FastifyReply> {
    let visit: Visit | undefined;
    try {
      visit = await receive(deps, request, reply);
      return await work(visit);
    } catch (thrown) {
      if (reply.raw.headersSent) throw thrown;
      visit ??= unknown(deps, request, reply);
      const error = noted(visit, thrown);
      if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
      return show(request, reply, visit, failed(visit, error));
    }
  }

  async function showPage(page: Page, request: FastifyRequest, reply: FastifyReply, visit: Visit) {
    const { session } = visit;
    if (page.open === undefined && session === undefined)
      return lead(reply, visit.link('/login', { to: returnPath(`${PORTAL}${visit.path}${searchOf(visit)}`) }));
    if (session !== undefined && shouldRenew(session, request, deps.now())) {
      const to = `${PORTAL}${visit.path}${searchOf(visit)}`;
      const way = await beginPortalLogin(deps, request, reply, { provider: session.provider, to, silent: true }).catch(
        () => undefined,
      );
      if (way !== undefined) return lead(reply, way);
      renewLater(deps, reply, session);
    }
    demandAllowed(page, visit);
    return answer(request, reply, visit, await page.get(visit));
  }

  const formOf = ({ body }: FastifyRequest): URLSearchParams =>
    new URLSearchParams(typeof body === 'string' ? body : '');
  const isOwn = (request: FastifyRequest, { caller }: Visit): boolean =>
    isOwnForm(request, formOf(request), { ...deps, login: caller?.auditIds.at(-1) });

  async function takeForm(page: Page, request: FastifyRequest, reply: FastifyReply, visit: Visit) {
    if (!isOwn(request, visit)) return show(request, reply, visit, forgedView(visit));
    if (page.open === undefined && visit.session === undefined)
      return show(request, reply, visit, loginView(visit, returnPath(`${PORTAL}${visit.path}`), 'ended'));
    demandAllowed(page, visit);
    if (page.post === undefined) throw noSuchPage();
    return answer(request, reply, visit, await page.post(visit, formOf(request)));
  }

  const surface: FastifyPluginAsync = async (app) => {
    app.removeAllContentTypeParsers();
    const form = { parseAs: 'string', bodyLimit: LARGEST_FORM } as const;
    app.addContentTypeParser('application/x-www-form-urlencoded', form, (_request, body, done) => done(null, body));
    app.addHook('onRequest', async (request, reply) => {
      await demandEnabled();
      limitBodyTime(request, reply, deps.bodyTime());
    });
    serveFiles(app, files);
    app.setErrorHandler((error, request, reply) =>
      guarded(request, reply, async () => {
        throw toGatewayError(error);
      }),
    );

    for (const page of PAGES) {
      const url = `${PORTAL}${page.path}`;
      app.get(url, (request, reply) => guarded(request, reply, (visit) => showPage(page, request, reply, visit)));
      if (page.post !== undefined)
        app.post(url, (request, reply) => guarded(request, reply, (visit) => takeForm(page, request, reply, visit)));
    }

    app.get(`${PORTAL}/login`, (request, reply) =>
      guarded(request, reply, async (visit) => {
        const to = returnPath(visit.query.get('to'));
        if (visit.session !== undefined) return lead(reply, `${base}${to}`);
        return show(request, reply, visit, loginView(visit, to, visit.query.has('to') ? 'needed' : 'wanted'));
      }),
    );
    app.get(`${PORTAL}/login/:provider`, (request, reply) =>
      guarded(
        request,
        reply,
        async (visit) => {
          const { provider = '' } = visit.params;
          const to = visit.query.get('to') ?? '';
          return lead(reply, await beginPortalLogin(deps, request, reply, { provider, to }));
        },
        loginFailedView,
      ),
    );
    app.post(`${PORTAL}/logout`, (request, reply) =>
      guarded(request, reply, async (visit) => {
        const { session } = visit;
        if (session !== undefined && !isOwn(request, visit)) return show(request, reply, visit, forgedView(visit));
        if (session !== undefined) request.object = visit.caller?.auditIds.at(-1) ?? 'unknown';
        const further = session && (await endPortalLogin(deps, reply, session));
        const nobody = { ...visit, session: undefined, caller: undefined };
        return show(request, reply, nobody, loggedOutView(nobody, further));
      }),
    );
    app.all(`${PORTAL}/*`, (request, reply) =>
      guarded(request, reply, async () => {
        throw noSuchPage();
      }),
    );
  };

  return {
    surface,
    front(request, reply) {
      if (!deps.settings().enabled || !wantsPage(request)) return undefined;
      const [welcome] = PAGES;
      return welcome && guarded(request, reply, (visit) => showPage(welcome, request, reply, visit));
    },
    callback: (request, reply) =>
      guarded(
        request,
        reply,
        async () => {
          await demandEnabled();
          return lead(reply, `${base}${await finishPortalLogin(deps, request, reply)}`);
        },
        loginFailedView,
      ),
  };
}

const noSuchPage = (): GatewayError => new GatewayError('notFound', { detail: 'no such page' });

const demandAllowed = ({ operator }: Page, visit: Visit): void => {
  if (operator && visit.operator === undefined) throw noSuchPage();
};

const searchOf = ({ query }: Visit): string => (query.size === 0 ? '' : `?${query.toString()}`);

/** Browsers name HTML; what takes anything (health checks, curl, programs) gets what it always got. */
const wantsPage = ({ headers, method }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && /\btext\/html\b/i.test(headers.accept ?? '');
