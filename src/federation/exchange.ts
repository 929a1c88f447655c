// SPDX-License-Identifier: Apache-2.0
// Sessions on members. A strategy makes the first proof; everything around it is here, once for all strategies: one call
// at a time for the same session, re-scoping, a margin before expiry, a local and a shared cache, sealing at rest.
import { createHash } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { GatewayError, toGatewayError } from '../model/errors.ts';
import { projectRef } from '../model/ids.ts';
import type { Member, SharedProject } from '../model/member.ts';
import type { MemberToken } from '../model/session.ts';
import type { Store } from '../model/store.ts';
import type { MemberProjectName, Subject } from '../model/strategy.ts';
import type { Seal } from './seal.ts';
import { parse, readTokenAnswer } from './token-answer.ts';

/** keystoneauth renews a token that has less than two minutes left; so do we. */
const EXPIRY_MARGIN = 120_000;
const LOCAL_SESSIONS = 20_000;
/** How long a list of projects is good, and how long it may still serve while the member is away. */
const PROJECTS_FRESH = 60_000;
const PROJECTS_STALE = 60 * 60_000;
/** A refusal is remembered briefly: a member that has just got the hub's keys will accept the same user. */
const REFUSAL = 5_000;
const DOMAIN_NAME_LIFE = 24 * 60 * 60_000;

/** What a session is scoped to at the member. */
export type MemberScope =
  | { readonly kind: 'unscoped' }
  /** `id`: the member's own, where it is known from its list. */
  | { readonly kind: 'project'; readonly project: MemberProjectName; readonly id?: string }
  | { readonly kind: 'domain'; readonly name: string };

export type SessionOutcome = 'opened' | 'reused' | 'failed';

export interface Exchange {
  /**
   * The member's token for this subject and scope, with more than two minutes left. The same object as long as it is
   * the same token. Fails with `unauthorized` (the member refuses this subject) or a `member…` row.
   */
  session(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken>;
  /** Forgets a token that the member no longer takes, and what it was derived from; a newer one stays. */
  forget(member: Member, subject: Subject, scope: MemberScope, token: MemberToken): Promise<void>;
  /**
   * The projects the subject can see on the member, in the gateway's names. `stale`: the member is away and this is
   * what it said last. A member that refuses the subject has none.
   */
  projects(
    member: Member,
    subject: Subject,
  ): Promise<{ readonly projects: readonly SharedProject[]; readonly stale: boolean }>;
  /** Names of the domains that the subject has a role on at the member. Held credentials give none. */
  domains(member: Member, subject: Subject): Promise<readonly string[]>;
}

export interface ExchangeDeps {
  readonly store: Store;
  readonly seal: Seal;
  readonly now: Clock;
  /** For metrics: `reason` is an error code of the table, or `ok`. */
  readonly onSession: (member: Member, outcome: SessionOutcome, reason: string) => void;
}

/** The part of Keystone's project object that is used. */
interface ListedProject {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly enabled?: boolean;
}

interface ProjectsEntry {
  readonly projects: readonly SharedProject[];
  readonly fetchedAt: number;
}

export function createExchange({ store, seal, now, onSession }: ExchangeDeps): Exchange {
  const sessions = new Map<string, MemberToken>();
  const refusals = new Map<string, { readonly error: GatewayError; readonly until: number }>();
  const projectLists = new Map<string, ProjectsEntry>();
  const pending = new Map<string, Promise<unknown>>();

  const usable = (token: MemberToken): boolean => token.expiresAt - now() > EXPIRY_MARGIN;

  /** Concurrent misses are one call. */
  function once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = pending.get(key) as Promise<T> | undefined;
    if (running) return running;
    const started = work().finally(() => pending.delete(key));
    pending.set(key, started);
    return started;
  }

