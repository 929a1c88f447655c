// SPDX-License-Identifier: Apache-2.0
// The one schema of the configuration file: it validates the file, gives its type, and generates the reference page
// and the editors' schema. A property with a default may be left out; it is always there once `validate.ts` is done.
import Type, { type Static } from 'typebox';
import type { CloudKinds } from '../adapters/cloud-kind.ts';
import { CLOUD_KINDS } from '../adapters/kinds.ts';
import {
  duration,
  filePath,
  group,
  httpUrl,
  networkAddress,
  parseUrl,
  port,
  reference,
  secureUrl,
  text,
} from '../schema/fields.ts';
import { isPublicSuffix } from '../schema/own-host.ts';
import { next } from './next.ts';
import { audit } from './schema-audit.ts';
import { cloudOf } from './schema-clouds.ts';
import { identityProvider } from './schema-identity-providers.ts';
import { gatewayLimits } from './schema-limits.ts';
import { portal } from './schema-portal.ts';

const pathOf = (value: string): string => parseUrl(value)?.pathname ?? '';

const IS_DOMAIN = [
  (value: string) => /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(value),
  'must be a domain name in lower case',
] as const;

/** Browsers keep no cookies for such a domain, and hosts beside the gateway's belong to strangers. */
const IS_OWN = [
  (value: string) => !isPublicSuffix(value),
  'must be a domain of your own, not one below which everybody may have hosts',
] as const;

