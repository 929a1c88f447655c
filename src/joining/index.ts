// SPDX-License-Identifier: Apache-2.0
// The check of one member: builds the fleet of its entry as a running gateway does, in this process and with a state of its
// own, and goes through the steps. Nothing of a running gateway is touched but its keys, which are read.
import type { LookupFunction } from 'node:net';
import { CLOUD_KINDS } from '../adapters/kinds.ts';
import { closeFleet, createFleetBuilder } from '../build-fleet.ts';
import { createLogins } from '../build-logins.ts';
import type { CloudConfig, Config } from '../config/config.ts';
import { createExchange } from '../federation/exchange.ts';
import { type CheckOutcome, createIdentityProviders } from '../federation/identity/index.ts';
import { createIssuerClient } from '../federation/identity/issuer-fetch.ts';
import { type Keys, listKeys, openKeys } from '../federation/keys.ts';
import { createSeal } from '../federation/seal.ts';
import { createWaysOut } from '../gateway/ways-out.ts';
import type { Fleet } from '../members/fleet.ts';
import { createConnectGuard } from '../members/guarded-connect.ts';
import type { Clock } from '../model/clock.ts';
import type { IdentityProviders } from '../model/identity-service.ts';
import { createReach } from '../model/may-name.ts';
import { createMemoryStore } from '../store/memory.ts';
import { checkCloud } from './check-cloud.ts';
import { checkCluster } from './check-cluster.ts';
import { checkProvider } from './check-provider.ts';
import { createLedger, type Ledger, reasonOf, type Step } from './ledger.ts';
import { lookAtHub } from './look-at-hub.ts';
import { lookAtPeer, PEER_STEPS } from './look-at-peer.ts';
import { type Wanted, type Who, whoIs } from './who.ts';

export interface CheckOptions extends Wanted {
  /** The cloud's id, and of its parts which: its OpenStack, or one cluster. */
  readonly cloud: string;
  readonly part: { readonly kind: 'openstack' } | { readonly kind: 'cluster'; readonly id: string };
  readonly project?: string | undefined;
  readonly namespace?: string | undefined;
  /** A secret. */
  readonly adminToken?: string | undefined;
  /** Milliseconds for all of it. */
  readonly timeout: number;
  readonly onStep?: (step: Step) => void;
  /** False: nobody is proven to a member that asks for users. */
  readonly ownUser?: boolean;
}

/** Milliseconds: longer than any limit of a member's own. */
const STEP = 30_000;

export interface CheckDeps {
  readonly now?: Clock;
  /** Instead of the system's. */
  readonly resolve?: LookupFunction | undefined;
}

export async function checkMember(
  config: Config,
  options: CheckOptions,
  { now = Date.now, resolve }: CheckDeps = {},
): Promise<readonly Step[]> {
  const cloud = config.clouds.find(({ id }) => id === options.cloud);
  if (cloud === undefined) throw new TypeError(`no cloud ${options.cloud}`);
  const ledger = createLedger({ step: STEP, whole: options.timeout, now, onStep: options.onStep });
  const keys = await existingKeys(config.gateway.keys, now);
  const own = { ...config, clouds: [partOf(cloud, options)] };
  const built = buildOne(own, 'failure' in keys ? noKeys(keys.failure) : keys, { now, resolve });
  try {
    if ('failure' in keys)
      ledger.note('keys', 'failed', keys.failure, 'start the gateway once, and run this as the user that it runs as');
    if (options.part.kind === 'openstack') await cloudSteps(ledger, own, built, options, now);
    else await clusterSteps(ledger, own, built, options.part.id, options, now);
    return ledger.steps;
  } finally {
    built.close();
    if (!('failure' in keys)) keys.close();
  }
}

export interface ProviderOptions {
  /** The id of the entry. */
  readonly provider: string;
  /** Milliseconds for all of it. */
  readonly timeout: number;
  readonly onStep?: (step: Step) => void;
}

/** The same for an identity provider. */
export async function checkIdentityProvider(
  config: Config,
  options: ProviderOptions,
  { now = Date.now, resolve }: CheckDeps = {},
): Promise<readonly Step[]> {
  const provider = config.identityProviders.find(({ id }) => id === options.provider);
  if (provider === undefined) throw new TypeError(`no identity provider ${options.provider}`);
  const { own, connector } = waysOut(config, { now, resolve });
  const { issuer, jwksUri, hosts = [] } = provider;
  const urls = [issuer, jwksUri].filter((url) => url !== undefined);
  const guard = createConnectGuard({ reach: createReach({ urls, hosts, anyName: true, own }), resolve });
  const issuers = createIssuerClient({ connector });
  const ledger = createLedger({ step: STEP, whole: options.timeout, now, onStep: options.onStep });
  try {
    await checkProvider(ledger, { provider, fetch: issuers.fetch, guard, now });
    return ledger.steps;
  } finally {
    void issuers.close().catch(() => undefined);
  }
}