  async function session(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken> {
    const key = sessionKey(member, subject, scope);
    const local = sessions.get(key);
    if (local && usable(local)) {
      onSession(member, 'reused', 'ok');
      return local;
    }
    return once(key, () => obtain(key, member, subject, scope));
  }

  async function obtain(key: string, member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken> {
    const shared = await fromStore(key);
    if (shared && usable(shared)) {
      keep(key, shared);
      onSession(member, 'reused', 'ok');
      return shared;
    }
    const refusal = refusals.get(key);
    if (refusal && refusal.until > now()) throw refusal.error;
    try {
      const token = await open(member, subject, scope);
      refusals.delete(key);
      keep(key, token);
      onSession(member, 'opened', 'ok');
      const ttl = token.expiresAt - now();
      // The store being away costs only the other replicas' reuse.
      if (ttl > 0) await store.set(key, seal.close(JSON.stringify(token), key), ttl).catch(() => undefined);
      return token;
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code === 'unauthorized') bounded(refusals, key, { error, until: now() + REFUSAL });
      onSession(member, 'failed', error.code);
      throw error;
    }
  }

  /** A strategy that federates proves the person once; scopes come from that token. Held credentials are scoped from the start. */
  async function open(member: Member, subject: Subject, scope: MemberScope): Promise<MemberToken> {
    const { strategy, transport } = member;
    const project = scope.kind === 'project' ? scope.project : undefined;
    if (subject.kind === 'native' || scope.kind === 'unscoped' || strategy.grants)
      return readTokenAnswer(await transport.call(await strategy.proof(subject, project)), member.id);
    const unscoped = await session(member, subject, { kind: 'unscoped' });
    try {
      return await rescope(member, unscoped, scope);
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code !== 'unauthorized') throw error;
      // The unscoped token may have been revoked there since; one new proof tells that from a missing role.
      await forget(member, subject, { kind: 'unscoped' }, unscoped);
      return rescope(member, await session(member, subject, { kind: 'unscoped' }), scope);
    }
  }

