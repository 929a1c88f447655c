// SPDX-License-Identifier: Apache-2.0
// From the checked file to the configuration that the rest of the process works with. Pure; runs only on a file
// without faults.
import { resolve } from 'node:path';
import type { CloudKinds } from '../adapters/cloud-kind.ts';
import { CLUSTER_STRATEGIES } from '../federation/cluster-strategies/index.ts';
import { OWNER_SOURCES } from '../federation/owner-groups/index.ts';
import { STRATEGIES } from '../federation/strategies/index.ts';
import type { AuditOptions } from '../model/audit.ts';
import { defined } from '../model/defined.ts';
import type { Rate } from '../model/limits.ts';
import { momentOf, type Notice } from '../model/maintenance.ts';
import type { Contents } from '../schema/contents.ts';
import { projectOf } from '../schema/fields.ts';
import { ofKind } from '../schema/kinds.ts';
import { type Bytes, pictureType } from '../schema/picture.ts';
import type {
  CloudConfig,
  ClusterConfig,
  Config,
  GatewayLimitsConfig,
  IdentityProviderConfig,
  OpenStackConfig,
} from './config.ts';
import type { ConfigFile } from './schema.ts';

type FileProvider = ConfigFile['identityProviders'][number];
type FileCloud = ConfigFile['clouds'][number];
type FileOpenStack = NonNullable<FileCloud['openstack']>;
type FileCluster = FileCloud['clusters'][number];

interface Given {
  readonly contents: Contents;
  /** Of the identity providers, each once. */
  readonly domains: readonly string[];
}

export function resolveConfig(file: ConfigFile, contents: Contents, folder: string, kinds: CloudKinds): Config {
  const { gateway, state } = file;
  const { tls } = gateway.listen;
  const given: Given = { contents, domains: domainsOf(file) };
  return {
    gateway: {
      publicUrl: withoutSlash(gateway.publicUrl),
      listen: {
        host: gateway.listen.host,
        port: gateway.listen.port,
        ...(tls && { tls: { cert: contents.text(tls.cert), key: contents.secret(tls.key) } }),
      },
      operations: gateway.operations,
      keys: resolve(folder, gateway.keys),
      data: resolve(folder, gateway.data),
      ...(gateway.clusterDomain !== undefined && { clusterDomain: gateway.clusterDomain }),
      ...(gateway.s3Domain !== undefined && { s3Domain: gateway.s3Domain }),
      ...(gateway.consoleDomain !== undefined && { consoleDomain: gateway.consoleDomain }),
      consoleLifetime: gateway.consoleLifetime,
      dashboards: gateway.dashboards,
      browserOrigins: gateway.browserOrigins,
      websso: gateway.websso,
      portal: resolvePortal(gateway.portal, contents),
      ...(gateway.caFile !== undefined && { ca: contents.text(gateway.caFile) }),
      tokenLifetime: gateway.tokenLifetime,
      applicationCredentials: gateway.applicationCredentials,
      workers: gateway.workers,
      trustedProxies: gateway.trustedProxies,
      proxyProtocol: gateway.proxyProtocol,
      forwardedHeader: gateway.forwardedHeader,
      drainDelay: gateway.drainDelay,
      drainTimeout: gateway.drainTimeout,
      limits: resolveLimits(gateway.limits),
      ...(gateway.audit && { audit: resolveAudit(gateway.audit, contents, folder) }),
      logLevel: gateway.logLevel,
    },
    state: state.redis === undefined ? {} : { redis: contents.secret(state.redis) },
    identityProviders: file.identityProviders.map((provider) => resolveProvider(provider, contents)),
    clouds: file.clouds.map((cloud) => resolveCloud(cloud, given, kinds)),
  };
}

function resolveAudit(
  { stdout, file, http, syslog, spool, key }: NonNullable<ConfigFile['gateway']['audit']>,
  contents: Contents,
  folder: string,
): AuditOptions {
  const authority = (caFile: string | undefined) => (caFile === undefined ? {} : { ca: contents.text(caFile) });
  return {
    stdout,
    spool,
    ...(file && { file: { ...file, path: resolve(folder, file.path) } }),
    ...(http && {
      http: {
        url: http.url,
        format: http.format,
        timeout: http.timeout,
        ...(http.authorization !== undefined && { authorization: contents.secret(http.authorization) }),
        ...authority(http.caFile),
      },
    }),
    ...(syslog && {
      syslog: {
        host: syslog.host,
        port: syslog.port,
        transport: syslog.transport,
        facility: syslog.facility,
        timeout: syslog.timeout,
        ...authority(syslog.caFile),
      },
    }),
    ...(key !== undefined && { key: contents.secret(key) }),
  };
}

