// SPDX-License-Identifier: Apache-2.0
// The house: three gateways behind HAProxy by deploy/compose/haproxy.cfg as it is shipped, one Redis behind a stretch of
// network, and the outside. Of the shipped file only names and ports change: each gateway has an address of loopback of its own,
// so that all have the same ports, as containers do.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { type Authority, createAuthority } from '../../demo/ca.ts';
import { endsWithUs } from '../ends-with-us.ts';
import { freePort } from '../free-port.ts';
import { next } from '../hostile/stage.ts';
import { type RedisServer, startRedis, until } from '../redis/redis-server.ts';
import { type Stretch, stretchTo } from './network.ts';
import type { Introduced, Order, Orders } from './outside.ts';
import { type Replica, replicaAt } from './replica.ts';

const SHIPPED = join(import.meta.dirname, '../../deploy/compose/haproxy.cfg');
const HOSTS = ['127.77.0.1', '127.77.0.2', '127.77.0.3'];

const DAY = 86_400_000;
const lasting = () => ({ from: Date.now() - DAY, until: Date.now() + 90 * DAY });

// biome-ignore lint/suspicious/noExplicitAny: the configuration file as written, before any check
type ConfigFile = any;

/** What is not said is right. */
export type Leaf = Partial<Parameters<Authority['issue']>[0]>;

export interface House {
  readonly folder: string;
  /** By HAProxy. */
  readonly url: string;
  readonly port: number;
  /** Of each gateway, beside HAProxy. */
  readonly gatewayPort: number;
  readonly operations: number;
  readonly ca: string;
  readonly keys: string;
  readonly replicas: readonly [Replica, Replica, Replica];
  readonly redis: RedisServer;
  /** Between the gateways and that Redis. */
  readonly stretch: Stretch;
  outside<K extends keyof Orders>(what: K, ...with_: Parameters<Orders[K]>): Promise<ReturnType<Orders[K]>>;
  /** What all three are told; the file is watched. */
  configure(change: (file: ConfigFile) => void): Promise<void>;
  /** The certificate of one; the files are watched. */
  serve(leaf: Leaf, by: Pick<Replica, 'host'>): Promise<void>;
  /** A certificate by the authority that all of it trusts, as two files. */
  certify(leaf: Leaf, at: { readonly cert: string; readonly key: string }): Promise<void>;
  /** Which Redis; takes effect when they are restarted. */
  useRedis(url: string): Promise<void>;
  /** One after the other. */
  restart(): Promise<void>;
  /** All three are ready, of one mind with Redis, and nothing is open. */
  whole(ms?: number): Promise<void>;
  /** HAProxy has looked at all of them since. */
  seen(): Promise<void>;
}