/** The identity providers of the configuration, and what they say of tokens while `work` runs. */
export async function withProviders<T>(
  config: Config,
  { now = Date.now, resolve }: CheckDeps,
  work: (providers: IdentityProviders, outcomes: readonly CheckOutcome[]) => Promise<T>,
): Promise<T> {
  const issuers = createIssuerClient({ connector: waysOut(config, { now, resolve }).connector });
  const outcomes: CheckOutcome[] = [];
  const providers = createIdentityProviders(
    config.identityProviders.map((entry) => ({ ...entry, groups: entry.groups ?? [/^/] })),
    { now, fetch: issuers.fetch, onCheck: (outcome) => void outcomes.push(outcome) },
  );
  try {
    return await work(providers, outcomes);
  } finally {
    providers.close();
    void issuers.close().catch(nothing);
  }
}

/** Without what is not asked about. */
const partOf = (cloud: CloudConfig, { part }: CheckOptions): CloudConfig => {
  const { openstack, ...rest } = cloud;
  return part.kind === 'openstack'
    ? { ...cloud, clusters: [] }
    : { ...rest, clusters: cloud.clusters.filter(({ id }) => id === part.id) };
};

/** Keys are never made here: they would belong to whoever runs the check. */
async function existingKeys(folder: string, now: () => number): Promise<Keys | { readonly failure: string }> {
  try {
    const found = await listKeys(folder, now());
    if (!found.some(({ kind }) => kind === 'sign') || !found.some(({ kind }) => kind === 'seal'))
      return { failure: `there are no keys in ${folder} yet` };
    return await openKeys(folder, { now });
  } catch (error) {
    return { failure: `the keys in ${folder} cannot be read: ${reasonOf(error)}` };
  }
}

function noKeys(failure: string): Keys {
  const none = (): never => {
    throw new Error(failure);
  };
  const keys = { signing: none, sealing: () => [], published: () => [], find: async () => undefined, has: () => false };
  return { ...keys, jwks: () => ({ keys: [] }), condition: () => undefined, close: () => undefined };
}

interface Built {
  readonly fleet: Fleet;
  readonly exchange: ReturnType<typeof createExchange>;
  readonly logins: ReturnType<typeof createLogins>;
  readonly issuers: ReturnType<typeof createIssuerClient>;
  readonly kid: string | undefined;
  /** Why nobody can be proven. */
  readonly keyless: boolean;
  close(): void;
}

const nothing = (): void => undefined;

const waysOut = ({ gateway }: Config, { now, resolve }: CheckDeps & { readonly now: Clock }) =>
  createWaysOut({
    places: {
      publicUrl: gateway.publicUrl,
      domains: [gateway.clusterDomain, gateway.consoleDomain, gateway.s3Domain],
      listeners: () => [gateway.listen, gateway.operations],
    },
    now,
    resolve,
    metrics: () => ({ reachRefused: nothing, leftOut: nothing }),
    log: () => ({ warn: nothing }),
  });

function buildOne(config: Config, keys: Keys, deps: CheckDeps & { readonly now: Clock }): Built {
  const { gateway } = config;
  const { now, resolve } = deps;
  const { own, connector } = waysOut(config, deps);
  const keyless = keys.sealing().length === 0;
  const seal = createSeal(keys);
  const store = createMemoryStore({ now });
  const issuers = createIssuerClient({ connector });
  const onProven = async (): Promise<void> => undefined;
  const common = { now, fetch: issuers.fetch, onCheck: nothing, onProven };
  const logins = createLogins({
    ...common,
    config: () => config,
    fleet: () => fleet,
    store,
    shared: undefined,
    seal,
    tokens: { isRevoked: () => false },
  });
  const builder = createFleetBuilder({
    ...common,
    keys,
    own,
    kinds: CLOUD_KINDS,
    loginTokens: logins.tokens,
    onRefused: nothing,
    resolve,
  });
  const fleet = builder.build(config);
  return {
    fleet,
    exchange: createExchange({ issuer: gateway.publicUrl, store, seal, now, onSession: nothing }),
    logins,
    issuers,
    kid: keyless ? undefined : keys.signing().kid,
    keyless,
    close() {
      logins.close();
      for (const closing of [...closeFleet(fleet), issuers.close(), store.close()]) void closing?.catch(nothing);
    },
  };
}

