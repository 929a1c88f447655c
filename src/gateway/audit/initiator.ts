// SPDX-License-Identifier: Apache-2.0
// Who: the principal as the gateway knows it, with what proved it (never a token: its audit ids), and from where.
import type { FastifyRequest } from 'fastify';
import { bounded } from '../../audit/event.ts';
import { quoted } from '../../model/json-field.ts';
import { blank } from '../shown-path.ts';
import '../request.ts';

type RequestCaller = NonNullable<FastifyRequest['caller']>;

const LONGEST_AGENT = 200;
const ACCOUNT = '"typeURI":"service/security/account/user"';

/** Callers come again and again, as the same object while their token is cached. */
const named = new WeakMap<RequestCaller, string>();

/** An object as JSON. */
export function initiatorOf(request: FastifyRequest, address: string | undefined): string {
  const { headers, id } = request;
  const agent = headers['user-agent'];
  const actsAs = headers['impersonate-user'];
  return `{${whoOf(request)}${
    typeof actsAs === 'string' && request.service?.startsWith('kubernetes') === true
      ? bounded('acts_as', blank(actsAs))
      : ''
  },"host":{"address":${quoted(address ?? 'unknown')}${bounded(
    'agent',
    agent === undefined ? undefined : blank(agent),
    LONGEST_AGENT,
  )}},"request_id":"${id}"}`;
}

function whoOf({ caller, account, cloud, logout }: FastifyRequest): string {
  if (logout !== undefined) return `"typeURI":"service/security/identity-provider"${bounded('id', logout.provider)}`;
  if (caller === undefined)
    return account === undefined
      ? `${ACCOUNT},"id":"unknown"`
      : `${ACCOUNT}${bounded('id', account)}${bounded('domain', cloud)},"credential":{"type":"member token"}`;
  let who = named.get(caller);
  if (who === undefined) {
    who = write(caller);
    named.set(caller, who);
  }
  return who;
}

function write({ principal, scope, auditIds, methods = [], credential }: RequestCaller): string {
  const { id, name, domain, identityProvider, session } = principal;
  const project =
    scope.kind === 'project'
      ? `${bounded('project_id', scope.project.id)}${bounded('project', `${scope.project.domain.name}/${scope.project.name}`)}`
      : scope.kind === 'domain'
        ? bounded('domain_scope', scope.domain.name)
        : '';
  const login = auditIds?.at(-1);
  const application =
    credential === undefined
      ? ''
      : `,"application_credential":{"id":${quoted(credential.id)}${bounded('name', credential.name)}}`;
  const proof = `,"credential":{"type":"${auditIds === undefined ? 'none yet' : 'token'}"${bounded('token', auditIds?.[0])}${
    login === auditIds?.[0] ? '' : bounded('login', login)
  }${bounded('session', session)}${bounded('authority', identityProvider)},"methods":[${methods.map(quoted).join(',')}]${application}}`;
  return `${ACCOUNT},"id":${quoted(id)}${bounded('name', name)}${bounded('domain', domain)}${project}${proof}`;
}
