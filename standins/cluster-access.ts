// SPDX-License-Identifier: Apache-2.0
// Who may do what at the stand-in apiserver: tokens (static ones, and JWTs of a trusted issuer), impersonation as the
// real filter does it (k8s.io/apiserver pkg/endpoints/filters/impersonation), and an allow list in place of RBAC.
import type { IncomingHttpHeaders } from 'node:http';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { failure, type Reply } from './cluster-http.ts';

/** As an AuthenticationConfiguration says it: the prefix stands before user and group names. */
export interface ClusterTrust {
  readonly issuer: string;
  /** Of an issuer with several, any of them. */
  readonly audience: string | readonly string[];
  readonly jwks: () => Promise<JSONWebKeySet>;
  readonly prefix?: string;
}

/** `to`: a user or a group. `*` means all. A subresource is named as in RBAC: `pods/exec`. */
export interface ClusterRule {
  readonly to: string;
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly names?: readonly string[];
}

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

interface Question {
  readonly verb: string;
  /** With the subresource. */
  readonly resource: string;
  readonly name?: string;
}

export interface Access {
  trust(hub: ClusterTrust): void;
  authenticate(headers: IncomingHttpHeaders): Promise<Identity | undefined>;
  impersonate(identity: Identity, rawHeaders: readonly string[]): Identity | Reply;
  authorise(identity: Identity, method: string, url: string): Reply | undefined;
  allows(identity: Pick<Identity, 'user' | 'groups'>, question: Question): boolean;
  isViolation(headers: IncomingHttpHeaders): boolean;
}

const AUTHENTICATED = 'system:authenticated';
/** Whoever shows no token at all; a token that is nobody's is refused (--anonymous-auth, the default). */
const ANONYMOUS: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'], extra: {} };
/** The role `system:public-info-viewer`. */
const PUBLIC_INFO = /^\/(?:healthz|livez|readyz|version\/?)$/;
const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
const bearer = ({ authorization }: IncomingHttpHeaders): string | undefined =>
  /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];

