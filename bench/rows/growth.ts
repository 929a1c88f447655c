// SPDX-License-Identifier: Apache-2.0
// How the CPU of a request and the resident memory grow with clouds, with the caller's projects, with distinct tokens and with other
// replicas at the same Redis. Each point is a fresh gateway over light members, which share the load's core.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openKeys } from '../../src/federation/keys.ts';
import { createTokens } from '../../src/federation/tokens.ts';
import { freePort } from '../../test/free-port.ts';
import { redisIsMissing, startRedis } from '../../test/redis/redis-server.ts';
import { closedLoop } from '../closed-loop.ts';
import { type LightIssuer, type LightMember, startLightIssuer, startLightMember } from '../light-members.ts';
import { logIn } from '../login.ts';
import { answering, PROXY_CORE, start } from '../processes.ts';
import type { Row, Runner } from './row.ts';

interface Point {
  readonly clouds: number;
  readonly projects: number;
  readonly tokens: number;
  /** Zero: no Redis at all. */
  readonly replicas: number;
}

const SMALLEST: Point = { clouds: 1, projects: 1, tokens: 1, replicas: 0 };
const CURVES: { readonly [Curve in keyof Point]: readonly number[] } = {
  clouds: [1, 10, 100],
  projects: [1, 10, 1_000],
  tokens: [1, 1_000, 100_000],
  replicas: [1, 10, 100],
};
const QUICKLY = 10_000;

export const growth: Row = {
  name: 'growth',
  async measure(runner) {
    const issuer = await startLightIssuer();
    const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-growth-'));
    try {
      for (const [curve, values] of Object.entries(CURVES) as [keyof Point, readonly number[]][]) {
        if (curve === 'replicas' && redisIsMissing()) continue;
        for (const value of values.filter((value) => !runner.quick || value <= QUICKLY))
          await at(
            { ...SMALLEST, [curve]: value },
            `growth, ${curve} ${value.toLocaleString('en')}`,
            runner,
            issuer,
            folder,
          );
      }
    } finally {
      await Promise.all([issuer.close(), rm(folder, { recursive: true, force: true })]);
    }
  },
};

async function at(
  point: Point,
  name: string,
  { rounds, seconds, note }: Runner,
  issuer: LightIssuer,
  root: string,
): Promise<void> {
  const folder = await mkdtemp(join(root, 'point-'));
  const projects = Array.from({ length: point.projects }, (_, index) => `p${index}`);
  const members: LightMember[] = [];
  for (let cloud = 0; cloud < point.clouds; cloud++)
    members.push(await startLightMember(`cloud-${cloud}`, (project) => projects.includes(project), projects));
  const redis = point.replicas === 0 ? undefined : await startRedis();
  const others = Array.from({ length: point.replicas }, () => listener(redis?.port ?? 0));

  const [port, operations] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const keys = join(folder, 'keys');
  const file = join(folder, 'gateway.yaml');
  const redisUrl = redis && join(folder, 'redis');
  if (redis !== undefined && redisUrl !== undefined) await writeFile(redisUrl, redis.url, { mode: 0o600 });
  await writeFile(file, stringify(configuration({ url, port, operations, keys, issuer, members, redis: redisUrl })));
  const gateway = start(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), '--config', file], {
    core: PROXY_CORE,
  });
  try {
    await answering(`http://127.0.0.1:${operations}/readyz`);
    const tokens = await tokensOf(url, keys, await issuer.token('alice', ['everybody']), point.tokens);
    const requests = Array.from({ length: Math.max(point.tokens, point.clouds) }, (_, index) => {
      const { id = '' } = members[index % members.length] ?? {};
      return `/clouds/${id}/compute/servers/detail ${tokens[index % tokens.length]}`;
    });
    const rotation = join(folder, 'requests');
    await writeFile(rotation, `${requests.join('\n')}\n`);
    // Sessions with every cloud, before there are many at a time.
    for (const line of requests.slice(0, point.clouds)) {
      const [path = '', token = ''] = line.split(' ');
      const { status } = await fetch(url + path, { headers: { 'x-auth-token': token } });
      if (status !== 200) throw new Error(`${name}: ${path} answers ${status}`);
    }
    const load = { url, rotation };
    await closedLoop(load, gateway, 3 * seconds);
    for (let round = 0; round < rounds; round++) note(`${name}: CPU`, (await closedLoop(load, gateway, seconds)).cpu);
    note(`${name}: resident`, gateway.rss());
    console.log(`${name.padEnd(34)} ${(gateway.rss() / 1e6).toFixed(0)} MB resident`);
  } finally {
    await gateway.stop();
    for (const other of others) other.destroy();
    await Promise.all([...members.map((member) => member.close()), redis?.close()]);
  }
}

/** What another replica is to Redis: somebody who hears everything that is published. */
function listener(port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.resume().write('PSUBSCRIBE *\r\n');
  return socket;
}

interface Places {
  readonly url: string;
  readonly port: number;
  readonly operations: number;
  readonly keys: string;
  readonly issuer: LightIssuer;
  readonly members: readonly LightMember[];
  /** The file with its URL. */
  readonly redis: string | undefined;
}

const configuration = ({ url, port, operations, keys, issuer, members, redis }: Places): object => ({
  gateway: {
    publicUrl: url,
    listen: { host: '127.0.0.1', port },
    operations: { host: '127.0.0.1', port: operations },
    keys,
    drainDelay: '0s',
    limits: { loopLag: 'off' },
  },
  ...(redis === undefined ? {} : { state: { redis: `file:${redis}` } }),
  identityProviders: [{ id: 'sim', issuer: issuer.issuer, audiences: ['scs-gateway'], domain: 'acme' }],
  clouds: members.map(({ id, authUrl }) => ({
    id,
    name: id,
    openstack: { authUrl, region: 'RegionOne', strategy: { kind: 'hub-oidc', identityProvider: 'hub' } },
  })),
});

/** One by a login, the others as the gateway would issue them, by the keys of its folder: of one user, in one project. */
async function tokensOf(url: string, folder: string, bearer: string, count: number): Promise<readonly string[]> {
  const first = await logIn({ url, provider: 'sim', bearer, project: 'p0' });
  if (count === 1) return [first];
  const never = { has: () => false, hasUser: () => false, check: async () => false, checkUser: async () => false };
  const revocations = { ...never, missedAt: () => 0, earliestLogin: (_: string, at: number) => at } as never;
  const keys = await openKeys(folder, { now: Date.now });
  const issued = createTokens({ keys, revocations, now: Date.now }, () => ({ issuer: url, lifetime: 3_600_000 }));
  const { principal, methods, scope: to } = await issued.verify(first);
  const more: string[] = [first];
  while (more.length < count) more.push((await issued.issue({ principal, methods, scope: to })).token);
  keys.close();
  return more;
}
