// SPDX-License-Identifier: Apache-2.0
// The data plane in the order of the sentence that describes it:
// request → authenticate → resolve scope → pick member → open session → forward through the lens → answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import {
  makesNew,
  pathRule,
  referenceTouched,
  requestTreatment,
  takesAnyName,
  typeOfSegment,
} from '../../../adapters/openstack/index.ts';
import { hasBody } from '../../../http/client-stream.ts';
import { isSafe } from '../../../http/safe-method.ts';
import { parseTarget, type Target } from '../../../http/target.ts';
import { memberOfRegion } from '../../../members/fleet.ts';
import { requestHeaders } from '../../../members/headers.ts';
import { relay } from '../../../members/relay.ts';
import { type Answer, withSession } from '../../../members/session-loop.ts';
import { passedOn } from '../../../members/via.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import { createRefused } from '../../../model/maintenance.ts';
import type { Member } from '../../../model/member.ts';
import { refusePath } from '../../../model/path-rule.ts';
import { CLOUDS } from '../../../model/public-paths.ts';
import type { ReferenceCache } from '../../../model/reference-cache.ts';
import type { Standing } from '../../../model/standing.ts';
import { traced } from '../../../model/tracing.ts';
import { bearerOf } from '../../bearer.ts';
import { carrierOf } from '../../connections/connection.ts';
import { refuseDetours } from '../../credential-bounds.ts';
import { classOf } from '../../limits/index.ts';
import { serviceWithoutToken } from '../../needs-no-token.ts';
import { type Access, callerAccess, nativeAccess, type Way } from './access.ts';
import { anonymousAccess } from './anonymous.ts';
import { readBody } from './body.ts';
import type { OpenStackDeps } from './deps.ts';
import { translateForeign } from './foreign-projects.ts';
import { planAnswer } from './plan-answer.ts';
import { learnUrlKeys } from './url-keys.ts';
import '../../request.ts';

export async function forward(deps: OpenStackDeps, request: FastifyRequest, response: ServerResponse): Promise<void> {
  const { raw } = request;
  const target = parseTarget(raw.url ?? '', CLOUDS);
  request.service = typeOfSegment(target.service);
  // An object store's is judged once its root is known.
  if (target.odd && !takesAnyName(request.service)) refusePath(target.rest, pathRule(request.service));
  const member = memberOfRegion(deps.fleet(), target.region);
  if (member === undefined) throw new GatewayError('unknownRegion');
  const { id: cloud, transport } = member;
  request.cloud = cloud;
  request.strategy = member.strategy.kind;
  request.loginUrl = `${deps.publicUrl}${request.strategy === 'native' ? `${CLOUDS}${target.region}` : ''}/identity/v3`;
  const picked = pickAccess(deps, request, member, target);
  const { caller, access, stranger = false } = picked instanceof Promise ? await picked : picked;
  deps.limits.member(request, cloud, stranger);
  const notice = deps.maintenance.cloud(cloud);
  if (notice?.refuseCreates && makesNew({ method: request.method, service: request.service, path: target.rest }))
    throw createRefused(cloud, notice, deps.now());

  let body: string | Buffer | IncomingMessage | undefined;
  const replayable = (): boolean => body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const loop = {
    cloud,
    open: access.open,
    drop: (way: Way) => way.refused(),
    lost: (way: Way) => way.lost?.(),
    retryAfter: 1,
    replayable,
    standing: standingOf(member),
  };
  const stream = deps.streams.open({ surface: 'openstack', caller, request, cloud });
  const send = async (way: Way, good: () => boolean): Promise<Answer<'answered'>> => {
    request.service = way.type;
    body ??= way.body;
    if (body === undefined && hasBody(raw)) body = await bodyOf(request, target, deps.bodyTime());
    const { lens } = way;
    const { foreign } = way;
    if (foreign !== undefined) foreign.missed.length = 0;
    const translate = (): Translated => translateRequest(way, raw, target, body);
    let translated = traced(transport.tracing, 'translate', { 'scs.direction': 'request' }, translate);
    if (foreign !== undefined && foreign.missed.length > 0) {
      const by = { caller, writes: !isSafe(request.method) };
      translated = await translateForeign({ accounts: deps.accounts, member, by, foreign }, translate, translated);
    }
    const { path, query, headers, sent } = translated;
    request.memberPath = path.slice(lens.prefix.length);
    if (way.project !== undefined) request.memberProject = way.project;
    if (way.subjectToken !== undefined) headers.push('x-subject-token', way.subjectToken);
    const { signed } = way;
    const added = [
      ...passedOn(raw.headers.via),
      'x-openstack-request-id',
      globalRequestId(request),
      'accept-encoding',
      // S3 clients sign it (rclone, for a download).
      (signed === undefined ? undefined : raw.headers['accept-encoding']?.toString()) ?? 'identity',
    ];
    if (way.token !== undefined) added.push('x-auth-token', way.token);
    if (signed?.authorization !== undefined) added.push('authorization', signed.authorization);
    if (signed?.host !== undefined) added.push('host', signed.host);
    const length = raw.headers['content-length'];
    if (typeof sent === 'object' && length !== undefined) added.push('content-length', length);
    return relay({
      cloud,
      transport,
      origin: lens.origin,
      path: `${path}${query}`,
      method: request.method,
      headers,
      added,
      body: sent,
      by: way.by,
      ...(signed?.host === undefined ? {} : servernameOf(lens.origin)),
      client: response,
      ending: stream,
      plan(status, answer, spelt) {
        if (status < 300 && !isSafe(request.method))
          forgetTouched(deps.references, cloud, way.type, target, typeof sent === 'string' ? sent : undefined);
        if (status === 401 && way.logsIn) deps.limits.failed(request);
        if (way.type === 'object-store' && caller !== undefined)
          learnUrlKeys(deps.accounts, member, raw, target, status, answer);
        const shown = status === 401 && (way.showsUnauthorized || good());
        return planAnswer({ request, target, way, member, status, shown, headers: answer, spelt, deps });
      },
    });
  };
  try {
    await withSession(loop, send);
  } finally {
    stream.close();
  }
}

