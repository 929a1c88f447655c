// SPDX-License-Identifier: Apache-2.0
// Many members, projects and users over one gateway process and one Redis: what it holds in memory, whether a cold start
// asks members for the same thing twice, how often caches answer, and how long requests take.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { stringify } from 'yaml';
import { freePort } from '../test/free-port.ts';
import { gatewayProcess } from '../test/redis/gateway-process.ts';
import { startRedis } from '../test/redis/redis-server.ts';
import { FLAVORS, type LightMember, serverName, startLightIssuer, startLightMember } from './light-members.ts';

export interface SimulationSize {
  readonly members: number;
  readonly projects: number;
  readonly users: number;
  /** Users who come after all others have logged in: by then the caches may be full. */
  readonly newcomers: number;
  /** Requests once everything is warm. */
  readonly requests: number;
}

export interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
}

interface Latency {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface SimulationResult {
  readonly size: SimulationSize;
  readonly memory: { readonly empty: Memory; readonly users: Memory; readonly newcomers: Memory; readonly end: Memory };
  readonly storm: {
    /** Requests that came at once to a gateway that knew nothing. */
    readonly requests: number;
    /** Different things that they needed of members: proofs, lists of projects, scoped sessions. */
    readonly needed: number;
    /** How often members were asked for them. */
    readonly fetched: number;
    /** Asked for more than once. */
    readonly repeated: readonly string[];
    readonly milliseconds: number;
  };
  /** Then all of them want the flavors of a cloud: what one caller of a project was told, the others are told too. */
  readonly catalogue: {
    readonly requests: number;
    /** Clouds times projects. */
    readonly needed: number;
    readonly fetched: number;
    readonly milliseconds: number;
  };
  /** The share of warm requests whose session was there; of the reference cache, where anything was asked of it. */
  readonly hits: { readonly sessions: number; readonly catalogue: number };
  readonly latency: { readonly login: Latency; readonly storm: Latency; readonly warm: Latency };
  /** Answers that were not what that user must see. */
  readonly wrong: readonly string[];
}

/** Clouds that a project is on, projects that a user works in, and how often the same request comes at once in the storm. */
const SPREAD = 4;
const EACH = 3;
const TWINS = 3;
const CONCURRENT = 64;

export async function simulate(
  size: SimulationSize,
  progress: (line: string) => void = () => undefined,
): Promise<SimulationResult> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-simulation-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    return await run(size, folder, closers, progress);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function run(
  size: SimulationSize,
  folder: string,
  closers: (() => Promise<unknown>)[],
  progress: (line: string) => void,
): Promise<SimulationResult> {
  const clouds = Array.from({ length: size.members }, (_, index) => `cloud-${index}`);
  const spread = Math.min(SPREAD, size.members);
  const cloudsOf = (project: string): string[] =>
    Array.from({ length: spread }, (_, index) => clouds[(numberOf(project) * 7 + index) % size.members] ?? '');
  const projectsOf = (user: number): string[] =>
    Array.from({ length: EACH }, (_, index) => `p${(user * 13 + index * 37) % size.projects}`);

  const redis = await startRedis();
  closers.push(() => redis.close());
  const issuer = await startLightIssuer();
  closers.push(() => issuer.close());
  const members = new Map<string, LightMember>();
  for (const id of clouds) {
    const member = await startLightMember(id, (project) => cloudsOf(project).includes(id));
    closers.push(() => member.close());
    members.set(id, member);
  }

  const [port, operations] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, 'gateway.yaml');
  const config = {
    gateway: {
      publicUrl: url,
      listen: { host: '127.0.0.1', port },
      operations: { host: '127.0.0.1', port: operations },
      keys: join(folder, 'keys'),
      drainDelay: '0s',
      logLevel: 'warn',
      // Everybody comes from one address, all at once.
      limits: { loopLag: 'off', address: { failed: 'off' } },
    },
    state: { redis: 'env:REDIS_URL' },
    identityProviders: [{ id: 'sim', issuer: issuer.issuer, audiences: ['scs-gateway'], domain: 'acme' }],
    clouds: [...members.values()].map(({ id, authUrl }) => ({
      id,
      name: id,
      openstack: { authUrl, region: 'RegionOne', strategy: { kind: 'hub-oidc', identityProvider: 'hub' } },
    })),
  };
  await writeFile(file, stringify(config));
  const probe = ['--expose-gc', '--import', join(import.meta.dirname, 'memory-probe.ts')];
  const readyAt = `http://127.0.0.1:${operations}/readyz`;
  const gateway = gatewayProcess({ file, env: { REDIS_URL: redis.url }, node: probe, ipc: true, readyAt });
  closers.push(() => gateway.close());
  await gateway.start();

