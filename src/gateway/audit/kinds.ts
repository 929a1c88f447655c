// SPDX-License-Identifier: Apache-2.0
// What is audited: the table of kinds, and for each surface which of its requests are of which kind. A request that no row names
// is none of the stream's: what only reads, and what is refused to somebody who has shown nothing (else strangers could fill the
// stream; they are in the log and in metrics). docs/audit.md has the same table.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { auditObject, makesNew as makesObject, reachesBeyond } from '../../adapters/kubernetes/index.ts';
import { givesTokens, makesNew } from '../../adapters/openstack/index.ts';
import { isSafe } from '../../http/safe-method.ts';
import { CLOUDS, K8S } from '../../model/public-paths.ts';
import '../request.ts';

export const AUDIT_KINDS = {
  login: { actions: ['authenticate'], target: 'service/security/account/user' },
  token: { actions: ['renew'], target: 'data/security/token' },
  revocation: { actions: ['revoke'], target: 'data/security/token' },
  credential: { actions: ['create', 'delete'], target: 'data/security/credential' },
  identity: { actions: ['create', 'update', 'delete'], target: 'service/security' },
  refused: { actions: ['authenticate'], target: 'service/security' },
  native: { actions: ['create', 'update', 'delete'], target: 'service/<service>/<collection>' },
  scs: { actions: ['create', 'update', 'delete'], target: 'service/scs/<resource>' },
  kubernetes: { actions: ['create', 'update', 'delete'], target: 'service/kubernetes/<resource>' },
  'exec.opened': { actions: ['start'], target: 'service/kubernetes/<resource>/<subresource>' },
  'exec.closed': { actions: ['stop'], target: 'service/kubernetes/<resource>/<subresource>' },
  'console.opened': { actions: ['start'], target: 'service/compute/console' },
  'console.closed': { actions: ['stop'], target: 'service/compute/console' },
} as const satisfies Readonly<Record<string, { readonly actions: readonly string[]; readonly target: string }>>;

export type AuditKind = keyof typeof AUDIT_KINDS;

export interface Seen {
  readonly request: FastifyRequest;
  readonly reply?: FastifyReply;
  /** Without a query, as it came. */
  readonly path: string;
  readonly surface: string;
  readonly status: number;
}

export interface Found {
  readonly kind: AuditKind;
  readonly action: string;
}

const found = (kind: AuditKind, action: string): Found => ({ kind, action });

const VERBS: Readonly<Record<string, string>> = { PUT: 'update', PATCH: 'update', DELETE: 'delete', COPY: 'create' };
const verbOf = (method: string, makes: boolean): string => VERBS[method] ?? (makes ? 'create' : 'update');

/** Questions that have a body: nothing is changed. */
const SCS_QUESTIONS = /^\/scs\/v1\/(?:portability|flavor-names|server-placements)$/;

const scsVerb = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  verbOf(method, !path.includes('/actions/'));

const LOGINS =
  /^(?:\/identity)?(?:\/v3)?(?:\/auth\/tokens|\/OS-FEDERATION\/identity_providers\/[^/]+\/protocols\/[^/]+\/auth|\/auth\/websso\/callback\/[^/]+)\/?$/;
const LOGOUT = /\/auth\/websso\/logout\/?$/;
const TOKENS = /\/auth\/tokens\/?$/;
const CREDENTIALS = /\/users\/[^/]+\/(?:application_credentials|access_rules)(?:\/[^/]+)?\/?$/;

