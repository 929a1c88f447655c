// SPDX-License-Identifier: Apache-2.0
// Decides how a member's response is forwarded: which headers the client gets, and whether and how the lens rewrites
// the body.
import { STATUS_CODES } from 'node:http';
import type { FastifyRequest } from 'fastify';
import {
  challenges,
  errorBody,
  isListing,
  isRecord,
  isVersionDocument,
  mayBeJson,
  publishCatalog,
  treatment,
} from '../../../adapters/openstack/index.ts';
import { claimsIssuer } from '../../../federation/tokens.ts';
import type { Target } from '../../../http/target.ts';
import type { AnswerPlan } from '../../../members/answer-plan.ts';
import { CROSS_ORIGIN, FENCED, FENCED_FOR_ALL, fieldValue } from '../../../members/answer-rules.ts';
import { type AnswerHeaders, answerHeaders, firstOf, type RawNames, spellMetadata } from '../../../members/headers.ts';
import { pageLinks } from '../../../members/link-header.ts';
import { isRedirect } from '../../../members/moved.ts';
import type { ReachReports } from '../../../members/reach-reports.ts';
import { jsonBytes, parseBytes } from '../../../model/bytes-as-text.ts';
import { GatewayError } from '../../../model/errors.ts';
import { MAINTENANCE_HEADER, type Maintenance, noticeField } from '../../../model/maintenance.ts';
import type { Member } from '../../../model/member.ts';
import type { ReferenceCache } from '../../../model/reference-cache.ts';
import { publishedConsole } from '../../console-url.ts';
import { type Consoles, givesConsole, publishConsole } from '../../consoles.ts';
import { ofAnswer } from '../../plugins/traces.ts';
import type { Way } from './access.ts';
import { isForeignCharset, jsonBody } from './json-body.ts';
import { learnVersions, refuseProxyAnswer } from './last-versions.ts';

/** For the log: a member may send what it likes. */
const LONGEST_ID = 128;
const MOST_CHALLENGES = 8;

export interface PlanInput {
  readonly request: FastifyRequest;
  readonly target: Target;
  readonly way: Way;
  readonly member: Member;
  readonly status: number;
  /** Of a 401: it is for the client. */
  readonly shown: boolean;
  readonly headers: AnswerHeaders;
  /** Its names as the member wrote them. */
  readonly spelt: RawNames;
  readonly deps: {
    readonly publicUrl: string;
    readonly consoles: Consoles;
    readonly references: ReferenceCache;
    readonly reports: Pick<ReachReports, 'report'>;
    readonly maintenance: Pick<Maintenance, 'cloud'>;
  };
}

