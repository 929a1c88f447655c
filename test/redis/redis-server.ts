// SPDX-License-Identifier: Apache-2.0
// Real Redis servers for the tests, each a process of its own in a folder of its own on a free port of 127.0.0.1:
// alone, watched by Sentinels, or as a Cluster. Where redis-server is absent these tests are skipped, but not in CI.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endsWithUs } from '../ends-with-us.ts';
import { isFree } from '../free-port.ts';

const MISSING =
  'redis-server and redis-cli are missing: apt-get install redis-server (7 or newer; no running service is needed)';

let missing: boolean | undefined;
let said = false;

/** True where the tests must be skipped; says why, once, and fails where a continuous integration runs. */
export function redisIsMissing(): boolean {
  missing ??= ['redis-server', 'redis-cli'].some((name) => spawnSync(name, ['--version']).status !== 0);
  if (!missing || said) return missing;
  said = true;
  if (process.env.CI === 'true') throw new Error(MISSING);
  process.stderr.write(`skipped: ${MISSING}\n`);
  return true;
}

export interface RedisServer {
  readonly port: number;
  /** `redis://127.0.0.1:port` */
  readonly url: string;
  readonly pid: number;
  /** redis-cli with these arguments, as the default user. */
  cli(...args: string[]): Promise<string>;
  /** What it says of its part among others; empty while it is away, or breaks its connections off for another part. */
  replication(): Promise<string>;
  /** SIGKILL, and gone when it resolves. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay, nothing answers. */
  hang(): void;
  resume(): void;
  /** Again on the same port, with what its configuration has it keep: nothing, if that does not say otherwise. */
  start(): Promise<void>;
  /** Of one that is not running: takes away what it keeps. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Low enough that a Cluster's bus, 10,000 above, is a port too, and below those that systems give out. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 10_000);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
  }
}

export interface RedisServerOptions {
  /** Lines of redis.conf. */
  readonly config?: readonly string[];
  readonly sentinel?: boolean;
  /** The port speaks TLS only. */
  readonly tls?: boolean;
  /** Arguments of redis-cli before the command. */
  readonly cli?: readonly string[];
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-redis-'));
  const port = await freePort();
  const file = join(folder, 'redis.conf');
  const cli = async (...args: string[]): Promise<string> =>
    (await run('redis-cli', ['-p', String(port), ...(options.cli ?? []), ...args])).stdout.trim();
  let child: ChildProcess;

  const start = async (): Promise<void> => {
    const storage = options.sentinel ? [] : ['save ""', 'appendonly no'];
    const ports = options.tls ? ['port 0', `tls-port ${port}`] : [`port ${port}`];
    const lines = [...ports, 'bind 127.0.0.1', `dir ${folder}`, ...storage, ...(options.config ?? [])];
    await writeFile(file, `${lines.join('\n')}\n`);
    child = endsWithUs(
      spawn('redis-server', [file, ...(options.sentinel ? ['--sentinel'] : [])], { stdio: ['ignore', 'pipe', 'pipe'] }),
      folder,
    );
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    const started = child;
    await until(async () => {
      if (started.exitCode !== null) throw new Error(`redis-server ended:\n${output}`);
      return (await cli('ping').catch(() => '')) === 'PONG';
    });
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid ?? 0;
    },
    cli,
    replication: () => cli('info', 'replication').catch(() => ''),
    kill,
    hang: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    start,
    async empty() {
      for (const kept of ['appendonlydir', 'dump.rdb']) await rm(join(folder, kept), { recursive: true, force: true });
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Topology {
  readonly url: string;
  readonly servers: readonly RedisServer[];
  close(): Promise<void>;
}

/** Passwords of Redis and of the Sentinels, where they ask for one. */
export interface SentinelPasswords {
  readonly redis: string;
  readonly sentinel: string;
}

/** A master, a replica and three Sentinels that notice its loss within a second. */
export async function startSentinels(
  passwords?: SentinelPasswords,
): Promise<Topology & { readonly master: RedisServer; readonly replica: RedisServer }> {
  const asking = (password: string | undefined, ...lines: string[]): RedisServerOptions =>
    password === undefined
      ? {}
      : { config: [`requirepass ${password}`, ...lines], cli: ['--no-auth-warning', '-a', password] };
  const data = asking(passwords?.redis, `masterauth ${passwords?.redis}`);
  const master = await startRedis(data);
  const replica = await startRedis({ ...data, config: [...(data.config ?? []), `replicaof 127.0.0.1 ${master.port}`] });
  const watching = asking(passwords?.sentinel, `sentinel sentinel-pass ${passwords?.sentinel}`);
  const sentinels = await Promise.all(
    [1, 2, 3].map(() =>
      startRedis({
        ...watching,
        sentinel: true,
        config: [
          ...(watching.config ?? []),
          `sentinel monitor state 127.0.0.1 ${master.port} 2`,
          'sentinel down-after-milliseconds state 500',
          'sentinel failover-timeout state 2000',
          ...(passwords === undefined ? [] : [`sentinel auth-pass state ${passwords.redis}`]),
        ],
      }),
    ),
  );
  // A failover needs Sentinels that know each other and the replica.
  await until(async () =>
    (
      await Promise.all(sentinels.map(async ({ cli }) => (await cli('info', 'sentinel')).match(/slaves=1,sentinels=3/)))
    ).every(Boolean),
  );
  await until(async () => (await replica.replication()).includes('master_link_status:up'));
  const servers = [master, replica, ...sentinels];
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const url =
    passwords === undefined
      ? `redis+sentinel://${hosts}/state`
      : `redis+sentinel://:${passwords.redis}@${hosts}/state?sentinelPassword=${passwords.sentinel}`;
  return {
    url,
    master,
    replica,
    servers,
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

/** Three masters that share the slots, each with so many replicas. */
export async function startCluster(config: readonly string[] = [], replicas = 0): Promise<Topology> {
  const servers = await Promise.all(
    Array.from({ length: 3 * (1 + replicas) }, () =>
      startRedis({ config: ['cluster-enabled yes', 'cluster-node-timeout 1000', ...config] }),
    ),
  );
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  await run('redis-cli', [
    '--cluster',
    'create',
    ...addresses,
    '--cluster-replicas',
    String(replicas),
    '--cluster-yes',
  ]);
  await until(async () =>
    (await Promise.all(servers.map(({ cli }) => cli('cluster', 'info')))).every((info) => info.includes('state:ok')),
  );
  // A failover needs replicas that have what their masters have.
  const inStep = async (server: RedisServer): Promise<boolean> =>
    /role:master|master_link_status:up/.test(await server.replication());
  await until(async () => (await Promise.all(servers.map(inStep))).every(Boolean));
  return {
    url: `redis+cluster://${addresses.join(',')}`,
    servers,
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

/** Looks again every 20 ms until it is so. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not come true within ${ms} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
