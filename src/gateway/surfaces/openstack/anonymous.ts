// SPDX-License-Identifier: Apache-2.0
// The access to a member's service without a token (needs-no-token.ts says when): by the routes that the member's catalogue
// has published, with no credential, in the share of all who have not logged in. In the path of an object store a project
// is named by the gateway's id, which is translated where the project is known; where it is not, a token is needed.
import type { FastifyRequest } from 'fastify';
import { belowIdentity, givesTokens, identityRoot } from '../../../adapters/openstack/index.ts';
import type { Target } from '../../../http/target.ts';
import { connectTo } from '../../../model/connect-to.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Member } from '../../../model/member.ts';
import type { TokenFree } from '../../needs-no-token.ts';
import { type Access, findRoute, NOBODY, strangerAt } from './access.ts';
import type { OpenStackDeps } from './deps.ts';
import { type Resigned, resign } from './url-keys.ts';

type Deps = Pick<OpenStackDeps, 'views' | 'accounts' | 'addressOf' | 'publicUrl' | 'bodyTime' | 's3'>;

/** What stands in for a project in an account's name (`AUTH_…`): the gateway's ids of projects have this form. */
const PROJECT = /^\/v1(?:\.0)?\/[^/]*?(?<![0-9a-f])([0-9a-f]{32})(?=\/|$)/;

export function anonymousAccess(
  deps: Deps,
  member: Member,
  target: Target,
  request: FastifyRequest,
  free: TokenFree,
): Access {
  const { views, accounts, addressOf } = deps;
  const native = member.strategy.kind === 'native';
  return {
    async open() {
      const { routes } = await views.anonymous(member, native);
      const route = findRoute(routes, target);
      // Nobody has logged in since the member joined, so its catalog is unknown. With a token, the client's next
      // request succeeds.
      if (route === undefined) throw new GatewayError('unauthorized', { detail: 'no catalogue known yet' });
      const ids = native || route.type !== 'object-store' || route.base === 1 ? [] : await accountOf(target.rest);
      const { lens } = await views.anonymous(member, native, ids);
      const ours = lens.forRoute(route);
      refuseLogins(ours, route.type);
      return {
        ...(ids.length === 0 ? {} : await signedAnew(ours.request.path(target.rest))),
        type: route.type,
        root: route.root,
        lens: ours,
        base: route.base ?? 0,
        free,
        ...(free === 'signature'
          ? { signed: { host: signedHost(), authorization: request.headers.authorization } }
          : {}),
        user: NOBODY,
        by: strangerAt({ addressOf }, request),
        showsUnauthorized: true,
        refused: async () => undefined,
      };
    },
  };

  /** By path, the cloud would be asked for another host and path than those that were signed, and could only refuse it. */
  function signedHost(): string {
    const host = deps.s3.signedHost(request.raw);
    if (host !== undefined) return host;
    const endpoint = deps.s3.endpointOf(target.region);
    throw new GatewayError('signedElsewhere', {
      message: endpoint
        ? `S3 of this region is at ${endpoint}: what is signed there reaches the cloud as it was signed, by this path it does not.`
        : 'S3 is not offered here: it needs a host name for each cloud, which the operator of the gateway gives (gateway.s3Domain).',
    });
  }

  /** A catalogue may list a root that holds the member's Keystone too, where no stranger's guess would be counted. */
  function refuseLogins(ours: { readonly origin: string; readonly prefix: string }, type: string): void {
    const path = belowIdentity(connectTo(identityRoot(member.authUrl)), ours, target.rest);
    if (type !== 'identity' && path !== undefined && givesTokens(path))
      throw new GatewayError('unauthorized', { detail: 'a login under another service, without a token' });
  }

  /** Where the account has the same name at both sides, its signatures are good as they are. */
  async function signedAnew(there: string): Promise<Resigned> {
    if (free !== 'temporaryUrl' && free !== 'form') return {};
    return resign(deps, member, target, request.raw, there, free, deps.bodyTime());
  }

  async function accountOf(rest: string): Promise<readonly { readonly gateway: string; readonly member: string }[]> {
    if (free === 'versions' || free === 'health' || free === 'info') return [];
    const gateway = PROJECT.exec(rest)?.[1];
    const there = gateway === undefined ? undefined : await accounts.memberIdOf(member, gateway);
    // The same answer as to every request without a token, so that nobody learns which projects there are.
    if (gateway === undefined || there === undefined)
      throw new GatewayError('unauthorized', { detail: 'no token in the request, and the account is not known' });
    return [{ gateway, member: there }];
  }
}
