// SPDX-License-Identifier: Apache-2.0
// The federation as the identity facade uses it: logins, scopes, and the union of what the members grant. Members are
// queried concurrently, each with its own timeout. A member that fails makes its own regions stale but never fails the
// login.
import { catalogOfRegion, officialType, unionCatalogs } from '../adapters/openstack/index.ts';
import type { Exchange } from '../federation/exchange.ts';
import { refuseDelegated, type Tokens } from '../federation/tokens.ts';
import { type CurrentFleet, memberOfRegion, membersOf } from '../members/fleet.ts';
import type { LastKnown } from '../members/last-known.ts';
import type { Liveness } from '../members/liveness.ts';
import type { MemberView, MemberViews } from '../members/member-views.ts';
import { withinLogin } from '../members/within-login.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Clock } from '../model/clock.ts';
import { compareTexts } from '../model/compare.ts';
import { defined } from '../model/defined.ts';
import { GatewayError, toGatewayError } from '../model/errors.ts';
import type { Caller, DomainRef, Principal, ProjectRef, RoleRef, Scope, ScopeRequest } from '../model/identity.ts';
import type { IdentityProviders, IdentityService, ScopeView } from '../model/identity-service.ts';
import { domainRef, roleRef } from '../model/ids.ts';
import type { Member } from '../model/member.ts';
import { CLOUDS } from '../model/public-paths.ts';
import { subjectOf } from '../model/strategy.ts';
import type { NoProjects } from './identity-log.ts';

export interface IdentityServiceDeps {
  readonly fleet: CurrentFleet;
  readonly tokens: Tokens;
  /** Instead of the providers' own answers, where logins leave something for members. */
  readonly logins?: Pick<IdentityProviders, 'authenticate' | 'authenticateAny'>;
  readonly exchange: Exchange;
  readonly views: MemberViews;
  readonly lastKnown: LastKnown;
  readonly liveness: Liveness;
  readonly now: Clock;
  /** Somebody has logged in. */
  readonly onLogin?: (principal: Principal) => void;
  /** Called for a member that a login goes on without; for the log. */
  readonly onDegraded: (cloud: string, error: GatewayError) => void;
  /** No cloud gives this user any project: what each has said. */
  readonly onNoProjects: (principal: Principal, clouds: NoProjects) => void;
}

/** A member that has just run into its timeout is not queried again within the same login. */
const LATE = 2_000;
/** The audit id of a login that has left nothing under one. */
const NO_LOGIN = '-';

type Who = Pick<Caller, 'principal' | 'auditIds'>;

type Late = WeakMap<Member, { readonly error: GatewayError; readonly until: number }>;

export function createIdentityService(deps: IdentityServiceDeps): IdentityService {
  const late: Late = new WeakMap();
  const at = (region?: string): IdentityService => serviceOver(deps, late, at, region);
  return at();
}

