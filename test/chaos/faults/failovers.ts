// SPDX-License-Identifier: Apache-2.0
// Redis as Sentinels or a Cluster have it: its master dies, and another server takes its place, or its slots move. And one with a
// certificate.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type RedisServer,
  startCluster,
  startRedis,
  startSentinels,
  type Topology,
  until,
} from '../../redis/redis-server.ts';
import type { House } from '../house.ts';
import { type Fault, refusedByState, type Stage } from './fault.ts';
import { unnoticed } from './unnoticed.ts';

/** Another Redis for all. */
async function over(house: House, url: string): Promise<void> {
  await house.useRedis(url);
  await Promise.all(house.replicas.map((replica) => replica.kill()));
  await Promise.all(house.replicas.map((replica) => replica.start()));
  await house.whole();
  await house.seen();
}

const isMaster = async (server: RedisServer): Promise<boolean> => (await server.replication()).includes('role:master');

/** Milliseconds of one failover. */
interface Failover {
  /** From the master's death until another server is one. */
  readonly elected: number;
  /** From its death until every replica has Redis again. */
  readonly back: number;
}

/** A client's patience, and the longest that a failover may cost. */
const MOST = 10_000;

async function measured(house: House, master: RedisServer, elected: () => Promise<boolean>): Promise<Failover> {
  const begun = performance.now();
  await master.kill();
  await until(elected, 30_000);
  const at = performance.now() - begun;
  await house.whole();
  return { elected: at, back: performance.now() - begun };
}

/**
 * A fault with servers of its own. Who comes after it takes them over if they are the same; others come in their place, without a
 * way back to the one Redis between them.
 */
function withServers<T extends Topology>(
  start: (house: House) => Promise<T>,
  fault: Omit<Fault, 'prepare' | 'restore' | 'allowed' | 'run' | 'servers'>,
  run: (servers: T, stage: Stage) => Promise<string>,
): Fault {
  return {
    ...fault,
    servers: start,
    allowed: refusedByState,
    async prepare(house) {
      if (standing?.start === start) return;
      try {
        standing = { start, servers: await start(house) };
        await over(house, standing.servers.url);
      } catch (error) {
        await back(house);
        throw error;
      }
    },
    async run(stage) {
      if (standing?.start !== start) throw new Error('no servers');
      return run(standing.servers as T, stage);
    },
    async restore(house, next) {
      if (next?.servers === start) return;
      if (next?.servers === undefined) await back(house);
      else await leave();
    },
  };
}

let standing: { readonly start: unknown; readonly servers: Topology } | undefined;

async function leave(): Promise<void> {
  const left = standing;
  standing = undefined;
  await left?.servers.close();
}

async function back(house: House): Promise<void> {
  await over(house, `redis://127.0.0.1:${house.stretch.port}`);
  await leave();
}

/** As often as is asked for: the worst of each is printed, and none may take longer than it must. */
async function often({ failovers, busy }: Stage, once: () => Promise<Failover>): Promise<string> {
  const all: Failover[] = [];
  for (let n = 0; n < failovers; n++) {
    all.push(await once());
    await sleep(1_500);
  }
  const worst = (of: (one: Failover) => number): string => `${(Math.max(...all.map(of)) / 1_000).toFixed(1)} s`;
  const words = `${all.length} of them; at most a new master after ${worst(({ elected }) => elected)}, all replicas back after ${worst(({ back }) => back)}, ${worst(({ elected, back }) => back - elected)} of it their own`;
  const late = all.filter(({ back }) => back > MOST).length;
  if (late > 0 && !busy) throw new Error(`${late} took more than ${MOST / 1_000} s: ${words}`);
  return words;
}

const theCluster = (): Promise<Topology> => startCluster([], 1);

/** While so many of a Cluster's slots move from one master to another and back. */
const SLOTS = 2_000;
const allAgree = (check: string): boolean => !check.includes('[ERR]');
const isId = (line: string): boolean => /^[0-9a-f]{40}$/.test(line);

/** One Redis that speaks TLS, by a certificate of the house. */
async function startWithTls(house: House): Promise<Topology & { readonly at: (name: string) => Files }> {
  const at = (name: string): Files => ({
    cert: join(house.folder, `redis-${name}.crt`),
    key: join(house.folder, `redis-${name}.key`),
  });
  await house.certify({}, at('good'));
  await house.certify({ from: Date.now() - 90 * DAY, until: Date.now() - DAY }, at('ended'));
  const { cert, key } = at('good');
  const server = await startRedis({
    tls: true,
    config: [`tls-cert-file ${cert}`, `tls-key-file ${key}`, `tls-ca-cert-file ${cert}`, 'tls-auth-clients no'],
    cli: ['--tls', '--insecure'],
  });
  return { url: `rediss://127.0.0.1:${server.port}`, servers: [server], at, close: () => server.close() };
}

