// SPDX-License-Identifier: Apache-2.0
// From a configuration to its living part: members, clusters, identity providers. The composition root's larger half:
// an entry that has not changed keeps its connections, breakers and sessions.
import type { LookupFunction } from 'node:net';
import type { CloudKinds } from './adapters/cloud-kind.ts';
import type { CloudConfig, ClusterConfig, Config, OpenStackConfig } from './config/config.ts';
import type { AssertionDeps } from './federation/assertion.ts';
import type { BackChannelLogout } from './federation/back-channel-logout.ts';
import { createBrowserLogin } from './federation/browser-login/index.ts';
import { createClusterTokens } from './federation/cluster-tokens.ts';
import { clusterTls, createClusterStrategy, createStrategy } from './federation/create-strategy.ts';
import type { GroupProof } from './federation/group-memory.ts';
import { type CheckOutcome, createIdentityProviders, type IssuerFetch } from './federation/identity/index.ts';
import type { KeptDocuments } from './federation/identity/issuer-keys.ts';
import type { Keys } from './federation/keys.ts';
import type { LoginTokens } from './federation/login-tokens.ts';
import { createProjectNames } from './federation/mapping.ts';
import type { LimitRates } from './gateway/limits/index.ts';
import type { WebSsoDeps } from './gateway/surfaces/identity/websso-deps.ts';
import type { ApiCloud, Fleet } from './members/fleet.ts';
import type { ReachReport } from './members/reach-reports.ts';
import type { Served } from './members/served-certificates.ts';
import { createClusterStanding, createTokenStanding } from './members/standing.ts';
import { createTransport, type TransportDeps } from './members/transport.ts';
import { pseudonymOf } from './members/via.ts';
import type { Clock } from './model/clock.ts';
import type { Cluster, ClusterStrategy, ClusterTokens } from './model/cluster.ts';
import { connectTo } from './model/connect-to.ts';
import { defined } from './model/defined.ts';
import type { Intake } from './model/intake.ts';
import { createReach, type OwnPlaces, type ReachOptions } from './model/may-name.ts';
import type { HeldUp, Member, MemberTransport } from './model/member.ts';
import type { Tracing } from './model/tracing.ts';
import { ofKind } from './schema/kinds.ts';
import { domainOf } from './schema/own-host.ts';

export interface FleetBuilderDeps {
  readonly now: Clock;
  readonly keys: Keys;
  readonly fetch: IssuerFetch;
  readonly onCheck: (outcome: CheckOutcome) => void;
  /** Of the process. */
  readonly intake?: Intake;
  readonly heldUp?: HeldUp;
  readonly tracing?: Tracing;
  readonly onProven: (proof: GroupProof) => Promise<void>;
  /** Of issuers, for a start without them. */
  readonly kept?: KeptDocuments;
  readonly loggedOut?: BackChannelLogout['loggedOut'];
  /** What logins have left for `passthrough`. */
  readonly loginTokens: Pick<LoginTokens, 'of'>;
  /** Beside OpenStack and Kubernetes. */
  readonly kinds: CloudKinds;
  readonly own: OwnPlaces;
  readonly onRefused: (report: ReachReport) => void;
  readonly onServed?: ((peer: string, served: Served) => void) | undefined;
  /** Instead of the system's. */
  readonly resolve?: LookupFunction | undefined;
}

interface Before {
  readonly config: Config;
  readonly fleet: Fleet;
}

export interface FleetBuilder {
  build(next: Config, before?: Before): Fleet;
}

