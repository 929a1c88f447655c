// SPDX-License-Identifier: Apache-2.0
// Which projects and domains a subject can see on a member, by the gateway's names: asked from the member, or decided
// by the configuration (held credentials). The last answer serves for a while if the member is away.

import { createHash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { createSingleFlight } from '../cache/single-flight.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError, toGatewayError } from '../model/errors.ts';
import { projectRef } from '../model/ids.ts';
import { MEMBER_LIMITS, type Member, type SharedProject } from '../model/member.ts';
import { opaqueFault } from '../model/names.ts';
import type { Seal } from '../model/seal.ts';
import type { MemberToken } from '../model/session.ts';
import type { Store } from '../model/store.ts';
import { holderOf, type Subject } from '../model/strategy.ts';
import { rescope } from './rescope.ts';
import type { Sessions } from './sessions.ts';
import { objects, parse } from './token-answer.ts';

/** How long a cached list of projects is fresh, and how long it may still serve while the member is away. */
const PROJECTS_FRESH = 60_000;
const PROJECTS_STALE = 60 * 60_000;
/** Projects in all lists that are kept together. */
const KEPT = 500_000;
/** Domains of which the name is asked for one list, and how many at a time. */
const DOMAINS = 100;
const AT_ONCE = 8;
/** Keystone's own columns. */
const LONGEST_NAME = 255;
const LONGEST_ID = 64;
const DOMAIN_NAME_LIFE = 24 * 60 * 60_000;

export interface ProjectList {
  readonly projects: readonly SharedProject[];
  readonly stale: boolean;
  /** The member lists more than are taken over. */
  readonly truncated?: boolean;
}

/** The member has given a list of projects. */
export type OnListed = (member: Member, projects: readonly SharedProject[]) => void;

/** `what` is of a closed set; `left`: how many. */
export type OnLeftOut = (member: Member, what: string, left: number) => void;

export interface MemberProjects {
  /**
   * The projects that the subject can see on the member, by the gateway's names. `stale`: the member is away and this
   * is its last answer. Empty if the member refuses the subject.
   */
  projects(member: Member, subject: Subject): Promise<ProjectList>;
  /** Names of the domains in which the subject has a role at the member. Held credentials yield none. */
  domains(member: Member, subject: Subject): Promise<readonly string[]>;
}

/** The fields of Keystone's project object that are used. */
interface ListedProject {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly enabled?: boolean;
}

interface ProjectsEntry {
  readonly projects: readonly SharedProject[];
  readonly truncated: boolean;
  readonly fetchedAt: number;
}

export function createMemberProjects({
  session,
  forget,
  store,
  seal,
  now,
  onListed,
  onLeftOut,
}: Sessions & {
  readonly store: Store;
  readonly seal: Seal;
  readonly now: Clock;
  readonly onListed?: OnListed | undefined;
  readonly onLeftOut?: OnLeftOut | undefined;
}): MemberProjects {
  const projectLists = createBoundedCache<ProjectsEntry>({ maxSize: KEPT, now });
  const once = createSingleFlight();

  async function projects(member: Member, subject: Subject): Promise<ProjectList> {
    const key = listKey(member, subject);
    const known = projectLists.get(key);
    if (known && now() - known.fetchedAt < PROJECTS_FRESH) return { ...told(known), stale: false };
    const ask = async (): Promise<ProjectList> => {
      const list = await (member.strategy.grants
        ? granted(member, subject, known?.projects ?? [])
        : listed(member, subject));
      const fetchedAt = now();
      if (!list.stale) {
        const { projects, truncated = false } = list;
        // Each list costs something beside its projects.
        const entry = { until: fetchedAt + PROJECTS_STALE, size: projects.length + 10 };
        projectLists.set(key, { projects, truncated, fetchedAt }, entry);
        onListed?.(member, projects);
      }
      return list;
    };
    try {
      return await once(key, ask);
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code === 'unauthorized') return { projects: [], stale: false };
      if (known) return { ...told(known), stale: true };
      throw error;
    }
  }

  async function domains(member: Member, subject: Subject): Promise<readonly string[]> {
    if (member.strategy.grants) return [];
    const { list } = await lookUp(member, subject, 'domains');
    const names = list.flatMap(({ name, enabled }) => (isName(name) && enabled !== false ? [name] : []));
    return limited(member, 'domains', names);
  }

  /** A list that Keystone gives to an unscoped token. A token that it no longer accepts is replaced once. */
  async function lookUp(
    member: Member,
    subject: Subject,
    what: 'projects' | 'domains',
    again = true,
  ): Promise<{ unscoped: MemberToken; list: Partial<ListedProject>[] }> {
    const unscoped = await session(member, subject, { kind: 'unscoped' });
    const answer = await member.transport.call({
      by: holderOf(subject),
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

  /** Held credentials: a session per project yields the member's ids. One that fails must not hide the others. */
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
          // This project's state is unknown: its last known entry stays, and the list is marked as incomplete.
          stale = true;
          const { domain, name } = member.projects.toGateway(project);
          const { id } = projectRef(domain, name);
          return before.filter((last) => last.project.id === id);
        }
      }),
    );
    return { projects: lists.flat(), stale };
  }

  /** Those that come first. */
  function limited<T>(member: Member, what: string, all: readonly T[]): readonly T[] {
    const { projects: most } = member.limits ?? MEMBER_LIMITS;
    if (all.length <= most) return all;
    onLeftOut?.(member, what, all.length - most);
    return all.slice(0, most);
  }

  async function listed(member: Member, subject: Subject): Promise<ProjectList> {
    const { unscoped, list } = await lookUp(member, subject, 'projects');
    const all = list.filter(
      (project): project is ListedProject =>
        isId(project.id) && isName(project.name) && isId(project.domain_id) && project.enabled !== false,
    );
    const usable = limited(member, 'projects', all);
    const names = await domainNames(member, subject, unscoped, usable);
    const projects = usable.flatMap((project) => {
      const domain = names.get(project.domain_id);
      return domain === undefined ? [] : shared(member, project.id, project.name, project.domain_id, domain);
    });
    return { projects, stale: false, ...(usable.length < all.length ? { truncated: true } : {}) };
  }

  /**
   * The domain names for a list of projects. Keystone's list contains domain ids only, and ordinary users may not read
   * domains. The name is in the response to rescoping to one of the domain's projects; it is cached per domain and
   * member.
   */
  async function domainNames(
    member: Member,
    subject: Subject,
    unscoped: MemberToken,
    list: readonly ListedProject[],
  ): Promise<Map<string, string>> {
    const names = new Map([[unscoped.user.domain.id, unscoped.user.domain.name]]);
    const examples = new Map(list.map((project) => [project.domain_id, project.id]));
    const unknown = [...examples].filter(([domainId]) => !names.has(domainId));
    if (unknown.length > DOMAINS) onLeftOut?.(member, 'domains', unknown.length - DOMAINS);
    const asked = unknown.slice(0, DOMAINS);
    const worker = async (): Promise<void> => {
      for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
        const [domainId, projectId] = next;
        const key = domainKey(member, domainId);
        const stored = await store.get(key).catch(() => undefined);
        // By this name projects of several clouds become one: nobody else may have written it.
        let name = stored === undefined ? undefined : seal.open(stored, key);
        if (name === undefined) {
          name = await domainOfProject(member, subject, unscoped, projectId);
          if (name !== undefined) void store.set(key, seal.close(name, key), DOMAIN_NAME_LIFE).catch(() => undefined);
        }
        if (name !== undefined) names.set(domainId, name);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return names;
  }

  /**
   * Undefined if the member does not let the subject work there (a disabled domain). That must not hide other projects.
   */
  async function domainOfProject(
    member: Member,
    subject: Subject,
    unscoped: MemberToken,
    id: string,
  ): Promise<string | undefined> {
    try {
      const scope = { kind: 'project', id, project: { domain: '', name: '' } } as const;
      return (await rescope(member, unscoped, scope, subject)).project?.domain.name;
    } catch (cause) {
      const error = toGatewayError(cause);
      if (error.code === 'unauthorized') return undefined;
      throw error;
    }
  }

  return { projects, domains };
}