interface Files {
  readonly cert: string;
  readonly key: string;
}
const DAY = 86_400_000;

export const failovers: readonly Fault[] = [
  withServers(
    () => startSentinels(),
    {
      name: 'Sentinel failover',
      holds: 'every replica has Redis again within ten seconds, each time Sentinels find another master',
      deaf: true,
    },
    ({ master: first, replica: second }, stage) =>
      often(stage, async () => {
        const [master, other] = (await isMaster(first)) ? [first, second] : [second, first];
        const took = await measured(stage.house, master, () => isMaster(other));
        await master.start();
        // The Sentinels make it a replica, or there is nobody to take over the next time: after ten seconds and more.
        if (stage.failovers > 1)
          await until(async () => (await master.replication()).includes('master_link_status:up'), 60_000);
        return took;
      }),
  ),
  withServers(
    theCluster,
    {
      name: 'Cluster failover',
      holds:
        'every replica has Redis again within ten seconds, each time a replica of a Cluster takes its master’s place',
      deaf: true,
    },
    ({ servers }, stage) =>
      often(stage, async () => {
        const masters = await Promise.all(servers.map(isMaster));
        const master = servers[masters.indexOf(true)];
        if (master === undefined) throw new Error('no master');
        const others = servers.filter((one) => one !== master);
        // Those that live notice first that it is gone, and then that it has a successor.
        const took = await measured(
          stage.house,
          master,
          async () => (await Promise.all(others.map(isMaster))).filter(Boolean).length === 3,
        );
        await master.start();
        await until(async () => !(await isMaster(master)), 60_000);
        return took;
      }),
  ),
  withServers(
    theCluster,
    {
      name: 'Cluster resharding',
      holds:
        'slots of a Cluster that move from one master to another and back cost creates with a key and revocations alone',
    },
    async ({ servers }, { house, wait }) => {
      const masters = await Promise.all(servers.map(isMaster));
      const [one, two] = servers.filter((_, index) => masters[index]) as [RedisServer, RedisServer];
      // After a failover they are of one mind again some seconds later.
      await until(() => one.cli('--cluster', 'check', `127.0.0.1:${one.port}`).then(allAgree, () => false), 30_000);
      const ids = await Promise.all([one, two].map((server) => server.cli('cluster', 'myid')));
      if (!ids.every(isId)) throw new Error(`ids: ${ids}`);
      const move = (from: string | undefined, to: string | undefined): Promise<string> =>
        one.cli(
          ...['--cluster', 'reshard', `127.0.0.1:${one.port}`, '--cluster-from', `${from}`, '--cluster-to', `${to}`],
          ...['--cluster-slots', String(SLOTS), '--cluster-yes'],
        );
      const begun = performance.now();
      await move(ids[0], ids[1]);
      await wait(1_000, 20_000);
      await move(ids[1], ids[0]);
      const took = performance.now() - begun;
      await house.whole();
      return `${SLOTS} slots there and back in ${(took / 1_000).toFixed(1)} s`;
    },
  ),
  withServers(
    startWithTls,
    {
      name: 'Redis certificate ended',
      holds:
        'a Redis whose certificate has ended costs creates with a key and revocations alone, until it has another one',
      deaf: true,
    },
    ({ servers: [server], at }, stage) =>
      unnoticed(stage, async ({ house, wait }) => {
        const use = async (name: string): Promise<void> => {
          const { cert, key } = at(name);
          await server?.cli('config', 'set', 'tls-cert-file', cert, 'tls-key-file', key);
          for (const type of ['normal', 'pubsub']) await server?.cli('client', 'kill', 'type', type);
        };
        await use('ended');
        await wait(4_000, 30_000);
        const { parts } = await house.replicas[0].readyz();
        await use('good');
        await house.whole();
        if (parts.store?.ok !== false || !/expired/.test(parts.store.detail))
          throw new Error(`readiness said of it: ${parts.store?.detail}`);
        return parts.store.detail.replace(/\s*\(since.*/, '');
      }),
  ),
];
