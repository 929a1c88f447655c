// SPDX-License-Identifier: Apache-2.0
// One caller on one member, ready to use: the session, the lens made from it, the catalogue as published. Made once and
// kept with the caller, so that the hot path finds it without waiting.
import {
  createForeignIds,
  createIdLayer,
  createLensFactory,
  type ForeignIds,
  type IdLayer,
  identityRoot,
  type Lens,
  type Published,
  publishCatalog,
  type Route,
  swapIds,
} from '../adapters/openstack/index.ts';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Exchange, MemberScope } from '../federation/exchange.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Clock } from '../model/clock.ts';
import { connectTo } from '../model/connect-to.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller } from '../model/identity.ts';
import { domainRef } from '../model/ids.ts';
import type { Holder } from '../model/limits.ts';
import type { Member, SharedProject } from '../model/member.ts';
import type { IdPair, MemberToken } from '../model/session.ts';
import { type Subject, subjectOf } from '../model/strategy.ts';
import type { LastKnown } from './last-known.ts';
import { createMovedEndpoints } from './moved-endpoints.ts';
import type { ObjectAccounts } from './object-accounts.ts';
import type { ReachReports } from './reach-reports.ts';

export interface MemberView {
  readonly member: Member;
  readonly session: MemberToken;
  readonly published: Published;
  readonly lens: Lens;
  /** Ids of projects that the caller is not in. */
  readonly foreign?: ForeignIds;
  /** Where the member's Keystone stands. */
  readonly identity: { readonly origin: string; readonly prefix: string };
  /** Epoch milliseconds; then it is made again, so that new projects get their id pairs. */
  readonly until: number;
}

export interface MemberViews {
  /** Without waiting; undefined where there is none that is still good. */
  known(member: Member, caller: Caller): MemberView | undefined;
  /** Whoever asks at the same time gets the same. `unauthorized` where the member knows nothing of this caller or project. */
  open(member: Member, caller: Caller): Promise<MemberView>;
  /**
   * The one that is known, else a new one. The member knowing nothing of this caller or project is no fault of the
   * caller's token: `forbidden`.
   */
  get(member: Member, caller: Caller): Promise<MemberView>;
  /** What is known of a member without any caller: its routes, a lens without ids but those that are given. */
  anonymous(
    member: Member,
    native: boolean,
    ids?: readonly IdPair[],
  ): Promise<{ readonly routes: readonly Route[]; readonly lens: Lens }>;
  /** For accounts of the member itself: the token is the member's own, ids stay as they are. */
  openNative(member: Member, token: string, from?: Holder): Promise<MemberView>;
  /** Whether that would not have to ask the member. */
  knowsNative(member: Member, token: string): boolean;
  /** The member no longer takes this view's token. */
  drop(member: Member, who: Caller | string, view: MemberView): Promise<void>;
  /** Nobody could be reached where this view leads: the member may have other endpoints by now. Nobody waits for it. */
  lost(view: MemberView): void;
}

/** What is known of a member without any caller, and of what it was made. */
interface Stranger {
  readonly learnt: readonly Route[] | undefined;
  readonly native: boolean;
  readonly routes: readonly Route[];
  readonly lens: Lens;
}

const LIFE = 5 * 60_000;
const EXPIRY_MARGIN = 60_000;

export interface MemberViewsOptions {
  /** Views kept at most, over all callers: each of them may have one for every member. */
  readonly max?: number;
  /** Those of the members' own accounts. */
  readonly maxNative?: number;
}