interface Translated {
  readonly path: string;
  readonly query: string;
  readonly headers: string[];
  readonly sent: string | Buffer | IncomingMessage | undefined;
}

function translateRequest(
  { lens, query, body: own }: Way,
  raw: IncomingMessage,
  target: Target,
  body: string | Buffer | IncomingMessage | undefined,
): Translated {
  const asked = query ?? (target.query === undefined ? undefined : lens.request.query(target.query));
  return {
    path: `${lens.prefix}${lens.request.path(target.rest)}` || '/',
    query: asked === undefined ? '' : `?${asked}`,
    headers: requestHeaders(raw.rawHeaders, lens.request.header),
    sent: typeof body === 'string' && own === undefined ? lens.request.text(body) : body,
  };
}

/** A certificate for an address is asked for without a name (RFC 6066 §3). */
function servernameOf(origin: string): { readonly servername?: string } {
  const { hostname } = new URL(origin);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: hostname } : {};
}

/** By the token that a service was shown. */
function standingOf({ standing }: Member): Standing<Way> | undefined {
  if (standing === undefined) return undefined;
  const tokenOf = ({ token }: Way): string => token ?? '';
  return { known: (way) => standing.known(tokenOf(way)), ask: (way) => standing.ask(tokenOf(way)) };
}

async function bodyOf(
  request: FastifyRequest,
  { rest }: Target,
  patience: number,
): Promise<string | Buffer | IncomingMessage> {
  const { raw, method, service = 'other' } = request;
  const contentType = raw.headers['content-type'] ?? '';
  const late = (): void => {
    request.limit = { policy: 'body-time' };
  };
  return readBody(raw, requestTreatment({ service, method, path: rest, contentType }), { patience, late });
}

/** Runs before the client has its response, so that its next read, through any replica, sees what it has changed. */
function forgetTouched(
  references: ReferenceCache,
  cloud: string,
  service: string,
  { rest }: Target,
  body?: string,
): void {
  const kind = referenceTouched({ service, path: rest, body });
  if (kind !== undefined) void references.purge(cloud, kind);
}

interface Picked {
  readonly access: Access;
  readonly caller?: Caller;
  readonly stranger?: boolean;
}

/** The kind of token decides how the member is accessed. A client sees a 401 only for its own token. Waits only where a token is new. */
function pickAccess(
  deps: OpenStackDeps,
  request: FastifyRequest,
  member: Member,
  target: Target,
): Promise<Picked> | Picked {
  const token = presentedToken(request);
  const free =
    token === undefined
      ? serviceWithoutToken(request.raw, request.service ?? 'other', target.rest, target.query)
      : undefined;
  if (free !== undefined) {
    deps.limits.anonymous(request);
    return { access: anonymousAccess(deps, member, target, request, free), stranger: true };
  }
  if (member.strategy.kind === 'native') {
    // A gateway token must never reach a member, not even one that would refuse it.
    if (token !== undefined && deps.tokens.claimsToBeOurs(token))
      throw new GatewayError('forbidden', { message: 'This cloud takes its own accounts only.' });
    return { access: nativeAccess(deps, member, target, request, token) };
  }
  if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  const known = deps.tokens.known(token, carrierOf(request.raw));
  if (known !== undefined) return accessOf(deps, request, member, target, known);
  return deps.limits
    .authenticate(request, () => deps.tokens.verify(token), { kind: 'token' })
    .then((caller) => accessOf(deps, request, member, target, caller));
}

function accessOf(
  deps: OpenStackDeps,
  request: FastifyRequest,
  member: Member,
  target: Target,
  caller: Caller,
): Picked {
  request.caller = caller;
  deps.limits.admit(request, classOf(request.method));
  if (caller.credential?.accessRules !== undefined)
    refuseDetours(caller, request.raw.headers, request.service ?? 'other', target.query);
  if (caller.scope.kind === 'unscoped' && target.service !== 'identity') throw new GatewayError('scopeNeeded');
  return { access: callerAccess(deps, member, target, request.method, caller), caller };
}

/** Swift's clients may send X-Storage-Token; Bearer is for people with curl. */
function presentedToken(request: FastifyRequest): string | undefined {
  const token = request.headers['x-auth-token'] ?? request.headers['x-storage-token'];
  return typeof token === 'string' && token !== '' ? token : bearerOf(request);
}

/** Forwards a client's own global request id to the member's log, but nothing else from that header. */
function globalRequestId(request: FastifyRequest): string {
  const given = request.headers['x-openstack-request-id'];
  return typeof given === 'string' && /^req-[0-9a-f-]{36}$/.test(given) ? given : request.id;
}
