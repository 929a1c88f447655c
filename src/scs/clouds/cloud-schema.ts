// SPDX-License-Identifier: Apache-2.0
// What the gateway tells of a member cloud: the shape of an item of /scs/v1/clouds.

import Type, { type Static, type TOptional } from 'typebox';
import { declared, from, nullable, time } from '../../model/scs/fields.ts';
import { noticeSchema } from '../maintenance-schema.ts';

/** In the order of the documentation. */
export const CAPABILITIES = [
  'compute',
  'image',
  'block-storage',
  'volume-backup',
  'network',
  'load-balancer',
  'object-store',
  'key-manager',
  'dns',
  'orchestration',
  'kubernetes',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

const CAPABILITY_SOURCES: Partial<Record<Capability, string>> = {
  'volume-backup': 'scs-0117: /v3/{project}/backups answers; only creating a backup shows whether it succeeds',
  kubernetes: 'configuration: clouds[].clusters',
};

const circuit = Type.Enum(
  ['closed', 'half-open', 'open'],
  from(
    'gateway',
    'The state of the circuit breaker. `open`: it failed several times in a row, and requests to it are suspended for a moment.',
  ),
);

const latency = (source: string) =>
  nullable(Type.Integer(), from(source, 'The current response time in milliseconds; null if it does not answer.'));

const version = Type.Object({
  id: Type.String(from('native: version document, id', 'The version as the service writes it, such as `v2.1`.')),
  status: Type.Enum(
    ['current', 'supported', 'deprecated', 'experimental', 'unknown'],
    from('native: version document, status', 'The status of the version as the service reports it.'),
  ),
  min: nullable(Type.String(), from('native: version document, min_version', 'Its oldest microversion.')),
  max: nullable(
    Type.String(),
    from('native: version document, version or max_version', 'Its newest microversion; null if it has none.'),
  ),
});

const service = Type.Object({
  type: Type.String(from('catalogue: type, by the Service Types Authority', 'The official type, never an alias.')),
  name: Type.String(from('catalogue: name', "The cloud's own name of the service.")),
  url: Type.String(from('catalogue: url, as the gateway publishes it', 'The URL for native clients.')),
  versions: nullable(
    Type.Array(version),
    from(
      'native: version document',
      'Its API versions; null if they could not be read, empty if the service has none.',
    ),
  ),
  microversions: nullable(
    Type.Object({ min: Type.String(), max: Type.String() }),
    from('native: version document', 'The microversions of its current version; null if there are none.'),
  ),
  circuit,
});

const region = Type.Object({
  id: Type.String(from('catalogue: region, as the gateway names it', 'The region, as in `OS_REGION_NAME`.')),
  services: nullable(
    Type.Array(service),
    from('catalogue', 'Its services; null if no catalogue is known, and with `services=false`.'),
  ),
});

const leftOutRegion = Type.Object({
  name: Type.String(from('catalogue: region', "The cloud's own name of the region.")),
  reason: Type.String(from('gateway', 'Why it cannot be part of a URL that all clients take.')),
});

const cluster = Type.Object({
  id: Type.String(from('configuration: clouds[].clusters[].id', 'Its id, as in `/k8s/{id}`.')),
  name: Type.String(from('configuration: clouds[].clusters[].name', 'The display name.')),
  status: Type.Enum(
    ['up', 'down', 'unknown'],
    from(
      'Kubernetes: /version',
      'Whether its API server answers; `unknown`: it cannot be queried on behalf of this caller.',
    ),
  ),
  latencyMs: latency('Kubernetes: /version'),
  strategy: Type.String(
    from('configuration: strategy', 'The strategy by which the gateway authenticates callers to it.'),
  ),
  circuit,
  maintenance: nullable(
    noticeSchema,
    from('gateway: its operator', 'The maintenance that the cluster, or its cloud, is in; null if it is in none.'),
  ),
});

const api = Type.Object(
  {
    status: Type.Enum(
      ['up', 'down', 'unknown'],
      from(
        'gateway: its API, asked just now',
        'Whether it answers; `unknown`: it cannot be queried on behalf of this caller.',
      ),
    ),
    circuit,
  },
  from('gateway', 'The API of a cloud that is neither OpenStack nor Kubernetes.'),
);

/** `further`: the kinds of cloud besides OpenStack and Kubernetes. */
export const cloudSchemaOf = (further: readonly { readonly kind: string }[]) =>
  Type.Object({
    id: Type.String(from('configuration: clouds[].id', 'Its id, which is also the name of its default region.')),
    name: Type.String(from('configuration: clouds[].name', 'The display name.')),
    status: Type.Enum(
      ['up', 'degraded', 'down', 'unknown'],
      from(
        'gateway: Keystone and API servers, asked just now',
        'The state of the cloud. `up`: everything answers. `degraded`: a part does not answer, requests to it are suspended, it no longer accepts the gateway, or the region that is configured is not in its catalogue. `down`: nothing answers. `unknown`: it cannot be queried on behalf of this caller.',
      ),
    ),
    maintenance: nullable(
      noticeSchema,
      from('gateway: its operator', 'The maintenance that the cloud is in; null if it is in none.'),
    ),
    latencyMs: latency('native: Keystone /v3'),
    error: nullable(
      Type.Object({
        code: Type.String({ description: 'The error code.' }),
        detail: Type.String({ description: 'The sentence of the error.' }),
      }),
      from('gateway', 'Why its Keystone counts as down, or lets nobody in (`memberRefused`); otherwise null.'),
    ),
    kinds: Type.Array(
      Type.Enum(['openstack', 'kubernetes', ...further.map(({ kind }): string => kind)]),
      from('configuration: clouds[]', 'What the cloud consists of: an OpenStack, clusters, or both.'),
    ),
    strategy: nullable(
      Type.String(),
      from('configuration: strategy', 'The strategy by which the gateway authenticates callers to its OpenStack.'),
    ),
    access: declared(from('gateway', 'Whether this caller has access: to some project or to a cluster.')),
    projects: nullable(
      Type.Integer(),
      from(
        'native: /v3/auth/projects',
        'The number of projects that the caller has there; null if the cloud did not report it.',
      ),
    ),
    regions: Type.Array(region, from('catalogue', 'Its regions; empty if it has only clusters.')),
    leftOutRegions: nullable(
      Type.Array(leftOutRegion),
      from(
        'catalogue: region',
        'At most 20 of its regions that the gateway cannot publish, or that its configuration names and the catalogue does not; null if its catalogue was not opened just now, and with `services=false`.',
      ),
    ),
    clusters: Type.Array(cluster, from('configuration: clouds[].clusters', 'Its Kubernetes clusters.')),
    capabilities: Type.Object(
      Object.fromEntries(
        CAPABILITIES.map((name) => [
          name,
          declared(
            from(
              CAPABILITY_SOURCES[name] ?? 'catalogue: type',
              `Whether the caller can use \`${name}\` on this cloud.`,
            ),
          ),
        ]),
      ) as Record<Capability, ReturnType<typeof declared>>,
      from('scs-0123', 'What it offers to this caller; null if no catalogue is known.'),
    ),
    certificates: Type.Array(
      Type.Object({
        scope: Type.String(from('configuration: certificates[].scope', 'The scope of the certificate.')),
        version: Type.String(from('configuration: certificates[].version', 'The version of the scope.')),
        validUntil: Type.String({
          format: 'date',
          ...from('configuration: certificates[].validUntil', 'The last day of the certificate.'),
        }),
        valid: Type.Boolean(
          from('configuration: certificates[].validUntil', 'Whether the certificate is still valid.'),
        ),
        url: nullable(
          Type.String(),
          from('configuration: certificates[].url', 'Where the certificate can be looked up.'),
        ),
      }),
      from(
        'scs-0004, as configured by the operator of the gateway',
        'Its certificates; the gateway does not verify them.',
      ),
    ),
    lastSeenAt: time(from('gateway', 'When it last answered this replica.')),
    // Absent from the document of a gateway without such kinds.
    ...((further.length === 0 ? {} : { api: Type.Optional(api) }) as { api: TOptional<typeof api> }),
  });

export type CloudItem = Static<ReturnType<typeof cloudSchemaOf>>;
export type Circuit = Static<typeof circuit>;
export type RegionItem = Static<typeof region>;
export type ServiceItem = Static<typeof service>;
export type ClusterPart = Static<typeof cluster>;
export type ApiPart = Static<typeof api>;
/** Nothing is guessed. */
export type Declared = boolean | null;