export function createMemberViews(
  deps: {
    readonly exchange: Exchange;
    readonly lastKnown: LastKnown;
    readonly accounts?: Pick<ObjectAccounts, 'learn' | 'namedBy'>;
    readonly publicUrl: string;
    readonly now: Clock;
    /** A member refuses a caller its project. */
    readonly onNoAccess?: (member: Member, caller: Caller) => void;
    readonly reports?: Pick<ReachReports, 'catalogue' | 'report'>;
  },
  { max = 20_000, maxNative = 5_000 }: MemberViewsOptions = {},
): MemberViews {
  const { exchange, lastKnown, accounts, publicUrl, now, reports } = deps;
  const createLens = createLensFactory((peer, { regionSlug: region, service }, host) =>
    reports?.report({ peer, where: 'link', host, fault: 'foreign', region, service }),
  );
  /** All views of a caller come and go together. The same token is the same caller object, as long as it is cached. */
  const byCaller = createBoundedCache<Map<Member, MemberView>, Caller>({ maxSize: max });
  const opening = new WeakMap<Caller, Map<Member, Promise<MemberView>>>();
  const byToken = createBoundedCache<MemberView>({ max: maxNative, now });
  /** Compiled once for all: anybody may ask for it, with no token at all. A changed configuration has new members. */
  const strangers = new WeakMap<Member, Stranger>();
  /** Published catalogues, shared by all sessions with an identical catalogue: it contains project ids only. */
  const publications = new WeakMap<Catalog, WeakMap<Member, Published>>();
  const endpoints = createMovedEndpoints(now);
  const isGood = ({ session, until }: MemberView): boolean =>
    until > now() && endpoints.current(session.catalog) === session.catalog;

  const ownOf = new WeakMap<readonly Route[], WeakMap<Member, readonly Route[]>>();
  async function learntRoutes(member: Member): Promise<readonly Route[] | undefined> {
    const learnt = await lastKnown.routes(member.id);
    if (learnt === undefined) return undefined;
    const byMember = ownOf.get(learnt) ?? new WeakMap<Member, readonly Route[]>();
    const own = byMember.get(member) ?? learnt.filter(({ root }) => member.reach.ofUrl(root) === undefined);
    ownOf.set(learnt, byMember.set(member, own));
    return own;
  }

  const until = (session: MemberToken): number => Math.min(now() + LIFE, session.expiresAt - EXPIRY_MARGIN);

  /** A person has a view for each project, all with the ids of all projects. A new list is another array. */
  const layers = new WeakMap<readonly SharedProject[], IdLayer>();
  function layerOf(projects: readonly SharedProject[]): IdLayer {
    const layer = layers.get(projects) ?? createIdLayer(projectPairs(projects));
    layers.set(projects, layer);
    return layer;
  }

  function make(
    member: Member,
    session: MemberToken,
    ids: readonly IdLayer[],
    native: boolean,
    foreign?: ForeignIds,
  ): MemberView {
    const { id: cloud, authUrl } = member;
    const published = publish(member, session, ids, native);
    const others = foreign === undefined ? {} : { foreign };
    const lens = createLens({ publicUrl, cloud, authUrl, routes: published.routes, ids, native, ...others });
    return {
      member,
      session,
      published,
      lens,
      ...others,
      identity: connectTo(identityRoot(authUrl)),
      until: until(session),
    };
  }

  function publish(member: Member, session: MemberToken, ids: readonly IdLayer[], native: boolean): Published {
    const { id: cloud, region, regions, authUrl, interface: used, bothNames, reach } = member;
    const { catalog } = session;
    const known = native ? undefined : publications.get(catalog)?.get(member);
    if (known !== undefined) return known;
    const swap = swapIds(ids);
    const fault = reach.ofUrl;
    const published = publishCatalog({
      publicUrl,
      cloud,
      region,
      regions,
      authUrl,
      catalog,
      swap,
      interface: used,
      bothNames,
      native,
      fault,
    });
    // An unscoped session has no catalogue: it says nothing about the last one.
    if (catalog.length > 0) reports?.catalogue(cloud, published.leftOut, published.skipped, published.unknown);
    // Several people may work as one user of the member; an id of that user is another one for each of them.
    if (native || JSON.stringify(catalog).includes(session.user.id)) return published;
    const byMember = publications.get(catalog) ?? new WeakMap<Member, Published>();
    publications.set(catalog, byMember.set(member, published));
    return published;
  }

  function keep(caller: Caller, view: MemberView): void {
    const views = byCaller.get(caller) ?? new Map<Member, MemberView>();
    // What has ended, and what was made for members of an earlier configuration, takes no room.
    for (const [member, { until }] of views) if (until <= now()) views.delete(member);
    views.set(view.member, view);
    byCaller.set(caller, views, { size: views.size });
  }

  const known: MemberViews['known'] = (member, caller) => {
    const view = byCaller.get(caller)?.get(member);
    return view !== undefined && isGood(view) ? view : undefined;
  };

  const open: MemberViews['open'] = (member, caller) => {
    const running = opening.get(caller) ?? new Map<Member, Promise<MemberView>>();
    opening.set(caller, running);
    const one = running.get(member) ?? openOnce(member, caller).finally(() => running.delete(member));
    running.set(member, one);
    return one;
  };

  async function openOnce(member: Member, caller: Caller): Promise<MemberView> {
    const subject = subjectOf(caller);
    const { projects } = await exchange.projects(member, subject);
    const { scope } = caller;
    const [session, named] = await Promise.all([
      sessionOf(member, subject, memberScope(member, caller, projects)),
      scope.kind === 'project' ? accounts?.namedBy(member, scope.project.id) : undefined,
    ]);
    const [first, last] = ownPairs(caller, session);
    const ids = [createIdLayer(first), layerOf(projects), createIdLayer(last)];
    const view = make(member, session, ids, false, createForeignIds(named));
    keep(caller, view);
    if (caller.scope.kind === 'project') {
      const { id } = caller.scope.project;
      await lastKnown.learn(member.id, view.published, id);
      if (session.project !== undefined) accounts?.learn(member, id, session.project.id);
    }
    return view;
  }

  async function sessionOf(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken> {
    const session = await exchange.session(member, subject, scope);
    const catalog = endpoints.current(session.catalog);
    return catalog === session.catalog ? session : { ...session, catalog };
  }

  async function strangerOf(member: Member, native: boolean): Promise<Stranger> {
    const { id: cloud, region, authUrl } = member;
    // It may be of another configuration, whose hosts were others.
    const learnt = await learntRoutes(member);
    const kept = strangers.get(member);
    if (kept !== undefined && kept.learnt === learnt && kept.native === native) return kept;
    const own = publishCatalog({
      publicUrl,
      cloud,
      region,
      authUrl,
      catalog: [],
      swap: (text) => text,
      native,
    }).routes;
    const routes = withIdentity(learnt ?? [], own);
    const lens = createLens({ publicUrl, cloud, authUrl, routes, ids: [], native });
    const stranger = { learnt, native, routes, lens };
    strangers.set(member, stranger);
    return stranger;
  }

  const knownNative = (member: Member, token: string): MemberView | undefined => {
    const view = byToken.get(token);
    return view?.member === member && isGood(view) ? view : undefined;
  };

  return {
    known,
    open,
    lost({ member, session }) {
      const { catalog } = session;
      if (!endpoints.mayAsk(member, catalog)) return;
      // Away itself, it has shown nothing.
      void exchange.catalogNow(member, session).then(
        (shown) => endpoints.learn(catalog, shown),
        () => undefined,
      );
    },
    get(member, caller) {
      const view = known(member, caller);
      if (view !== undefined) return Promise.resolve(view);
      return open(member, caller).catch((cause: unknown) => {
        const error = noAccess(cause, member);
        if (error !== cause) deps.onNoAccess?.(member, caller);
        throw error;
      });
    },

    async anonymous(member, native, ids = []) {
      const { routes, lens } = await strangerOf(member, native);
      if (ids.length === 0) return { routes, lens };
      const { id: cloud, authUrl } = member;
      // What is compiled of the routes is shared with all lenses of this member.
      return { routes, lens: createLens({ publicUrl, cloud, authUrl, routes, ids, native }) };
    },

    async openNative(member, token, from) {
      const known = knownNative(member, token);
      if (known) return known;
      const subject: Subject = { kind: 'native', token, ...(from === undefined ? {} : { from }) };
      const session = await sessionOf(member, subject, { kind: 'unscoped' });
      const view = make(member, session, [], true);
      byToken.set(token, view, { until: view.until });
      if (session.project) await lastKnown.learn(member.id, view.published, session.project.id);
      return view;
    },

    knowsNative: (member, token) => knownNative(member, token) !== undefined,

    async drop(member, who, view) {
      if (typeof who === 'string') {
        byToken.delete(who);
        await exchange.forget(member, { kind: 'native', token: who }, { kind: 'unscoped' }, view.session);
        return;
      }
      const views = byCaller.get(who);
      if (views?.get(member) === view) views.delete(member);
      const subject = subjectOf(who);
      await exchange.forget(member, subject, memberScope(member, who, []), view.session);
    },
  };
}

/**
 * Where the identity service stands, only the configuration says: what was learnt may be of an earlier one, and a login
 * with a password must not go to a Keystone that is no longer the member's.
 */
function withIdentity(learnt: readonly Route[], own: readonly Route[]): readonly Route[] {
  const [identity] = own;
  const routes = learnt.map((route) =>
    identity === undefined || route.type !== 'identity' || route.root === identity.root
      ? route
      : { ...route, root: identity.root, roots: [...new Set([identity.root, ...route.roots])] },
  );
  const isNew = ({ regionSlug, service }: Route): boolean =>
    !routes.some((route) => route.regionSlug === regionSlug && route.service === service);
  return [...routes, ...own.filter(isNew)];
}

function noAccess(cause: unknown, { id: cloud }: Member): unknown {
  if (!(cause instanceof GatewayError) || cause.code !== 'unauthorized') return cause;
  const { detail } = cause;
  const message = 'This cloud gives your project no access.';
  return new GatewayError('forbidden', { cause, cloud, message, ...(detail === undefined ? {} : { detail }) });
}

/** The caller's scope in the member's names, with its id where the member's list has told it. */
function memberScope(
  member: Member,
  { scope, credential }: Pick<Caller, 'scope' | 'credential'>,
  projects: readonly SharedProject[],
): MemberScope {
  if (scope.kind === 'unscoped') return scope;
  if (scope.kind === 'domain') return { kind: 'domain', name: scope.domain.name };
  const { id, name, domain } = scope.project;
  const there = projects.find((shared) => shared.project.id === id)?.memberId;
  return {
    kind: 'project',
    project: member.projects.toMember({ domain: domain.name, name }),
    ...(there === undefined ? {} : { id: there }),
    ...(credential?.roles === undefined ? {} : { roles: credential.roles }),
  };
}

/** The caller's own ids at this member, before and after those of all its projects: the first of two pairs wins. */
function ownPairs({ principal, scope }: Caller, session: MemberToken): readonly [IdPair[], IdPair[]] {
  const pairs: IdPair[] = [{ member: session.user.id, gateway: principal.id }];
  if (session.project && scope.kind === 'project') {
    pairs.push({ member: session.project.id, gateway: scope.project.id });
    pairs.push({ member: session.project.domain.id, gateway: scope.project.domain.id });
  }
  // Last, since a project's domain is written in requests, the user's own hardly ever.
  return [pairs, [{ member: session.user.domain.id, gateway: domainRef(principal.domain).id }]];
}

/** Of all projects: sharing with another one must work. */
function projectPairs(projects: readonly SharedProject[]): IdPair[] {
  const pairs: IdPair[] = [];
  for (const { project, memberId, memberDomainId } of projects) {
    pairs.push({ member: memberId, gateway: project.id });
    pairs.push({ member: memberDomainId, gateway: project.domain.id });
  }
  const seen = new Set<string>();
  return pairs.filter(({ member }) => !seen.has(member) && seen.add(member));
}