const gateway = group(
  { description: 'The process itself: where it listens, its public URL and the lifetime of its tokens.' },
  {
    publicUrl: httpUrl(
      {
        description:
          'Base of every URL that the gateway hands out, and the issuer of the tokens that members trust. Plain http is allowed only on a loopback host or behind trusted proxies.',
        examples: ['https://gateway.example.org'],
      },
      [
        (value) => !/v[0-9.]/.test(pathOf(value)),
        'must not hold a "v" before a digit or dot in its path: clients cut URLs there, taking it as an API version',
      ],
      [
        (value) => !/\/([0-9]+|latest)(\/|$)/.test(pathOf(value)),
        'must not have a numeric path segment or "latest": clients take it as an API version',
      ],
      [
        (value) => !/^\/(?:clouds|k8s|consoles)(?:\/|$)/.test(pathOf(value)),
        "must not have a path that begins with /clouds, /k8s or /consoles: behind a proxy that takes it away, it could not be told from the gateway's own",
      ],
    ),
    listen: group(
      { description: 'The public listener.', default: {} },
      {
        host: text({
          description:
            'Address to listen on. Without TLS it must be a loopback address, unless there are trusted proxies.',
          examples: ['0.0.0.0'],
          default: '127.0.0.1',
        }),
        port: port({ description: 'Port to listen on; 0 selects any free port.', examples: [443], default: 8443 }),
        tls: Type.Optional(
          group(
            { description: 'TLS certificate and key in PEM. If omitted, the listener speaks plain HTTP.' },
            {
              cert: reference({
                description: 'The certificate, followed by its intermediates.',
                examples: ['file:/etc/scs-gateway/tls/tls.crt'],
              }),
              key: reference({
                description: 'The private key of the certificate.',
                examples: ['file:/etc/scs-gateway/tls/tls.key'],
              }),
            },
          ),
        ),
      },
    ),
    operations: group(
      { description: 'The listener for /metrics, /livez and /readyz. It has no authentication.', default: {} },
      {
        host: text({ description: 'Address to listen on.', examples: ['127.0.0.1'], default: '127.0.0.1' }),
        port: port({ description: 'Port to listen on; 0 selects any free port.', examples: [9464], default: 9464 }),
      },
    ),
    keys: text({
      description:
        'Folder of the signing keys, created at the first start if it does not exist. A relative path is resolved against the folder of this file. All replicas must share its content.',
      examples: ['/var/lib/scs-gateway/keys'],
      default: './keys',
    }),
    data: text({
      description:
        'Folder of what must outlive every process (application credentials), kept in one file, created at the first start if it does not exist. Only the account of the gateway may read it. It must be on a local file system, and needs a backup. A relative path is resolved against the folder of this file. With state.redis, Redis has this data instead.',
      examples: ['/var/lib/scs-gateway/data'],
      default: './data',
    }),
    caFile: Type.Optional(
      filePath({
        description:
          "PEM file of the certificate authority that signed the gateway's own certificate, included in kubeconfigs. If omitted, clients are assumed to trust it already.",
        examples: ['/etc/scs-gateway/ca.crt'],
      }),
    ),
    clusterDomain: Type.Optional(
      text(
        {
          description:
            'Domain below which each cluster has a host name of its own (`<cluster>.<domain>`), for tools that do not support a path in the server URL. DNS and the certificate must cover it. If omitted, clusters are available at /k8s/<cluster> only.',
          examples: ['k8s.gateway.example.org'],
        },
        IS_DOMAIN,
        IS_OWN,
      ),
    ),
    s3Domain: Type.Optional(
      text(
        {
          description:
            'Domain below which the S3 service of each region has a host name of its own (`<region>.<domain>`), since S3 clients sign host and path: the cloud is asked with this host and path, and verifies the signature itself. DNS and the certificate must cover it. If omitted, S3 requests signed by EC2 credentials do not work through the gateway.',
          examples: ['s3.gateway.example.org'],
        },
        IS_DOMAIN,
        IS_OWN,
      ),
    ),
    consoleDomain: Type.Optional(
      text(
        {
          description:
            "Domain below which each cloud has a host name of its own (`<cloud>.<domain>`) for its consoles, so that a cloud's console pages run on an origin of their own in browsers. DNS and the certificate must cover it. It must be apart from the host of publicUrl, at best below another registered domain. If omitted, consoles are at /consoles/ of the gateway, and their pages run in a sandbox.",
          examples: ['consoles.example.net'],
        },
        IS_DOMAIN,
        IS_OWN,
      ),
    ),
    consoleLifetime: duration(
      {
        description:
          'How long a console URL can be used. Consoles that are open then end. A token of the cloud within the URL usually ends sooner, which closes no open console.',
        examples: ['2h'],
        default: '8h',
      },
      { least: '1m', most: '24h' },
    ),
    dashboards: Type.Array(
      httpUrl({ description: 'The origin of a dashboard.', examples: ['https://horizon.example.org'] }, [
        (value) => parseUrl(value)?.origin === value,
        'must be an origin in lower case: scheme, host and port without a path, and without the default port',
      ]),
      {
        description:
          'Origins of web dashboards (Horizon) that show consoles within their own pages: they may embed console pages in a frame, and their pages may open console WebSockets. A console in a window of its own needs no entry.',
        examples: [['https://horizon.example.org']],
        default: [],
      },
    ),
    browserOrigins: Type.Array(
      httpUrl({ description: 'The origin of a web application.', examples: ['https://portal.example.org'] }, [
        (value) => parseUrl(value)?.origin === value && !value.includes('*'),
        'must be one whole origin in lower case: scheme, host and port without a path, and without the default port',
      ]),
      {
        description:
          'Origins whose pages may call the SCS API from a browser (CORS). Each request still needs a token, which the page must have: browsers add none by themselves. Default: none.',
        examples: [['https://portal.example.org']],
        default: [],
        maxItems: 100,
      },
    ),
    websso: group(
      {
        description:
          'Logins in a browser for web dashboards (Horizon, Skyline) and for v3websso of the command line, as Keystone has them. They need a login section at an identity provider.',
        default: {},
      },
      {
        trustedDashboards: Type.Array(
          secureUrl(
            {
              description: 'Where a dashboard takes tokens: the whole URL, as the dashboard sends it as origin.',
              examples: ['https://horizon.example.org/auth/websso/'],
            },
            [
              (value) => parseUrl(value)?.href === value,
              'must be written as browsers write it: host in lower case, no default port, a path',
            ],
          ),
          {
            description:
              'The dashboards that tokens may be handed to, compared as whole texts, a closing slash included. With http://localhost:9990/auth/websso/ the command line logs in so too. Any other origin is refused before anybody logs in.',
            examples: [['https://horizon.example.org/auth/websso/', 'http://localhost:9990/auth/websso/']],
            default: [],
          },
        ),
        sendReferrer: Type.Boolean({
          description:
            'Whether dashboards are told this URL as Referer with the token. A Horizon that knows several Keystones finds the right one by it; without it a dashboard uses the Keystone of its own settings.',
          examples: [true],
          default: false,
        }),
      },
    ),
    portal,
    tokenLifetime: duration(
      {
        description:
          'Lifetime of a gateway token. At least 3m: clients log in again once less than two minutes are left, and would otherwise do so at every request.',
        examples: ['8h'],
        default: '1h',
      },
      { least: '3m' },
    ),
    applicationCredentials: group(
      {
        description:
          "Application credentials: identities that last, for controllers, Terraform and CI. Users make them for themselves, by Keystone's own API.",
        default: {},
      },
      {
        perUser: Type.Integer({
          description: 'How many a user may have.',
          examples: [20],
          default: 100,
          minimum: 0,
          maximum: 10_000,
        }),
        rules: Type.Integer({
          description: 'How many access rules one may have.',
          examples: [20],
          default: 50,
          minimum: 0,
          maximum: 100,
        }),
        ownerUnseen: duration(
          {
            description:
              'After how long without any login of the owner an application credential no longer works. With the next login it does again. It works with the groups that the owner had at the last login, so choose it by how soon somebody who has left must lose access for certain; scs-gateway revoke is immediate.',
            examples: ['720h'],
            default: '2160h',
          },
          { least: '1h', most: '26280h' },
        ),
      },
    ),
    workers: Type.Integer({
      description:
        'Number of worker processes that share the listener; each uses one processor core. More than 1 requires state.redis. With more than 1, a primary process starts the workers, replaces one that dies and serves the operations listener.',
      examples: [4],
      default: 1,
      minimum: 1,
    }),
    trustedProxies: Type.Array(networkAddress(), {
      description:
        'Proxies in front of the gateway that are trusted to write the address of the client into forwardedHeader. From any other sender the header is ignored.',
      examples: [['10.0.0.0/8', '2001:db8::1']],
      default: [],
    }),
    proxyProtocol: Type.Boolean({
      description:
        'Whether the trusted proxies begin each connection with a PROXY header (version 1 or 2), as load balancers do that forward TCP. Then one that does not is closed; the client is whom the header names, and forwardedHeader counts only where it names another trusted proxy. From any other sender the header is refused.',
      examples: [true],
      default: false,
    }),
    forwardedHeader: Type.Enum(['x-forwarded-for', 'forwarded'], {
      description:
        'The header in which the trusted proxies write the address of the client: X-Forwarded-For, or Forwarded (RFC 7239). Only this one is read: a proxy passes on the other as a client wrote it.',
      examples: ['forwarded'],
      default: 'x-forwarded-for',
    }),
    drainDelay: duration(
      {
        description:
          'How long the gateway keeps serving after a SIGTERM while it reports that it is not ready, so that load balancers stop sending requests before it stops accepting them. It must be longer than load balancers take to notice.',
        examples: ['10s'],
        default: '5s',
      },
      { least: '0s', most: '5m' },
    ),
    drainTimeout: duration({
      description:
        'How long in-flight requests may take to finish when the gateway stops, before their connections are closed.',
      examples: ['2m'],
      default: '30s',
    }),
    limits: gatewayLimits,
    audit,
    logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      description: 'The lowest log level that is written.',
      examples: ['debug'],
      default: 'info',
    }),
    next: next('gateway'),
  },
);

