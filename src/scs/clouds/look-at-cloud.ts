// SPDX-License-Identifier: Apache-2.0
// One look at a member cloud as one caller sees it: what of it answers now, what it offers, whether the caller may work
// there. Nothing of it fails: what does not answer in time is told as such, and what it said last stands in.

import { reachable } from '../../adapters/kubernetes/cluster-look.ts';
import type { Published } from '../../adapters/openstack/index.ts';
import type { Exchange } from '../../federation/exchange.ts';
import { createClusterConnection } from '../../members/cluster-api.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import type { LastKnown } from '../../members/last-known.ts';
import { KeystoneFails, type Liveness } from '../../members/liveness.ts';
import { createOpenStackConnection, type NativeApiDeps } from '../../members/openstack-api.ts';
import { regionUnknown } from '../../members/reach-reports.ts';
import { withinLogin } from '../../members/within-login.ts';
import type { Clock } from '../../model/clock.ts';
import type { Cluster } from '../../model/cluster.ts';
import { type GatewayError, toGatewayError } from '../../model/errors.ts';
import type { ProjectRef } from '../../model/identity.ts';
import type { LoginTrouble } from '../../model/login-trouble.ts';
import { type Maintenance, type Notice, shownNotice } from '../../model/maintenance.ts';
import type { Member } from '../../model/member.ts';
import { subjectOf } from '../../model/strategy.ts';
import type { ScsCaller } from '../caller.ts';
import { inScope } from '../project-scope.ts';
import {
  CAPABILITIES,
  type Capability,
  type Circuit,
  type CloudItem,
  type ClusterPart,
  type Declared,
} from './cloud-schema.ts';
import { circuitOf, type Known, regionIds, regionsOf, typesOf } from './cloud-services.ts';
import { lookAtApi } from './look-at-api.ts';

/** A cloud of the configuration. */
export interface CloudEntry {
  readonly id: string;
  readonly name: string;
  readonly certificates?: readonly {
    readonly scope: string;
    readonly version: string;
    /** The last day, like `2027-06-30`. */
    readonly validUntil: string;
    readonly url?: string;
  }[];
}

export interface LookDeps extends NativeApiDeps {
  readonly fleet: CurrentFleet;
  readonly maintenance: Maintenance;
  readonly exchange: Pick<Exchange, 'projects' | 'loginTrouble'>;
  readonly lastKnown: LastKnown;
  readonly liveness: Liveness;
  readonly now: Clock;
}

export interface Looking {
  readonly caller: ScsCaller;
  readonly signal: AbortSignal;
  /** False: no catalogue is opened, and no service is asked for its versions. */
  readonly services: boolean;
}

const DAY = 24 * 60 * 60_000;

export async function lookAtCloud(deps: LookDeps, entry: CloudEntry, looking: Looking): Promise<CloudItem> {
  const { id, name, certificates = [] } = entry;
  const fleet = deps.fleet();
  const member = fleet.members.get(id);
  const further = fleet.apis.get(id);
  const [openstack, api, clusters] = await Promise.all([
    member && lookAtOpenStack(deps, member, looking),
    further && lookAtApi(deps, further, looking),
    Promise.all(
      [...fleet.clusters.values()]
        .filter(({ cloud }) => cloud === id)
        .map((cluster) => lookAtCluster(deps, cluster, looking)),
    ),
  ]);
  const parts: Declared[] = [
    ...(openstack === undefined ? [] : [openstack.answers]),
    ...[...(api === undefined ? [] : [api.part]), ...clusters].map(
      ({ status }) => (status === 'unknown' ? null : status === 'up') as Declared,
    ),
  ];
  const circuits: Circuit[] = [
    ...(openstack?.circuits ?? []),
    ...clusters.map(({ circuit }) => circuit),
    ...(api === undefined ? [] : [api.part.circuit]),
  ];
  return {
    id,
    name,
    status: statusOf(parts, circuits, openstack?.whole ?? true),
    maintenance: shownOrNull(deps.maintenance.cloud(id)),
    latencyMs: (openstack ?? api)?.latencyMs ?? null,
    error: (openstack ?? api)?.error ?? null,
    kinds: [
      ...(member === undefined ? [] : ['openstack' as const]),
      ...(clusters.length > 0 ? ['kubernetes' as const] : []),
      ...(further === undefined ? [] : [further.kind.kind]),
    ],
    strategy: member?.strategy.kind ?? null,
    access: together([
      ...(openstack === undefined ? [] : [openstack.access]),
      ...(api === undefined ? [] : [api.takes]),
      ...clusters.map(({ takes }) => takes),
    ]),
    projects: openstack?.projects ?? null,
    regions: openstack?.regions ?? (api === undefined ? [] : [{ id, services: null }]),
    leftOutRegions: openstack?.leftOutRegions ?? null,
    clusters: clusters.map(({ takes: _, ...cluster }) => cluster),
    capabilities: capabilities(openstack, member !== undefined, clusters.length > 0, api?.services),
    certificates: certificates.map(({ scope, version, validUntil, url }) => ({
      scope,
      version,
      validUntil,
      valid: deps.now() < Date.parse(`${validUntil}T00:00:00Z`) + DAY,
      url: url ?? null,
    })),
    lastSeenAt: openstack?.lastSeenAt ?? (parts.includes(true) ? time(deps.now()) : null),
    ...(api === undefined ? {} : { api: api.part }),
  };
}

