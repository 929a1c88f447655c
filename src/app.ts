// SPDX-License-Identifier: Apache-2.0
// The composition root: the one file that knows every layer. Builds the gateway from a configuration, swaps its living
// part when the configuration changes, and drains it at the end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server as TlsServer } from 'node:tls';
import { CLOUD_KINDS } from './adapters/kinds.ts';
import { prepareAudit } from './build-audit.ts';
import { buildConditions } from './build-conditions.ts';
import { buildCredentials } from './build-credentials.ts';
import { buildEndings } from './build-endings.ts';
import { closeFleet, closeReplaced, createFleetBuilder, limitRates, webSsoOf } from './build-fleet.ts';
import { createLogins, principalSources } from './build-logins.ts';
import { buildMaintenance } from './build-maintenance.ts';
import { buildOwnerGroups } from './build-owner-groups.ts';
import { buildPortal } from './build-portal.ts';
import { buildStores } from './build-stores.ts';
import { createReferenceCache } from './cache/reference-cache.ts';
import { demandChangeable } from './config/unchangeable.ts';
import { createExchange } from './federation/exchange.ts';
import { createGroupMemory, type GroupProof } from './federation/group-memory.ts';
import { createIssuerClient } from './federation/identity/issuer-fetch.ts';
import { openKeys } from './federation/keys.ts';
import { createRevocations, LONGEST_TOKEN_LIFE } from './federation/revocations.ts';
import { createSeal } from './federation/seal.ts';
import { createTokens } from './federation/tokens.ts';
import { closingOf } from './gateway/client-connections.ts';
import { createClientConnections } from './gateway/connections/index.ts';
import { applyLimits } from './gateway/connections/listener.ts';
import { publishedConsole } from './gateway/console-url.ts';
import { createConsoles } from './gateway/consoles.ts';
import { createHosts } from './gateway/hosts.ts';
import { createIdentityLog } from './gateway/identity-log.ts';
import { createIdentityService } from './gateway/identity-service.ts';
import { createProxies } from './gateway/limits/address.ts';
import { createCounterTables } from './gateway/limits/counters.ts';
import { createLimits } from './gateway/limits/index.ts';
import { createOverload } from './gateway/limits/overload.ts';
import { listenAt } from './gateway/listen-at.ts';
import { createLogLines, createSeldom } from './gateway/log-lines.ts';
import { logToStandardOutput } from './gateway/log-output.ts';
import { createMemberLog } from './gateway/member-log.ts';
import { createMetrics } from './gateway/metrics.ts';
import { createOperationsListener } from './gateway/operations-listener.ts';
import { placesOf } from './gateway/own-places.ts';
import { countReaders } from './gateway/plugins/limits.ts';
import { createPublicApp } from './gateway/public-app.ts';
import { createReadiness } from './gateway/readiness.ts';
import { createRevocationLog } from './gateway/revocation-log.ts';
import { createStreamRights } from './gateway/stream-rights.ts';
import { consoleSurface } from './gateway/surfaces/console/index.ts';
import { discoverySurface } from './gateway/surfaces/discovery.ts';
import { identitySurface } from './gateway/surfaces/identity/index.ts';
import { kubernetesSurface } from './gateway/surfaces/kubernetes/index.ts';
import { oauthSurface } from './gateway/surfaces/oauth/index.ts';
import { openstackSurface } from './gateway/surfaces/openstack/index.ts';
import { createScs } from './gateway/surfaces/scs/index.ts';
import { createTracing } from './gateway/tracing.ts';
import { createWaysOut } from './gateway/ways-out.ts';
import { type Fleet, regionsOf } from './members/fleet.ts';
import { createHeldUp } from './members/held-up.ts';
import { createIntake } from './members/intake.ts';
import { createLastKnown } from './members/last-known.ts';
import { createLatencies } from './members/latencies.ts';
import { createLiveness } from './members/liveness.ts';
import { createMemberViews } from './members/member-views.ts';
import { createObjectAccounts } from './members/object-accounts.ts';
import type { Gateway, GatewayOptions } from './running-gateway.ts';
import { VERSION } from './version.ts';