async function cloudSteps(
  ledger: Ledger,
  config: Config,
  built: Built,
  options: CheckOptions,
  now: () => number,
): Promise<void> {
  const [entry] = config.clouds;
  const openstack = entry?.openstack;
  const member = built.fleet.members.get(options.cloud);
  if (openstack === undefined || member === undefined) throw new TypeError(`no OpenStack in ${options.cloud}`);
  const { strategy, timeouts } = openstack;
  const peer = { url: member.authUrl, guard: member.transport.guard, ca: member.tls.ca, timeout: timeouts.connect };
  if (!(await lookAtPeer(ledger, peer, now))) return unreached(ledger, ['keystone', 'clock', 'hub', 'login']);
  if (strategy.kind === 'hub-oidc') await hubStep(ledger, config, built, member.authUrl);
  const who = await userOf(config, built, options, heldGroups(strategy), now);
  const { publicUrl: issuer } = config.gateway;
  await checkCloud(ledger, {
    member,
    exchange: built.exchange,
    who,
    now,
    project: options.project,
    adminToken: options.adminToken,
    ...(strategy.kind === 'hub-oidc' && { federation: { ...strategy, issuer } }),
    ...(strategy.kind === 'passthrough' && { federation: strategy }),
  });
}

/** Whoever may use a credential that the gateway holds. */
function heldGroups(strategy: NonNullable<CloudConfig['openstack']>['strategy']): Partial<Wanted> {
  if (!('credentials' in strategy)) return {};
  const [first] = strategy.credentials;
  return {
    groups: [...new Set(strategy.credentials.flatMap(({ groups }) => groups))],
    ...(first?.groupDomain !== undefined && { domain: first.groupDomain }),
  };
}

async function clusterSteps(
  ledger: Ledger,
  config: Config,
  built: Built,
  id: string,
  options: CheckOptions,
  now: () => number,
): Promise<void> {
  const cluster = built.fleet.clusters.get(id);
  const strategy = config.clouds[0]?.clusters.find((one) => one.id === id)?.strategy;
  if (cluster === undefined || strategy === undefined) throw new TypeError(`no cluster ${id}`);
  const { guard, limits } = cluster.transport;
  const peer = { url: cluster.server, guard, ca: cluster.tls.ca, timeout: limits.connect };
  if (!(await lookAtPeer(ledger, peer, now))) return unreached(ledger, ['version', 'clock', 'login']);
  if (strategy.kind === 'hub-oidc') await hubStep(ledger, config, built, cluster.server);
  const prefixes = { 'hub-oidc': 'scs:', impersonate: 'prefix' in strategy ? strategy.prefix : 'scs:' };
  await checkCluster(ledger, {
    cluster,
    who: await userOf(config, built, options, {}, now, cluster.strategy.tokens),
    token: options.token,
    namespace: options.namespace ?? 'default',
    prefix: strategy.kind === 'passthrough' ? undefined : prefixes[strategy.kind],
    now,
  });
}

function unreached(ledger: Ledger, steps: readonly string[]): void {
  const failed = ledger.steps.findLast(
    ({ step, verdict }) => PEER_STEPS.some((one) => one === step) && verdict === 'failed',
  );
  ledger.skip(steps, `"${failed?.step ?? 'connection'}" failed`);
}

const hubStep = (ledger: Ledger, { gateway }: Config, { issuers, kid }: Built, member: string): Promise<void> =>
  lookAtHub(ledger, { publicUrl: gateway.publicUrl, ca: gateway.ca, fetch: issuers.fetch, kid, member });

async function userOf(
  config: Config,
  { fleet, logins, keyless }: Built,
  options: CheckOptions,
  held: Partial<Wanted>,
  now: () => number,
  passed?: Parameters<typeof whoIs>[2]['passed'],
): Promise<Who> {
  if (options.ownUser === false && held.groups === undefined)
    return { because: 'no user was named', next: 'name a group of one with --group' };
  if (keyless) return { because: 'the keys of the gateway cannot be read' };
  const wanted = { ...options, ...(options.groups.length === 0 && options.token === undefined && held) };
  const providers = {
    authenticate: logins.federated.authenticate,
    authenticateAny: (token: string, for_?: typeof passed) => fleet.identityProviders.authenticateAny(token, for_),
  };
  return whoIs(config, { ...wanted, domain: options.domain ?? wanted.domain }, { providers, now, passed });
}
