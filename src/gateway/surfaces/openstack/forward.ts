// SPDX-License-Identifier: Apache-2.0
// The data plane in the order of the sentence that describes it:
// request → authenticate → resolve scope → pick member → open session → forward through the lens → answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import {
  connectTo,
  isVersionDocument,
  referenceTouched,
  requestTreatment,
  typeOfSegment,
} from '../../../adapters/openstack/index.ts';
import type { Tokens } from '../../../federation/tokens.ts';
import { hasBody, isGone } from '../../../http/client-stream.ts';
import { parseTarget, type Target } from '../../../http/target.ts';
import { type CurrentFleet, memberOfRegion } from '../../../members/fleet.ts';
import { requestHeaders } from '../../../members/headers.ts';
import type { LastKnown } from '../../../members/last-known.ts';
import type { MemberViews } from '../../../members/member-views.ts';
import { refuseOwnTokens } from '../../../members/own-tokens.ts';
import { relay } from '../../../members/relay.ts';
import type { Clock } from '../../../model/clock.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { Member } from '../../../model/member.ts';
import type { ReferenceCache } from '../../../model/reference-cache.ts';
import { bearerOf } from '../../bearer.ts';
import type { Consoles } from '../../consoles.ts';
import { classOf, type Limits } from '../../limits/index.ts';
import { type Access, anonymousAccess, callerAccess, nativeAccess } from './access.ts';
import { readBody } from './body.ts';
import { planAnswer } from './plan-answer.ts';
import '../../request.ts';

export interface ForwardDeps {
  readonly fleet: CurrentFleet;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly views: MemberViews;
  readonly lastKnown: LastKnown;
  readonly consoles: Consoles;
  readonly references: ReferenceCache;
  readonly publicUrl: string;
  readonly now: Clock;
}

export async function forward(deps: ForwardDeps, request: FastifyRequest, response: ServerResponse): Promise<void> {
  const { raw } = request;
  const target = parseTarget(raw.url ?? '', '/clouds/');
  request.service = typeOfSegment(target.service);
  const member = memberOfRegion(deps.fleet(), target.region);
  if (member === undefined) throw new GatewayError('unknownRegion');
  request.cloud = member.id;
  request.strategy = member.strategy.kind;
  if (request.strategy === 'native') request.loginUrl = `${deps.publicUrl}/clouds/${target.region}/identity/v3`;
  const access = await pickAccess(deps, request, member, target);
  deps.limits.member(request, member.id);

  let body: Buffer | IncomingMessage | undefined;
  for (let attempt = 1; ; attempt++) {
    const way = await access.open(target);
    if (way === undefined) throw new GatewayError('unknownService');
    const { lens, root, token } = way;
    request.service = way.type;
    if (body === undefined && hasBody(raw)) {
      const treatment = requestTreatment({
        service: request.service,
        method: request.method,
        path: target.rest,
        contentType: raw.headers['content-type'] ?? '',
      });
      body = await readBody(raw, treatment);
    }
    const path = lens.request.path(target.rest);
    const query = target.query === undefined ? '' : `?${lens.request.query(target.query)}`;
    const headers = requestHeaders(raw.rawHeaders, lens.request.header);
    const text = Buffer.isBuffer(body) ? lens.request.text(body.toString('latin1')) : undefined;
    refuseOwnTokens(deps.tokens, [path, query, text, way.subjectToken, ...headers]);
    const { origin, prefix } = split(root);
    const breaker = member.transport.breaker(origin);
    if (!breaker.admit()) throw new GatewayError('memberBusy', { cloud: member.id, retryAfter: breaker.retryAfter() });

    if (token !== undefined) headers.push('x-auth-token', token);
    if (way.subjectToken !== undefined) headers.push('x-subject-token', way.subjectToken);
    headers.push('x-openstack-request-id', globalRequestId(request));
    headers.push('accept-encoding', 'identity');
    let sent = body;
    if (text !== undefined) sent = Buffer.from(text, 'latin1');
    else if (body !== undefined && raw.headers['content-length'] !== undefined)
      headers.push('content-length', raw.headers['content-length']);

    try {
      const answered = await relay({
        cloud: member.id,
        transport: member.transport,
        breaker,
        origin,
        path: `${prefix}${path}${query}` || '/',
        method: request.method,
        headers,
        body: sent,
        client: response,
        plan(status, answer) {
          if (status < 300 && !isSafe(request.method))
            forgetTouched(deps.references, member.id, way.type, target, text);
          if (status === 401 && way.logsIn) deps.limits.failed(request);
          return planAnswer({ request, target, way, status, headers: answer, deps });
        },
      });
      if (answered) return;
    } catch (error) {
      // The member closed a kept-alive connection at that moment. A safe request without a body can be retried (RFC
      // 9110 §9.2.2).
      const again = attempt === 1 && isSafe(request.method) && body === undefined && !response.headersSent;
      if (again && error instanceof GatewayError && error.code === 'memberReset' && !isGone(response)) continue;
      throw error;
    }
    // The member no longer accepts the token that the gateway holds. The gateway replaces it; the client never sees
    // this 401.
    await way.refused();
    const replayable = body === undefined || Buffer.isBuffer(body);
    // Twice at most: a view may hold an older token than the exchange does, and both may have been revoked.
    if (attempt > 2 || !replayable)
      throw new GatewayError('memberRefused', { cloud: member.id, retryAfter: 1, detail: 'the member answered 401' });
  }
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

/** The kind of token decides how the member is accessed. A client sees a 401 only for its own token. */
async function pickAccess(deps: ForwardDeps, request: FastifyRequest, member: Member, target: Target): Promise<Access> {
  const token = presentedToken(request);
  const versions = token === undefined && isVersionDocument(request.method, target.rest);
  if (versions) return anonymousAccess(deps, member);
  if (member.strategy.kind === 'native') {
    // A gateway token must never reach a member, not even one that would refuse it.
    if (token !== undefined && deps.tokens.claimsToBeOurs(token))
      throw new GatewayError('forbidden', { message: 'This cloud accepts its own accounts only.' });
    return nativeAccess(deps, member, request, token);
  }
  if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
  const caller: Caller =
    deps.tokens.known(token) ?? (await deps.limits.authenticate(request, () => deps.tokens.verify(token)));
  request.caller = caller;
  deps.limits.admit(request, classOf(request.method));
  if (caller.scope.kind === 'unscoped' && target.service !== 'identity') throw new GatewayError('scopeNeeded');
  return callerAccess(deps, member, caller, target);
}

/** Swift's clients may send X-Storage-Token; Bearer is for people with curl. */
function presentedToken(request: FastifyRequest): string | undefined {
  const token = request.headers['x-auth-token'] ?? request.headers['x-storage-token'];
  return typeof token === 'string' && token !== '' ? token : bearerOf(request);
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Forwards a client's own global request id to the member's log, but nothing else from that header. */
function globalRequestId(request: FastifyRequest): string {
  const given = request.headers['x-openstack-request-id'];
  return typeof given === 'string' && /^req-[0-9a-f-]{36}$/.test(given) ? given : request.id;
}

/** There are few root URLs, so each is parsed once. */
const roots = new Map<string, ReturnType<typeof connectTo>>();
function split(root: string): ReturnType<typeof connectTo> {
  let parts = roots.get(root);
  if (parts === undefined) {
    parts = connectTo(root);
    if (roots.size > 10_000) roots.clear();
    roots.set(root, parts);
  }
  return parts;
}