/** Of users, each once. */
const domainsOf = ({ identityProviders, clouds }: ConfigFile): string[] => [
  ...new Set(
    [...identityProviders, ...clouds.flatMap(({ openstack }) => openstack?.homeDomains ?? [])].map(
      ({ domain }) => domain,
    ),
  ),
];

const resolvePortal = (
  { enabled, name, logo, accent, accentDark, operators, imprint, privacy }: ConfigFile['gateway']['portal'],
  contents: Contents,
): Config['gateway']['portal'] =>
  defined({
    ...{ enabled, name, operators, imprint, privacy },
    logo: logo === undefined ? undefined : resolveLogo(contents.text(logo)),
    colours: defined({ accent, accentDark }),
  });

/** The configuration has been checked: it is a picture. */
const resolveLogo = (bytes: Bytes): Config['gateway']['portal']['logo'] => ({
  type: pictureType(bytes) ?? 'image/png',
  data: Buffer.from(bytes, 'latin1').toString('base64'),
});

function resolveLimits({
  user,
  project,
  address,
  passwords,
  connections,
  consoles,
  revocations,
  loopLag,
  answers,
  streamAge,
  streamRecheck,
}: ConfigFile['gateway']['limits']): GatewayLimitsConfig {
  return {
    user: rates(user),
    project: rates(project),
    address: rates(address),
    passwords: rates(passwords),
    connections,
    consoles,
    revocations,
    ...(loopLag !== undefined && { loopLag }),
    answers,
    streamAge,
    streamRecheck,
  };
}

/** Those that are not off. */
const rates = <Name extends string>(written: Readonly<Record<Name, Rate | undefined>>): Partial<Record<Name, Rate>> =>
  Object.fromEntries(Object.entries(written).filter(([, rate]) => rate !== undefined)) as Partial<Record<Name, Rate>>;

/** Of a cloud or a cluster. */
const withRates = <L extends { readonly requests: Rate | undefined; readonly minRate: Rate | undefined }>({
  requests,
  minRate,
  ...same
}: L): Omit<L, 'requests' | 'minRate'> & Partial<Record<'requests' | 'minRate', Rate>> => ({
  ...same,
  ...rates({ requests, minRate }),
});

function resolveProvider(provider: FileProvider, contents: Contents): IdentityProviderConfig {
  // `sharedDomain` is a word to the rules alone.
  const {
    caFile,
    groups,
    hosts,
    introspection,
    jwksUri,
    cli,
    login,
    requiredClaims,
    password,
    exchange,
    ownerGroups,
    backchannelLogout,
    sharedDomain: _,
    ...same
  } = provider;
  return {
    ...same,
    ...some(hosts),
    ...(jwksUri !== undefined && { jwksUri }),
    ...(cli && { cli: { clientId: cli.clientId, scope: cli.scope ?? 'openid profile email' } }),
    ...(login && { login: resolveLogin(login, contents) }),
    ...(groups && { groups: groups.map((expression) => new RegExp(expression, 'u')) }),
    ...(requiredClaims && {
      requiredClaims: requiredClaims.map(({ claim, matches }) => ({ claim, matches: new RegExp(matches, 'u') })),
    }),
    ...(caFile !== undefined && { ca: contents.text(caFile) }),
    ...(exchange && { exchange: { ...exchange, clientSecret: contents.secret(exchange.clientSecret) } }),
    // Definition and section are of the same kind, which the type of the list cannot express.
    ...(ownerGroups && {
      ownerGroups: ofKind(OWNER_SOURCES, ownerGroups.kind).resolve(ownerGroups as never, contents),
    }),
    ...(password && {
      password: {
        ...password,
        ...(password.clientSecret !== undefined && { clientSecret: contents.secret(password.clientSecret) }),
      } as NonNullable<IdentityProviderConfig['password']>,
    }),
    ...(backchannelLogout && {
      backchannelLogout: { clients: backchannelLogout.clients ?? clientsOf(provider) },
    }),
    ...(introspection && {
      introspection: { ...introspection, clientSecret: contents.secret(introspection.clientSecret) },
    }),
  };
}

