// SPDX-License-Identifier: Apache-2.0
// Two ways to access a member's service: for a caller of the federation, and for an account of the member itself. The third,
// for nobody in particular, is in anonymous.ts.
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import {
  belowIdentity,
  type ForeignIds,
  givesTokens,
  holdsOthers,
  type IdentityRefusal,
  identityRefusal,
  pathRule,
  type Route,
  type RouteLens,
} from '../../../adapters/openstack/index.ts';
import type { Target } from '../../../http/target.ts';
import type { MemberView } from '../../../members/member-views.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import type { Holder } from '../../../model/limits.ts';
import type { Member } from '../../../model/member.ts';
import { refusePath } from '../../../model/path-rule.ts';
import type { ConsoleUser } from '../../consoles.ts';
import { refuseBeyondRules } from '../../credential-bounds.ts';
import { classOf } from '../../limits/index.ts';
import type { TokenFree } from '../../needs-no-token.ts';
import type { OpenStackDeps } from './deps.ts';

/** What one attempt needs to know to reach the service. */
export interface Way {
  /** The official service type. */
  readonly type: string;
  /** The member's URL that the path below the service is appended to. */
  readonly root: string;
  readonly lens: RouteLens;
  /** Ids of projects that the caller is not in. */
  readonly foreign?: ForeignIds | undefined;
  /** The member's id of the project that is worked in. */
  readonly project?: string | undefined;
  /** Segments of the path that its endpoint has below the service: two of `/v1/AUTH_x`. */
  readonly base?: number;
  /** Nobody is known: why no token was needed. */
  readonly free?: TokenFree;
  /** The query for the member, where it is not the client's through the lens. */
  readonly query?: string;
  /** As it goes to the member, where it is not the client's through the lens. */
  readonly body?: string | IncomingMessage;
  /** S3: the host that was signed, and its signature, as they came. */
  readonly signed?: { readonly host: string; readonly authorization: string | undefined };
  /** Where else than to this member a redirect may lead. */
  readonly redirect?: string;
  /** Whose share of the member it takes. */
  readonly by: Holder;
  /** The member's token. Absent for version documents and logins. */
  readonly token?: string;
  /** `native` only: the token that the request is about. */
  readonly subjectToken?: string;
  /** Whose request it is, for what outlives it. */
  readonly user: Omit<ConsoleUser, 'cloud'>;
  /** Whether the client sees a 401 of the member: if its token is the member's, or it has none. */
  readonly showsUnauthorized: boolean;
  /** `native` only: the response is a token document whose catalog must be published. */
  readonly publishes?: { readonly member: Member };
  /** `native` only: a login. If the member refuses it, that counts as a failed authentication of the address. */
  readonly logsIn?: boolean;
  /** Called when the member answered 401 to `token`. */
  refused(): Promise<void>;
  /** Called when nobody could be reached there. */
  lost?(): void;
}

/** The access to the service that a target names. */
export interface Access {
  /** Without waiting where all is known. Fails with `unknownService` if this region does not offer it. Called again after `refused`. */
  open(): Promise<Way> | Way;
}

export const NOBODY = { user: '' };

type Deps = Pick<OpenStackDeps, 'views' | 'limits' | 'publicUrl' | 'addressOf'>;

function routeOf(routes: readonly Route[], target: Target): Route {
  const route = findRoute(routes, target);
  if (route === undefined) throw new GatewayError('unknownService');
  return route;
}

/** Where the path is one that not every service may be sent, it is judged by what the service's root is. */
export function findRoute(routes: readonly Route[], { region, service, rest, odd }: Target): Route | undefined {
  const route = routes.find((one) => one.regionSlug === region && one.service === service);
  if (odd && route !== undefined) refusePath(rest, pathRule(route.type, route.root, holdsOthers(route, routes)));
  return route;
}

