// SPDX-License-Identifier: Apache-2.0
// The caller's projects over all clouds: those of one name are one project, with what each cloud lets the caller do there.
import Type, { type Static } from 'typebox';
import type { Exchange } from '../../../federation/exchange.ts';
import type { CurrentFleet } from '../../../members/fleet.ts';
import type { MemberViews } from '../../../members/member-views.ts';
import type { Clock } from '../../../model/clock.ts';
import { type GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { Member } from '../../../model/member.ts';
import { from, nullable } from '../../../model/scs/fields.ts';
import type { ScsCaller } from '../../../scs/caller.ts';
import { chosen } from '../../../scs/clouds/chosen-clouds.ts';
import { type CloudEntry, inTime } from '../../../scs/clouds/look-at-cloud.ts';
import { matcher } from '../../../scs/lists/filters.ts';
import { cloudReportSchema, whereQuery } from '../../../scs/lists/list-schemas.ts';
import { type CloudReport, failureOf } from '../../../scs/sources/fan-out.ts';
import type { ScsRoute } from './route.ts';

export interface ProjectsDeps {
  readonly fleet: CurrentFleet;
  readonly exchange: Pick<Exchange, 'projects'>;
  readonly views: Pick<MemberViews, 'known'>;
  readonly now: Clock;
  readonly clouds: () => readonly CloudEntry[];
}

const projectSchema = Type.Object({
  id: Type.String(
    from('gateway: of domain and name', 'The project id, which is the same on every cloud, as in `OS_PROJECT_ID`.'),
  ),
  name: Type.String(
    from('native: project name', "Its name at the gateway, translated by the configuration's `projects` maps."),
  ),
  domain: Type.Object(
    { id: Type.String(), name: Type.String() },
    from('native: domain of the project', 'The domain that it belongs to.'),
  ),
  clouds: Type.Array(Type.String(), from('native: /v3/auth/projects', 'The clouds that have it for this caller.')),
  roles: Type.Record(
    Type.String(),
    nullable(Type.Array(Type.String())),
    from(
      'native: token roles',
      "The caller's roles in it by cloud; null if no session is open at the cloud, which the first request opens.",
    ),
  ),
});
type ProjectItem = Static<typeof projectSchema>;

export function projectRoutes(deps: ProjectsDeps): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/projects',
      operationId: 'listProjects',
      tag: 'projects',
      summary: 'List projects on all clouds',
      query: Type.Object({
        cloud: whereQuery.cloud,
        name: Type.Optional(
          Type.Array(Type.String(), { description: 'Only these names; `*` matches any text (`web-*`).' }),
        ),
        domain: Type.Optional(Type.Array(Type.String(), { description: 'Only these domains, by name or id.' })),
        partial: Type.Optional(
          Type.Boolean({ description: 'If false, the failure of any cloud fails the whole request. Default: true.' }),
        ),
      }),
      cost: 'fanOut',
      answers: {
        200: {
          description: 'The projects, sorted by domain and name, and what happened at each cloud.',
          schema: Type.Object({ items: Type.Array(projectSchema), clouds: Type.Array(cloudReportSchema) }),
        },
      },
      errors: ['badRequest', 'memberTimeout', 'memberUnreachable'],
      async handle({ caller, query }) {
        const { cloud, name, domain, partial } = query as Wanted;
        const asked = await Promise.all(chosen(deps.clouds(), cloud).map(({ id }) => ask(deps, id, caller)));
        const failed = asked.find(({ error }) => error !== undefined)?.error;
        if (partial === false && failed !== undefined) throw failed;
        const names = name?.map(matcher);
        const items = union(asked).filter(
          (project) =>
            (names === undefined || names.some((matches) => matches(project.name))) &&
            (domain === undefined || domain.includes(project.domain.id) || domain.includes(project.domain.name)),
        );
        return {
          status: 200,
          headers: { 'cache-control': 'no-store' },
          body: { items, clouds: asked.map(({ report }) => report) },
        };
      },
    },
  ];
}

interface Wanted {
  readonly cloud?: readonly string[];
  readonly name?: readonly string[];
  readonly domain?: readonly string[];
  readonly partial?: boolean;
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
    const subject = { kind: 'principal', principal: caller.caller.principal } as const;
    const list = await inTime(member, deps.exchange.projects(member, subject));
    const projects = list.projects.map(({ project }) => ({
      ...project,
      clouds: [cloud],
      roles: { [cloud]: rolesIn(deps, member, caller, project) },
    }));
    return {
      report: { cloud, status: list.stale ? 'stale' : 'ok', count: projects.length, ms: ms() },
      projects,
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