const SURFACES: Readonly<Record<string, (seen: Seen) => Found | undefined>> = {
  identity({ request, path }) {
    const { method, caller, object } = request;
    if (LOGINS.test(path)) {
      if (method === 'POST' || (method === 'GET' && !TOKENS.test(path))) return found(...loginKind(request));
      return method === 'DELETE' ? found('revocation', 'revoke') : undefined;
    }
    if (LOGOUT.test(path)) return object === undefined ? undefined : found('revocation', 'revoke');
    if (isSafe(method) || caller === undefined) return refusedToken(request);
    return found(CREDENTIALS.test(path) ? 'credential' : 'identity', verbOf(method, true));
  },
  oauth({ request, path, status }) {
    if (request.method !== 'POST') return undefined;
    if (path === '/oauth2/token') return found(...loginKind(request));
    // One that is refused revokes nothing, and says so in the identity check.
    return status < 300 || status === 503 ? found('revocation', 'revoke') : undefined;
  },
  openstack({ request, path }) {
    const { method, service = 'other' } = request;
    const { rest } = nativePlace(path);
    if (service === 'identity' && givesTokens(rest)) {
      if (method === 'POST') return found('login', 'authenticate');
      if (method === 'DELETE') return found('revocation', 'revoke');
    }
    if (isSafe(method)) return refusedToken(request);
    const makes = (service === 'object-store' && method === 'PUT') || makesNew({ method, service, path: rest });
    return found('native', makes ? 'create' : verbOf(method, false));
  },
  kubernetes({ request, path, status }) {
    const { method } = request;
    const { rest } = clusterPlace(path);
    if (request.raw.headers.upgrade !== undefined && reachesBeyond(rest))
      return status === 101 ? found('exec.closed', 'stop') : found('exec.opened', 'start');
    if (isSafe(method) || auditObject(rest).isQuestion) return refusedToken(request);
    return found('kubernetes', verbOf(method, makesObject(method, rest)));
  },
  scs({ request, path }) {
    const { method } = request;
    return isSafe(method) || SCS_QUESTIONS.test(path) ? refusedToken(request) : found('scs', scsVerb({ method, path }));
  },
  portal({ request: { object, operation } }) {
    if (operation !== undefined && !SCS_QUESTIONS.test(operation.path))
      return CREDENTIALS.test(operation.path)
        ? found('credential', verbOf(operation.method, true))
        : found('scs', scsVerb(operation));
    return object === undefined ? undefined : found('revocation', 'revoke');
  },
  console({ request, status }) {
    // Its page, and what leads to no console.
    if (request.raw.headers.upgrade === undefined || request.cloud === undefined) return undefined;
    return status === 101 ? found('console.closed', 'stop') : found('console.opened', 'start');
  },
};

export function kindOf(seen: Seen): Found | undefined {
  const { request, surface, status } = seen;
  // Not judged at all: counted by metrics. A flood must not fill the stream.
  if (request.limit !== undefined) return undefined;
  const one = SURFACES[surface]?.(seen);
  if (one === undefined || isLogin(one)) return one;
  if (status === 401) return showsToken(request) ? one : undefined;
  // Refused for its form, before anybody was asked who it is: as good as nothing shown.
  const { caller, account, failure } = request;
  return OF_CALLERS.has(one.kind) && failure !== undefined && caller === undefined && account === undefined
    ? undefined
    : one;
}

const OF_CALLERS: ReadonlySet<AuditKind> = new Set(['native', 'scs', 'kubernetes', 'exec.opened']);

const OPENED: Readonly<Record<string, Found>> = {
  kubernetes: found('exec.opened', 'start'),
  console: found('console.opened', 'start'),
};

/** Of a connection that has just become a tunnel. A watch by WebSocket only reads. */
export function kindOpened({ surface, path }: Pick<Seen, 'surface' | 'path'>): Found | undefined {
  return surface === 'kubernetes' && !reachesBeyond(clusterPlace(path).rest) ? undefined : OPENED[surface];
}

const isLogin = ({ kind }: Found): boolean => kind === 'login' || kind === 'token';

/** A token from a token is no login. Until it has been issued, one that was shown is known by its audit ids. */
function loginKind({ caller, failure }: FastifyRequest): [AuditKind, string] {
  const again = failure === undefined ? caller?.methods?.includes('token') : caller?.auditIds !== undefined;
  return again === true ? ['token', 'renew'] : ['login', 'authenticate'];
}

const refusedToken = (request: FastifyRequest): Found | undefined =>
  request.failure === 'unauthorized' && showsToken(request) ? found('refused', 'authenticate') : undefined;

const showsToken = ({ headers }: FastifyRequest): boolean =>
  headers.authorization !== undefined ||
  headers['x-auth-token'] !== undefined ||
  headers['x-storage-token'] !== undefined ||
  headers['sec-websocket-protocol'] !== undefined;

const toSlash = (path: string, from: number): number => {
  const slash = path.indexOf('/', from);
  return slash === -1 ? path.length : slash;
};

/** `/clouds/{region}/{service}/…` */
export function nativePlace(path: string): {
  readonly region: string;
  readonly service: string;
  readonly rest: string;
} {
  const region = toSlash(path, CLOUDS.length);
  const service = toSlash(path, region + 1);
  return {
    region: path.slice(CLOUDS.length, region),
    service: path.slice(region + 1, service),
    rest: path.slice(service),
  };
}

/** `/k8s/{cluster}/…` */
export function clusterPlace(path: string): { readonly cluster: string; readonly rest: string } {
  const slash = toSlash(path, K8S.length);
  return { cluster: path.slice(K8S.length, slash), rest: path.slice(slash) || '/' };
}