/** `only`: the region whose cloud is asked, instead of all of them. */
function serviceOver(
  deps: IdentityServiceDeps,
  late: Late,
  at: (region: string) => IdentityService,
  only: string | undefined,
): IdentityService {
  const { fleet, tokens, exchange, views, lastKnown, liveness, now, onDegraded, onNoProjects } = deps;
  const members = (): Member[] => {
    const all = membersOf(fleet(), 'federated');
    if (only === undefined) return all;
    const member = memberOfRegion(fleet(), only);
    return all.filter((one) => one === member);
  };

  /**
   * Queries every member concurrently. A member that refuses this principal contributes nothing and is not degraded.
   */
  async function ask<T>(
    question: (member: Member) => Promise<T>,
  ): Promise<{ answers: [Member, T][]; failed: Map<Member, GatewayError> }> {
    const answers: [Member, T][] = [];
    const failed = new Map<Member, GatewayError>();
    const all = members();
    const outcomes = await Promise.all(
      all.map(async (member) => {
        const before = late.get(member);
        if (before && before.until > now()) return before.error;
        return withinLogin(member, question(member)).catch((cause: unknown) => {
          const error = toGatewayError(cause);
          if (error.code === 'memberTimeout') late.set(member, { error, until: now() + LATE });
          return error;
        });
      }),
    );
    outcomes.forEach((outcome, index) => {
      const member = all[index] as Member;
      if (!(outcome instanceof GatewayError)) answers.push([member, outcome as T]);
      else if (outcome.code !== 'unauthorized') failed.set(member, outcome);
    });
    return { answers, failed };
  }

  /** Logs and counts each failed member once, and returns their names for the client. */
  function report(failed: ReadonlyMap<Member, GatewayError>): string[] {
    for (const [member, error] of failed) onDegraded(member.id, error);
    return [...failed.keys()].map((member) => member.id);
  }

  async function projects(caller: Who): Promise<{ projects: ProjectRef[]; degraded: string[]; needed: Needed }> {
    const { answers, failed } = await ask((member) => exchange.projects(member, subjectOf(caller)));
    const partly = answers.filter(([, { stale, truncated }]) => stale || truncated).map(([member]) => member.id);
    const union = new Map<string, ProjectRef>();
    for (const [, list] of answers) for (const { project } of list.projects) union.set(project.id, project);
    if (union.size === 0) onNoProjects(caller.principal, saidBy(members(), answers, failed));
    return {
      projects: [...union.values()].sort(
        (a, b) => compareTexts(a.domain.name, b.domain.name) || compareTexts(a.name, b.name),
      ),
      degraded: [...report(failed), ...partly],
      needed: neededBy(failed),
    };
  }

  async function domains(caller: Who): Promise<{ domains: DomainRef[]; degraded: string[]; needed: Needed }> {
    const { answers, failed } = await ask((member) => exchange.domains(member, subjectOf(caller)));
    const union = new Map(answers.flatMap(([, names]) => names.map((name) => [name, domainRef(name)])));
    return { domains: [...union.values()], degraded: report(failed), needed: neededBy(failed) };
  }

  async function resolveScope(caller: Who, request: ScopeRequest): Promise<Scope> {
    if (request.kind === 'unscoped') return request;
    if (request.kind === 'system') throw new GatewayError('unauthorized', { detail: 'no system scope over members' });
    if (request.kind === 'domain') {
      const { domains: list, degraded, needed } = await domains(caller);
      const domain = list.find(({ id, name }) =>
        request.id === undefined ? name === request.name : id === request.id,
      );
      if (domain) return { kind: 'domain', domain };
      throw notGranted(degraded, 'domain', only, needed);
    }
    const { projects: list, degraded, needed } = await projects(caller);
    const project =
      'id' in request ? list.find(({ id }) => id === request.id) : byName(list, request.name, request.domain);
    if (project) return { kind: 'project', project };
    throw notGranted(degraded, 'project', only, needed);
  }

  async function view(caller: Caller): Promise<ScopeView> {
    const { scope } = caller;
    if (scope.kind === 'unscoped') return { roles: [], catalog: [], degraded: [] };
    // Caches may contain everything that the view needs, so the liveness of the member is checked separately.
    const [{ answers, failed }, { failed: away }] = await Promise.all([
      ask((member) => openIfGranted(member, caller)),
      ask(liveness),
    ]);
    const roles = new Map<string, RoleRef>();
    const catalogs = new Map<string, Catalog>();
    for (const [member, opened] of answers) {
      if (opened === undefined) continue;
      catalogs.set(member.id, opened.published.catalog);
      for (const { name } of opened.session.roles) roles.set(name, roleRef(name));
    }
    for (const [member, { code }] of failed) {
      // It answers, and cannot limit the caller to the roles of its credential: nothing there is for the caller.
      if (code === 'forbidden') continue;
      const stale = scope.kind === 'project' ? await lastKnown.catalog(member.id, scope.project.id) : undefined;
      if (stale) catalogs.set(member.id, stale);
    }
    // In the order of the configuration, independent of who answered first.
    const catalog = unionCatalogs(members().map((member) => catalogs.get(member.id) ?? []));
    return {
      roles: [...roles.values()],
      catalog: forScope(scope, only === undefined ? catalog : inRegion(catalog, only)),
      degraded: report(new Map([...away, ...failed])),
    };
  }

  /** Undefined if the member does not have this project: a request to open it would only be refused. */
  async function openIfGranted(member: Member, caller: Caller): Promise<MemberView | undefined> {
    const known = views.known(member, caller);
    if (known) return known;
    if (caller.scope.kind === 'project') {
      const { id } = caller.scope.project;
      const { projects: list } = await exchange.projects(member, subjectOf(caller));
      if (!list.some(({ project }) => project.id === id)) return undefined;
    }
    return views.open(member, caller);
  }

  return {
    authenticate: (identityProvider, protocol, bearer) =>
      (deps.logins ?? fleet().identityProviders).authenticate(identityProvider, protocol, bearer),
    authenticateAny: (bearer) => (deps.logins ?? fleet().identityProviders).authenticateAny(bearer),
    verify: (token) => tokens.verify(token),
    async issue(proven, request) {
      const { principal, methods, parent, cluster, notAfter, login, credential } = proven;
      // Before any member is asked about the scope.
      refuseDelegated(parent);
      // Clouds may take seconds to say what the scope is: what is lost meanwhile is lost to this login too.
      const revokedUntil = parent === undefined ? (proven.revokedUntil ?? tokens.revokedUntil(principal)) : undefined;
      const who: Who = { principal, auditIds: parent?.auditIds ?? [login ?? NO_LOGIN] };
      const wanted = (cluster === undefined ? request : undefined) ?? { kind: 'unscoped' as const };
      const scope = await resolveScope(who, wanted);
      const issued = await tokens.issue({
        principal,
        scope,
        methods,
        ...defined({ parent, cluster, notAfter, login, credential, revokedUntil }),
      });
      if (parent === undefined) deps.onLogin?.(principal);
      return issued;
    },
    revoke: (caller) => tokens.revoke(caller),
    unsent: () => tokens.unsent(),
    revokeAll: ({ principal }) => tokens.revokeUser(principal.id),
    projects,
    domains,
    view,
    at,
  };
}