  const agent = new Agent({ connections: CONCURRENT });
  closers.push(() => agent.destroy());
  const ask = async (method: 'GET' | 'POST', path: string, headers: Record<string, string>, body?: object) => {
    const begun = performance.now();
    const answer = await request(`${url}${path}`, {
      method,
      dispatcher: agent,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      token: String(answer.headers['x-subject-token'] ?? ''),
      text,
      ms: performance.now() - begun,
    };
  };
  const wrong: string[] = [];
  const expectStatus = (what: string, status: number, must: number, text: string): void => {
    if (status !== must) wrong.push(`${what}: ${status} ${text.slice(0, 200)}`);
  };

  /** Every project of a user, by a token of its own. */
  async function logIn(user: number, times: number[]): Promise<[project: string, token: string][]> {
    const bearer = await issuer.token(`user-${user}`, projectsOf(user));
    const path = '/identity/v3/OS-FEDERATION/identity_providers/sim/protocols/openid/auth';
    const first = await ask('POST', path, { authorization: `Bearer ${bearer}` });
    expectStatus(`login of user-${user}`, first.status, 201, first.text);
    times.push(first.ms);
    const tokens: [string, string][] = [];
    for (const name of new Set(projectsOf(user))) {
      const identity = { methods: ['token'], token: { id: first.token } };
      const scope = { project: { name, domain: { name: 'acme' } } };
      const scoped = await ask('POST', '/identity/v3/auth/tokens', {}, { auth: { identity, scope } });
      expectStatus(`scope of user-${user} to ${name}`, scoped.status, 201, scoped.text);
      times.push(scoped.ms);
      tokens.push([name, scoped.token]);
    }
    return tokens;
  }

  /** What the owner of the token must see, and nothing else. */
  async function servers(cloud: string, project: string, token: string, times: number[]): Promise<void> {
    const { status, text, ms } = await ask('GET', `/clouds/${cloud}/compute/v2.1/servers/detail`, {
      'x-auth-token': token,
    });
    times.push(ms);
    const names = status === 200 ? (JSON.parse(text).servers as { name: string }[]).map(({ name }) => name) : [];
    if (names.join() !== serverName(cloud, project))
      wrong.push(`${project} on ${cloud}: ${status} ${text.slice(0, 200)}`);
  }

  const memory = (): Promise<Memory> =>
    new Promise((resolve) => {
      gateway.child().once('message', (message) => resolve(message as Memory));
      gateway.child().send('memory');
    });
  const metric = async (pattern: RegExp): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text();
    return text.split('\n').reduce((sum, line) => (pattern.test(line) ? sum + Number(line.split(' ').at(-1)) : sum), 0);
  };

  // --- everybody logs in
  const empty = await memory();
  const logins: number[] = [];
  const tokens: [user: number, project: string, token: string][] = [];
  const everybody = Array.from({ length: size.users }, (_, user) => user);
  const enter = (list: readonly number[]): Promise<void> =>
    sideBySide(list, CONCURRENT, async (user) => {
      for (const [project, token] of await logIn(user, logins)) tokens.push([user, project, token]);
    });
  await enter(everybody);
  const full = await memory();
  progress(`${size.users} users logged in: ${tokens.length} tokens for projects, heap ${megabytes(full.heapUsed)}`);
  const kept = tokens.length;
  await enter(Array.from({ length: size.newcomers }, (_, index) => size.users + index));
  tokens.length = kept;
  const newcomers = await memory();
  progress(`${size.newcomers} more came: heap ${megabytes(newcomers.heapUsed)}`);

