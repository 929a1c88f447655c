// SPDX-License-Identifier: Apache-2.0
// From the checked file to the configuration that the rest of the process works with. Pure; runs only on a file
// without faults.
import { resolve } from 'node:path';
import { readKubeconfig } from '../federation/kubeconfig-account.ts';
import type { Rate } from '../model/limits.ts';
import { Secret } from '../model/secret.ts';
import type {
  CloudConfig,
  ClusterConfig,
  Config,
  GatewayLimitsConfig,
  IdentityProviderConfig,
  ImpersonateConfig,
  OpenStackConfig,
  OpenStackStrategyConfig,
  ProjectName,
} from './config.ts';
import type { Contents } from './references.ts';
import type { ConfigFile } from './schema.ts';

type FileProvider = ConfigFile['identityProviders'][number];
type FileCloud = ConfigFile['clouds'][number];
type FileOpenStack = NonNullable<FileCloud['openstack']>;
type FileCluster = FileCloud['clusters'][number];
type FileImpersonation = Extract<FileCluster['strategy'], { kind: 'impersonate' }>;

export function resolveConfig(file: ConfigFile, contents: Contents, folder: string): Config {
  const { gateway, state } = file;
  const { tls } = gateway.listen;
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
      ...(gateway.clusterDomain !== undefined && { clusterDomain: gateway.clusterDomain }),
      ...(gateway.caFile !== undefined && { ca: contents.text(gateway.caFile) }),
      tokenLifetime: gateway.tokenLifetime,
      workers: gateway.workers,
      trustedProxies: gateway.trustedProxies,
      drainDelay: gateway.drainDelay,
      drainTimeout: gateway.drainTimeout,
      limits: resolveLimits(gateway.limits),
      logLevel: gateway.logLevel,
    },
    state: state.redis === undefined ? {} : { redis: contents.secret(state.redis) },
    identityProviders: file.identityProviders.map((provider) => resolveProvider(provider, contents)),
    clouds: file.clouds.map((cloud) => resolveCloud(cloud, contents)),
  };
}

function resolveLimits({ user, address, loopLag }: ConfigFile['gateway']['limits']): GatewayLimitsConfig {
  return {
    user: rates(user),
    address: rates(address),
    ...(loopLag !== undefined && { loopLag }),
  };
}

/** Those that are not off. */
const rates = <Name extends string>(written: Readonly<Record<Name, Rate | undefined>>): Partial<Record<Name, Rate>> =>
  Object.fromEntries(Object.entries(written).filter(([, rate]) => rate !== undefined)) as Partial<Record<Name, Rate>>;

function resolveProvider(provider: FileProvider, contents: Contents): IdentityProviderConfig {
  const { caFile, groups, introspection, jwksUri, cli, ...same } = provider;
  return {
    ...same,
    ...(jwksUri !== undefined && { jwksUri }),
    ...(cli && { cli: { clientId: cli.clientId, scope: cli.scope ?? 'openid profile email' } }),
    ...(groups && { groups: groups.map((expression) => new RegExp(expression, 'u')) }),
    ...(caFile !== undefined && { ca: contents.text(caFile) }),
    ...(introspection && {
      introspection: { ...introspection, clientSecret: contents.secret(introspection.clientSecret) },
    }),
  };
}

function resolveCloud({ id, name, certificates, openstack, clusters }: FileCloud, contents: Contents): CloudConfig {
  return {
    id,
    name,
    ...(certificates && { certificates }),
    ...(openstack && { openstack: resolveOpenStack(openstack, contents) }),
    clusters: clusters.map((cluster) => resolveCluster(cluster, contents)),
  };
}

function resolveOpenStack(openstack: FileOpenStack, contents: Contents): OpenStackConfig {
  const { caFile, timeouts, breaker, projects } = openstack;
  const base = withoutSlash(openstack.authUrl);
  const authUrl = base.endsWith('/v3') ? base : `${base}/v3`;
  return {
    authUrl,
    region: openstack.region,
    interface: openstack.interface,
    ...(caFile !== undefined && { ca: contents.text(caFile) }),
    strategy: resolveStrategy(openstack.strategy, authUrl, contents),
    projects: Object.entries(projects).map(([gateway, member]) => ({
      gateway: projectOf(gateway),
      member: projectOf(member),
    })),
    timeouts,
    connections: openstack.connections,
    breaker,
    limits: { ...rates({ requests: openstack.limits.requests }), inFlight: openstack.limits.inFlight },
  };
}

function resolveStrategy(
  strategy: FileOpenStack['strategy'],
  authUrl: string,
  contents: Contents,
): OpenStackStrategyConfig {
  switch (strategy.kind) {
    case 'hub-oidc':
      return { ...strategy, audience: strategy.audience ?? authUrl };
    case 'application-credential':
      return {
        kind: strategy.kind,
        credentials: strategy.credentials.map(({ project, groups, id, secret }) => ({
          project: projectOf(project),
          groups,
          id: contents.secret(id),
          secret: contents.secret(secret),
        })),
      };
    case 'password':
      return {
        kind: strategy.kind,
        credentials: strategy.credentials.map(({ project, password, ...same }) => ({
          ...same,
          project: projectOf(project),
          password: contents.secret(password),
        })),
      };
    case 'native':
      return strategy;
    case 'passthrough':
      throw new Error('refused by the rules: not available yet');
  }
}

function resolveCluster(cluster: FileCluster, contents: Contents): ClusterConfig {
  const { id, caFile, strategy, limits } = cluster;
  const server = withoutSlash(cluster.server);
  const { requests, inFlight, streams } = limits;
  const common = { id, name: cluster.name ?? id, server, limits: { ...rates({ requests }), inFlight, streams } };
  const own = caFile === undefined ? {} : { ca: contents.text(caFile) };
  if (strategy.kind === 'hub-oidc')
    return { ...common, ...own, strategy: { kind: strategy.kind, audience: strategy.audience ?? server } };
  if (strategy.kind === 'passthrough') return { ...common, ...own, strategy };
  const { ca, ...account } = impersonator(strategy, contents);
  const { kind, prefix = 'scs:' } = strategy;
  // The kubeconfig's own authority serves where no other is configured.
  return { ...common, ...(ca === undefined ? {} : { ca }), ...own, strategy: { kind, prefix, ...account } };
}

function impersonator(
  strategy: FileImpersonation,
  contents: Contents,
): Omit<ImpersonateConfig, 'kind' | 'prefix'> & { readonly ca?: string } {
  const { token, clientCertificate, clientKey, kubeconfig, context } = strategy;
  if (token !== undefined) return { token: contents.secret(token) };
  if (clientCertificate !== undefined && clientKey !== undefined) {
    return { certificate: contents.text(clientCertificate), key: contents.secret(clientKey) };
  }
  if (kubeconfig === undefined) throw new Error('refused by the rules: no credential for impersonation');
  const account = readKubeconfig(contents.secret(kubeconfig).reveal(), context);
  return {
    ...(account.token !== undefined && { token: new Secret(account.token) }),
    ...(account.certificate !== undefined && { certificate: account.certificate }),
    ...(account.key !== undefined && { key: new Secret(account.key) }),
    ...(account.ca !== undefined && { ca: account.ca }),
  };
}

/** Keystone lets a project's name hold slashes; the domain ends at the first. */
function projectOf(full: string): ProjectName {
  const slash = full.indexOf('/');
  return { domain: full.slice(0, slash), name: full.slice(slash + 1) };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