/**
 * Projects, users and roles of a domain are each cloud's own, so whoever works in a domain has each cloud's Keystone for the
 * identity service: `openstack --os-region-name X project create` asks there.
 */
function forScope(scope: Scope, catalog: Catalog): Catalog {
  if (scope.kind !== 'domain') return catalog;
  return catalog.map((entry) =>
    officialType(entry.type) !== 'identity'
      ? entry
      : {
          ...entry,
          endpoints: entry.endpoints.map((endpoint) => ({
            ...endpoint,
            url: endpoint.url.replace(/(?=\/identity\/v3$)/, `${CLOUDS}${endpoint.region_id}`),
          })),
        },
  );
}

/** A name that a cloud's catalogue lacks is told: nobody can use a catalogue without a service. */
function inRegion(catalog: Catalog, region: string): Catalog {
  const own = catalogOfRegion(catalog, region);
  if (own.length === 0 && catalog.length > 0) throw new GatewayError('unknownRegion');
  return own;
}

/** The answer of a cloud that would take the caller after a new login, if there is one. */
type Needed = GatewayError | undefined;
const neededBy = (failed: ReadonlyMap<Member, GatewayError>): Needed =>
  [...failed.values()].find(({ code }) => code === 'loginNeeded');

function saidBy(
  members: readonly Member[],
  answers: readonly (readonly [Member, unknown])[],
  failed: ReadonlyMap<Member, GatewayError>,
): NoProjects {
  const gave = new Set(answers.map(([member]) => member));
  return Object.fromEntries(
    members.map((member) => [member.id, gave.has(member) ? 'none' : (failed.get(member)?.code ?? 'refused')]),
  );
}

/**
 * Keystone's database compares names case-insensitively (MySQL's collation), and files say `default` for Default. An
 * exact match wins, else the only name that differs in case alone.
 */
function byName(
  list: readonly ProjectRef[],
  name: string,
  domain: { id?: string; name?: string },
): ProjectRef | undefined {
  const fold = (text: string | undefined): string | undefined => text?.toLowerCase();
  const inDomain = list.filter((project) => domain.id === undefined || project.domain.id === domain.id);
  const exact = inDomain.find(
    (project) => project.name === name && (domain.name === undefined || project.domain.name === domain.name),
  );
  const alike = inDomain.filter(
    (project) =>
      fold(project.name) === fold(name) &&
      (domain.name === undefined || fold(project.domain.name) === fold(domain.name)),
  );
  return exact ?? (alike.length === 1 ? alike[0] : undefined);
}

/**
 * Keystone answers 401 to a scope that the user lacks; an authenticated caller may read the reason. If a member is
 * away, nobody can know whether it grants the scope: 503, so that clients retry.
 */
function notGranted(degraded: readonly string[], what: string, only: string | undefined, needed: Needed): GatewayError {
  // Not away: what it needs is in the caller's hands.
  if (needed !== undefined) return needed;
  const away = degraded.join(', ');
  if (away === '') {
    const none = only === undefined ? 'None of the clouds gives' : `The cloud of ${only} does not give`;
    const message = `${none} you access to this ${what}.`;
    return new GatewayError('unauthorized', { message, detail: `no such ${what} for this user` });
  }
  return new GatewayError('memberUnreachable', {
    message: `The ${what} is not known on the clouds that answer, and ${away} does not answer at the moment.`,
    retryAfter: 5,
  });
}
