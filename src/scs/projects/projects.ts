// SPDX-License-Identifier: Apache-2.0
// The caller's projects over all clouds: those of one name are one project, with what each cloud lets the caller do there.

import type { Exchange } from '../../federation/exchange.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import type { MemberViews } from '../../members/member-views.ts';
import { withinLogin } from '../../members/within-login.ts';
import type { Clock } from '../../model/clock.ts';
import { type GatewayError, toGatewayError } from '../../model/errors.ts';
import type { Maintenance } from '../../model/maintenance.ts';
import type { Member } from '../../model/member.ts';
import { subjectOf } from '../../model/strategy.ts';
import type { ScsCall } from '../call.ts';
import type { ScsCaller } from '../caller.ts';
import { chosen } from '../chosen-clouds.ts';
import { failureOf } from '../failure.ts';
import { matcher } from '../lists/filters.ts';
import { type CloudReport, maintenanceOf } from '../sources/fan-out.ts';
import { tooManyProjects } from '../sources/openstack-kind.ts';
import type { ProjectItem } from './project-schema.ts';

export interface ProjectsDeps {
  readonly fleet: CurrentFleet;
  readonly exchange: Pick<Exchange, 'projects'>;
  readonly views: Pick<MemberViews, 'known'>;
  readonly maintenance: Pick<Maintenance, 'cloud'>;
  readonly now: Clock;
  readonly clouds: () => readonly { readonly id: string }[];
}

export interface ProjectsWanted {
  readonly cloud?: readonly string[];
  readonly name?: readonly string[];
  readonly domain?: readonly string[];
  readonly partial?: boolean;
}

export interface Projects {
  readonly items: readonly ProjectItem[];
  readonly clouds: readonly CloudReport[];
}

/** By domain and name. */
export async function listProjects(
  deps: ProjectsDeps,
  { caller, leftOut }: Pick<ScsCall, 'caller' | 'leftOut'>,
  { cloud, name, domain, partial }: ProjectsWanted,
): Promise<Projects> {
  const asked = await Promise.all(chosen(deps.clouds(), cloud).map(({ id }) => ask(deps, id, caller)));
  for (const { report, error } of asked) if (error !== undefined) leftOut?.(report.cloud, error);
  const failed = asked.find(({ error }) => error !== undefined)?.error;
  if (partial === false && failed !== undefined) throw failed;
  const names = name?.map(matcher);
  const items = union(asked).filter(
    (project) =>
      (names === undefined || names.some((matches) => matches(project.name))) &&
      (domain === undefined || domain.includes(project.domain.id) || domain.includes(project.domain.name)),
  );
  const clouds = asked.map(({ report }) => ({ ...report, ...maintenanceOf(deps.maintenance.cloud(report.cloud)) }));
  return { items, clouds };
}

interface Asked {
  readonly report: CloudReport;
  readonly projects: readonly ProjectItem[];
  readonly error?: GatewayError;
}

async function ask(deps: ProjectsDeps, cloud: string, caller: ScsCaller): Promise<Asked> {
  const member = deps.fleet().members.get(cloud);
  if (member === undefined || member.strategy.kind === 'native')
    return { report: { cloud, status: 'not-offered', count: 0, ms: 0 }, projects: [] };
  const began = deps.now();
  const ms = (): number => deps.now() - began;
  try {
    const subject = subjectOf(caller.caller);
    const list = await withinLogin(member, deps.exchange.projects(member, subject));
    const { credential, scope } = caller.caller;
    const bound = credential !== undefined && scope.kind === 'project' ? scope.project.id : undefined;
    // An application credential works in its own project only.
    const own = list.projects.filter(({ project }) => bound === undefined || project.id === bound);
    const projects = own.map(({ project }) => ({
      ...project,
      clouds: [cloud],
      roles: { [cloud]: rolesIn(deps, member, caller, project) },
    }));
    const error = list.truncated ? tooManyProjects(cloud, projects.length) : undefined;
    return {
      report: {
        cloud,
        status: error === undefined ? (list.stale ? 'stale' : 'ok') : 'error',
        count: projects.length,
        ms: ms(),
        ...(error === undefined ? {} : { error: failureOf(error) }),
      },
      projects,
      ...(error === undefined ? {} : { error }),
    };
  } catch (cause) {
    const error = toGatewayError(cause);
    return { report: { cloud, status: 'error', count: 0, ms: ms(), error: failureOf(error) }, projects: [], error };
  }
}

const rolesIn = (
  { views }: ProjectsDeps,
  member: Member,
  caller: ScsCaller,
  project: Parameters<ScsCaller['in']>[0],
): string[] | null =>
  views
    .known(member, caller.in(project))
    ?.session.roles.map(({ name }) => name)
    .sort() ?? null;

function union(asked: readonly Asked[]): ProjectItem[] {
  const all = new Map<string, ProjectItem>();
  for (const { projects } of asked)
    for (const project of projects) {
      const known = all.get(project.id);
      all.set(
        project.id,
        known === undefined
          ? project
          : {
              ...known,
              clouds: [...known.clouds, ...project.clouds],
              roles: { ...known.roles, ...project.roles },
            },
      );
    }
  return [...all.values()].sort((a, b) => compare(a.domain.name, b.domain.name) || compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
