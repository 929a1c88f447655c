// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says which clouds take part, and how each is reached.
import Type, { type TSchema } from 'typebox';
import type { CloudKinds } from '../adapters/cloud-kind.ts';
import { STRATEGIES } from '../federation/strategies/index.ts';
import { duration, filePath, group, httpUrl, projectName, slug, text } from '../schema/fields.ts';
import { unionOf } from '../schema/kinds.ts';
import { cluster } from './schema-clusters.ts';
import { openstackLimits } from './schema-limits.ts';

const limit = (description: string, ms: string, example: string) =>
  duration({ description, examples: [example], default: ms });

function isDay(value: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  // 31 June is none, though Date would take it for 1 July.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

const openstack = group(
  { description: 'The OpenStack of this cloud.' },
  {
    authUrl: httpUrl({
      description:
        'Its Keystone; /v3 is added where missing. Plain http only on a loopback host or with interface internal.',
      examples: ['https://keystone.cloud-a.example/v3'],
    }),
    region: text({
      description:
        "Its own name of its default region, which the gateway publishes under the cloud's id. Further ones become id.Region.",
      examples: ['RegionOne'],
    }),
    interface: Type.Enum(['public', 'internal'], {
      description: "Which of the catalogue's endpoints the gateway itself uses.",
      examples: ['internal'],
      default: 'public',
    }),
    caFile: Type.Optional(
      filePath({
        description: "PEM file of the authorities that signed its certificates. Left out: the system's.",
        examples: ['/etc/scs-gateway/cloud-a-ca.pem'],
      }),
    ),
    strategy: unionOf(STRATEGIES, { description: 'How the gateway proves a user to this OpenStack.' }),
    projects: Type.Record(
      Type.String(),
      projectName({ description: 'The name there.', examples: ['customer-42/research'] }),
      {
        description: 'Projects that this cloud calls otherwise: name at the gateway → name there. One to one.',
        examples: [{ 'acme/research': 'customer-42/research' }],
        default: {},
      },
    ),
    timeouts: group(
      { description: 'How long the gateway waits for this cloud.', default: {} },
      {
        connect: limit('For a connection.', '5s', '2s'),
        headers: limit('For the start of an answer.', '60s', '2m'),
        idle: limit('Between two pieces of an answer.', '60s', '5m'),
        login: limit('For a whole login, after which the cloud counts as not answering.', '10s', '5s'),
      },
    ),
    connections: Type.Integer({
      description: 'The most connections at a time to each of its endpoints.',
      examples: [256],
      default: 128,
      minimum: 1,
      maximum: 10_000,
    }),
    limits: openstackLimits,
    breaker: group(
      { description: 'When to stop asking a cloud that does not answer.', default: {} },
      {
        failures: Type.Integer({
          description: 'After this many failures in a row requests are refused at once.',
          examples: [3],
          default: 5,
          minimum: 1,
          maximum: 1_000,
        }),
        cooldown: limit('After this long one request may try again.', '10s', '30s'),
      },
    ),
  },
);

const certificate = group(
  { description: 'One certificate (scs-0004): a scope in a version, for a time.' },
  {
    scope: text({ description: 'The scope of the certificate.', examples: ['SCS-compatible IaaS'] }),
    version: text({ description: 'The version of the scope.', examples: ['v5.1'] }),
    validUntil: text(
      { description: 'Its last day.', examples: ['2027-06-30'], editorPattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
      [isDay, 'must be a day such as 2027-06-30'],
    ),
    url: Type.Optional(
      httpUrl({
        description: 'Where it can be looked up.',
        examples: ['https://compliance.sovereignit.cloud/page/detail/cloud-a'],
      }),
    ),
  },
);

/** A cloud's entry, with a section for each further kind of cloud. */
export const cloudOf = (kinds: CloudKinds) =>
  group(
    { description: 'One member: an OpenStack, Kubernetes clusters, or both.' },
    {
      id: slug({
        description:
          'Its slug: the name of its default region and a segment of its URLs. Unique, and never to be changed. No "v" before a digit.',
        examples: ['cloud-a'],
      }),
      name: text({ description: 'The name that people see.', examples: ['Cloud A'] }),
      certificates: Type.Optional(
        Type.Array(certificate, {
          description: 'What it is certified for, as the certifying body says it: shown to users, never checked.',
        }),
      ),
      openstack: Type.Optional(openstack),
      clusters: Type.Array(cluster, { description: 'The Kubernetes clusters of this cloud.', default: [] }),
      // Their own types check them; nobody asks for them here by name.
      ...(Object.fromEntries(kinds.map(({ kind, schema }) => [kind, Type.Optional(schema)])) as Record<never, TSchema>),
    },
  );