export function createFleetBuilder(deps: FleetBuilderDeps): FleetBuilder {
  const { now, keys, fetch, onCheck, onProven, loginTokens, kinds, own, onRefused, onServed } = deps;
  const { intake, heldUp, tracing, resolve } = deps;
  const pseudonym = pseudonymOf(own.publicUrl);
  /** Each peer's way out, by what is configured of it. */
  const wayOut = (peer: string, options: Omit<ReachOptions, 'own'>): WayOut => ({
    now,
    intake,
    heldUp,
    tracing,
    resolve,
    pseudonym,
    reach: createReach({ ...options, domainOf, own }),
    onRefused: (fault, host) => onRefused({ peer, where: 'connection', host, fault }),
    onServed: onServed && ((served) => onServed(peer, served)),
  });
  return {
    build(next, before) {
      const strategies: AssertionDeps = { keys, issuer: () => next.gateway.publicUrl, now, loginTokens };
      const unchanged = (cloud: CloudConfig): boolean =>
        sameEntry(withoutNotices(before?.config.clouds.find(({ id }) => id === cloud.id)), withoutNotices(cloud));
      const members = next.clouds.flatMap((cloud) => {
        if (cloud.openstack === undefined) return [];
        const kept = unchanged(cloud) ? before?.fleet.members.get(cloud.id) : undefined;
        return [kept ?? createMember(cloud, cloud.openstack, strategies, wayOut)];
      });
      const clusters = next.clouds.flatMap((cloud) =>
        cloud.clusters.map((cluster) => {
          const kept = unchanged(cloud) ? before?.fleet.clusters.get(cluster.id) : undefined;
          return kept ?? createCluster(cloud, cluster, strategies, wayOut, onCheck);
        }),
      );
      const apis = next.clouds.flatMap((cloud) => {
        if (cloud.further === undefined) return [];
        const kept = unchanged(cloud) ? before?.fleet.apis.get(cloud.id) : undefined;
        return [kept ?? createApiCloud(cloud.id, cloud.further, kinds, wayOut)];
      });
      return {
        apis: new Map(apis.map((api) => [api.id, api])),
        members: new Map(members.map((member) => [member.id, member])),
        clusters: new Map(clusters.map((cluster) => [cluster.id, cluster])),
        ...(before !== undefined && sameEntry(before.config.identityProviders, next.identityProviders)
          ? {
              identityProviders: before.fleet.identityProviders,
              providerEntries: before.fleet.providerEntries,
              browserLogins: before.fleet.browserLogins,
            }
          : {
              identityProviders: createIdentityProviders(
                // Every group is kept unless the entry says which.
                next.identityProviders.map((entry) => ({ ...entry, groups: entry.groups ?? [/^/] })),
                { now, fetch, onCheck, onProven, ...defined({ kept: deps.kept, loggedOut: deps.loggedOut }) },
              ),
              providerEntries: next.identityProviders.map(({ id, protocol, issuer, audiences }) => ({
                id,
                protocol,
                issuer,
                audiences,
              })),
              browserLogins: next.identityProviders.flatMap(({ login, ...entry }) =>
                login === undefined ? [] : [createBrowserLogin({ ...entry, login }, { now, fetch })],
              ),
            }),
      };
    },
  };
}

/** What the configuration says of rates, as the limits ask for it on every request. */
export function limitRates({ gateway: { limits }, clouds }: Config): LimitRates {
  const members = clouds.flatMap(({ id, openstack }) =>
    openstack?.limits.requests === undefined ? [] : [[id, openstack.limits.requests] as const],
  );
  const clusters = clouds.flatMap((cloud) =>
    cloud.clusters.flatMap(({ id, limits: { requests } }) => (requests === undefined ? [] : [[id, requests] as const])),
  );
  const { user, project, address } = limits;
  return { user, project, address, members: new Map(members), clusters: new Map(clusters) };
}

interface WebSsoParts extends Pick<WebSsoDeps, 'seal' | 'store' | 'now' | 'loginTokens' | 'refreshTokens' | 'portal'> {
  readonly fleet: () => Fleet;
  readonly config: () => Config;
}

/** Logins in a browser, as the configuration is now. */
export const webSsoOf = ({ fleet, config, ...deps }: WebSsoParts): WebSsoDeps => ({
  ...deps,
  logins: () => fleet().browserLogins,
  trustedDashboards: () => config().gateway.websso.trustedDashboards,
  sendReferrer: () => config().gateway.websso.sendReferrer,
});

