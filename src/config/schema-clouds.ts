// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says which clouds take part, and how each is reached.
import Type, { type TSchema } from 'typebox';
import type { CloudKinds } from '../adapters/cloud-kind.ts';
import { STRATEGIES } from '../federation/strategies/index.ts';
import { principalNameFault } from '../model/names.ts';
import { duration, filePath, group, httpUrl, projectName, regularExpression, slug, text } from '../schema/fields.ts';
import { unionOf } from '../schema/kinds.ts';
import { ownHost } from '../schema/own-host.ts';
import { next } from './next.ts';
import { cluster } from './schema-clusters.ts';
import { openstackLimits } from './schema-limits.ts';
import { maintenance } from './schema-maintenance.ts';

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
        'The URL of its Keystone; /v3 is appended if it is missing. Plain http is allowed only on a loopback host or with interface internal.',
      examples: ['https://keystone.cloud-a.example/v3'],
    }),
    region: text({
      description:
        "The cloud's own name of its default region, which the gateway publishes under the cloud's id. Other regions are published as id.Region.",
      examples: ['RegionOne'],
    }),
    regions: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
        description:
          "Its further regions that are published, by the cloud's own names. If omitted, all are. For two clouds of this file that share one Keystone: each would list the regions of both.",
        examples: [['West'], []],
        maxItems: 100,
      }),
    ),
    sharedOrigin: Type.Optional(
      Type.Boolean({
        description:
          'Says that other clouds of this file are served by the same host and port, and so by somebody who sees the tokens of both, or that hosts of one may name the Keystone of another. Required on each of them.',
        examples: [true],
      }),
    ),
    ec2Credentials: Type.Boolean({
      description:
        'Whether users who come by `hub-oidc` may create, list and delete EC2 credentials of theirs at its Keystone, for S3. They go on opening the cloud after the login, its revocation and the loss of a group here, for as long as the cloud itself gives the user a role.',
      examples: [true],
      default: false,
    }),
    bothNames: Type.Boolean({
      description:
        'Publishes a service of the catalogue under both names that are in use, whichever the cloud has: `volumev3` and `block-storage`, `sharev2` and `shared-file-system`, `workflowv2` and `workflow`. For clients that know one of them, as Horizon 23 knows `volumev3`.',
      examples: [true],
      default: false,
    }),
    interface: Type.Enum(['public', 'internal'], {
      description: 'Which endpoints of the service catalogue the gateway itself uses.',
      examples: ['internal'],
      default: 'public',
    }),
    hosts: Type.Array(ownHost(), {
      description:
        'Hosts that it may name in its catalogue, links and console URLs, beside the host of authUrl and the domain that this host is registered in: `nova.example.org`, `*.cloud-a.example`, `10.1.2.3`, `10.1.0.0/16`. `http://` before an entry allows plain http there. Loopback, link-local and metadata addresses are connected to only if they are listed as such.',
      examples: [['*.cloud-a.example', '10.1.2.3']],
      default: [],
    }),
    caFile: Type.Optional(
      filePath({
        description:
          "PEM file of the certificate authorities that signed its certificates. If omitted, the system's authorities are used.",
        examples: ['/etc/scs-gateway/cloud-a-ca.pem'],
      }),
    ),
    strategy: unionOf(STRATEGIES, {
      description: 'The strategy by which the gateway authenticates a user to this OpenStack.',
    }),
    homeDomains: Type.Array(
      group(
        { description: 'One user domain whose accounts are at this cloud.' },
        {
          domain: text({ description: "The domain's name at the gateway: no other may have it.", examples: ['acme'] }, [
            (value) => principalNameFault(value) === undefined,
            'must be a name that arrives everywhere as it is: no control characters, no ";", no blank at its ends, not system:',
          ]),
          cloudDomain: Type.Optional(
            text({ description: 'Its name at the cloud. If omitted, the same.', examples: ['customer-42'] }),
          ),
          groups: Type.Optional(
            Type.Array(regularExpression(), {
              description:
                'Regular expressions; only groups of that domain that match one of them are kept. If omitted, all are kept. With an empty list the cloud is not asked for groups, which it has to tell every user of itself otherwise.',
              examples: [['^acme-'], []],
            }),
          ),
        },
      ),
      {
        description:
          'User domains whose users log in at the gateway with the name and password of their account at this cloud (method password of POST /v3/auth/tokens). Its Keystone judges each password; the gateway keeps none. The account there is the user on every cloud of the federation.',
        examples: [[{ domain: 'acme', cloudDomain: 'customer-42' }]],
        default: [],
      },
    ),
    projects: Type.Record(
      Type.String(),
      projectName({ description: 'The name at the cloud.', examples: ['customer-42/research'] }),
      {
        description:
          'Projects that have another name at this cloud, as a map from the name at the gateway to the name at the cloud. The map must be one to one.',
        examples: [{ 'acme/research': 'customer-42/research' }],
        default: {},
      },
    ),
    timeouts: group(
      { description: "Timeouts of the gateway's requests to this cloud.", default: {} },
      {
        connect: limit('Timeout for establishing a connection.', '5s', '2s'),
        headers: limit('Timeout until a response starts.', '60s', '2m'),
        writes: Type.Optional(
          duration({
            description:
              'The same for writes (POST, PUT, PATCH, DELETE): a client that gives up has an object that nobody knows of. If omitted, three times `headers`.',
            examples: ['5m'],
          }),
        ),
        idle: limit('Timeout between two parts of a response.', '60s', '5m'),
        queue: limit(
          'How long a request waits for one of the connections to become free; then it is answered with 503.',
          '5s',
          '2s',
        ),
        login: limit('Timeout for a whole login, after which the cloud counts as not answering.', '10s', '5s'),
      },
    ),
    connections: Type.Integer({
      description:
        'Maximum number of connections to each of its endpoints. One user gets at most half of them, and an eighth is kept for the gateway itself (logins, lists).',
      examples: [512],
      default: 256,
      minimum: 1,
      maximum: 10_000,
    }),
    limits: openstackLimits,
    breaker: group(
      { description: 'Circuit breaker: when to stop sending requests to a cloud that does not answer.', default: {} },
      {
        failures: Type.Integer({
          description: 'Number of consecutive failures after which requests are refused immediately.',
          examples: [3],
          default: 5,
          minimum: 1,
          maximum: 1_000,
        }),
        cooldown: limit('Time after which the gateway asks again, and one request may try again.', '10s', '30s'),
      },
    ),
  },
);