export function planAnswer(input: PlanInput): AnswerPlan | undefined {
  const { request, target, way, member, status, shown, headers, deps } = input;
  const upstreamId = firstOf(headers, 'x-openstack-request-id');
  if (upstreamId !== undefined) request.upstreamRequestId = upstreamId.slice(0, LONGEST_ID);
  if (status === 401 && !shown) return undefined;
  if (status === 401 && !way.showsUnauthorized) request.reason = 'the service answered 401 to a session that is good';
  // RGW's endpoint is `/v1` itself: there it is the list of the containers.
  const versions = way.base !== 1 && way.free !== 'signature' && isVersionDocument(request.method, target.rest);
  if (versions) refuseProxyAnswer(request.cloud ?? '', status);

  const { answer } = way.lens;
  const out = answerHeaders(headers, answer.header, CROSS_ORIGIN);
  if (way.type === 'object-store') spellMetadata(out, input.spelt);
  out.push(...(way.free === 'object' || way.free === 'temporaryUrl' ? FENCED_FOR_ALL : FENCED));
  // The cloud's own goes to its client as it is: that is what its operator is asked about.
  out.push(upstreamId === undefined ? 'x-openstack-request-id' : 'x-scs-request-id', request.id);
  out.push(...ofAnswer(request, status));
  const notice = deps.maintenance.cloud(member.id);
  if (notice !== undefined) out.push(MAINTENANCE_HEADER, noticeField(member.id, notice));
  if (status === 401) out.push(...challengesOf(input));
  const subject = headers['x-subject-token'];
  if (way.publishes && typeof subject === 'string') {
    // Its client would be told to come back with it, as somebody else.
    if (claimsIssuer(subject, deps.publicUrl))
      throw new GatewayError('memberGarbage', { cloud: member.id, detail: 'its token claims to be of the gateway' });
    out.push('x-subject-token', subject);
  }

  const upstreamUrl = `${way.root}${target.rest}`;
  for (const name of ['location', 'content-location'] as const) {
    const value = firstOf(headers, name);
    if (value === undefined) continue;
    const ours = answer.location(value, upstreamUrl);
    if (
      ours !== undefined &&
      name === 'location' &&
      isRedirect(status) &&
      isSame(ours, `${deps.publicUrl}${request.raw.url}`)
    )
      throw new GatewayError('memberRedirect', {
        cloud: member.id,
        message: `The cloud ${member.id} redirects this request to itself.`,
        detail: `to ${value.slice(0, 200)}`,
      });
    if (ours !== undefined) out.push(name, ours);
    // swift/common/middleware/formpost.py: the form's own target, with two parameters.
    else if (name === 'location' && way.redirect !== undefined && isRedirectOfForm(value, way.redirect))
      out.push(name, value);
    // keystoneauth follows redirects with its token, so a redirect must not lead away from the gateway.
    else if (name === 'location' && status > 300 && status < 400 && status !== 304)
      throw new GatewayError('memberRedirect', {
        detail: `to ${value.slice(0, 200)}`,
        ...(request.cloud === undefined ? {} : { cloud: request.cloud }),
      });
  }

  const links = headers.link && pageLinks(headers.link, (url) => answer.location(url, upstreamUrl));
  if (links) out.push('link', links);

  const contentType = firstOf(headers, 'content-type') ?? '';
  if (versions && !JSON_TYPE.test(contentType)) return noDocument(request, status, out);
  const shape = {
    service: request.service ?? 'other',
    method: request.method,
    path: target.rest,
    status,
    contentType,
  };
  const how = treatment(shape);
  const listing = isListing(shape, way.base ?? 0);
  if (listing && XML_TYPE.test(contentType))
    return { status, headers: out, translate: { whole: answer.account.text, stream: answer.account.stream } };
  const isData = how === 'json' || listing || mayBeJson(shape);
  if (how === 'opaque' && !isData) return { status, headers: out };
  if (isData && isForeignCharset(contentType))
    throw new GatewayError('memberGarbage', { cloud: member.id, detail: `data in ${contentType.slice(0, 100)}` });
  const body = isData
    ? jsonBody(listing ? { ...answer, ...answer.links } : isRecord(shape) ? { ...answer, ...answer.record } : answer, {
        declared: how === 'json',
        contentType,
        cloud: member.id,
        otherwise: how === 'text' ? 'text' : 'unchanged',
      })
    : undefined;
  const translated = body === undefined ? answer.errorText : wholeJson(way, member, body.whole, request, target, deps);
  const whole = request.method === 'POST' && status < 300 && body !== undefined ? noting(translated) : translated;
  return {
    status,
    headers: out,
    translate: {
      whole: versions && body !== undefined ? learning(whole) : whole,
      stream: body?.stream ?? (() => answer.stream('text')),
      early: how === 'opaque' && !listing,
    },
  };

  function noting(translate: (json: string) => string): (json: string) => string {
    return (json) => {
      request.made = json;
      return translate(json);
    };
  }

  function learning(translate: (json: string) => string): (json: string) => string {
    return (json) => {
      const text = translate(json);
      learnVersions(deps, request.cloud ?? '', target, { status, contentType, text });
      return text;
    };
  }
}