/**
 * Milliseconds. A request that has begun keeps the connections that it has found, and may send on them only after a login there
 * or a body of JSON that comes slowly: longer than either. What is idle meanwhile ends by itself.
 */
const GRACE = 120_000;

/** What the new fleet no longer uses. Requests under way finish on it first. */
export function closeReplaced(before: Fleet, after: Fleet): void {
  if (before.identityProviders !== after.identityProviders) before.identityProviders.close();
  const members = [...before.members].filter(([id, member]) => after.members.get(id) !== member);
  const clusters = [...before.clusters].filter(([id, cluster]) => after.clusters.get(id) !== cluster);
  const apis = [...before.apis].filter(([id, api]) => after.apis.get(id) !== api);
  const replaced = [...members, ...clusters, ...apis];
  if (replaced.length === 0) return;
  for (const [, { ownTokens }] of clusters) ownTokens?.close();
  setTimeout(() => {
    for (const [, { transport }] of replaced) void transport.close();
  }, GRACE).unref();
}

export function closeFleet(fleet: Fleet): Promise<void>[] {
  fleet.identityProviders.close();
  return [
    ...[...fleet.members.values(), ...fleet.apis.values()].map(({ transport }) => transport.close()),
    ...[...fleet.clusters.values()].map(closeCluster),
  ];
}

function closeCluster({ ownTokens, transport }: Cluster): Promise<void> {
  ownTokens?.close();
  return transport.close();
}

type WayOut = TransportDeps & Required<Pick<TransportDeps, 'reach'>>;
type WaysOut = (peer: string, options: Omit<ReachOptions, 'own'>) => WayOut;

/** Short, with a time limit, and asked for by many at once: all people that come back after an outage. */
const OWN = 10;

function createMember(cloud: CloudConfig, openstack: OpenStackConfig, deps: AssertionDeps, ways: WaysOut): Member {
  const { authUrl, region, ca, timeouts, connections, breaker, limits } = openstack;
  const { inFlight, perUser, minRate } = limits;
  const tls = ca === undefined ? {} : { ca };
  const projects = createProjectNames(openstack.projects);
  const { hosts = [] } = openstack;
  const way = ways(cloud.id, { urls: [authUrl], hosts, plaintext: openstack.interface === 'internal' });
  const transport = createTransport(
    {
      cloud: cloud.id,
      connections,
      timeouts,
      breaker,
      tls,
      slots: { request: inFlight, stream: inFlight, own: OWN * inFlight },
      perUser: { request: perUser.inFlight, stream: perUser.inFlight, own: OWN * perUser.inFlight },
      minRate,
    },
    way,
  );
  return {
    id: cloud.id,
    name: cloud.name,
    authUrl,
    region,
    regions: openstack.regions,
    interface: openstack.interface,
    ec2Credentials: openstack.ec2Credentials ?? false,
    bothNames: openstack.bothNames ?? false,
    limits: { endpoints: limits.endpoints, projects: limits.projects },
    projects,
    tls,
    reach: way.reach,
    strategy: createStrategy(openstack.strategy, { authUrl, projects }, deps),
    transport,
    standing: createTokenStanding({ cloud: cloud.id, authUrl, transport }, { now: way.now }),
  };
}

/** A maintenance is no reason for new connections. */
function withoutNotices(cloud: CloudConfig | undefined): unknown {
  if (cloud === undefined) return undefined;
  const { maintenance: _, clusters, ...same } = cloud;
  return { ...same, clusters: clusters.map(({ maintenance: _, ...cluster }) => cluster) };
}

/** Secrets show as themselves here: an entry whose secret changed has changed. */
function sameEntry(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string =>
    JSON.stringify(value, function (this: Record<string, unknown>, key, shown) {
      const inner = this[key];
      if (inner instanceof RegExp) return inner.source;
      return inner !== null && typeof inner === 'object' && 'reveal' in inner
        ? (inner as { reveal(): string }).reveal()
        : shown;
    });
  return text(a) === text(b);
}

