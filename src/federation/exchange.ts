// SPDX-License-Identifier: Apache-2.0
// Sessions on members. A strategy makes the first login; this file does the rest for all strategies: single flight,
// rescoping, a margin before expiry, a local and a shared cache, sealing at rest.
import { createHash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { createSingleFlight } from '../cache/single-flight.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError, toGatewayError } from '../model/errors.ts';
import type { HttpAnswer } from '../model/http.ts';
import { failsAll, type LoginTrouble, refusesAll } from '../model/login-trouble.ts';
import { MEMBER_LIMITS, type Member } from '../model/member.ts';
import type { Seal } from '../model/seal.ts';
import type { MemberToken } from '../model/session.ts';
import type { Store } from '../model/store.ts';
import { holderOf, type MemberProjectName, type Subject } from '../model/strategy.ts';
import { traced } from '../model/tracing.ts';
import { limitToken } from './limit-catalog.ts';
import { limitRoles } from './limit-roles.ts';
import { createMemberProjects, type MemberProjects, type OnLeftOut, type OnListed } from './member-projects.ts';
import { type MemberScope, rescope } from './rescope.ts';
import type { Sessions } from './sessions.ts';
import { createSharedCatalogs } from './shared-catalogs.ts';
import { isDistrust, readCatalogAnswer, readTokenAnswer } from './token-answer.ts';
import { claimsIssuer } from './tokens.ts';

export type { ProjectList } from './member-projects.ts';
export type { MemberScope } from './rescope.ts';

/** keystoneauth renews a token that has less than two minutes left, so the gateway never returns one. */
const EXPIRY_MARGIN = 120_000;
/**
 * How long a refusal is cached. Short, because a member that has just fetched the gateway's keys will accept the same
 * user.
 */
const REFUSAL = 5_000;
const CANNOT = 60_000;
/** The end of a token that a narrower one was made with; Keystone writes both to the second. */
const SAME_EXPIRY = 1_000;
/** Of each: sessions, refusals. */
const MAX_CACHED = 20_000;

type SessionOutcome = 'opened' | 'reused' | 'failed';

export interface Exchange extends Sessions, MemberProjects {
  /** Since when the member refuses whomever the gateway sends (ISO 8601), as far as logins have shown. */
  distrustedSince(member: Member): string | undefined;
  /** That, or a Keystone that fails whoever logs in. */
  loginTrouble(member: Member): LoginTrouble | undefined;
  /** The catalogue that the member shows to this session now: the same object if it is the same. */
  catalogNow(member: Member, session: MemberToken): Promise<Catalog>;
}

export interface ExchangeDeps {
  readonly store: Store;
  readonly seal: Seal;
  readonly now: Clock;
  /** The gateway's own: no member may give a token of it. */
  readonly issuer?: string;
  /** `reason`, for metrics: an error code of the table, or `ok`. `detail`, for the log: what the member said. */
  readonly onSession: (member: Member, outcome: SessionOutcome, reason: string, detail?: string) => void;
  /** Something of the member is above its limit, and so many of it are left out. */
  readonly onLeftOut?: OnLeftOut;
  readonly onListed?: OnListed;
}

export function createExchange(deps: ExchangeDeps): Exchange {
  const { store, seal, now, onSession, onLeftOut, onListed, issuer } = deps;
  const sessions = createBoundedCache<MemberToken>({ max: MAX_CACHED, now });
  const refusals = createBoundedCache<{ readonly error: GatewayError; readonly at: number }>({ max: MAX_CACHED, now });
  const refuse = (key: string, error: GatewayError, life: number): void =>
    refusals.set(key, { error, at: now() }, { until: now() + life });
  const once = createSingleFlight();
  /** Since when a member refuses whomever the gateway sends. A changed configuration makes new members. */
  const distrust = new WeakMap<Member, string>();
  /** Of which every login has failed since then, and how it did last. */
  const failing = new WeakMap<Member, { readonly status: number; readonly since: string }>();
  /** Which login of this process a session without a scope came from; one of another replica has no number. */
  const made = new WeakMap<MemberToken, number>();
  let logins = 0;
  const shared = createSharedCatalogs();
  const compact = (token: MemberToken): MemberToken => ({ ...token, catalog: shared(token.catalog) });

  function limited(member: Member, opened: MemberToken): MemberToken {
    const { token, left } = limitToken(opened, member.limits ?? MEMBER_LIMITS);
    for (const [what, count] of Object.entries(left)) if (count > 0) onLeftOut?.(member, what, count);
    return token;
  }

  const usable = (token: MemberToken): boolean => token.expiresAt - now() > EXPIRY_MARGIN;

  async function session(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken> {
    const key = sessionKey(member, subject, scope);
    const local = sessions.get(key);
    if (local) {
      onSession(member, 'reused', 'ok');
      return local;
    }
    const open = (): Promise<MemberToken> => once(key, () => obtain(key, member, subject, scope));
    const attributes = { 'scs.cloud': member.id, 'scs.strategy': member.strategy.kind };
    return traced(member.transport.tracing, 'session', attributes, open);
  }

  async function obtain(key: string, member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken> {
    const stored = await fromStore(key);
    if (stored && usable(stored)) {
      keep(key, stored);
      onSession(member, 'reused', 'ok');
      return stored;
    }
    const refusal = refusals.get(key);
    // One of the future is of a clock that has been set back.
    if (refusal && refusal.at <= now()) throw refusal.error;
    try {
      const token = compact(limited(member, refuseOwn(member, await open(member, subject, scope))));
      refusals.delete(key);
      keep(key, token);
      if (scope.kind === 'unscoped') {
        logins += 1;
        made.set(token, logins);
      }
      onSession(member, 'opened', 'ok');
      const ttl = token.expiresAt - now();
      // Not awaited: without the store, other replicas merely cannot reuse the session.
      if (ttl > 0) void store.set(key, seal.close(JSON.stringify(token), key), ttl).catch(() => undefined);
      return token;
    } catch (cause) {
      const error = naming(toGatewayError(cause), member);
      if (error.code === 'unauthorized' || error.code === 'memberRefused') refuse(key, error, REFUSAL);
      // A member that cannot limit roles today cannot in a minute.
      if (error.code === 'forbidden') refuse(key, error, CANNOT);
      onSession(member, 'failed', error.code, error.detail);
      throw error;
    }
  }

  /**
   * Federating strategies log in once per person and derive scoped tokens by rescoping; held credentials are scoped
   * from the start.
   */
  async function open(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken> {
    const { strategy, transport } = member;
    const project = scope.kind === 'project' ? scope.project : undefined;
    if (scope.kind === 'project' && scope.roles !== undefined) {
      const { roles, ...all } = scope;
      const before = logins;
      const newer = (full: MemberToken): Promise<MemberToken | undefined> => again(member, subject, all, full, before);
      return limitRoles({ member, subject, roles, now, newer }, await session(member, subject, all));
    }
    if (subject.kind === 'native' || scope.kind === 'unscoped' || strategy.grants) {
      const federated = subject.kind === 'principal' && !strategy.grants;
      const login = async (): Promise<HttpAnswer> =>
        transport.call({ ...(await strategy.login(subject, project)), by: holderOf(subject) });
      const first = await login();
      // Keystone makes the user at the first login; of two at once, by two replicas, it answers one with 409, and finds it then.
      const answer = federated && first.status === 409 ? await login() : first;
      if (federated) note(member, answer);
      const token = readTokenAnswer(answer, member.id, { federated });
      // An application credential implies its project, so one that belongs to another project must not be used.
      if (strategy.grants && project && !isProject(token, project))
        throw new GatewayError('unauthorized', {
          cloud: member.id,
          detail: `the credential for ${project.domain}/${project.name} is not of that project`,
        });
      return token;
    }
    const into = async (from: MemberToken): Promise<MemberToken> => {
      const token = await rescope(member, from, scope, subject);
      if (isScope(token, scope)) return token;
      throw new GatewayError('unauthorized', {
        cloud: member.id,
        detail: `${member.id} took another scope for the one asked`,
      });
    };
    const unscoped = await session(member, subject, { kind: 'unscoped' });
    try {
      return await into(unscoped);
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code !== 'unauthorized') throw error;
      // The member may have revoked the unscoped token meanwhile. One new login distinguishes that from a missing role.
      await forget(member, subject, { kind: 'unscoped' }, unscoped);
      return into(await session(member, subject, { kind: 'unscoped' }));
    }
  }

  /** A session by a new login in place of one by a login of earlier than `before`. */
  async function again(
    member: Member,
    subject: Subject,
    scope: MemberScope,
    old: MemberToken,
    before: number,
  ): Promise<MemberToken | undefined> {
    const login = await session(member, subject, { kind: 'unscoped' });
    const isNew = (made.get(login) ?? 0) > before;
    if (isNew && login.expiresAt === old.expiresAt) return undefined;
    if (!isNew) await forget(member, subject, { kind: 'unscoped' }, login);
    await forget(member, subject, scope, old);
    return session(member, subject, scope);
  }

  /** Any other answer of a Keystone that works has come by way of the trust, whatever it says of the user. */
  function note(member: Member, answer: HttpAnswer): void {
    const { status } = answer;
    const time = new Date(now()).toISOString();
    if (status >= 500) return void failing.set(member, { status, since: failing.get(member)?.since ?? time });
    failing.delete(member);
    if (!isDistrust(answer)) distrust.delete(member);
    else if (!distrust.has(member)) distrust.set(member, time);
  }

  /** Sent to where the member's catalogue leads, it would make the gateway act as whoever it belongs to. */
  function refuseOwn({ id: cloud }: Member, token: MemberToken): MemberToken {
    if (issuer === undefined || !claimsIssuer(token.token, issuer)) return token;
    throw new GatewayError('memberGarbage', { cloud, detail: `${cloud} gave a token that claims to be the gateway's` });
  }

  async function fromStore(key: string): Promise<MemberToken | undefined> {
    const sealed = await store.get(key).catch(() => undefined);
    const plain = sealed === undefined ? undefined : seal.open(sealed, key);
    return plain === undefined ? undefined : compact(JSON.parse(plain) as MemberToken);
  }

  const keep = (key: string, token: MemberToken): void => {
    sessions.set(key, token, { until: token.expiresAt - EXPIRY_MARGIN });
  };

  async function forget(member: Member, subject: Subject, scope: MemberScope, token: MemberToken): Promise<void> {
    await drop(sessionKey(member, subject, scope), (other) => other.token === token.token);
    if (scope.kind === 'project' && scope.roles !== undefined) {
      const { roles: _, ...all } = scope;
      await drop(sessionKey(member, subject, all), (other) => other.expiresAt <= token.expiresAt + SAME_EXPIRY);
    }
    if (scope.kind === 'unscoped' || member.strategy.grants || subject.kind !== 'principal') return;
    // Keystone gives a rescoped token the expiry of the token it came from; the equal expiry identifies that token.
    const unscoped = sessionKey(member, subject, { kind: 'unscoped' });
    await drop(unscoped, (other) => other.expiresAt === token.expiresAt);
  }

  /** Checks the local and the stored token separately: another replica may have stored a newer one. */
  async function drop(key: string, gone: (token: MemberToken) => boolean): Promise<void> {
    const local = sessions.get(key);
    if (local && gone(local)) sessions.delete(key);
    const stored = await fromStore(key);
    if (stored && gone(stored)) await store.delete(key).catch(() => undefined);
  }

  const distrustedSince = (member: Member): string | undefined => distrust.get(member);
  return {
    session,
    forget,
    distrustedSince,
    loginTrouble(member) {
      const fails = failing.get(member);
      if (fails !== undefined) return failsAll(fails.status, fails.since);
      const since = distrustedSince(member);
      return since === undefined ? undefined : refusesAll(since);
    },
    async catalogNow(member, token) {
      const url = `${member.authUrl}/auth/catalog`;
      const headers = { accept: 'application/json', 'x-auth-token': token.token };
      const catalog = readCatalogAnswer(await member.transport.call({ method: 'GET', url, headers }), member.id);
      return compact(limited(member, { ...token, catalog })).catalog;
    },
    ...createMemberProjects({ session, forget, store, seal, now, onListed, onLeftOut }),
  };
}

/** A strategy does not know its member's id, and whoever is to log in again is told for which cloud. */
const naming = (error: GatewayError, { id: cloud }: Member): GatewayError =>
  error.code === 'loginNeeded' && error.cloud === undefined
    ? new GatewayError('loginNeeded', { cloud, ...(error.detail !== undefined && { detail: error.detail }) })
    : error;

const isProject = ({ project }: MemberToken, { domain, name }: MemberProjectName): boolean =>
  project?.name === name && project.domain.name === domain;

/** By name, a database that compares without letter case and accents finds `research` where `Research` was asked for. */
function isScope(token: MemberToken, scope: MemberScope): boolean {
  if (scope.kind === 'project') return scope.id !== undefined || isProject(token, scope.project);
  return scope.kind === 'unscoped' || token.domain?.name === scope.name;
}

/** The key contains digests only, so it reveals no person and no project. */
function sessionKey(member: Member, subject: Subject, scope: MemberScope): string {
  const project = scope.kind === 'project' ? scope.project : undefined;
  const holder = member.strategy.holder(subject, project);
  const target =
    scope.kind === 'project'
      ? { kind: 'project', project: scope.project, ...(scope.roles && { roles: [...scope.roles].sort() }) }
      : scope;
  return `session:${member.id}:${createHash('sha256')
    .update(JSON.stringify([member.authUrl, member.strategy.kind, holder, target]))
    .digest('base64url')}`;
}