const certificate = group(
  { description: 'One certificate (scs-0004): a scope, its version and how long it is valid.' },
  {
    scope: text({ description: 'The scope of the certificate.', examples: ['SCS-compatible IaaS'] }),
    version: text({ description: 'The version of the scope.', examples: ['v5.1'] }),
    validUntil: text(
      {
        description: 'The last day on which the certificate is valid.',
        examples: ['2027-06-30'],
        editorPattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
      },
      [isDay, 'must be a day such as 2027-06-30'],
    ),
    url: Type.Optional(
      httpUrl({
        description: 'Where the certificate can be looked up.',
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
          'Its slug: the name of its default region and a segment of its URLs. It must be unique and must never change. It must not contain a "v" before a digit.',
        examples: ['cloud-a'],
      }),
      name: text({ description: 'The display name.', examples: ['Cloud A'] }),
      certificates: Type.Optional(
        Type.Array(certificate, {
          description:
            'Its certificates, as the certifying body states them. They are shown to users and never checked.',
        }),
      ),
      maintenance: maintenance('this cloud, with its clusters,'),
      openstack: Type.Optional(openstack),
      clusters: Type.Array(cluster, { description: 'The Kubernetes clusters of this cloud.', default: [] }),
      next: next('this cloud'),
      // Their own types check them; nothing here reads them by name.
      ...(Object.fromEntries(kinds.map(({ kind, schema }) => [kind, Type.Optional(schema)])) as Record<never, TSchema>),
    },
  );
