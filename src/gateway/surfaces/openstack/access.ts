// SPDX-License-Identifier: Apache-2.0
// The three ways to access a member's service: for a caller of the federation, for an account of the member itself, and
// anonymously (version documents, which clients read before they have a token).
import type { FastifyRequest } from 'fastify';
import {
  createLens,
  type Lens,
  publishCatalog,
  type Route,
  type RouteLens,
} from '../../../adapters/openstack/index.ts';
import type { Target } from '../../../http/target.ts';
import type { MemberView } from '../../../members/member-views.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { Member } from '../../../model/member.ts';
import { classOf } from '../../limits/index.ts';
import type { ForwardDeps } from './forward.ts';

/** What one attempt needs to know to reach the service. */
export interface Way {
  /** The official service type. */
  readonly type: string;
  /** The member's URL that `rest` is appended to. */
  readonly root: string;
  readonly lens: RouteLens;
  /** The member's token. Absent for version documents and logins. */
  readonly token?: string;
  /** `native` only: the token that the request is about. */
  readonly subjectToken?: string;
  /** Whether the client sees a 401 of the member: if its token is the member's, or it has none. */
  readonly showsUnauthorized: boolean;
  /** Where a refused client should log in. */
  readonly loginUrl: string;
  /** `native` only: the response is a token document whose catalog must be published. */
  readonly publishes?: { readonly member: Member };
  /** `native` only: a login. If the member refuses it, that counts as a failed authentication of the address. */
  readonly logsIn?: boolean;
  /** Called when the member answered 401 to `token`. */
  refused(): Promise<void>;
}

export interface Access {
  /** Undefined: this region does not offer the service. Called again after `refused`. */
  open(target: Target): Promise<Way | undefined>;
}

type Deps = Pick<ForwardDeps, 'views' | 'lastKnown' | 'limits' | 'publicUrl'>;

const find = (routes: readonly Route[], { region, service }: Target): Route | undefined =>
  routes.find((route) => route.regionSlug === region && route.service === service);

export function callerAccess({ views, publicUrl }: Deps, member: Member, caller: Caller, target: Target): Access {
  if (target.service === 'identity' && givesTokens(target.rest))
    throw new GatewayError('forbidden', { message: `Tokens are issued at ${publicUrl}/identity/v3 only.` });
  const loginUrl = `${publicUrl}/identity/v3`;
  return {
    async open(where) {
      const view = views.known(member, caller) ?? (await openView(() => views.open(member, caller), member));
      const route = find(view.published.routes, where);
      if (route === undefined) return undefined;
      return {
        type: route.type,
        root: route.root,
        lens: view.lens.forRoute(route),
        token: view.session.token,
        showsUnauthorized: false,
        loginUrl,
        refused: () => views.drop(member, caller, view),
      };
    },
  };
}

/** A member that does not know this principal or project says nothing about the caller's token: 403, not 401. */
async function openView(open: () => Promise<MemberView>, member: Member): Promise<MemberView> {
  try {
    return await open();
  } catch (cause) {
    const error = toGatewayError(cause);
    if (error.code !== 'unauthorized') throw error;
    throw new GatewayError('forbidden', {
      cause,
      cloud: member.id,
      message: 'This cloud gives your project no access.',
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    });
  }
}

/** Keystone paths that return one of the member's tokens. They are not available to callers with a gateway token. */
const TOKEN_PATHS =
  /^\/(?:v3\/)?(?:auth\/tokens|auth\/OS-FEDERATION|OS-FEDERATION\/.*\/auth|ec2tokens|s3tokens|OS-OAUTH|OS-TRUST)/i;
const givesTokens = (rest: string): boolean => TOKEN_PATHS.test(decodeURIComponent(rest).replace(/\/+/g, '/'));

export function anonymousAccess(
  { lastKnown, publicUrl }: Pick<Deps, 'lastKnown' | 'publicUrl'>,
  member: Member,
): Access {
  return {
    async open(target) {
      const native = member.strategy.kind === 'native';
      const { routes, lens } = await memberLens({ lastKnown, publicUrl }, member, native);
      const route = find(routes, target);
      // Nobody has logged in since the member joined, so its catalog is unknown. With a token, the client's next
      // request succeeds.
      if (route === undefined) throw new GatewayError('unauthorized', { detail: 'no catalogue known yet' });
      return {
        type: route.type,
        root: route.root,
        lens: lens.forRoute(route),
        showsUnauthorized: true,
        loginUrl: native ? `${publicUrl}/clouds/${target.region}/identity/v3` : `${publicUrl}/identity/v3`,
        refused: async () => undefined,
      };
    },
  };
}

/** What is known of a member without any caller: its root URLs, no ids. */
async function memberLens(
  { lastKnown, publicUrl }: Pick<Deps, 'lastKnown' | 'publicUrl'>,
  member: Member,
  native: boolean,
): Promise<{ routes: readonly Route[]; lens: Lens }> {
  const { id: cloud, authUrl, region } = member;
  const known = await lastKnown.routes(cloud);
  const routes =
    known ?? publishCatalog({ publicUrl, cloud, region, authUrl, catalog: [], swap: (text) => text, native }).routes;
  return { routes, lens: createLens({ publicUrl, cloud, authUrl, routes, ids: [], native }) };
}

export function nativeAccess(deps: Deps, member: Member, request: FastifyRequest, token: string | undefined): Access {
  const { views, limits, publicUrl } = deps;
  let counted = false;
  return {
    async open(target) {
      const loginUrl = `${publicUrl}/clouds/${target.region}/identity/v3`;
      const common = { showsUnauthorized: true, loginUrl, refused: async () => undefined };
      if (target.service === 'identity') {
        const { routes, lens } = await memberLens(deps, member, true);
        const route = find(routes, target);
        if (route === undefined) return undefined;
        const logsIn = request.method === 'POST' && givesTokens(target.rest);
        if (logsIn) {
          limits.login(request);
          // The member verifies the credential; here only the address's failed attempts are checked.
          await limits.authenticate(request, async () => undefined);
        }
        const subjectToken = request.headers['x-subject-token'];
        return {
          ...common,
          type: route.type,
          root: route.root,
          lens: lens.forRoute(route),
          ...(token === undefined ? {} : { token }),
          ...(typeof subjectToken === 'string' ? { subjectToken } : {}),
          ...(givesTokens(target.rest) ? { publishes: { member } } : {}),
          ...(logsIn ? { logsIn } : {}),
        };
      }
      if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
      const view = await limits.authenticate(
        request,
        () => views.openNative(member, token),
        () => views.knowsNative(member, token),
      );
      if (!counted) limits.admitUser(request, classOf(request.method), `${member.id} ${view.session.user.id}`);
      counted = true;
      const route = find(view.published.routes, target);
      if (route === undefined) return undefined;
      return {
        ...common,
        type: route.type,
        root: route.root,
        lens: view.lens.forRoute(route),
        token,
        refused: () => views.drop(member, token, view),
      };
    },
  };
}