const state = group(
  { description: 'State that all replicas share: sessions at members, service catalogues, revocations.', default: {} },
  {
    redis: Type.Optional(
      reference({
        description:
          'Reference to the URL of a Redis server, version 7 or newer. Its forms are `redis://user:password@host:6379/0`; for Sentinels `redis+sentinel://user:password@host:26379,host:26379/master-name/0` (the account is that of Redis; `?sentinelUsername=…&sentinelPassword=…` is that of the Sentinels); for a Cluster `redis+cluster://user:password@host:6379,host:6379`. Parts that are not needed may be omitted. Special characters in user and password must be percent-encoded. `rediss://`, `rediss+sentinel://` and `rediss+cluster://` are the same over TLS; the environment variable NODE_EXTRA_CA_CERTS adds a certificate authority that is not public. All replicas share the Redis and the key folder. If omitted, the state is kept in the process, for a single replica.',
        examples: ['env:REDIS_URL', 'file:/run/secrets/redis-url'],
      }),
    ),
    next: next('state'),
  },
);

export const configSchemaOf = (kinds: CloudKinds) =>
  group(
    { description: 'Configuration of the SCS Federation Gateway.' },
    {
      gateway,
      state,
      identityProviders: Type.Array(identityProvider, {
        description:
          'OpenID Connect providers whose tokens the gateway accepts. Required unless every cloud has a strategy of kind native.',
        default: [],
      }),
      clouds: Type.Array(cloudOf(kinds), { description: 'The member clouds.', minItems: 1 }),
    },
  );

export const configSchema = configSchemaOf(CLOUD_KINDS);

/** The file as written, with its defaults filled in. */
export type ConfigFile = Static<typeof configSchema>;