export type { Gateway, GatewayOptions } from './running-gateway.ts';

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { config: first, now = Date.now, log, worker, sockets = {}, kinds = CLOUD_KINDS } = options;
  let config = first;
  const { publicUrl } = config.gateway;
  const told = { log: () => app.log, metrics: () => metrics, audit: () => audit };
  const keys = await openKeys(config.gateway.keys, { now });
  const auditBy = await prepareAudit({ config, version: VERSION, worker, now, ...told });
  const seal = createSeal(keys);
  const stores = buildStores({ ...options, keys, seal, now, ...told });
  const { store, shared, durable } = stores;
  /** With port 0 only the listeners themselves know it. */
  let bound: { readonly host: string; readonly port: number }[] = [];
  const { own, reports, served, connector } = createWaysOut({
    places: {
      publicUrl,
      domains: [config.gateway.clusterDomain, config.gateway.consoleDomain, config.gateway.s3Domain],
      listeners: () => [config.gateway.listen, config.gateway.operations, ...bound],
    },
    now,
    resolve: options.resolve,
    ...told,
  });
  const issuers = createIssuerClient({ connector });
  const streamAge = (): number => config.gateway.limits.streamAge;
  const revocationLog = createRevocationLog({ ...told, now });
  const revocations = createRevocations({
    store,
    now,
    streamAge,
    limits: () => config.gateway.limits.revocations,
    ...revocationLog,
  });
  const saysAgain = createSeldom({ now });
  const current = { config: () => config, fleet: () => fleet };
  const maintenance = buildMaintenance({ ...current, durable, reached: stores.opened, ...told });
  const kept = { durable, store, seal, now, saysAgain, ...told };
  const { questions, refreshTokens } = buildOwnerGroups({ ...current, ...kept, fetch: issuers.fetch });
  const credentials = buildCredentials({
    ...{ ...kept, revocations, questions },
    settings: () => config.gateway.applicationCredentials,
    sources: () => principalSources(config),
  });
  const tokens = createTokens({ keys, revocations, now, credentials: credentials.lookup }, () => ({
    issuer: publicUrl,
    lifetime: config.gateway.tokenLifetime,
  }));
  const lastKnown = createLastKnown({ store, seal, now });
  const accounts = createObjectAccounts({ store, seal, now });
  const intake = createIntake({ limits: () => config.gateway.limits.answers });
  const conditions = buildConditions({ ...current, keys, reports, served, now, ...told, worker });
  const metrics = createMetrics({
    fleet: () => fleet,
    lastKnown,
    store,
    durable,
    revocations,
    streams: () => streams,
    now,
    answerMemory: intake.held,
    members: { maintenance, distrustedSince: (member) => exchange.distrustedSince(member) },
    conditions,
    connections: () => connections.counts(),
    auditSinks: () => audit.sinks(),
  });
  const rights = createStreamRights({
    ...{ tokens, store, now, fleet: () => fleet, views: () => views },
    limits: () => config.gateway.limits,
    onEnded: metrics.streamEnded,
  });
  const { streams } = rights;
  const references = createReferenceCache({ store: shared, seal, now, onGet: metrics.references });
  const groups = createGroupMemory({
    store,
    now,
    keep: () => Math.max(LONGEST_TOKEN_LIFE, streamAge()),
    async onLost(principal, lost) {
      revocationLog.groupsLost(principal, lost);
      await revocations.addUser(principal.id);
    },
  });
  const identityLog = createIdentityLog({ ...told, now });
  const memberLog = createMemberLog({ ...told, now, saysAgain });
  // What ends with a lost group must not be begun anew with the groups of before.
  const onProven = (proof: GroupProof): Promise<void> => credentials.seen(proof).then(() => groups.seen(proof));
  const endings = buildEndings({ ...current, ...told, store, durable, revocations, now });
  const judging = { now, fetch: issuers.fetch, onCheck: identityLog.onCheck, onProven, ...endings.judging };
  const logins = createLogins({ ...judging, ...current, store, shared, seal, tokens, refreshTokens });
  const heldUp = createHeldUp();
  const tracing = createTracing();
  const reached = { onRefused: reports.report, onServed: served.seen };
  const ways = { kinds, intake, heldUp, tracing, keys, own, ...reached, resolve: options.resolve };
  const fleets = createFleetBuilder({ ...judging, ...ways, loginTokens: logins.tokens });

  const { clusterDomain, consoleDomain } = config.gateway;
  const hosts = createHosts(publicUrl, config.gateway, () => fleet);
  const { tls, ...place } = config.gateway.listen;
  const connectionLimits = () => config.gateway.limits.connections;
  const bodyTime = () => connectionLimits().body;
  const connections = createClientConnections({
    limits: connectionLimits,
    proxies: createProxies(config.gateway.trustedProxies, config.gateway.forwardedHeader),
    proxyProtocol: config.gateway.proxyProtocol,
    ...told,
  });
  const audit = auditBy(connections.clientOf);
  const overload = createOverload({ limit: () => config.gateway.limits.loopLag });
  let draining = false;
  const app = createPublicApp({
    log: log ?? createLogLines(logToStandardOutput(told), { whole: worker !== undefined }),
    logLevel: config.gateway.logLevel,
    worker,
    publicUrl,
    tls,
    urlOf: hosts.urlOf,
    connections,
    connectionLimits,
    overload,
    metrics,
    tracing,
    audit: audit.record,
  });
  let fleet: Fleet = fleets.build(config);
  const lifetime = (): number => config.gateway.consoleLifetime;
  const consoles = createConsoles({ seal, publicUrl, domain: consoleDomain, lifetime, now });
  const exchange = createExchange({
    ...{ issuer: publicUrl, store, seal, now },
    onSession: memberLog.onSession,
    onListed: (member, projects) => void accounts.learnAll(member, projects),
    onLeftOut: memberLog.onLeftOut,
  });
  const views = createMemberViews({
    ...{ exchange, lastKnown, accounts, publicUrl, now, reports },
    onNoAccess: ({ id }, caller) => rights.doubt(id, caller),
  });
  const { latencies = createLatencies({ now }) } = options;
  const liveness = createLiveness({ now, onMeasured: latencies.record });
  const identityService = createIdentityService({
    fleet: () => fleet,
    tokens,
    logins: logins.federated,
    exchange,
    views,
    lastKnown,
    liveness,
    now,
    onLogin: endings.onLogin,
    onNoProjects: identityLog.onNoProjects,
    onDegraded: memberLog.onDegraded,
  });

  let rates = limitRates(config);
  const counters = createCounterTables({ store: shared, now });
  const limits = createLimits({
    ...counters,
    rates: () => rates,
    tracing,
    addressOf: ({ raw }) => connections.addressOf(raw),
    onKnown: ({ raw }, user) => connections.known(raw) && conditions.clients.seen(connections.addressOf(raw), user),
  });
  const commandLine = () =>
    config.identityProviders.flatMap(({ id, issuer, cli }) => (cli ? [{ id, issuer, ...cli }] : []));
  const scs = createScs({
    ...{ fleet: () => fleet, tokens, limits, bodyTime, streams, now, publicUrl },
    untold: credentials.applicationCredentials.credentials.untold,
    onLeftOut: metrics.degraded,
    turn: intake.turn,
    ...{ exchange, views, lastKnown, liveness, references, store, shared, seal, maintenance },
    browserOrigins: () => config.gateway.browserOrigins,
    clouds: () => config.clouds.map(({ id, name, certificates = [] }) => ({ id, name, certificates })),
    ...{ clusterDomain, ca: () => config.gateway.ca, kinds },
    consoleUrl: (url, member, caller) =>
      publishedConsole({ consoles, reports }, member, { user: caller.principal.id, caller }, url),
    logins: commandLine,
  });
  const browsers = { seal, store, now, loginTokens: logins.tokens, refreshTokens };
  const portal = buildPortal({
    ...{ ...current, ...browsers, publicUrl, identityService, limits, bodyTime, commandLine },
    applicationCredentials: credentials.applicationCredentials,
    ...{ version: VERSION, api: scs.api, latencies: latencies.of, streams },
    operator: { keys, failures: memberLog.failures, metrics, readiness: () => readiness() },
  });
  const providers = () => config.identityProviders;
  countReaders(app, limits);
  await app.register(discoverySurface({ publicUrl, keys, version: VERSION, logins: providers, front: portal.front }));
  await app.register(
    identitySurface({
      identityService,
      limits,
      passwords: logins.passwords,
      publicUrl,
      bodyTime,
      identityProviders: () => fleet.providerEntries,
      ...regionsOf(() => fleet),
      applicationCredentials: credentials.applicationCredentials,
      profile: { name: 'scs' },
      webSso: webSsoOf({ ...current, ...browsers, portal: portal.callback }),
    }),
  );
  await app.register(
    oauthSurface({
      ...{ fleet: () => fleet, tokens, identityService, limits, bodyTime, publicUrl, clusterDomain, now },
      logOut: endings.logOut,
      applicationCredentials: credentials.applicationCredentials.credentials,
    }),
  );
  await app.register(
    consoleSurface({
      ...{ consoles, hosts, fleet: () => fleet, limits, streams, rights, tokens, now, publicUrl },
      apart: consoleDomain !== undefined,
      dashboards: () => config.gateway.dashboards,
      most: () => config.gateway.limits.consoles,
      addressOf: connections.addressOf,
    }),
  );
  await app.register(
    kubernetesSurface({
      fleet: () => fleet,
      ...{ tokens, limits, streams, now, publicUrl, references, maintenance },
      urlOf: hosts.urlOf,
      addressOf: connections.addressOf,
    }),
  );
  await app.register(scs.surface);
  await app.register(portal.surface);
  await app.register(
    openstackSurface({
      fleet: () => fleet,
      ...{ tokens, limits, streams, views, lastKnown, accounts, consoles, reports, references, maintenance, publicUrl },
      addressOf: connections.addressOf,
      s3: hosts.s3,
      bodyTime,
      now,
    }),
  );

  const readiness = createReadiness({
    fleet: () => fleet,
    parts: () => ({
      // Away, it is seen; requests go on without it, and so does readiness.
      store: { ...store.health(), needed: false },
      durable: { ...durable.health(), needed: false },
      identityProviders: endings.readiness(),
      ...audit.readiness(),
      keys: { ok: keys.jwks().keys.length > 0, detail: `${keys.jwks().keys.length} keys published` },
    }),
    // Not before the public port is open.
    draining: () => draining || bound.length === 0,
    leftOut: reports.leftOut,
    ...{ loginTrouble: exchange.loginTrouble, maintenance },
    conditions: conditions.current,
  });
  const operations = createOperationsListener({ metrics, readiness });

  /** The public port last: whoever finds it open finds all of the gateway. */
  async function listen(): Promise<string> {
    const operationsUrl =
      worker === undefined ? await listenAt(operations, config.gateway.operations, sockets.operations) : '';
    await listenAt(app, place, sockets.public);
    bound = [app, operations].flatMap(({ server }) => placesOf(server));
    return operationsUrl;
  }

  const closing = closingOf(connections);

  await maintenance.opened;
  async function release(): Promise<void> {
    await Promise.all([operations.close(), audit.close()]);
    const parts = [overload, conditions, heldUp, connections, rights, logins, credentials, maintenance, counters, keys];
    for (const part of parts) part.close();
    await Promise.all([issuers.close(), stores.close(), ...closeFleet(fleet)]);
    await tracing.close();
  }
  const operationsUrl = await listen().catch(async (error: unknown) => {
    // Whatever is still open would keep alive a process that has nothing to do.
    await app.close();
    await release();
    throw error;
  });

  return {
    publicUrl,
    operationsUrl,
    log: app.log,
    metrics,
    readiness,
    async reconfigure(next) {
      demandChangeable(config, next);
      const before = fleet;
      fleet = fleets.build(next, { config, fleet });
      config = next;
      rates = limitRates(next);
      maintenance.refresh();
      applyLimits(app.server, next.gateway.limits.connections);
      app.log.level = next.gateway.logLevel;
      if (tls !== undefined && next.gateway.listen.tls !== undefined && 'setSecureContext' in app.server) {
        const { cert, key } = next.gateway.listen.tls;
        (app.server as unknown as TlsServer).setSecureContext({ cert, key: key.reveal() });
      }
      if (worker === undefined) {
        metrics.reload('applied');
        conditions.refused();
        app.log.info({ clouds: next.clouds.map(({ id }) => id) }, 'configuration applied');
      }
      closeReplaced(before, fleet);
    },
    refused(error) {
      metrics.reload('refused');
      conditions.refused(error.message);
      app.log.error({ reason: error.message }, 'changed configuration refused; the old one stays in force');
    },
    async close({ delay = 0 } = {}) {
      if (draining) return;
      draining = true;
      closing.announce();
      // The one that comes answers there from now on.
      if (sockets.operations !== undefined) await operations.close();
      if (delay > 0) await sleep(delay);
      const force = setTimeout(closing.destroy, config.gateway.drainTimeout);
      const closed = app.close();
      closing.drain(delay > 0);
      // A watch would last as long as the drain, while its client could watch elsewhere.
      streams.drain();
      await closed;
      clearTimeout(force);
      await release();
    },
  };
}
