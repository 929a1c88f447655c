// SPDX-License-Identifier: Apache-2.0
// How far a cloud holds to the standards, as far as reading its APIs can tell: each region by the IaaS scopes, each
// cluster by the KaaS scope.
import Type from 'typebox';
import type { Clock } from '../../../../model/clock.ts';
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import { common, from } from '../../../../model/scs/fields.ts';
import { clusters } from '../../../../model/scs/resources/clusters.ts';
import type { ScsCall } from '../../../../scs/call.ts';
import { DEFAULT_TIMEOUT, timeoutQuery, whereQuery } from '../../../../scs/lists/list-schemas.ts';
import { readCluster } from '../../../../scs/standards/cluster-facts.ts';
import { type CloudRead, type FactKind, type FactsDeps, readCloud } from '../../../../scs/standards/facts.ts';
import { clusterConformanceReport, conformanceReport } from '../../../../standards/conformance.ts';
import type { CloudFacts, ClusterFacts } from '../../../../standards/facts.ts';
import type { ScsRoute } from '../route.ts';

export interface ConformanceDeps extends FactsDeps {
  readonly clouds: () => readonly { readonly id: string; readonly name: string }[];
  readonly now: Clock;
}

const result = Type.Enum(['pass', 'fail', 'unknown'], {
  description: 'The result. `unknown`: it cannot be decided by reading, or the data could not be read.',
});

const judged = {
  summary: Type.Array(
    Type.Object({
      scope: Type.Enum(
        ['SCS-compatible IaaS', 'SCS-compatible KaaS'],
        from('scs-0501, scs-0502', 'The name of the scope.'),
      ),
      version: Type.Enum(['v5.1', 'next', 'v1'], from('scs-0501, scs-0502', 'The version of the scope.')),
      result,
      pass: Type.Integer({ description: 'The number of checks that pass.' }),
      fail: Type.Integer({ description: 'The number of checks that fail.' }),
      unknown: Type.Integer({ description: 'The number of checks that cannot be decided.' }),
    }),
    { description: 'The result per scope; `pass` only if all its checks pass.' },
  ),
  checks: Type.Array(
    Type.Object({
      id: Type.String(from('standards: test id', 'The id of the corresponding upstream test.')),
      standard: Type.String(from('standards: document id', 'The standard and its version.')),
      title: Type.String({ description: 'The requirement.' }),
      level: Type.Enum(['mandatory', 'recommended', 'manual'], {
        description: 'The level of the check; `manual`: a person must judge it.',
      }),
      versions: Type.Array(Type.String(), { description: 'The versions of the scope that include it.' }),
      result,
      detail: Type.String({ description: 'The reason for the result.' }),
    }),
    { description: 'All checks.' },
  ),
};

const report = Type.Object({
  cloud: common.cloud,
  date: Type.String({ format: 'date-time', description: 'When the data was read.' }),
  project: Type.Union([Type.String(), Type.Null()], {
    ...from('gateway', 'Id of the project whose view was used; null if no OpenStack was queried.'),
  }),
  regions: Type.Array(Type.Object({ region: common.region, ...judged }), {
    description: 'The reports of its OpenStack, by region.',
  }),
  clusters: Type.Array(Type.Object({ cluster: clusters.item.properties.id, ...judged }), {
    description: 'The reports of its Kubernetes clusters.',
  }),
});

const KINDS: ReadonlySet<FactKind> = new Set(['flavors', 'images', 'volumeTypes', 'services', 'securityGroupDefaults']);

interface Query {
  readonly scope?: readonly ('iaas' | 'kaas')[];
  readonly region?: readonly string[];
  readonly project?: string;
  readonly timeout?: number;
}

export function conformanceRoute(deps: ConformanceDeps): ScsRoute {
  return {
    method: 'GET',
    path: '/scs/v1/clouds/{cloud}/conformance',
    operationId: 'getConformance',
    tag: 'clouds',
    summary: 'Check a cloud against the SCS standards',
    description:
      'Reads flavors, images, volume types, the service catalogue, default security group rules and clusters with your own rights, and judges them by the checks of the SCS scopes. It only reads, so it is no certificate: checks that need a server, a volume or a person are `unknown`, and so are checks whose data could not be read.',
    parameters: Type.Object({ cloud: Type.String({ description: 'The id of the cloud.' }) }),
    query: Type.Object({
      scope: Type.Optional(
        Type.Array(Type.Enum(['iaas', 'kaas']), { minItems: 1, description: 'Only these scopes. Default: both.' }),
      ),
      region: whereQuery.region,
      project: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            "The project whose view is used, by id, `domain/name` or name. Default: the token's, or your first one.",
        }),
      ),
      timeout: timeoutQuery,
    }),
    answers: { 200: { description: 'The result of every check.', schema: report } },
    errors: ['notFound', 'forbidden'],
    cost: 'fanOut',
    example: { parameters: { cloud: 'cloud-a' }, query: { scope: 'iaas' } },
    async handle(call) {
      const { scope, region, project, timeout = DEFAULT_TIMEOUT } = call.query as Query;
      const id = call.parameters.cloud ?? '';
      const cloud = deps.clouds().find((one) => one.id === id);
      if (cloud === undefined)
        throw new GatewayError('notFound', { message: `There is no cloud ${JSON.stringify(id.slice(0, 100))} here.` });
      call.request.cloud = id;
      const [iaas, kaas] = await Promise.all([
        scope?.includes('iaas') === false ? undefined : openstackOf(deps, call, id, { region, project, timeout }),
        scope?.includes('kaas') === false ? [] : clustersOf(deps, call, id, timeout),
      ]);
      const now = deps.now();
      return {
        status: 200,
        headers: { 'cache-control': 'private, no-cache' },
        body: {
          cloud: id,
          date: new Date(now).toISOString(),
          project: iaas?.project?.id ?? null,
          regions: (iaas?.facts ?? []).map((facts) => {
            const { summary, checks } = conformanceReport(facts, now);
            return { region: facts.region ?? id, summary, checks };
          }),
          clusters: kaas.map((facts) => {
            const { summary, checks } = clusterConformanceReport(facts, now);
            return { cluster: facts.id, summary, checks };
          }),
        },
      };
    },
  };
}

interface Reading {
  readonly region: readonly string[] | undefined;
  readonly project: string | undefined;
  readonly timeout: number;
}

async function openstackOf(
  deps: ConformanceDeps,
  call: ScsCall,
  cloud: string,
  { region, project, timeout }: Reading,
): Promise<Partial<CloudRead> | undefined> {
  const member = deps.fleet().members.get(cloud);
  if (member === undefined) return undefined;
  try {
    return await readCloud(deps, call, {
      member,
      kinds: KINDS,
      timeout: timeout * 1000,
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

export function unseen(cloud: string, reason: string): CloudFacts {
  const unknown = { unknown: reason };
  return {
    cloud,
    region: cloud,
    flavors: unknown,
    images: unknown,
    volumeTypes: unknown,
    services: unknown,
    securityGroupDefaults: unknown,
  };
}

async function clustersOf(
  { sources }: ConformanceDeps,
  { caller, signal }: ScsCall,
  cloud: string,
  timeout: number,
): Promise<readonly ClusterFacts[]> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]);
  const [there] = sources.clouds(clusters, caller, { clouds: [cloud] });
  const { sources: found } = (await there?.open(patience)) ?? { sources: [] };
  return Promise.all(found.map(({ connection }) => readCluster(connection.api({ signal: patience }))));
}
