// SPDX-License-Identifier: Apache-2.0
// What the gateway tells of a member cloud: the shape of an item of /scs/v1/clouds.

import Type, { type Static, type TOptional } from 'typebox';
import { declared, from, nullable, time } from '../../model/scs/fields.ts';

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
  'volume-backup': 'scs-0117: /v3/{project}/backups answers; whether a backup succeeds, only making one tells',
  kubernetes: 'configuration: clouds[].clusters',
};

const circuit = Type.Enum(
  ['closed', 'half-open', 'open'],
  from('gateway', '`open`: it failed several times in a row, and requests to it are held back for a moment.'),
);

const latency = (source: string) =>
  nullable(Type.Integer(), from(source, 'Milliseconds that it took to answer just now; null where it did not.'));

const version = Type.Object({
  id: Type.String(from('native: version document, id', 'As the service writes it: `v2.1`.')),
  status: Type.Enum(
    ['current', 'supported', 'deprecated', 'experimental', 'unknown'],
    from('native: version document, status', 'How the service sees it.'),
  ),
  min: nullable(Type.String(), from('native: version document, min_version', 'Its oldest microversion.')),
  max: nullable(
    Type.String(),
    from('native: version document, version or max_version', 'Its newest microversion; null where it has none.'),
  ),
});

const service = Type.Object({
  type: Type.String(from('catalogue: type, by the Service Types Authority', 'The official type: never an alias.')),
  name: Type.String(from('catalogue: name', "The cloud's own name of it.")),
  url: Type.String(from('catalogue: url, as the gateway publishes it', 'Where native clients reach it.')),
  versions: nullable(
    Type.Array(version),
    from('native: version document', 'Null where it could not be read; empty where the service has none.'),
  ),
  microversions: nullable(
    Type.Object({ min: Type.String(), max: Type.String() }),
    from('native: version document', 'The range of its current version; null where there is none.'),
  ),
  circuit,
});

const region = Type.Object({
  id: Type.String(from('catalogue: region, as the gateway names it', 'What `OS_REGION_NAME` says.')),
  services: nullable(
    Type.Array(service),
    from('catalogue', 'Null where no catalogue is known, and with `services=false`.'),
  ),
});

const cluster = Type.Object({
  id: Type.String(from('configuration: clouds[].clusters[].id', 'Its id, as in `/k8s/{id}`.')),
  name: Type.String(from('configuration: clouds[].clusters[].name', 'The name that people see.')),
  status: Type.Enum(
    ['up', 'down', 'unknown'],
    from('Kubernetes: /version', 'Whether its API server answers; `unknown`: it cannot be asked for this caller.'),
  ),
  latencyMs: latency('Kubernetes: /version'),
  strategy: Type.String(from('configuration: strategy', 'How the gateway proves its callers to it.')),
  circuit,
});

const api = Type.Object(
  {
    status: Type.Enum(
      ['up', 'down', 'unknown'],
      from('gateway: its API, asked just now', 'Whether it answers; `unknown`: it cannot be asked for this caller.'),
    ),
    circuit,
  },
  from('gateway', 'The API of a cloud that is neither OpenStack nor Kubernetes.'),
);

/** `further`: the kinds of cloud beside OpenStack and Kubernetes. */
export const cloudSchemaOf = (further: readonly { readonly kind: string }[]) =>
  Type.Object({
    id: Type.String(from('configuration: clouds[].id', 'Its id; the name of its default region as well.')),
    name: Type.String(from('configuration: clouds[].name', 'The name that people see.')),
    status: Type.Enum(
      ['up', 'degraded', 'down', 'unknown'],
      from(
        'gateway: Keystone and API servers, asked just now',
        '`up`: all of it answers. `degraded`: a part does not, or is held back. `down`: nothing answers. `unknown`: it cannot be asked for this caller.',
      ),
    ),
    latencyMs: latency('native: Keystone /v3'),
    error: nullable(
      Type.Object({
        code: Type.String({ description: 'A row of the error table.' }),
        detail: Type.String({ description: 'Its sentence.' }),
      }),
      from('gateway', 'Why its Keystone counts as down; else null.'),
    ),
    kinds: Type.Array(
      Type.Enum(['openstack', 'kubernetes', ...further.map(({ kind }): string => kind)]),
      from('configuration: clouds[]', 'What there is of it: an OpenStack, clusters, or both.'),
    ),
    strategy: nullable(
      Type.String(),
      from('configuration: strategy', 'How the gateway proves its callers to its OpenStack.'),
    ),
    access: declared(from('gateway', 'Whether this caller may work there: in some project, or in a cluster.')),
    projects: nullable(
      Type.Integer(),
      from('native: /v3/auth/projects', 'How many projects of it this caller has; null where it did not say.'),
    ),
    regions: Type.Array(region, from('catalogue', 'Its regions; empty for clusters alone.')),
    clusters: Type.Array(cluster, from('configuration: clouds[].clusters', 'Its Kubernetes clusters.')),
    capabilities: Type.Object(
      Object.fromEntries(
        CAPABILITIES.map((name) => [
          name,
          declared(from(CAPABILITY_SOURCES[name] ?? 'catalogue: type', `Whether it offers ${name}.`)),
        ]),
      ) as Record<Capability, ReturnType<typeof declared>>,
      from('scs-0123', 'What it offers to this caller; `unknown` where no catalogue is known.'),
    ),
    certificates: Type.Array(
      Type.Object({
        scope: Type.String(from('configuration: certificates[].scope', 'What it is certified as.')),
        version: Type.String(from('configuration: certificates[].version', 'In which version of the scope.')),
        validUntil: Type.String({
          format: 'date',
          ...from('configuration: certificates[].validUntil', 'The last day of the certificate.'),
        }),
        valid: Type.Boolean(from('configuration: certificates[].validUntil', 'Whether that day is not over yet.')),
        url: nullable(Type.String(), from('configuration: certificates[].url', 'Where it can be looked up.')),
      }),
      from(
        'scs-0004, as the operator of the gateway has written it down',
        'Its certificates; the gateway checks none.',
      ),
    ),
    lastSeen: time(from('gateway', 'When it last answered, as far as this replica knows.')),
    // The document of a gateway without such kinds has nothing of it.
    ...((further.length === 0 ? {} : { api: Type.Optional(api) }) as { api: TOptional<typeof api> }),
  });

export type CloudItem = Static<ReturnType<typeof cloudSchemaOf>>;
export type Circuit = Static<typeof circuit>;
export type RegionItem = Static<typeof region>;
export type ServiceItem = Static<typeof service>;
export type ClusterPart = Static<typeof cluster>;
export type ApiPart = Static<typeof api>;
/** Nothing is guessed. */
export type Declared = 'yes' | 'no' | 'unknown';