export function callerAccess(
  { views, publicUrl }: Deps,
  member: Member,
  target: Target,
  method: string,
  caller: Caller,
): Access {
  const own = member.strategy.grants === undefined;
  function wayOf(view: MemberView): Way {
    const route = routeOf(view.published.routes, target);
    if (caller.credential !== undefined) refuseBeyondRules(caller, { service: route.type, method, path: target.rest });
    const lens = view.lens.forRoute(route);
    const path = belowIdentity(view.identity, lens, target.rest);
    const ids = [caller.principal.id, view.session.user.id];
    const manages = caller.scope.kind === 'domain';
    const delegated = caller.credential !== undefined;
    const asked = { method, own, ids, manages, ec2: member.ec2Credentials ?? false, delegated };
    const refusal = path === undefined ? undefined : identityRefusal({ ...asked, path });
    if (refusal !== undefined) throw new GatewayError('forbidden', { message: REFUSALS[refusal](publicUrl) });
    return {
      type: route.type,
      root: route.root,
      lens,
      foreign: view.foreign,
      base: route.base ?? 0,
      by: { key: caller.principal.id },
      token: view.session.token,
      project: view.session.project?.id,
      user: { user: caller.principal.id, caller },
      showsUnauthorized: false,
      refused: () => views.drop(member, caller, view),
      lost: () => views.lost(view),
    };
  }
  return {
    open() {
      const view = views.known(member, caller);
      return view === undefined ? views.get(member, caller).then(wayOf) : wayOf(view);
    },
  };
}

const REFUSALS: Readonly<Record<IdentityRefusal, (publicUrl: string) => string>> = {
  tokens: (publicUrl) => `A cloud’s own tokens are not given through the gateway: log in at ${publicUrl}/identity/v3.`,
  credentials: () =>
    'Application credentials, trusts, EC2 and OAuth credentials of a cloud are not offered through the gateway: they would outlive your login and its revocation.',
  accounts: () => 'Accounts and passwords of a cloud cannot be changed through the gateway: you log in without one.',
};

export const strangerAt = ({ addressOf }: Pick<Deps, 'addressOf'>, { raw }: FastifyRequest): Holder => ({
  key: addressOf(raw),
  stranger: true,
});

export function nativeAccess(
  { views, limits, addressOf }: Deps,
  member: Member,
  target: Target,
  request: FastifyRequest,
  token: string | undefined,
): Access {
  let counted = false;
  return target.service === 'identity' ? { open: openIdentity } : { open: openService };

  async function openIdentity(): Promise<Way> {
    const { routes, lens } = await views.anonymous(member, true);
    const route = routeOf(routes, target);
    const logsIn = request.method === 'POST' && givesTokens(target.rest);
    if (logsIn) {
      limits.login(request);
      // The member verifies the credential; here only the address's failed attempts are checked.
      await limits.authenticate(request, async () => undefined);
    }
    const subjectToken = request.headers['x-subject-token'];
    return {
      type: route.type,
      root: route.root,
      lens: lens.forRoute(route),
      user: NOBODY,
      // Its token, if there is one, has not been verified.
      by: strangerAt({ addressOf }, request),
      showsUnauthorized: true,
      refused: async () => undefined,
      ...(token === undefined ? {} : { token }),
      ...(typeof subjectToken === 'string' ? { subjectToken } : {}),
      ...(givesTokens(target.rest) ? { publishes: { member } } : {}),
      ...(logsIn ? { logsIn } : {}),
    };
  }

  async function openService(): Promise<Way> {
    if (token === undefined) throw new GatewayError('unauthorized', { detail: 'no token in the request' });
    const view = await limits.authenticate(
      request,
      () => views.openNative(member, token, strangerAt({ addressOf }, request)),
      { known: () => views.knowsNative(member, token) },
    );
    const user = `${member.id} ${view.session.user.id}`;
    request.account = view.session.user.id;
    const project = view.session.project?.id;
    if (!counted) limits.admitUser(request, classOf(request.method), user, project && `${member.id} ${project}`);
    counted = true;
    const route = routeOf(view.published.routes, target);
    return {
      type: route.type,
      root: route.root,
      lens: view.lens.forRoute(route),
      base: route.base ?? 0,
      by: { key: user },
      showsUnauthorized: true,
      token,
      project,
      user: { user },
      refused: () => views.drop(member, token, view),
      lost: () => views.lost(view),
    };
  }
}