const told = ({ projects, truncated }: ProjectsEntry): Pick<ProjectList, 'projects' | 'truncated'> =>
  truncated ? { projects, truncated } : { projects };

const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_NAME;
const isId = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_ID;

/**
 * Empty if the `projects` map gives this name to another project of the member: both would be one project at the
 * gateway. The same holds for names that hash like others (ids.ts).
 */
function shared(member: Member, id: string, name: string, domainId: string, domain: string): SharedProject[] {
  if ((opaqueFault(domain) ?? opaqueFault(name)) !== undefined) return [];
  const here = member.projects.toGateway({ domain, name });
  const back = member.projects.toMember(here);
  if (back.domain !== domain || back.name !== name) return [];
  return [{ project: projectRef(here.domain, here.name), memberId: id, memberDomainId: domainId }];
}

/** Where the name of one of a member's domains is stored. Neither is readable there. */
const domainKey = ({ id, authUrl }: Member, domainId: string): string =>
  `domain:${id}:${createHash('sha256')
    .update(JSON.stringify([authUrl, domainId]))
    .digest('base64url')}`;

/** Subjects that share a session, or may use the same credentials, see the same list. */
const listKey = (member: Member, subject: Subject): string => {
  const holder = member.strategy.grants?.(subject) ?? member.strategy.holder(subject, undefined);
  return JSON.stringify([member.id, member.authUrl, member.strategy.kind, holder]);
};
