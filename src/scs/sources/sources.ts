// SPDX-License-Identifier: Apache-2.0
// Where a resource may be found for a caller, over every cloud and each kind of cloud that has it. Nothing is asked of a
// cloud before its sources are opened.
import { type CurrentFleet, memberOfRegion } from '../../members/fleet.ts';
import { defined } from '../../model/defined.ts';
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import type { Scope } from '../../model/identity.ts';
import type { Maintenance } from '../../model/maintenance.ts';
import type { NativeObject, ResourceAdapter } from '../../model/scs/adapter.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import { isUuid } from '../../model/uuid.ts';
import type { ScsCaller } from '../caller.ts';
import { oneCloud } from '../chosen-clouds.ts';
import { words } from '../names.ts';
import { isMeant } from '../project-scope.ts';
import {
  type CloudSources,
  NOT_OFFERED,
  type OpenedSources,
  type Source,
  type SourceFilter,
  type SourceKind,
  type SourceQuery,
  type Sources,
} from './source.ts';

export interface SourcesDeps {
  readonly fleet: CurrentFleet;
  /** In the configuration's order. */
  readonly clouds: () => readonly { readonly id: string; readonly name: string }[];
  readonly kinds: readonly SourceKind[];
  readonly maintenance: Pick<Maintenance, 'cloud'>;
}

export function createSources(deps: SourcesDeps): Sources {
  const { fleet, kinds } = deps;
  const kindsOf = ({ plural }: ResourceDefinition): readonly SourceKind[] =>
    kinds.filter(({ resources }) => Object.hasOwn(resources, plural));

  function clouds(definition: ResourceDefinition, caller: ScsCaller, filter: SourceFilter): readonly CloudSources[] {
    checkFilter(filter);
    const { scope } = caller.caller;
    if (filter.project !== undefined && kindsOf(definition).some(({ hasProjects }) => hasProjects))
      checkProject(scope, filter.project);
    const regionsOf = (cloud: string): readonly string[] | undefined =>
      filter.regions?.filter((region) => cloudOf(region) === cloud);
    return deps
      .clouds()
      .filter(({ id }) => filter.clouds === undefined || filter.clouds.includes(id))
      .filter(({ id }) => regionsOf(id)?.length !== 0)
      .map(({ id: cloud }) => ({
        cloud,
        ...defined({ notice: deps.maintenance.cloud(cloud) }),
        open: (signal) =>
          open(definition, { cloud, caller, regions: regionsOf(cloud), project: filter.project }, signal),
      }));
  }

  /** Of every kind that has the resource; a cloud is most often of one. */
  async function open(
    definition: ResourceDefinition,
    query: Omit<SourceQuery, 'adapter'>,
    signal: AbortSignal,
  ): Promise<OpenedSources> {
    const opened = await Promise.all(
      kindsOf(definition).map((kind) =>
        kind.open({ ...query, adapter: kind.resources[definition.plural] as ResourceAdapter }, signal),
      ),
    );
    const sources = opened.flatMap((one) => one.sources);
    const left = opened.find((one) => one.left !== undefined)?.left;
    if (sources.length > 0) return left === undefined ? { sources } : { sources, left };
    return opened.find(({ nothing }) => nothing === 'no-access') ?? NOT_OFFERED;
  }

  /** All that is wrong with it, at once. */
  function checkFilter({ clouds: ids = [], regions = [] }: SourceFilter): void {
    const known = deps.clouds().map(({ id }) => id);
    const faults = [
      ...ids
        .filter((id) => !known.includes(id))
        .map((id) => ({ where: 'cloud', reason: `there is no cloud ${quoted(id)}; there are ${known.join(', ')}` })),
      ...regions
        .filter((region) => memberOfRegion(fleet(), region) === undefined && !known.includes(region))
        .map((region) => ({ where: 'region', reason: `no cloud has a region ${quoted(region)}` })),
    ];
    if (faults.length > 0)
      throw new GatewayError('badRequest', { message: 'There is no such cloud or region.', faults });
  }

  return {
    clouds,
    serviceOf: (definition) => kindsOf(definition)[0]?.resources[definition.plural]?.service ?? 'other',
    async find(definition, caller, object, signal) {
      const { cloud, id, region, project } = object;
      oneCloud(deps.clouds(), cloud);
      const [there] = clouds(definition, caller, {
        clouds: [cloud],
        ...(region === undefined ? {} : { regions: [region] }),
        ...(project === undefined ? {} : { project }),
      });
      const { sources: all, nothing, left } = (await there?.open(signal)) ?? { sources: [] };
      if (nothing === 'not-offered') throw new GatewayError('notOffered', { cloud });
      const sources = kindsOf(definition).flatMap((kind) => {
        const own = all.filter(({ resources }) => resources === kind.resources);
        return kind.having?.(own, id) ?? own;
      });
      // What was not looked at may have it.
      const none = (): GatewayError => left ?? noSuch(definition, cloud, id);
      if (sources.length === 0) throw none();
      return isUuid(id) || sources.length === 1 ? first(sources, id, signal, none) : only(sources, id, signal, none);
    },
  };
}