  // --- cold: the process and Redis know nothing, the tokens are good
  gateway.kill('SIGTERM');
  await gateway.ended;
  await redis.cli('flushall');
  await gateway.start();
  for (const { asked } of members.values()) asked.clear();
  const stormTimes: number[] = [];
  const storm = everybody.flatMap((user) => {
    const [, project = '', token = ''] = tokens.find(([owner]) => owner === user) ?? [];
    const cloud = cloudsOf(project)[user % spread] ?? '';
    return Array.from({ length: TWINS }, () => ({ cloud, project, token }));
  });
  const begun = performance.now();
  await sideBySide(storm, CONCURRENT * TWINS, ({ cloud, project, token }) =>
    servers(cloud, project, token, stormTimes),
  );
  const milliseconds = performance.now() - begun;
  const fetched = [...members.values()].flatMap(({ id, asked }) =>
    [...asked].flatMap(([what, count]) => (what.startsWith('servers') ? [] : [{ what: `${id}: ${what}`, count }])),
  );
  const repeated = fetched.filter(({ count }) => count > 1).map(({ what, count }) => `${what} (${count} times)`);
  progress(
    `storm: ${storm.length} requests in ${(milliseconds / 1000).toFixed(1)} s, ${repeated.length} things fetched twice`,
  );

  for (const { asked } of members.values()) asked.clear();
  const listed = performance.now();
  await sideBySide(storm, CONCURRENT * TWINS, async ({ cloud, token }) => {
    const { status, text } = await ask('GET', `/scs/v1/flavors?cloud=${cloud}`, { authorization: `Bearer ${token}` });
    const { items = [] } = status === 200 ? (JSON.parse(text) as { items?: unknown[] }) : {};
    if (items.length !== FLAVORS.length) wrong.push(`flavors of ${cloud}: ${status} ${text.slice(0, 300)}`);
  });
  const catalogueMilliseconds = performance.now() - listed;
  const lists = [...members.values()].flatMap(({ asked }) =>
    [...asked].flatMap(([what, count]) => (what.startsWith('flavors') ? [count] : [])),
  );
  progress(`flavors: ${storm.length} lists, ${sum(lists)} fetched for ${lists.length} projects on clouds`);

  // --- warm
  const warmTimes: number[] = [];
  for (const { asked } of members.values()) asked.clear();
  const walk = Array.from({ length: size.requests }, (_, index) => {
    // Not random, so that two runs are the same: a stride that visits all.
    const [, project = '', token = ''] = tokens[(index * 7919) % tokens.length] ?? [];
    return { cloud: cloudsOf(project)[index % spread] ?? '', project, token };
  });
  await sideBySide(walk, CONCURRENT, ({ cloud, project, token }) => servers(cloud, project, token, warmTimes));
  // Each request needs one session in its project.
  const opened = [...members.values()].flatMap(({ asked }) =>
    [...asked].flatMap(([what, count]) => (what.startsWith('scope') ? [count] : [])),
  );
  const catalogue = { hit: await metric(CATALOGUE_HIT), all: await metric(CATALOGUE) };
  const end = await memory();
  progress(`${size.requests} requests: heap ${megabytes(end.heapUsed)}`);

  return {
    size,
    memory: { empty, users: full, newcomers, end },
    storm: {
      requests: storm.length,
      needed: fetched.length,
      fetched: sum(fetched.map(({ count }) => count)),
      repeated,
      milliseconds,
    },
    catalogue: {
      requests: storm.length,
      needed: lists.length,
      fetched: sum(lists),
      milliseconds: catalogueMilliseconds,
    },
    hits: {
      sessions: 1 - sum(opened) / size.requests,
      catalogue: catalogue.hit / catalogue.all,
    },
    latency: { login: latency(logins), storm: latency(stormTimes), warm: latency(warmTimes) },
    wrong,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const CATALOGUE = /^scs_gateway_reference_cache_total\{/;
const CATALOGUE_HIT = /^scs_gateway_reference_cache_total\{.*"(?:hit|stale)"/;

const numberOf = (project: string): number => Number(project.slice(1));

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

function latency(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}

async function sideBySide<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