/** A cluster has no section for limits: an apiserver ends what takes more than a minute, and should say so itself. */
const CLUSTER_TIMEOUTS = { connect: 5_000, headers: 75_000, idle: 60_000, login: 10_000 };

function createCluster(
  cloud: CloudConfig,
  config: ClusterConfig,
  deps: AssertionDeps,
  ways: WaysOut,
  onCheck: FleetBuilderDeps['onCheck'],
): Cluster {
  const { id, name, server, ca, strategy } = config;
  const { inFlight, streams, perUser, minRate } = config.limits;
  // The strategy's own authority is used if the cluster configures none.
  const tls = { ...clusterTls(strategy), ...(ca === undefined ? {} : { ca }) };
  const way = ways(cloud.id, { urls: [server], hosts: config.hosts ?? [] });
  const transport = createTransport(
    {
      cloud: cloud.id,
      tls,
      // Each watch holds one: with fewer connections than slots, a request that has a slot would wait for one.
      connections: streams + inFlight + OWN * inFlight,
      timeouts: CLUSTER_TIMEOUTS,
      breaker: { failures: 5, cooldown: 10_000 },
      slots: { request: inFlight, stream: streams, own: OWN * inFlight },
      perUser: { request: perUser.inFlight, stream: perUser.streams, own: OWN * perUser.inFlight },
      minRate,
    },
    way,
  );
  const created = createClusterStrategy(strategy, deps);
  return {
    id,
    name,
    cloud: cloud.id,
    server,
    ...connectTo(server),
    tls,
    strategy: created,
    transport,
    ...(config.serviceAccounts && {
      ownTokens: ownTokensOf({ id, server, tls, serviceAccounts: config.serviceAccounts }, created, {
        now: way.now,
        onCheck,
        transport,
      }),
    }),
    standing: createClusterStanding({ cloud: cloud.id, server, transport }, { now: way.now }),
  };
}

/** The apiserver would take a client certificate for the caller, whatever token comes with it. */
function ownTokensOf(
  {
    id,
    server,
    tls,
    serviceAccounts,
  }: Pick<Cluster, 'id' | 'server' | 'tls'> & Required<Pick<ClusterConfig, 'serviceAccounts'>>,
  { account = [] }: ClusterStrategy,
  { now, onCheck, transport }: Pick<FleetBuilderDeps, 'now' | 'onCheck'> & { readonly transport: MemberTransport },
): ClusterTokens {
  if (tls.cert !== undefined) throw new TypeError(`${id}: serviceAccounts beside a client certificate`);
  const headers = Object.fromEntries(account);
  const get = (path: string) => transport.call({ method: 'GET', url: `${server}${path}`, headers });
  return createClusterTokens({ id, ...serviceAccounts }, { now, onCheck, get });
}

/** Requests to such a cloud at a time, in each process. */
const API_IN_FLIGHT = 128;
const API_TIMEOUTS = { connect: 5_000, headers: 60_000, idle: 60_000, login: 10_000 };

function createApiCloud(
  id: string,
  { kind: name, options }: NonNullable<CloudConfig['further']>,
  kinds: CloudKinds,
  ways: WaysOut,
): ApiCloud {
  const kind = ofKind(kinds, name);
  const api = kind.create(options);
  return {
    id,
    kind,
    api,
    ...connectTo(api.url),
    transport: createTransport(
      {
        cloud: id,
        tls: api.ca === undefined ? {} : { ca: api.ca },
        connections: API_IN_FLIGHT,
        timeouts: API_TIMEOUTS,
        breaker: { failures: 5, cooldown: 10_000 },
        slots: { request: API_IN_FLIGHT, stream: API_IN_FLIGHT, own: API_IN_FLIGHT },
      },
      ways(id, { urls: [api.url] }),
    ),
  };
}
