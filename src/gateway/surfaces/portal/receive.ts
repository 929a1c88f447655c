// SPDX-License-Identifier: Apache-2.0
// From a request to a visit: who it is by the cookie, the language, and the ways to other pages and to the SCS API.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { breakOffSoon } from '../../../http/client-stream.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { ScsCaller } from '../../../scs/caller.ts';
import type { ScsQuestion, ScsReply } from '../../scs-api.ts';
import { credentialsOf } from './credentials.ts';
import { formToken } from './forgery.ts';
import { createFormat } from './format.ts';
import { isOperator } from './operator-view.ts';
import { baseOf, PORTAL, pathTo } from './places.ts';
import { cookieOf, forgetSession, keptProject, openSession, type PortalSession } from './session.ts';
import type { PortalDeps } from './settings.ts';
import { LANGUAGES, languageFor } from './texts/index.ts';
import type { Visit } from './visit.ts';

export const receive = async (deps: PortalDeps, request: FastifyRequest, reply: FastifyReply): Promise<Visit> =>
  visitOf(deps, request, reply, await whoIs(deps, request, reply));

/** Where nobody could say who it is: for a page that says so. */
export const unknown = (deps: PortalDeps, request: FastifyRequest, reply: FastifyReply): Visit =>
  visitOf(deps, request, reply, {});

interface Visitor {
  readonly session?: PortalSession;
  readonly who?: ScsCaller;
}

function visitOf(deps: PortalDeps, request: FastifyRequest, reply: FastifyReply, { session, who }: Visitor): Visit {
  const { publicUrl, api, seal } = deps;
  const base = baseOf(publicUrl);
  const [, path = '', search = ''] = /^(?:\/portal)?([^?]*)\??(.*)$/.exec(request.url) ?? [];
  const query = new URLSearchParams(search);
  const wish = query.get('lang') ?? cookieOf(deps, request, 'portalLanguage');
  const language = languageFor(wish, request.headers['accept-language']);
  const now = deps.now();
  const gone = new AbortController();
  const stream = who && deps.streams.open({ surface: 'portal', caller: who.caller, request });
  reply.raw.once('close', () => {
    stream?.close();
    gone.abort(new GatewayError('clientTimeout', { detail: 'the browser has gone' }));
  });
  // What fills while its session ends says so, and has time for that alone.
  if (stream !== undefined)
    stream.carrier = {
      stop(why) {
        gone.abort(why);
        breakOffSoon(reply.raw);
      },
    };
  const clouds = deps.clouds();
  const here = path === '/' ? '' : path;

  return {
    request,
    path: here,
    params: request.params as Record<string, string>,
    query,
    language,
    t: LANGUAGES[language].texts,
    format: createFormat(language, now),
    now,
    publicUrl,
    link: (to, wishes) => `${base}${pathTo(to, wishes)}`,
    again(changes) {
      const next = new URLSearchParams(query);
      for (const [name, value] of Object.entries(changes)) {
        next.delete(name);
        for (const one of [value ?? []].flat()) next.append(name, one);
      }
      return `${base}${PORTAL}${here}${next.size === 0 ? '' : `?${next.toString()}`}`;
    },
    outside: (to) => `${base}${to}`,
    clouds,
    cloudName: (id) => clouds.find((cloud) => cloud.id === id)?.name ?? id,
    latencies: deps.latencies,
    resources: deps.resources,
    providers: deps.logins().map(({ id }) => id),
    commandLine: (provider) => deps.commandLine().find(({ id }) => id === provider),
    signal: gone.signal,
    session,
    lastProject: keptProject(deps, request),
    caller: who?.caller,
    async ask<T>(operation: string, question: Omit<ScsQuestion, 'signal'> = {}): Promise<ScsReply<T>> {
      if (session === undefined || who === undefined) throw new GatewayError('unauthorized', { detail: 'no session' });
      const visitor = { request, caller: who, token: session.token };
      return api.call<T>(visitor, operation, { ...question, signal: gone.signal });
    },
    operations: api.operations,
    credentials: credentialsOf(deps, request, who),
    operator: isOperator(who?.caller, deps.settings().operators) ? deps.operator : undefined,
    formToken: () => formToken(seal, who?.caller.auditIds.at(-1) ?? ''),
  };
}

/** A session whose token has expired or was revoked is none; it leaves the browser at once. */
async function whoIs(deps: PortalDeps, request: FastifyRequest, reply: FastifyReply): Promise<Visitor> {
  const session = openSession(deps, request);
  if (session === undefined) {
    deps.limits.anonymous(request);
    return {};
  }
  try {
    return { session, who: await deps.api.authenticate(request, session.token) };
  } catch (thrown) {
    if (toGatewayError(thrown).code !== 'unauthorized') throw thrown;
    forgetSession(deps, reply);
    return {};
  }
}
