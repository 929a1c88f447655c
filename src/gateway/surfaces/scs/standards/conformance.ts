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
  description: '`unknown`: reading alone does not tell, or it could not be read.',
});

const judged = {
  summary: Type.Array(
    Type.Object({
      scope: Type.Enum(['SCS-compatible IaaS', 'SCS-compatible KaaS'], from('scs-0501, scs-0502', 'The scope.')),
      version: Type.Enum(['v5.1', 'next', 'v1'], from('scs-0501, scs-0502', 'Its version.')),
      result,
      pass: Type.Integer({ description: 'So many of its checks pass.' }),
      fail: Type.Integer({ description: 'So many fail.' }),
      unknown: Type.Integer({ description: 'So many cannot be told.' }),
    }),
    { description: '`pass` only if all checks of the scope pass.' },
  ),
  checks: Type.Array(
    Type.Object({
      id: Type.String(from('standards: test id', 'As upstream calls the test that it stands for.')),
      standard: Type.String(from('standards: document id', 'The standard and its version.')),
      title: Type.String({ description: 'What must hold.' }),
      level: Type.Enum(['mandatory', 'recommended', 'manual'], { description: '`manual`: for a person to judge.' }),
      versions: Type.Array(Type.String(), { description: 'Versions of the scope that count it.' }),
      result,
      detail: Type.String({ description: 'Why, in a sentence.' }),
    }),
    { description: 'Every check that there is.' },
  ),
};

const report = Type.Object({
  cloud: common.cloud,
  date: Type.String({ format: 'date-time', description: 'When it was looked at.' }),
  project: Type.Union([Type.String(), Type.Null()], {
    ...from('gateway', 'Id of the project that it was looked at with; null where no OpenStack was looked at.'),
  }),
  regions: Type.Array(Type.Object({ region: common.region, ...judged }), { description: 'Its OpenStack, by region.' }),
  clusters: Type.Array(Type.Object({ cluster: clusters.item.properties.id, ...judged }), {
    description: 'Its Kubernetes clusters.',
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
    summary: 'See how far a cloud holds to the standards',
    description:
      'Looks at flavors, images, volume types, the catalogue, default rules of security groups, and clusters, now and with your own rights, and judges them by the checks of the SCS scopes. It changes nothing at the cloud, so it is no certificate: what takes a server, a volume or a person is `unknown`, and so is what could not be read.',
    parameters: Type.Object({ cloud: Type.String({ description: "The cloud's id." }) }),
    query: Type.Object({
      scope: Type.Optional(
        Type.Array(Type.Enum(['iaas', 'kaas']), { minItems: 1, description: 'Only these scopes; both where absent.' }),
      ),
      region: whereQuery.region,
      project: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            "Look with this project, by id, `domain/name` or name; the token's or your first one where absent.",
        }),
      ),
      timeout: timeoutQuery,
    }),
    answers: { 200: { description: 'What holds, what does not, and what cannot be told.', schema: report } },
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