function statusOf(parts: readonly Declared[], circuits: readonly Circuit[], whole: boolean): CloudItem['status'] {
  const told = parts.filter((part) => part !== null);
  if (told.length === 0) return 'unknown';
  if (told.every((part) => part === false)) return 'down';
  const well = whole && circuits.every((circuit) => circuit === 'closed');
  return well && told.every((part) => part === true) ? 'up' : 'degraded';
}

/** One true is enough; a false needs all of them. */
const together = (parts: readonly Declared[]): Declared => {
  if (parts.includes(true)) return true;
  return parts.includes(null) ? null : false;
};

interface OpenStackLook
  extends Pick<CloudItem, 'latencyMs' | 'error' | 'projects' | 'regions' | 'leftOutRegions' | 'access' | 'lastSeenAt'> {
  readonly answers: boolean;
  readonly circuits: readonly Circuit[];
  /**
   * False: it lets nobody new in, since it no longer trusts the gateway or its Keystone fails; or its catalogue does not know the region that the
   * configuration names, so that its own one is empty.
   */
  readonly whole: boolean;
  /** Official types of its catalogue; undefined where none is known. */
  readonly types: ReadonlySet<string> | undefined;
  readonly backups: Declared;
}

async function lookAtOpenStack(deps: LookDeps, member: Member, looking: Looking): Promise<OpenStackLook> {
  const alive = await deps.liveness(member).then(
    (ms) => ({ ms }),
    (cause: unknown) => ({ error: toGatewayError(cause) }),
  );
  const up = 'ms' in alive;
  const projects = up ? await projectsOf(deps, member, looking) : undefined;
  // The first that the token works in: catalogues of one cloud hardly ever differ.
  const project = projects?.find((one) => inScope(looking.caller.caller.scope, one));
  const opened =
    up && looking.services && project !== undefined ? await open(deps, member, looking, project) : undefined;
  const known = opened?.known ?? (await lastKnownOf(deps, member, project ?? scopeOf(looking.caller)));
  const regions =
    known !== undefined && looking.services
      ? await regionsOf(deps, member, known, up)
      : regionIds(member, { routes: known?.routes ?? [] }).map((id) => ({ id, services: null }));
  const seen = up ? deps.now() : deps.lastKnown.learntAt(member.id);
  const trouble = deps.exchange.loginTrouble(member);
  return {
    answers: up,
    latencyMs: up ? alive.ms : null,
    error: shownError('error' in alive ? alive.error : undefined, trouble),
    projects: projects?.length ?? null,
    access: projects === undefined ? null : projects.length > 0,
    regions,
    leftOutRegions: opened === undefined ? null : leftOutOf(member.id, opened),
    whole: trouble === undefined && opened?.unknown?.names.includes(member.region) !== true,
    circuits: [
      circuitOf(member, member.authUrl),
      ...regions.flatMap(({ services }) => services?.map(({ circuit }) => circuit) ?? []),
    ],
    types: known && typesOf(known),
    backups: opened?.backups ?? null,
    lastSeenAt: seen === undefined ? null : time(seen),
  };
}

/** Of a Keystone that answers, however badly, logins have shown more: as /readyz says it. */
function shownError(error: GatewayError | undefined, trouble: LoginTrouble | undefined): CloudItem['error'] {
  if (trouble !== undefined && (error === undefined || error instanceof KeystoneFails))
    return { code: trouble.code, detail: trouble.words };
  return error === undefined ? null : { code: error.code, detail: error.message };
}