/** `endings`: what ends what has been started, last first, also where this fails half way. `busy`: the machine has other things to do, and being late means nothing. */
export async function startHouse(endings: (() => unknown)[], busy = false): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-chaos-'));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  const [port, gatewayPort, operations] = [await freePort(), await freePort(), await freePort()];
  const url = `https://localhost:${port}`;
  const authority = await createAuthority(Date.now());
  const ca = join(folder, 'ca.pem');
  const tlsOf = (host: string) => ({ cert: join(folder, `${host}.crt`), key: join(folder, `${host}.key`) });
  const certify: House['certify'] = async (leaf, { cert, key }) => {
    const made = await authority.issue({ ...lasting(), ...leaf });
    await Promise.all([writeFile(cert, made.cert), writeFile(key, made.key, { mode: 0o600 })]);
  };
  const serve: House['serve'] = (leaf, { host }) => certify(leaf, tlsOf(host));
  await writeFile(ca, authority.ca);
  for (const host of HOSTS) await serve({}, { host });
  // As docs/redis-keys.md has it, but that a process which is killed loses nothing that the kernel has: no machine fails here.
  const redis = await startRedis({ config: ['appendonly yes', 'appendfsync no'] });
  endings.push(() => redis.close());
  const stretch = await stretchTo(redis.port);
  endings.push(() => stretch.close());
  const useRedis = (to: string): Promise<void> => writeFile(join(folder, 'redis-url'), to, { mode: 0o600 });
  await useRedis(`redis://127.0.0.1:${stretch.port}`);

  const child = endsWithUs(
    fork(join(import.meta.dirname, 'outside.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  );
  endings.push(() => child.kill());
  const introduced = await next<Introduced>(child);
  const outside = ordersTo(child);
  const clusterCa = join(folder, 'cluster-ca.pem');
  await writeFile(clusterCa, introduced.cluster.ca);

  const shipped = await readFile(SHIPPED, 'utf8');
  const balancer = adapted(busy ? shipped.replace('inter 1s', 'inter 4s') : shipped, { port, gatewayPort, operations });
  const strategy = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' };
  const cluster = {
    id: introduced.cluster.id,
    name: 'Cluster A',
    server: introduced.cluster.server,
    caFile: clusterCa,
    strategy: { kind: 'hub-oidc', audience: introduced.cluster.id },
  };
  const written: ConfigFile = {
    gateway: {
      publicUrl: url,
      caFile: ca,
      listen: { host: '', port: gatewayPort },
      operations: { host: '', port: operations },
      keys: join(folder, 'keys'),
      drainDelay: busy ? '10s' : '3s',
      drainTimeout: '10s',
      ...(busy && { limits: { loopLag: 'off' } }),
      ...(/\bsend-proxy/.test(shipped) && { trustedProxies: ['127.0.0.1'], proxyProtocol: true }),
    },
    identityProviders: [
      { id: 'demo', issuer: introduced.issuer, audiences: ['scs-gateway'], domain: 'acme', groups: ['^acme-'] },
    ],
    clouds: introduced.clouds.map(({ id, authUrl, region }, index) => ({
      id,
      name: id,
      openstack: { authUrl, region, strategy, breaker: { failures: 5, cooldown: '2s' } },
      ...(index === 0 && { clusters: [cluster] }),
    })),
    state: { redis: `file:${join(folder, 'redis-url')}` },
  };
  const replicas = HOSTS.map((host, index) =>
    replicaAt({
      name: `gateway-${index + 1}`,
      host,
      operations,
      file: join(folder, `gateway-${index + 1}.yaml`),
      ca,
      patience: busy ? 120_000 : 30_000,
    }),
  ) as [Replica, Replica, Replica];
  const configure = async (change: (file: ConfigFile) => void): Promise<void> => {
    change(written);
    for (const { host, file } of replicas) {
      const own = structuredClone(written);
      const { cert, key } = tlsOf(host);
      Object.assign(own.gateway.listen, { host, tls: { cert: `file:${cert}`, key: `file:${key}` } });
      own.gateway.operations.host = host;
      await writeFile(file, stringify(own));
    }
  };
  await configure(() => undefined);
  // The first one makes the keys that all share.
  endings.push(() => Promise.all(replicas.map((replica) => replica.kill())));
  for (const replica of replicas) await replica.start();

  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, balancer);
  const haproxy = endsWithUs(spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] }));
  endings.push(() => haproxy.kill('SIGKILL'));
  await until(async () => {
    if (haproxy.exitCode !== null) throw new Error(`haproxy has ended with ${haproxy.exitCode}`);
    return isOpen(port);
  });
  await outside('trust', { url, ca: authority.ca });

  return {
    folder,
    url,
    port,
    gatewayPort,
    operations,
    ca: authority.ca,
    keys: join(folder, 'keys'),
    replicas,
    redis,
    stretch,
    outside,
    configure,
    certify,
    serve,
    useRedis,
    async restart() {
      for (const replica of replicas) {
        await replica.stop();
        await replica.start();
        // As an orchestrator waits for a new one before it takes the next.
        await sleep(1_000);
      }
    },
    seen: () => sleep(busy ? 5_000 : 1_500),
    async whole(ms = busy ? 120_000 : 30_000) {
      let missing = '';
      await until(async () => {
        const all = await Promise.all(replicas.map((one) => one.readyz().catch((error: Error) => error)));
        missing = all
          .map((one, index) =>
            one instanceof Error
              ? `${index + 1}: ${one.message}`
              : `${index + 1}: ${one.status} ${one.parts.store?.detail}`,
          )
          .join(', ');
        return all.every((one) => !(one instanceof Error) && one.status === 200 && one.parts.store?.ok === true);
      }, ms).catch(() => {
        throw new Error(missing);
      });
    },
  };
}

/** The shipped file with other names and ports, and a third gateway as the second one is. */
function adapted(
  shipped: string,
  {
    port,
    gatewayPort,
    operations,
  }: { readonly port: number; readonly gatewayPort: number; readonly operations: number },
): string {
  const last = shipped.split('\n').findLast((line) => /^\s*server gateway-\d /.test(line));
  if (last === undefined) throw new Error('deploy/compose/haproxy.cfg names no gateway');
  const [, number = ''] = /gateway-(\d)/.exec(last) ?? [];
  const further = HOSTS.map((_, index) => index + 1)
    .filter((index) => index > Number(number))
    .map((index) => `${last.replaceAll(`gateway-${number}`, `gateway-${index}`)}\n`);
  const text = `${shipped.trimEnd()}\n${further.join('')}`
    .replace('bind :8443', `bind 127.0.0.1:${port}`)
    .replaceAll('port 9464', `port ${operations}`)
    .replaceAll(
      /(gateway-\d) gateway-(\d):8443/g,
      (_, name, index) => `${name} ${HOSTS[Number(index) - 1]}:${gatewayPort}`,
    );
  // A thing that was not found is a file that is served by nobody.
  for (const wanted of [
    `bind 127.0.0.1:${port}`,
    `port ${operations}`,
    ...HOSTS.map((host) => `${host}:${gatewayPort}`),
  ])
    if (!text.includes(wanted)) throw new Error(`deploy/compose/haproxy.cfg has another form: no place for ${wanted}`);
  return text;
}

function ordersTo(child: ChildProcess): House['outside'] {
  let id = 0;
  const asked = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  child.on('message', (message: { id: number; value: never; error?: string }) => {
    const { resolve, reject } = asked.get(message.id) ?? {};
    asked.delete(message.id);
    if (message.error === undefined) resolve?.(message.value);
    else reject?.(new Error(message.error));
  });
  child.once('exit', (code) => {
    for (const { reject } of asked.values()) reject(new Error(`the outside has ended with ${code}`));
  });
  return (what, ...with_) =>
    new Promise((resolve, reject) => {
      id += 1;
      asked.set(id, { resolve, reject });
      child.send({ id, order: { do: what, with: with_[0] } as Order });
    });
}

async function isOpen(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  const open = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return open;
}
