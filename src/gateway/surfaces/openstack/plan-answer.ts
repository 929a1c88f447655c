// SPDX-License-Identifier: Apache-2.0
// Decides how a member's response is forwarded: which headers the client gets, and whether and how the lens rewrites
// the body.
import type { FastifyRequest } from 'fastify';
import { isVersionDocument, publishCatalog, treatment } from '../../../adapters/openstack/index.ts';
import type { Target } from '../../../http/target.ts';
import { type AnswerHeaders, answerHeaders } from '../../../members/headers.ts';
import type { AnswerPlan } from '../../../members/relay.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { ReferenceCache } from '../../../model/reference-cache.ts';
import { type Consoles, givesConsole, publishConsole } from '../../consoles.ts';
import type { Way } from './access.ts';
import { learnVersions, refuseProxyAnswer } from './last-versions.ts';

export interface PlanInput {
  readonly request: FastifyRequest;
  readonly target: Target;
  readonly way: Way;
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly deps: { readonly publicUrl: string; readonly consoles: Consoles; readonly references: ReferenceCache };
}

export function planAnswer({ request, target, way, status, headers, deps }: PlanInput): AnswerPlan | undefined {
  const upstreamId = headers['x-openstack-request-id'];
  if (typeof upstreamId === 'string') request.upstreamRequestId = upstreamId;
  if (status === 401 && !way.showsUnauthorized) return undefined;
  const versions = isVersionDocument(request.method, target.rest);
  if (versions) refuseProxyAnswer(request.cloud ?? '', status);

  const { answer } = way.lens;
  const out = answerHeaders(headers, answer.header);
  if (upstreamId === undefined) out.push('x-openstack-request-id', request.id);
  if (status === 401) out.push('www-authenticate', `Keystone uri="${request.loginUrl}"`);
  const subject = headers['x-subject-token'];
  if (way.publishes && typeof subject === 'string') out.push('x-subject-token', subject);

  const upstreamUrl = `${way.root}${target.rest}`;
  for (const name of ['location', 'content-location'] as const) {
    const value = headers[name];
    if (typeof value !== 'string') continue;
    const ours = answer.location(value, upstreamUrl);
    if (ours !== undefined) out.push(name, ours);
    // keystoneauth follows redirects with its token, so a redirect must not lead away from the gateway.
    else if (name === 'location' && status > 300 && status < 400 && status !== 304)
      throw new GatewayError('memberRedirect', {
        detail: `to ${value.slice(0, 200)}`,
        ...(request.cloud === undefined ? {} : { cloud: request.cloud }),
      });
  }

  const contentType = typeof headers['content-type'] === 'string' ? headers['content-type'] : '';
  const how = treatment({
    service: request.service ?? 'other',
    method: request.method,
    path: target.rest,
    status,
    contentType,
  });
  if (how === 'opaque') return { status, headers: out };
  const whole = how === 'json' ? wholeJson(way, answer.text, request, target, deps) : answer.errorText;
  return {
    status,
    headers: out,
    translate: {
      whole: versions && how === 'json' ? learning(whole) : whole,
      stream: () => answer.stream(how),
    },
  };

  function learning(translate: (json: string) => string): (json: string) => string {
    return (json) => {
      const text = translate(json);
      learnVersions(deps, request.cloud ?? '', target, { status, contentType, text });
      return text;
    };
  }
}

/** Two kinds of responses need more than translation: token documents and console URLs. */
function wholeJson(
  way: Way,
  text: (json: string) => string,
  request: FastifyRequest,
  { rest }: Target,
  deps: PlanInput['deps'],
): (json: string) => string {
  const { publishes } = way;
  if (publishes) return (json) => text(publishTokens(json, publishes.member, deps.publicUrl));
  if (givesConsole(request.service ?? '', request.method, rest))
    return (json) =>
      text(publishConsole(json, (url) => deps.consoles.publish(url, { ...way.user, cloud: request.cloud ?? '' })));
  return text;
}

/** Publishes the catalog in a token document of a member's own account, so that its URLs lead through the gateway. */
function publishTokens(text: string, member: NonNullable<Way['publishes']>['member'], publicUrl: string): string {
  // The lens works on latin1 text, JSON.parse on characters.
  const document = JSON.parse(Buffer.from(text, 'latin1').toString('utf8')) as { token?: { catalog?: never[] } };
  if (!Array.isArray(document.token?.catalog)) return text;
  const { id: cloud, region, authUrl } = member;
  const { catalog } = publishCatalog({
    publicUrl,
    cloud,
    region,
    authUrl,
    catalog: document.token.catalog,
    swap: (suffix) => suffix,
    interface: member.interface,
    native: true,
  });
  const published = { ...document, token: { ...document.token, catalog } };
  return Buffer.from(JSON.stringify(published), 'utf8').toString('latin1');
}