  async function rescope(member: Member, from: MemberToken, scope: MemberScope): Promise<MemberToken> {
    const answer = await member.transport.call({
      method: 'POST',
      url: `${member.authUrl}/auth/tokens`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        auth: { identity: { methods: ['token'], token: { id: from.token } }, scope: keystoneScope(scope) },
      }),
    });
    return readTokenAnswer(answer, member.id);
  }

  async function fromStore(key: string): Promise<MemberToken | undefined> {
    const sealed = await store.get(key).catch(() => undefined);
    const plain = sealed === undefined ? undefined : seal.open(sealed, key);
    return plain === undefined ? undefined : (JSON.parse(plain) as MemberToken);
  }

  const keep = (key: string, token: MemberToken): void => {
    bounded(sessions, key, token);
  };

  async function forget(member: Member, subject: Subject, scope: MemberScope, token: MemberToken): Promise<void> {
    const keys = [sessionKey(member, subject, scope)];
    if (scope.kind !== 'unscoped' && !member.strategy.grants && subject.kind === 'principal')
      keys.push(sessionKey(member, subject, { kind: 'unscoped' }));
    const current = sessions.get(keys[0] as string);
    // Somebody else has replaced it already: theirs is good.
    if (current !== undefined && current.token !== token.token) return;
    for (const key of keys) {
      sessions.delete(key);
      await store.delete(key).catch(() => undefined);
    }
  }

  async function projects(
    member: Member,
    subject: Subject,
  ): Promise<{ projects: readonly SharedProject[]; stale: boolean }> {
    const key = `projects:${sessionKey(member, subject, undefined)}`;
    const known = projectLists.get(key);
    if (known && now() - known.fetchedAt < PROJECTS_FRESH) return { projects: known.projects, stale: false };
    try {
      const list = await once(key, () => (member.strategy.grants ? granted(member, subject) : listed(member, subject)));
      bounded(projectLists, key, { projects: list, fetchedAt: now() });
      return { projects: list, stale: false };
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code === 'unauthorized') return { projects: [], stale: false };
      if (known && now() - known.fetchedAt < PROJECTS_STALE) return { projects: known.projects, stale: true };
      throw error;
    }
  }

  async function domains(member: Member, subject: Subject): Promise<readonly string[]> {
    if (member.strategy.grants) return [];
    const unscoped = await session(member, subject, { kind: 'unscoped' });
    const answer = await get(member, subject, unscoped, '/auth/domains');
    return (answer as { domains?: { name: string }[] }).domains?.map(({ name }) => name) ?? [];
  }

  /** A list that Keystone gives to an unscoped token. */
  async function get(member: Member, subject: Subject, unscoped: MemberToken, path: string): Promise<object> {
    const answer = await member.transport.call({
      method: 'GET',
      url: `${member.authUrl}${path}`,
      headers: { 'x-auth-token': unscoped.token, accept: 'application/json' },
    });
    if (answer.status === 401) await forget(member, subject, { kind: 'unscoped' }, unscoped);
    const body = answer.status === 200 ? parse<object>(answer.body) : undefined;
    if (body) return body;
    throw new GatewayError(answer.status >= 500 || answer.status === 401 ? 'memberRefused' : 'memberGarbage', {
      cloud: member.id,
      detail: `${member.id} answered ${answer.status} to ${path}`,
    });
  }

  /** Held credentials: the member's ids are known once each has a session. One that fails must not hide the others. */
  async function granted(member: Member, subject: Subject): Promise<SharedProject[]> {
    const names = member.strategy.grants?.(subject) ?? [];
    const outcomes = await Promise.allSettled(
      names.map((project) => session(member, subject, { kind: 'project', project })),
    );
    const good = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (good.length === 0 && failed) throw failed.reason;
    return good.flatMap(({ project }) =>
      project === undefined ? [] : [shared(member, project.id, project.name, project.domain.id, project.domain.name)],
    );
  }

  async function listed(member: Member, subject: Subject): Promise<SharedProject[]> {
    const unscoped = await session(member, subject, { kind: 'unscoped' });
    const list = (await get(member, subject, unscoped, '/auth/projects')) as { projects?: ListedProject[] };
    if (!Array.isArray(list.projects)) throw new GatewayError('memberGarbage', { cloud: member.id });
    const enabled = list.projects.filter((project) => project.enabled !== false);
    const names = await domainNames(member, unscoped, enabled);
    return enabled.flatMap((project) => {
      const domain = names.get(project.domain_id);
      return domain === undefined ? [] : [shared(member, project.id, project.name, project.domain_id, domain)];
    });
  }

  /**
   * Keystone's list says only domain ids, and an ordinary user may not look a domain up: its name stands in the
   * answer to scoping to one of its projects. Learnt once per domain and member.
   */
  async function domainNames(
    member: Member,
    unscoped: MemberToken,
    list: readonly { id: string; domain_id: string }[],
  ): Promise<Map<string, string>> {
    const names = new Map([[unscoped.user.domain.id, unscoped.user.domain.name]]);
    const examples = new Map(list.map((project) => [project.domain_id, project.id]));
    await Promise.all(
      [...examples].map(async ([domainId, projectId]) => {
        if (names.has(domainId)) return;
        const key = `domain:${member.id}:${domainId}`;
        let name = await store.get(key).catch(() => undefined);
        if (name === undefined) {
          const scoped = await rescope(member, unscoped, {
            kind: 'project',
            id: projectId,
            project: { domain: '', name: '' },
          });
          name = scoped.project?.domain.name;
          if (name !== undefined) await store.set(key, name, DOMAIN_NAME_LIFE).catch(() => undefined);
        }
        if (name !== undefined) names.set(domainId, name);
      }),
    );
    return names;
  }

  return { session, forget, projects, domains };
}

function shared(member: Member, id: string, name: string, domainId: string, domain: string): SharedProject {
  const here = member.projects.toGateway({ domain, name });
  return { project: projectRef(here.domain, here.name), memberId: id, memberDomainId: domainId };
}

/** The key names no person and no project: only digests. */
function sessionKey(member: Member, subject: Subject, scope: MemberScope | undefined): string {
  const project = scope?.kind === 'project' ? scope.project : undefined;
  const holder =
    scope === undefined && member.strategy.grants
      ? JSON.stringify(member.strategy.grants(subject))
      : member.strategy.holder(subject, project);
  const target = scope?.kind === 'project' ? { kind: 'project', project: scope.project } : scope;
  return `session:${member.id}:${createHash('sha256')
    .update(JSON.stringify([member.authUrl, member.strategy.kind, holder, target ?? 'any']))
    .digest('base64url')}`;
}

function keystoneScope(scope: MemberScope): object | string {
  switch (scope.kind) {
    case 'unscoped':
      return 'unscoped';
    case 'domain':
      return { domain: { name: scope.name } };
    case 'project':
      return {
        project: scope.id ? { id: scope.id } : { name: scope.project.name, domain: { name: scope.project.domain } },
      };
  }
}

/** The oldest entry makes room. */
function bounded<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= LOCAL_SESSIONS && !map.has(key)) {
    const oldest = map.keys().next().value;
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}
