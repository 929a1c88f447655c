// SPDX-License-Identifier: Apache-2.0
// What, and where: the object that a request is about, by its path at the member, with the member's ids and its own id of the
// request. A request that makes something is about what it has made.
import type { FastifyRequest } from 'fastify';
import { auditObject, madeObject } from '../../adapters/kubernetes/index.ts';
import { auditTarget, madeId } from '../../adapters/openstack/index.ts';
import { bounded, LONGEST_PATH } from '../../audit/event.ts';
import { quoted } from '../../model/json-field.ts';
import type { Change } from '../../model/scs/adapter.ts';
import { blank } from '../shown-path.ts';
import { AUDIT_KINDS, type AuditKind, clusterPlace, type Found, nativePlace, type Seen } from './kinds.ts';
import '../request.ts';

/** An object as JSON. */
export function targetOf(seen: Seen, { kind, action }: Found): string {
  const { request, surface } = seen;
  const { cloud, memberProject, upstreamRequestId, logout } = request;
  const where = `${bounded('cloud', cloud)}${bounded('member_project_id', memberProject)}${bounded('request_id', upstreamRequestId)}}`;
  if (surface === 'kubernetes') return `${ofCluster(seen, action)}${where}`;
  if (kind === 'scs') return `${ofScs(seen)}${where}`;
  if (surface === 'openstack' && kind === 'native') return `${ofNative(seen, action)}${where}`;
  if (surface === 'openstack') return `{"typeURI":"${typeOf(kind)}","id":"unknown"${where}`;
  // Whose logins have ended: of one session at the provider, whoever has it, or all of the user.
  const whose =
    kind === 'revocation' && logout !== undefined
      ? `${bounded('user', logout.user)}${bounded('session', logout.session)}`
      : '';
  return `{"typeURI":"${typeOf(kind)}","id":${quoted(idOf(seen, kind))}${whose}${where}`;
}

const typeOf = (kind: AuditKind): string => AUDIT_KINDS[kind].target;

const COLLECTIONS: ReadonlySet<string> = new Set(['application_credentials', 'access_rules', 'tokens', 'revoke']);

/** Of what the gateway itself has. */
function idOf({ request, path }: Seen, kind: AuditKind): string {
  const { object, caller, logout } = request;
  if (logout !== undefined) return logout.session ?? logout.user ?? 'unknown';
  if (object !== undefined) return object.slice(0, 128);
  switch (kind) {
    case 'login':
      return caller?.principal.id ?? 'unknown';
    case 'token':
      return (request.failure === undefined ? caller?.auditIds?.[0] : undefined) ?? 'unknown';
    case 'credential':
    case 'revocation': {
      // Its last segment: of a credential, or the provider whose word on a logout could not be checked.
      const last = path.split('/').at(-1) ?? '';
      return COLLECTIONS.has(last) ? 'unknown' : blank(last).slice(0, 128) || 'unknown';
    }
    default:
      return 'unknown';
  }
}

function ofNative({ request, path }: Seen, action: string): string {
  const { service = 'other', memberPath, object, made } = request;
  const { region, rest } = nativePlace(path);
  const { typeURI, id, ids } = auditTarget(service, blank(memberPath ?? rest));
  const makes = action === 'create' && request.method === 'POST';
  const own = object ?? (makes && made !== undefined ? madeId(made) : undefined) ?? (makes ? undefined : id);
  // What was made has an id of its own; the one of the path is that of what it belongs to.
  const above = ids ?? (id !== undefined && own !== id ? ([['parent', id]] as const) : undefined);
  return `{"typeURI":${quoted(typeURI)}${bounded('id', own ?? 'unknown')}${
    above === undefined ? '' : `,"ids":{${above.map(([name, one]) => bounded(name, one).slice(1)).join(',')}}`
  }${bounded('region', region)}${bounded('service', service)}`;
}

function ofCluster({ request, path }: Seen, action: string): string {
  const { cluster, rest } = clusterPlace(path);
  const { typeURI, group, namespace, name } = auditObject(blank(rest));
  const made = action === 'create' && request.made !== undefined ? madeObject(request.made) : undefined;
  return `{"typeURI":${quoted(typeURI)}${bounded('id', made?.uid ?? name ?? made?.name ?? 'unknown')}${bounded(
    'name',
    name ?? made?.name,
  )}${bounded('namespace', namespace)}${bounded('group', group)}${bounded('cluster', cluster)}`;
}

/** `/scs/v1/{resource}/{cloud}/{id}/actions/{action}`; of what was made `Location` says the rest. */
function ofScs({ path, reply, request }: Seen): string {
  const [, , resource = '', cloud, id, actions, action] = blank(request.operation?.path ?? path)
    .split('/')
    .slice(1);
  const made = reply?.getHeader('location');
  const [, madeAt, madeId] = typeof made === 'string' ? (/\/scs\/v1\/[^/]+\/([^/]+)\/([^/?]+)$/.exec(made) ?? []) : [];
  const type = `service/scs/${resource}${actions === 'actions' && action !== undefined ? `/${action}` : ''}`;
  return `{"typeURI":${quoted(type)}${bounded('id', madeId ?? id ?? 'unknown')}${
    request.cloud === undefined ? bounded('cloud', madeAt ?? cloud) : ''
  }`;
}

/** What an SCS call has changed at members, as JSON: each of them a request with an id of its own there. */
export function changesOf({ changes }: FastifyRequest): string | undefined {
  if (changes === undefined || changes.length === 0) return undefined;
  return `[${changes.map(changeOf).join(',')}]`;
}

function changeOf({ cloud, service, method, path, status, requestId }: Change): string {
  const shown = blank(path);
  const type = service === 'kubernetes' ? auditObject(shown).typeURI : auditTarget(service, shown).typeURI;
  return `{"typeURI":${quoted(type)}${bounded('cloud', cloud)}${bounded('method', method)}${bounded('path', shown, LONGEST_PATH)},"status":${status}${bounded('request_id', requestId)}}`;
}