const isSame = (one: string, other: string): boolean => URL.parse(one)?.href === URL.parse(other)?.href;

/** A browser would ask for a password in the gateway's name, and none is sent on: nothing for whoever has no token. */
function challengesOf({ request, way, headers }: PlanInput): string[] {
  const ours = `Keystone uri="${request.loginUrl}"`;
  const given = way.token === undefined ? undefined : headers['www-authenticate'];
  return challenges(given, ours)
    .slice(0, MOST_CHALLENGES)
    .flatMap((line) => {
      const text = line === ours ? ours : fieldValue(way.lens.answer.header('www-authenticate', line));
      return text === undefined ? [] : ['www-authenticate', text];
    });
}

const isRedirectOfForm = (value: string, target: string): boolean =>
  /^https?:\/\//i.test(target) &&
  value.startsWith(`${target}${target.includes('?') ? '&' : '?'}status=`) &&
  fieldValue(value) === value;

/** `application/json-home` is Zaqar's. */
const XML_TYPE = /^\s*(?:application|text)\/xml\s*(?:;|$)/i;
const JSON_TYPE = /^\s*application\/[\w.+-]*json[\w.+-]*\s*(?:;|$)/i;

/**
 * Anybody may read a version document, and a browser does so without being asked for anything: what a member answers
 * there is JSON or nothing of its own. Its status stays, which clients act upon.
 */
function noDocument(request: FastifyRequest, status: number, headers: readonly string[]): AnswerPlan {
  const { method, service = 'other', cloud } = request;
  const others = headers.filter(
    (_, i) => !/^content-(?:type|encoding|disposition|language)$/.test(headers[i - (i % 2)] as string),
  );
  if (method === 'HEAD' || status === 204 || status === 304) return { status, headers: others };
  if (status < 300)
    throw new GatewayError('memberGarbage', {
      detail: 'a version document that is no JSON',
      ...(cloud === undefined ? {} : { cloud }),
    });
  const error = {
    code: 'nativeFailed',
    status,
    message: STATUS_CODES[status] ?? 'Error',
    retryAfter: undefined,
  } as const;
  const { contentType, body } = errorBody(service, error, request.id);
  return {
    status,
    headers: [...others, 'content-type', contentType],
    translate: {
      whole: () => body,
      stream: () => ({ push: () => Buffer.alloc(0), end: () => Buffer.from(body) }),
    },
  };
}

/** Two kinds of responses need more than translation: token documents and console URLs. */
function wholeJson(
  way: Way,
  member: Member,
  text: (json: string) => string,
  request: FastifyRequest,
  { rest }: Target,
  deps: PlanInput['deps'],
): (json: string) => string {
  const { publishes } = way;
  if (publishes) return (json) => text(publishTokens(json, publishes.member, deps.publicUrl));
  if (givesConsole(request.service ?? '', request.method, rest))
    return (json) =>
      text(
        publishConsole(json, (url) => {
          const published = publishedConsole(deps, member, way.user, url);
          request.object = deps.consoles.nameOf(published);
          return published;
        }),
      );
  return text;
}

/** Publishes the catalog in a token document of a member's own account, so that its URLs lead through the gateway. */
function publishTokens(text: string, member: NonNullable<Way['publishes']>['member'], publicUrl: string): string {
  const document = parseBytes(text) as { token?: { catalog?: never[] } };
  if (!Array.isArray(document.token?.catalog)) return text;
  const { id: cloud, region, regions, authUrl } = member;
  const { catalog } = publishCatalog({
    publicUrl,
    cloud,
    region,
    regions,
    authUrl,
    catalog: document.token.catalog,
    swap: (suffix) => suffix,
    interface: member.interface,
    bothNames: member.bothNames,
    native: true,
    fault: member.reach.ofUrl,
  });
  const published = { ...document, token: { ...document.token, catalog } };
  return jsonBytes(published);
}
