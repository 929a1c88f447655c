// SPDX-License-Identifier: Apache-2.0
// How far a cloud holds to the standards, as far as reading its APIs can tell: each region by the IaaS scopes, each
// cluster by the KaaS scope.
import { toGatewayError } from '../../model/errors.ts';
import { clusters } from '../../model/scs/resources/clusters.ts';
import { clusterConformanceReport, conformanceReport } from '../../standards/conformance.ts';
import type { ClusterFacts } from '../../standards/facts.ts';
import type { ScsCall } from '../call.ts';
import { oneCloud } from '../chosen-clouds.ts';
import { DEFAULT_TIMEOUT } from '../lists/list-schemas.ts';
import { milliseconds } from '../within.ts';
import { readCluster } from './cluster-facts.ts';
import { type CloudRead, type FactKind, type FactsDeps, readCloud, unseen } from './facts.ts';

export interface ConformanceDeps extends FactsDeps {
  readonly clouds: () => readonly { readonly id: string }[];
}

export interface ConformanceWanted {
  /** Both where absent. */
  readonly scope?: readonly ('iaas' | 'kaas')[];
  readonly region?: readonly string[];
  readonly project?: string;
  /** Seconds. */
  readonly timeout?: number;
}

type Judged = Pick<ReturnType<typeof conformanceReport>, 'summary' | 'checks'>;

export interface Conformance {
  readonly cloud: string;
  readonly checkedAt: string;
  /** What it was looked at with; null where no OpenStack was looked at. */
  readonly project: string | null;
  readonly regions: readonly (Judged & { readonly region: string })[];
  readonly clusters: readonly (Judged & { readonly cluster: string })[];
}

const KINDS: ReadonlySet<FactKind> = new Set([
  'flavors',
  'images',
  'volumeTypes',
  'services',
  'securityGroupDefaults',
  's3',
]);

export async function conformanceOf(
  deps: ConformanceDeps,
  call: ScsCall,
  cloud: string,
  wanted: ConformanceWanted,
): Promise<Conformance> {
  const { id } = oneCloud(deps.clouds(), cloud);
  call.about({ cloud: id });
  const { scope, timeout = DEFAULT_TIMEOUT } = wanted;
  const [iaas, kaas] = await Promise.all([
    scope?.includes('iaas') === false ? undefined : openstackOf(deps, call, id, wanted),
    scope?.includes('kaas') === false ? [] : clustersOf(deps, call, id, timeout),
  ]);
  const now = deps.now();
  return {
    cloud: id,
    checkedAt: new Date(now).toISOString(),
    project: iaas?.project?.id ?? null,
    regions: (iaas?.facts ?? []).map((facts) => {
      const { summary, checks } = conformanceReport(facts, now);
      return { region: facts.region ?? id, summary, checks };
    }),
    clusters: kaas.map((facts) => {
      const { summary, checks } = clusterConformanceReport(facts, now);
      return { cluster: facts.id, summary, checks };
    }),
  };
}

async function openstackOf(
  deps: ConformanceDeps,
  call: ScsCall,
  cloud: string,
  { region, project, timeout = DEFAULT_TIMEOUT }: ConformanceWanted,
): Promise<Partial<CloudRead> | undefined> {
  const member = deps.fleet().members.get(cloud);
  if (deps.fleet().apis.has(cloud)) return { facts: [unseen(cloud, 'it is no OpenStack, which this scope is about')] };
  if (member === undefined) return undefined;
  try {
    return await readCloud(deps, call, {
      member,
      kinds: KINDS,
      timeout: milliseconds(timeout),
      ...(project === undefined ? {} : { project }),
      ...(region === undefined ? {} : { regions: region }),
    });
  } catch (cause) {
    const error = toGatewayError(cause);
    // A cloud that is away is looked at, and nothing is seen of it; somebody who has no project there sees nobody's.
    if (!error.code.startsWith('member')) throw cause;
    return { facts: [unseen(cloud, error.message)] };
  }
}

async function clustersOf(
  { sources }: ConformanceDeps,
  { caller, signal }: ScsCall,
  cloud: string,
  timeout: number,
): Promise<readonly ClusterFacts[]> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(milliseconds(timeout))]);
  const [there] = sources.clouds(clusters, caller, { clouds: [cloud] });
  const { sources: found } = (await there?.open(patience)) ?? { sources: [] };
  return Promise.all(found.map(({ connection }) => readCluster(connection.api({ signal: patience }))));
}