/** Undefined where the member did not say. Its own accounts (`native`) are not the federation's to know. */
async function projectsOf(
  { exchange }: LookDeps,
  member: Member,
  { caller }: Looking,
): Promise<readonly ProjectRef[] | undefined> {
  if (member.strategy.kind === 'native') return undefined;
  const list = await within(member, exchange.projects(member, subjectOf(caller.caller)));
  return list?.projects.map(({ project }) => project);
}

const scopeOf = ({ caller }: ScsCaller): ProjectRef | undefined =>
  caller.scope.kind === 'project' ? caller.scope.project : undefined;

interface Opened extends Pick<Published, 'skipped' | 'unknown'> {
  readonly known: Known;
  readonly backups: Declared;
}

async function open(
  deps: LookDeps,
  member: Member,
  { caller, signal }: Looking,
  project: ProjectRef,
): Promise<Opened | undefined> {
  const own = caller.in(project);
  const view = await within(member, deps.views.get(member, own));
  if (view === undefined) return undefined;
  const there = { member, caller: own, project, region: member.id, view, requestId: caller.requestId };
  const api = createOpenStackConnection(deps, there).api({ signal });
  const asked = api.cached('extensions', 'volume-backup', async (api): Promise<Declared> => {
    try {
      await api.call({ service: 'block-storage', path: '/backups', query: { limit: 1 } });
      return true;
    } catch (cause) {
      const { code } = toGatewayError(cause);
      if (code === 'nativeNotFound' || code === 'notOffered') return false;
      if (code === 'nativeForbidden') return null;
      throw cause;
    }
  });
  const { published } = view;
  const { skipped, unknown } = published;
  const backups = (await within(member, asked)) ?? null;
  return { known: published, skipped, ...(unknown && { unknown }), backups };
}

/** What a catalogue says is not trusted to be short. */
function leftOutOf(cloud: string, { skipped, unknown }: Opened): CloudItem['leftOutRegions'] {
  const words = unknown && regionUnknown(cloud, unknown).words;
  const all = [...(unknown?.names ?? []).map((region) => ({ region, reason: words ?? '' })), ...skipped];
  return all.slice(0, 20).map(({ region, reason }) => ({ name: region.slice(0, 255), reason: reason.slice(0, 400) }));
}

async function lastKnownOf(
  { lastKnown }: LookDeps,
  member: Member,
  project: ProjectRef | undefined,
): Promise<Known | undefined> {
  const routes = await lastKnown.routes(member.id);
  const catalog = await lastKnown.catalog(member.id, project?.id ?? '');
  return routes && catalog && { routes, catalog };
}

interface ClusterLook extends ClusterPart {
  /** Whether it takes this caller. */
  readonly takes: Declared;
}

async function lookAtCluster(deps: LookDeps, cluster: Cluster, { caller, signal }: Looking): Promise<ClusterLook> {
  const began = deps.now();
  const api = createClusterConnection(deps, { cluster, caller: caller.cluster }).api({ signal });
  // Only the client's going, or a fault of ours, is thrown: neither says anything of the cluster.
  const reach = await reachable(api).catch((): 'unprovable' => 'unprovable');
  const took = deps.now() - began;
  const { id, name, strategy, server } = cluster;
  return {
    id,
    name,
    status: reach === 'answers' || reach === 'refused' ? 'up' : reach === 'away' ? 'down' : 'unknown',
    latencyMs: reach === 'answers' || reach === 'refused' ? took : null,
    strategy: strategy.kind,
    circuit: circuitOf(cluster, server),
    maintenance: shownOrNull(deps.maintenance.cluster(cluster)),
    takes: reach === 'away' ? null : reach === 'answers',
  };
}

function capabilities(
  openstack: OpenStackLook | undefined,
  isOpenStack: boolean,
  hasClusters: boolean,
  services: ReadonlySet<string> | undefined,
): CloudItem['capabilities'] {
  const of = (capability: Capability): Declared => {
    if (capability === 'kubernetes') return hasClusters;
    if (!isOpenStack) return services?.has(capability) ?? false;
    const types = openstack?.types;
    if (types === undefined) return null;
    if (capability !== 'volume-backup') return types.has(capability);
    return types.has('block-storage') ? (openstack?.backups ?? null) : false;
  };
  return Object.fromEntries(CAPABILITIES.map((one) => [one, of(one)])) as CloudItem['capabilities'];
}

/** Undefined where the work fails, or takes longer than a login may. */
const within = <T>(member: Member, work: Promise<T>): Promise<T | undefined> =>
  withinLogin(member, work).catch(() => undefined);

const shownOrNull = (notice: Notice | undefined) => (notice === undefined ? null : shownNotice(notice));

const time = (ms: number): string => new Date(ms).toISOString();
