// SPDX-License-Identifier: Apache-2.0
// Who calls on /scs: a gateway token or a trusted IdP's token as Bearer, with no login step; X-Auth-Token serves those
// who come from OpenStack's tools.
import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyRequest } from 'fastify';
import { createBoundedCache } from '../../../cache/bounded-cache.ts';
import type { Tokens } from '../../../federation/tokens.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller, ProjectRef } from '../../../model/identity.ts';
import type { ScsCaller } from '../../../scs/caller.ts';
import { type AuthenticateBearerDeps, authenticateBearer } from '../../authenticate-bearer.ts';
import { bearerOf } from '../../bearer.ts';
import { refuseBeyondRules, refuseChosenRoles, refuseDetours } from '../../credential-bounds.ts';
import { type Limits, projectOf } from '../../limits/index.ts';
import '../../request.ts';

export interface AuthenticateDeps extends AuthenticateBearerDeps {
  readonly tokens: Tokens;
  readonly limits: Pick<Limits, 'authenticate' | 'member' | 'cluster' | 'admitChange'>;
}

export function tokenOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const header = request.headers['x-auth-token'];
  return bearerOf(request) ?? (typeof header === 'string' && header !== '' ? header : undefined);
}

/** `token`: where it is not in the request's headers. */
export type Authenticate = (request: FastifyRequest, token?: string) => Promise<ScsCaller>;

const KEPT = 10_000;

/**
 * Views of members are cached by caller object, so that the same caller has to be the same object. What is kept for that
 * lives with the function that it gives.
 */
export function createAuthentication(deps: AuthenticateDeps): Authenticate {
  /** By the token's hash: of identity providers' tokens, which are a new caller each time they are proven. */
  const byToken = createBoundedCache<Caller>({ max: KEPT });
  /** By project: the same caller working in it. */
  const working = new WeakMap<Caller, Map<string, Caller>>();

  /** The same token is the same object, as long as it says the same. */
  function stable(token: string, caller: Caller): Caller {
    const key = hash('sha256', token, 'base64url');
    const known = byToken.get(key);
    // The identity providers were asked just now; a changed configuration may map the same token otherwise.
    if (known && isDeepStrictEqual(known.principal, caller.principal)) return known;
    byToken.set(key, caller);
    return caller;
  }

  function workingIn(caller: Caller, project: ProjectRef): Caller {
    if (caller.scope.kind === 'project' && caller.scope.project.id === project.id) return caller;
    if (caller.credential !== undefined)
      throw new GatewayError('forbidden', { message: 'An application credential works in its own project only.' });
    const known = working.get(caller) ?? new Map<string, Caller>();
    working.set(caller, known);
    const there = known.get(project.id) ?? { ...caller, scope: { kind: 'project', project } };
    known.set(project.id, there);
    return there;
  }

  return async (request, token = tokenOf(request)) => {
    if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
    const { caller: proven, cluster } = await authenticateBearer(deps, request, token);
    const caller = cluster.idpToken === undefined ? proven : stable(token, proven);
    request.caller = caller;
    if (caller.credential?.accessRules !== undefined) {
      const [path = ''] = (request.raw.url ?? '').split('?', 1);
      refuseDetours(caller, request.raw.headers, 'scs');
      refuseBeyondRules(caller, { service: 'scs', method: request.method, path: path.replace(/^\/scs/, '') });
    }
    const own = projectOf(caller.scope);
    const counted = new Set(own === undefined ? [] : [own]);
    return {
      caller,
      cluster,
      requestId: request.id,
      admit: {
        member: (cloud) => deps.limits.member(request, cloud),
        cluster(id, cloud) {
          refuseChosenRoles(caller);
          deps.limits.cluster(request, id, cloud);
        },
        change(project) {
          if (counted.has(project.id)) return;
          deps.limits.admitChange(request, project);
          counted.add(project.id);
        },
      },
      in: (project) => workingIn(caller, project),
    };
  };
}