export function createAccess(options: {
  readonly hub?: ClusterTrust;
  readonly accounts?: Readonly<Record<string, { readonly user: string; readonly groups?: readonly string[] }>>;
  readonly rbac?: readonly ClusterRule[];
  readonly now?: () => number;
}): Access {
  const { accounts = {}, rbac = [], now = Date.now } = options;
  const trusted: ClusterTrust[] = options.hub === undefined ? [] : [options.hub];

  const keysOf = new Map<ClusterTrust, JSONWebKeySet>();

  const allows: Access['allows'] = ({ user, groups }, { verb, resource, name }) =>
    groups.includes('system:masters') ||
    rbac.some(
      (rule) =>
        (rule.to === user || groups.includes(rule.to)) &&
        (rule.verbs.includes('*') || rule.verbs.includes(verb)) &&
        (rule.resources.includes('*') || rule.resources.includes(resource)) &&
        (rule.names === undefined || rule.names.includes(name ?? '')),
    );

  return {
    trust(next) {
      trusted.push(next);
    },
    async authenticate(headers) {
      const token = bearer(headers);
      const account = token === undefined ? undefined : accounts[token];
      if (account) return { user: account.user, groups: [...(account.groups ?? []), AUTHENTICATED], extra: {} };
      if (token === undefined) return ANONYMOUS;
      const hub = trusted.find(({ issuer }) => issuer === claims(token)?.iss);
      if (hub === undefined) return undefined;
      const { issuer, prefix = 'scs:' } = hub;
      const audience = [hub.audience].flat();
      const verify = async (keys: JSONWebKeySet) =>
        jwtVerify(token, createLocalJWKSet(keys), { issuer, audience, currentDate: new Date(now()) });
      try {
        // Keys are asked for once, and again when they do not fit.
        const known = keysOf.get(hub);
        const { payload } = await (known === undefined ? Promise.reject(new Error('none yet')) : verify(known)).catch(
          async () => {
            const keys = await hub.jwks();
            keysOf.set(hub, keys);
            return verify(keys);
          },
        );
        const groups = (payload.groups as string[] | undefined) ?? [];
        const domain = payload.domain === undefined ? '' : `${payload.domain}/`;
        return {
          user: `${prefix}${domain}${payload.preferred_username}`,
          groups: [...groups.map((group) => `${prefix}${group}`), AUTHENTICATED],
          uid: String(payload.sub),
          extra: {},
        };
      } catch {
        return undefined;
      }
    },
    impersonate(identity, rawHeaders) {
      const asked = { user: '', groups: [] as string[], uid: '', extra: {} as Record<string, string[]> };
      for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
        const header = (rawHeaders[i] as string).toLowerCase();
        const value = rawHeaders[i + 1] as string;
        if (header === 'impersonate-user') asked.user = value;
        if (header === 'impersonate-group') asked.groups.push(value);
        if (header === 'impersonate-uid') asked.uid = value;
        const key = /^impersonate-extra-(.+)$/.exec(header)?.[1];
        if (key !== undefined) {
          const name = decoded(key);
          asked.extra[name] = [...(asked.extra[name] ?? []), value];
        }
      }
      const some = asked.groups.length > 0 || asked.uid !== '' || Object.keys(asked.extra).length > 0;
      if (asked.user === '')
        return some ? failure(400, 'requested impersonation without impersonating a user') : identity;
      const account = /^system:serviceaccount:[^:]+:([^:]+)$/.exec(asked.user)?.[1];
      const questions: [string, string][] = [
        account === undefined ? ['users', asked.user] : ['serviceaccounts', account],
        ...asked.groups.map((group): [string, string] => ['groups', group]),
        ...(asked.uid === '' ? [] : [['uids', asked.uid] as [string, string]]),
        ...Object.entries(asked.extra).flatMap(([key, values]) =>
          values.map((value): [string, string] => [`userextras/${key}`, value]),
        ),
      ];
      for (const [resource, name] of questions)
        if (!allows(identity, { verb: 'impersonate', resource, name }))
          return failure(
            403,
            `${resource} "${name}" is forbidden: User "${identity.user}" cannot impersonate resource "${resource}" in API group "" at the cluster scope`,
          );
      const groups = asked.groups.includes(AUTHENTICATED) ? asked.groups : [...asked.groups, AUTHENTICATED];
      return { user: asked.user, groups, extra: asked.extra, ...(asked.uid === '' ? {} : { uid: asked.uid }) };
    },
    authorise(identity, method, url) {
      const { pathname, searchParams } = new URL(url, 'https://x');
      const [, group = '', namespace, resource, name, sub] =
        /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+)(?:\/([^/]+).*)?)?$/.exec(
          pathname,
        ) ?? [];
      if (identity === ANONYMOUS && resource === undefined && !PUBLIC_INFO.test(pathname))
        return failure(
          403,
          `forbidden: User "${identity.user}" cannot ${VERBS[method] ?? 'get'} path "${pathname}"`.replace(
            'create',
            'post',
          ),
        );
      // Discovery, version, openapi, health: everybody who is somebody; so are reviews of oneself.
      if (resource === undefined || (/^self/.test(resource) && identity !== ANONYMOUS)) return undefined;
      const watch = searchParams.get('watch');
      let verb = VERBS[method] ?? 'get';
      if (verb === 'get' && name === undefined) verb = watch === null || watch === 'false' ? 'list' : 'watch';
      // As since Kubernetes 1.35: whoever runs something in a pod creates, by WebSocket too.
      if (sub !== undefined && /^(?:exec|attach|portforward)$/.test(sub)) verb = 'create';
      const full = sub === undefined ? resource : `${resource}/${sub}`;
      if (allows(identity, { verb, resource: full, ...(name === undefined ? {} : { name }) })) return undefined;
      const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
      return failure(
        403,
        `${full} is forbidden: User "${identity.user}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`,
      );
    },
    allows,
    isViolation(headers) {
      if (headers.cookie !== undefined || Object.keys(headers).some((name) => /^x-remote-|^x-auth-token$/.test(name)))
        return true;
      // A token of an issuer that was made for somebody else: the gateway's own, as its users hold it.
      const { iss, aud } = claims(bearer(headers) ?? '') ?? {};
      return trusted.some(
        (hub) => iss === hub.issuer && ![hub.audience].flat().some((one) => [aud].flat().includes(one)),
      );
    },
  };
}

function claims(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

/** Go's url.PathUnescape; what is malformed is taken as it is. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