/** All names by which the provider may know the gateway. */
const clientsOf = ({ audiences, introspection, cli, login, password, exchange }: FileProvider): string[] => [
  ...new Set([
    ...audiences,
    ...[introspection, cli, login, password, exchange].flatMap((section) => (section ? [section.clientId] : [])),
  ]),
];

function resolveLogin(
  { clientSecret, ...same }: NonNullable<FileProvider['login']>,
  contents: Contents,
): NonNullable<IdentityProviderConfig['login']> {
  return { ...same, ...(clientSecret !== undefined && { clientSecret: contents.secret(clientSecret) }) };
}

function resolveCloud(cloud: FileCloud, given: Given, kinds: CloudKinds): CloudConfig {
  const { id, name, certificates, maintenance, openstack, clusters } = cloud;
  const further = kinds.find(({ kind }) => kind in cloud);
  return {
    id,
    name,
    ...(certificates && { certificates }),
    ...(maintenance && { maintenance: noticeOf(maintenance) }),
    ...(openstack && { openstack: resolveOpenStack(openstack, given) }),
    clusters: clusters.map((cluster) => resolveCluster(cluster, given)),
    ...(further && {
      further: {
        kind: further.kind,
        options: further.resolve((cloud as Record<string, unknown>)[further.kind], { contents: given.contents }),
      },
    }),
  };
}

function resolveOpenStack(openstack: FileOpenStack, given: Given): OpenStackConfig {
  const { contents } = given;
  const { caFile, timeouts, breaker, projects } = openstack;
  const base = withoutSlash(openstack.authUrl);
  const authUrl = base.endsWith('/v3') ? base : `${base}/v3`;
  return {
    authUrl,
    region: openstack.region,
    ...(openstack.regions !== undefined && { regions: openstack.regions }),
    interface: openstack.interface,
    ec2Credentials: openstack.ec2Credentials,
    bothNames: openstack.bothNames,
    ...some(openstack.hosts),
    ...(caFile !== undefined && { ca: contents.text(caFile) }),
    // Definition and section are of the same kind, which the type of the list cannot express.
    strategy: ofKind(STRATEGIES, openstack.strategy.kind).resolve(openstack.strategy as never, { ...given, authUrl }),
    homeDomains: openstack.homeDomains.map(({ domain, cloudDomain = domain, groups }) => ({
      domain,
      cloudDomain,
      ...(groups && { groups: groups.map((expression) => new RegExp(expression, 'u')) }),
    })),
    projects: Object.entries(projects).map(([gateway, member]) => ({
      gateway: projectOf(gateway),
      member: projectOf(member),
    })),
    timeouts,
    connections: openstack.connections,
    breaker,
    limits: withRates(openstack.limits),
  };
}

function resolveCluster(cluster: FileCluster, given: Given): ClusterConfig {
  const { contents } = given;
  const { id, caFile, strategy, limits, serviceAccounts, maintenance } = cluster;
  const server = withoutSlash(cluster.server);
  const definition = ofKind(CLUSTER_STRATEGIES, strategy.kind);
  return {
    id,
    name: cluster.name ?? id,
    ...(maintenance && { maintenance: noticeOf(maintenance) }),
    server,
    ...some(cluster.hosts),
    limits: withRates(limits),
    ...(caFile !== undefined && { ca: contents.text(caFile) }),
    ...(serviceAccounts !== undefined && { serviceAccounts: tokensOf(serviceAccounts, contents) }),
    strategy: definition.resolve(strategy as never, { ...given, server }),
  };
}

function noticeOf({ reason, until, refuseCreates }: NonNullable<FileCloud['maintenance']>): Notice {
  const end = until === undefined ? undefined : momentOf(until);
  return { reason, refuseCreates, ...(end !== undefined && { until: end }) };
}

const tokensOf = (
  { issuer, keys }: NonNullable<FileCluster['serviceAccounts']>,
  contents: Contents,
): NonNullable<ClusterConfig['serviceAccounts']> => ({
  ...(issuer !== undefined && { issuer }),
  ...(keys !== undefined && { keys: contents.secret(keys).reveal() }),
});

const some = (hosts: readonly string[]) => (hosts.length === 0 ? {} : { hosts });

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
