// SPDX-License-Identifier: Apache-2.0
// Several processes on one port: to clients and operators they are one gateway, and one that dies is replaced. They run from
// what `npm run build` makes, as in the image.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { connectH2 } from '../e2e/h2-client.ts';
import { freePort } from '../free-port.ts';
import { type GatewayProcess, gatewayProcess } from './gateway-process.ts';
import { type RedisServer, redisIsMissing, startRedis, until } from './redis-server.ts';

// biome-ignore lint/suspicious/noExplicitAny: the configuration file as written, before any check
type File = any;

const COMPUTE = '/clouds/cloud-a/compute/v2.1';
const POD = '/k8s/demo-a/api/v1/namespaces/default/pods/web-1';

describe.skipIf(redisIsMissing())('several workers', () => {
  let folder: string;
  let demo: Demo;
  let ca: string;
  let token: string;
  let redis: RedisServer;
  let port: number;
  let operations: number;
  let file: string;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scs-gateway-workers-'));
    demo = await startDemo(join(folder, 'demo'));
    ca = await readFile(demo.files.ca, 'utf8');
    token = demo.env.SCS_TOKEN ?? '';
    redis = await startRedis();
    const build = join(import.meta.dirname, '../../scripts/build.ts');
    execFileSync(process.execPath, [build, '--to', join(folder, 'built')], { stdio: 'pipe' });
  });
  afterAll(async () => {
    await redis.close();
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    [port, operations] = [await freePort(), await freePort()];
    file = join(folder, `gateway-${port}.yaml`);
    await write(() => undefined);
    const main = join(folder, 'built/src/main.js');
    gateway = gatewayProcess({ file, main, env: { REDIS_URL: redis.url } });
  });
  afterEach(() => gateway.close());

  /** As the demo's, with two workers over Redis, on ports of its own. */
  async function write(change: (file: File) => void): Promise<void> {
    const config: File = parse(await readFile(demo.files.gatewayConfig, 'utf8'));
    Object.assign(config.gateway, { workers: 2, drainDelay: '200ms', drainTimeout: '15s' });
    Object.assign(config.gateway.listen, { host: '127.0.0.1', port });
    config.gateway.operations.port = operations;
    config.state = { redis: 'env:REDIS_URL' };
    change(config);
    await writeFile(file, stringify(config));
  }
  const json = () => gateway.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  /** One request on a connection of its own, so that any worker may get it. */
  const send = async (path: string, headers: Record<string, string> = { 'x-auth-token': token }, method = 'GET') => {
    const call = get({ host: 'localhost', port, path, method, ca, agent: false, headers });
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += chunk;
    return { status: answer.statusCode, text, headers: answer.headers };
  };
  const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, work));
  const statuses = async (path: string, headers?: Record<string, string>) => [
    ...new Set((await times(8, () => send(path, headers))).map(({ status }) => status)),
  ];
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text();
    const values = text.split('\n').filter((line) => line.startsWith(name));
    return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${operations}/readyz`);
    return { status: answer.status, body: (await answer.json()) as File };
  };
  /** Of the primary, as /proc has them. */
  const workers = async (): Promise<number[]> => {
    const children = await readFile(`/proc/${gateway.pid}/task/${gateway.pid}/children`, 'utf8');
    return children.trim().split(' ').filter(Boolean).map(Number);
  };
  const alive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('answer as one: any takes any request, log lines are whole and say whose they are, metrics are summed', async () => {
    await gateway.start();
    process.stdout.write(`two workers were ready after ${gateway.startedIn.toFixed(0)} ms\n`);
    expect(await workers()).toHaveLength(2);
    expect(await ready()).toMatchObject({
      status: 200,
      body: { parts: { workers: { ok: true }, store: { ok: true }, keys: { ok: true } } },
    });
    expect(await statuses(`${COMPUTE}/servers/detail`)).toEqual([200]);
    await until(() => json().filter(({ msg }) => msg === 'request').length === 8);
    const requests = json().filter(({ msg }) => msg === 'request');
    expect([...new Set(requests.map(({ worker }) => worker))].toSorted()).toEqual([1, 2]);
    expect(json().filter(({ msg }) => msg === 'ready')).toEqual([expect.objectContaining({ workers: 2 })]);
    expect(await metric('scs_gateway_requests_total{surface="openstack"')).toBe(8);
    expect(await metric('scs_gateway_request_duration_seconds_count{surface="openstack"')).toBe(8);
    // Gauges are not summed where a sum would say nothing.
    expect(await metric('scs_gateway_store_up')).toBe(1);
    expect(await metric('scs_gateway_workers')).toBe(2);
    expect(await metric('scs_gateway_process_start_time_seconds')).toBeGreaterThan(Date.now() / 1000 - 600);
  });

  it('know of a revocation and of a console that another one made', async () => {
    await gateway.start();
    const auth = {
      identity: { methods: ['token'], token: { id: token } },
      scope: { project: { name: 'research', domain: { name: 'acme' } } },
    };
    const call = request({
      host: 'localhost',
      port,
      path: '/identity/v3/auth/tokens',
      method: 'POST',
      ca,
      agent: false,
      headers: { 'content-type': 'application/json' },
    });
    call.end(JSON.stringify({ auth }));
    const [made] = (await once(call, 'response')) as [IncomingMessage];
    made.resume();
    const mine = String(made.headers['x-subject-token']);
    expect(made.statusCode).toBe(201);
    expect(await statuses(`${COMPUTE}/servers`, { 'x-auth-token': mine })).toEqual([200]);
    const revoked = await send('/identity/v3/auth/tokens', { 'x-auth-token': mine, 'x-subject-token': mine }, 'DELETE');
    expect(revoked.status).toBe(204);
    await until(async () => `${await statuses(`${COMPUTE}/servers`, { 'x-auth-token': mine })}` === '401', 5_000);

    const h2 = await connectH2(`https://localhost:${port}`, ca);
    const post = async (path: string, body: object): Promise<File> => {
      const headers = {
        'x-auth-token': token,
        'content-type': 'application/json',
        'openstack-api-version': 'compute 2.92',
      };
      return JSON.parse((await h2.send('POST', `${COMPUTE}${path}`, headers, JSON.stringify(body))).bytes.toString());
    };
    const flavors = JSON.parse((await send(`${COMPUTE}/flavors`)).text).flavors as { id: string }[];
    const server = { name: 'c', flavorRef: flavors[0]?.id, imageRef: '', networks: 'none' };
    const { id } = (await post('/servers', { server })).server;
    const shown = await post(`/servers/${id}/remote-consoles`, { remote_console: { protocol: 'vnc', type: 'novnc' } });
    const page = new URL(shown.remote_console.url);
    expect(await statuses(page.pathname + page.search, {})).toEqual([200]);
    const greetings = await times(6, () =>
      upgrade(`/${page.searchParams.get('path')}`, ['Sec-WebSocket-Protocol: binary']),
    );
    expect(new Set(greetings.map(({ head }) => head.split('\r\n')[0]))).toEqual(
      new Set(['HTTP/1.1 101 Switching Protocols']),
    );
    for (const { socket } of greetings) socket.destroy();
    h2.close();
  });

  /** A WebSocket's beginning, on a connection of its own. */
  async function upgrade(path: string, lines: string[]): Promise<{ head: string; socket: TLSSocket }> {
    const socket = connect({ host: 'localhost', port, ca, ALPNProtocols: ['http/1.1'] });
    await once(socket, 'secureConnect');
    const asked = [
      `GET ${path} HTTP/1.1`,
      `Host: localhost:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...lines,
    ];
    socket.write(`${asked.join('\r\n')}\r\n\r\n`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    return { head: head.toString('latin1'), socket };
  }

  it('carry HTTP/2 and tunnels of kubectl exec', async () => {
    await gateway.start();
    const sessions = await times(4, () => connectH2(`https://localhost:${port}`, ca));
    const answers = await Promise.all(
      sessions.flatMap((session) =>
        [1, 2, 3].map(() => session.send('GET', `${COMPUTE}/flavors`, { 'x-auth-token': token })),
      ),
    );
    expect(new Set(answers.map(({ status, bytes }) => `${status} ${bytes}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    for (const session of sessions) session.close();

    const tunnels = await times(4, () =>
      upgrade(`${POD}/exec?command=cat&stdin=true&stdout=true`, [
        'Sec-WebSocket-Protocol: v5.channel.k8s.io',
        `Authorization: Bearer ${token}`,
      ]),
    );
    for (const { head, socket } of tunnels) {
      expect(head).toMatch(/^HTTP\/1\.1 101 /);
      const echo = once(socket, 'data');
      // A frame with a mask of zeros; the first byte of its data is the channel, standard input.
      const data = Buffer.from('\0to the pod and back');
      socket.write(Buffer.concat([Buffer.from([0x82, 0x80 | data.length, 0, 0, 0, 0]), data]));
      expect(String((await echo)[0])).toContain('to the pod and back');
      socket.destroy();
    }
  });

  it('are replaced when they die, and what they counted stays counted', async () => {
    await gateway.start();
    expect(await statuses(`${COMPUTE}/flavors`)).toEqual([200]);
    expect(await metric('scs_gateway_requests_total{surface="openstack"')).toBe(8);
    const [first = 0, second] = await workers();
    process.kill(first, 'SIGKILL');
    await until(async () => (await ready()).status === 503);
    // The other one goes on meanwhile.
    expect(await statuses(`${COMPUTE}/flavors`)).toEqual([200]);
    await until(async () => (await ready()).status === 200);
    const now = await workers();
    expect([now.length, now.includes(second ?? 0), now.includes(first)]).toEqual([2, true, false]);
    expect(await statuses(`${COMPUTE}/flavors`)).toEqual([200]);
    expect(await metric('scs_gateway_requests_total{surface="openstack"')).toBe(24);
    expect(await metric('scs_gateway_worker_ends_total')).toBe(1);
    expect(json()).toContainEqual(
      expect.objectContaining({ msg: 'worker ended; another one takes its place', signal: 'SIGKILL', pid: first }),
    );
  });

  it('take a changed configuration together; a wrong one is told and counted once, and one who starts later does not get it', async () => {
    await gateway.start();
    const path = '/clouds/cloud-z/compute/v2.1/flavors';
    expect(await statuses(path)).toEqual([404]);
    await write(({ clouds }) => {
      clouds[1].id = 'cloud-z';
    });
    await until(async () => `${await statuses(path)}` === '200');
    expect(await metric('scs_gateway_config_reloads_total{outcome="applied"}')).toBe(1);
    expect(json().filter(({ msg }) => msg === 'configuration applied')).toHaveLength(1);

    await writeFile(file, 'gateway: []');
    await until(async () => (await metric('scs_gateway_config_reloads_total{outcome="refused"}')) === 1);
    expect(json().filter(({ msg }) => String(msg).startsWith('changed configuration refused'))).toHaveLength(1);
    const [first = 0] = await workers();
    process.kill(first, 'SIGKILL');
    await until(async () => (await ready()).status === 503);
    await until(async () => (await ready()).status === 200);
    expect(await statuses(path)).toEqual([200]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'end at a %s to their whole group, after what is under way',
    async (signal) => {
      await gateway.start();
      // A watch that the gateway cannot know the end of, and one more request on the connection of another.
      const watch = get({
        host: 'localhost',
        port,
        path: '/k8s/demo-a/api/v1/pods?watch=1&timeoutSeconds=2',
        ca,
        agent: false,
        headers: { authorization: `Bearer ${token}` },
      });
      const [answer] = (await once(watch, 'response')) as [IncomingMessage];
      answer.resume();
      const ended = once(answer, 'end');
      const all = [gateway.pid, ...(await workers())];
      for (const pid of all) process.kill(pid, signal);
      await until(async () => (await ready()).status === 503);
      await ended;
      expect(await gateway.ended).toEqual({ code: 0, signal: null });
      expect(all.filter(alive)).toEqual([]);
      expect(json().filter(({ msg }) => msg === 'draining')).toHaveLength(1);
    },
  );

  it('end with their primary when that is killed', async () => {
    await gateway.start();
    const all = await workers();
    gateway.kill('SIGKILL');
    await gateway.ended;
    await until(() => !all.some(alive));
    await expect(send('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('have one pair of keys that the first start made', async () => {
    const keys = join(folder, `keys-${port}`);
    await write((config) => Object.assign(config.gateway, { keys, workers: 3 }));
    await gateway.start();
    const kinds = (await readdir(keys)).map((name) => name.split('-')[0]).toSorted();
    expect(kinds).toEqual(['seal', 'sign']);
    const published = await times(8, () => send('/.well-known/jwks.json', {}));
    expect(new Set(published.map(({ text }) => text)).size).toBe(1);
  });

  it('do not start where the port is taken, which is said once and without a stack', async () => {
    await write((config) => {
      config.gateway.listen.port = Number(new URL(demo.gatewayUrl).port);
    });
    await expect(gateway.start()).rejects.toThrow();
    expect(await gateway.ended).toEqual({ code: 1, signal: null });
    expect(gateway.stderr().trim().split('\n')).toEqual([expect.stringMatching(/^scs-gateway: .*EADDRINUSE/)]);
  });
});
