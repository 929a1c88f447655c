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
import { objects, parse, readTokenAnswer } from './token-answer.ts';

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

export interface ProjectList {
  readonly projects: readonly SharedProject[];
  readonly stale: boolean;
}

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
  projects(member: Member, subject: Subject): Promise<ProjectList>;
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
      // Nobody waits for it: the store being away costs only the other replicas' reuse.
      if (ttl > 0) void store.set(key, seal.close(JSON.stringify(token), key), ttl).catch(() => undefined);
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
    if (subject.kind === 'native' || scope.kind === 'unscoped' || strategy.grants) {
      const token = readTokenAnswer(await transport.call(await strategy.proof(subject, project)), member.id);
      // An application credential carries its project in itself: one of another project must not serve this one.
      if (strategy.grants && project && !isProject(token, project))
        throw new GatewayError('unauthorized', {
          cloud: member.id,
          detail: `the credential for ${project.domain}/${project.name} is not of that project`,
        });
      return token;
    }
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
    await drop(sessionKey(member, subject, scope), (other) => other.token === token.token);
    if (scope.kind === 'unscoped' || member.strategy.grants || subject.kind !== 'principal') return;
    // A re-scoped token ends with the one it came from: that is how Keystone tells it, and how it is known from a newer one.
    const unscoped = sessionKey(member, subject, { kind: 'unscoped' });
    await drop(unscoped, (other) => other.expiresAt === token.expiresAt);
  }

  /** Here and in the store, each on its own: another replica may have put a newer one there. */
  async function drop(key: string, gone: (token: MemberToken) => boolean): Promise<void> {
    const local = sessions.get(key);
    if (local && gone(local)) sessions.delete(key);
    const stored = await fromStore(key);
    if (stored && gone(stored)) await store.delete(key).catch(() => undefined);
  }

  async function projects(member: Member, subject: Subject): Promise<ProjectList> {
    const key = `projects:${sessionKey(member, subject, undefined)}`;
    const known = projectLists.get(key);
    if (known && now() - known.fetchedAt < PROJECTS_FRESH) return { projects: known.projects, stale: false };
    const recent = known && now() - known.fetchedAt < PROJECTS_STALE ? known : undefined;
    const ask = async (): Promise<ProjectList> => {
      const list = await (member.strategy.grants
        ? granted(member, subject, recent?.projects ?? [])
        : listed(member, subject));
      if (!list.stale) bounded(projectLists, key, { projects: list.projects, fetchedAt: now() });
      return list;
    };
    try {
      return await once(key, ask);
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code === 'unauthorized') return { projects: [], stale: false };
      if (recent) return { projects: recent.projects, stale: true };
      throw error;
    }
  }

  async function domains(member: Member, subject: Subject): Promise<readonly string[]> {
    if (member.strategy.grants) return [];
    const { list } = await lookUp(member, subject, 'domains');
    return list.flatMap(({ name, enabled }) => (typeof name === 'string' && enabled !== false ? [name] : []));
  }

  /** A list that Keystone gives to an unscoped token; one that it no longer takes is replaced once. */
  async function lookUp(
    member: Member,
    subject: Subject,
    what: 'projects' | 'domains',
    again = true,
  ): Promise<{ unscoped: MemberToken; list: Partial<ListedProject>[] }> {
    const unscoped = await session(member, subject, { kind: 'unscoped' });
    const answer = await member.transport.call({
      method: 'GET',
      url: `${member.authUrl}/auth/${what}`,
      headers: { 'x-auth-token': unscoped.token, accept: 'application/json' },
    });
    if (answer.status === 401) {
      await forget(member, subject, { kind: 'unscoped' }, unscoped);
      if (again) return lookUp(member, subject, what, false);
    }
    const list = answer.status === 200 ? parse<Record<string, unknown>>(answer.body)?.[what] : undefined;
    if (Array.isArray(list)) return { unscoped, list: objects<Partial<ListedProject>>(list) };
    throw new GatewayError(answer.status >= 500 || answer.status === 401 ? 'memberRefused' : 'memberGarbage', {
      cloud: member.id,
      detail: `${member.id} answered ${answer.status} to /auth/${what}`,
    });
  }

  /** Held credentials: the member's ids are known once each has a session. One that fails must not hide the others. */
  async function granted(member: Member, subject: Subject, before: readonly SharedProject[]): Promise<ProjectList> {
    const names = member.strategy.grants?.(subject) ?? [];
    let stale = false;
    const lists = await Promise.all(
      names.map(async (project): Promise<readonly SharedProject[]> => {
        try {
          const { project: there } = await session(member, subject, { kind: 'project', project });
          return there === undefined ? [] : shared(member, there.id, there.name, there.domain.id, there.domain.name);
        } catch (cause) {
          const error = toGatewayError(cause);
          if (error.code === 'unauthorized') return [];
          if (names.length === 1) throw error;
          // No word on this one: what was said before stands, and nobody takes the list for whole.
          stale = true;
          const { domain, name } = member.projects.toGateway(project);
          const { id } = projectRef(domain, name);
          return before.filter((known) => known.project.id === id);
        }
      }),
    );
    return { projects: lists.flat(), stale };
  }

  async function listed(member: Member, subject: Subject): Promise<ProjectList> {
    const { unscoped, list } = await lookUp(member, subject, 'projects');
    const usable = list.filter(
      (project): project is ListedProject =>
        typeof project.id === 'string' &&
        typeof project.name === 'string' &&
        typeof project.domain_id === 'string' &&
        project.enabled !== false,
    );
    const names = await domainNames(member, unscoped, usable);
    const projects = usable.flatMap((project) => {
      const domain = names.get(project.domain_id);
      return domain === undefined ? [] : shared(member, project.id, project.name, project.domain_id, domain);
    });
    return { projects, stale: false };
  }

  /**
   * Keystone's list says only domain ids, and an ordinary user may not look a domain up: its name stands in the
   * answer to scoping to one of its projects. Learnt once per domain and member.
   */
  async function domainNames(
    member: Member,
    unscoped: MemberToken,
    list: readonly ListedProject[],
  ): Promise<Map<string, string>> {
    const names = new Map([[unscoped.user.domain.id, unscoped.user.domain.name]]);
    const examples = new Map(list.map((project) => [project.domain_id, project.id]));
    await Promise.all(
      [...examples].map(async ([domainId, projectId]) => {
        if (names.has(domainId)) return;
        const key = `domain:${member.id}:${domainId}`;
        let name = await store.get(key).catch(() => undefined);
        if (name === undefined) {
          name = await domainOfProject(member, unscoped, projectId);
          if (name !== undefined) void store.set(key, name, DOMAIN_NAME_LIFE).catch(() => undefined);
        }
        if (name !== undefined) names.set(domainId, name);
      }),
    );
    return names;
  }

  /** Undefined where the member does not let the subject work there (a disabled domain): that hides no other project. */
  async function domainOfProject(member: Member, unscoped: MemberToken, id: string): Promise<string | undefined> {
    try {
      const scope = { kind: 'project', id, project: { domain: '', name: '' } } as const;
      return (await rescope(member, unscoped, scope)).project?.domain.name;
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code === 'unauthorized') return undefined;
      throw error;
    }
  }

  return { session, forget, projects, domains };
}

const isProject = ({ project }: MemberToken, { domain, name }: MemberProjectName): boolean =>
  project?.name === name && project.domain.name === domain;

/** None where the `projects` map gives this name to another project of the member: two would be one in the gateway's view. */
function shared(member: Member, id: string, name: string, domainId: string, domain: string): SharedProject[] {
  const here = member.projects.toGateway({ domain, name });
  const back = member.projects.toMember(here);
  if (back.domain !== domain || back.name !== name) return [];
  return [{ project: projectRef(here.domain, here.name), memberId: id, memberDomainId: domainId }];
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