/** All are asked at once; the first that has it ends the others' questions only by being enough. */
async function first(
  sources: readonly Source[],
  id: string,
  signal: AbortSignal,
  none: () => GatewayError,
): Promise<{ source: Source; found: NativeObject }> {
  try {
    return await Promise.any(
      sources.map(async (source) => {
        const found = await readObject(source, id, signal);
        if (found === undefined) throw none();
        return { source, found };
      }),
    );
  } catch (cause) {
    const errors = (cause as AggregateError).errors.map(toGatewayError);
    const other = errors.find(({ code }) => code !== 'nativeNotFound' && code !== 'notFound');
    throw other ?? (errors.length === 1 && errors[0]?.code === 'nativeNotFound' ? errors[0] : none());
  }
}

/**
 * A name (of a container, a key pair) may be another object in each project and region, also in a project that somebody
 * else has let the caller into: whichever answers first must not be the one that is read, or deleted.
 */
async function only(
  sources: readonly Source[],
  id: string,
  signal: AbortSignal,
  none: () => GatewayError,
): Promise<{ source: Source; found: NativeObject }> {
  const asked = await Promise.allSettled(sources.map((source) => first([source], id, signal, none)));
  const found = asked.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  // A cloud's default region has the cloud's own name.
  const main = found.filter(({ source: { where } }) => where.region === where.cloud);
  const meant = main.length > 0 ? main : found;
  const [one] = meant;
  if (one === undefined) return first(sources, id, signal, none);
  const places = meant.map(({ source, found: there }) => {
    const { region, project } = source.adapter.map(there, source.where);
    return JSON.stringify([region, project]);
  });
  if (new Set(places).size === 1) return one;
  throw new GatewayError('conflict', {
    cloud: one.source.where.cloud,
    message: 'Several objects have this name: select one by ?project= or ?region=.',
    faults: meant.map(({ source: { where, connection } }) => ({
      cloud: where.cloud,
      region: where.region,
      reason: `has it in the project ${connection.project?.domain.name}/${connection.project?.name}`,
    })),
  });
}

/**
 * Undefined where the answer is no object: an id may be a word that the member has a list or a summary for
 * (`/servers/detail`).
 */
export async function readObject(source: Source, id: string, signal: AbortSignal): Promise<NativeObject | undefined> {
  const { adapter, connection, where } = source;
  try {
    const found = await adapter.get(connection.api({ signal }), id);
    return adapter.map(found, where).id === '' ? undefined : found;
  } catch (cause) {
    throw garbage(where.cloud, cause);
  }
}

/** A member that answers something else than an adapter can read has given garbage: no fault of the gateway's. */
export function garbage(cloud: string, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new GatewayError('memberGarbage', { cloud, cause, detail: detail.slice(0, 200) });
}

const noSuch = ({ singular }: ResourceDefinition, cloud: string, id: string): GatewayError =>
  new GatewayError('notFound', {
    cloud,
    message: `${cloud} has no ${words(singular)} ${quoted(id)} that you may see.`,
  });

const cloudOf = (region: string): string => region.split('.', 1)[0] ?? region;

/** Names of a client's come back in answers: short, and told from what is around them. */
const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));

function checkProject(scope: Scope, wanted: string): void {
  if (scope.kind !== 'project' || isMeant(scope.project, wanted)) return;
  const { name, domain } = scope.project;
  throw new GatewayError('forbidden', {
    message: `Your token is scoped to the project ${domain.name}/${name}; another project needs another token, or an unscoped one.`,
  });
}
