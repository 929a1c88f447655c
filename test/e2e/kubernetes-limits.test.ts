// SPDX-License-Identifier: Apache-2.0
// Silence: the pool's limits of time end what should have answered, and leave alone what may be silent for ever.
import Fastify from 'fastify';
import { Agent, request, upgrade } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tokens } from '../../src/federation/tokens.ts';
import { createOpenStreams } from '../../src/gateway/open-streams.ts';
import { kubernetesSurface } from '../../src/gateway/surfaces/kubernetes/index.ts';
import type { Fleet } from '../../src/members/fleet.ts';
import { createTransport } from '../../src/members/transport.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import { connectTo } from '../../src/model/connect-to.ts';
import type { Principal } from '../../src/model/identity.ts';
import { NO_MAINTENANCE } from '../../src/model/maintenance.ts';
import type { ReferenceCache } from '../../src/model/reference-cache.ts';
import { type ClusterStandIn, startCluster } from '../../standins/cluster.ts';
import { NO_LIMITS } from '../unit/gateway/limits/no-limits.ts';
import { until } from './cluster-harness.ts';

/** Far below what any of the silences here last. */
const LIMIT = 100;
const SILENCE = 5 * LIMIT;

let cluster: ClusterStandIn;
let url: string;
const agent = new Agent();
const app = Fastify();
const transport = () =>
  createTransport(
    {
      cloud: 'cloud-a',
      tls: { ca: cluster.ca },
      connections: 10,
      timeouts: { connect: 5_000, headers: LIMIT, idle: LIMIT, login: 5_000 },
      breaker: { failures: 100, cooldown: 1 },
    },
    { now: Date.now },
  );
let joined: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ name: 'x', accounts: { t: { user: 'u', groups: ['system:masters'] } } });
  joined = {
    id: 'x',
    name: 'x',
    cloud: 'cloud-a',
    server: cluster.server,
    ...connectTo(cluster.server),
    tls: { ca: cluster.ca },
    transport: transport(),
    strategy: {
      kind: 'test',
      impersonation: 'forward',
      showsUnauthorized: false,
      credential: async () => [['authorization', 'Bearer t']],
      refused: () => undefined,
    },
  };
  const caller = { principal: {} as Principal, expiresAt: Date.now() + 60_000 };
  await app.register(
    kubernetesSurface({
      fleet: () => ({ clusters: new Map([['x', joined]]) }) as Partial<Fleet> as Fleet,
      tokens: { claimsToBeOurs: () => true, known: () => caller } as unknown as Tokens,
      limits: NO_LIMITS,
      streams: createOpenStreams({
        tokens: { isRevoked: () => false, recheck: async () => true, missedAt: () => 0 },
        hears: () => true,
        now: Date.now,
        age: () => 3_600_000,
        onEnded: () => undefined,
      }),
      now: Date.now,
      maintenance: NO_MAINTENANCE,
      addressOf: () => '127.0.0.1',
      publicUrl: 'http://localhost',
      urlOf: (raw) => raw.url ?? '',
      references: {} as ReferenceCache,
    }),
  );
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await agent.destroy();
  await app.close();
  await joined.transport.close();
  await cluster.close();
});

const get = (path: string) =>
  request(`${url}/k8s/x${path}`, { dispatcher: agent, headers: { authorization: 'Bearer any' } });
const silence = () => new Promise((resolve) => setTimeout(resolve, SILENCE));

it('a plain request that is not answered ends within the limit', async () => {
  cluster.faults.push({ kind: 'hang' });
  const answer = await get('/api/v1/pods');
  expect([answer.statusCode, ((await answer.body.json()) as { reason: string }).reason]).toEqual([504, 'Timeout']);
});

it.each(['?watch=true&resourceVersion=1000000', '?watch&resourceVersion=1000000'])(
  'a watch (%s) may be silent far beyond it',
  async (query) => {
    const answer = await get(`/api/v1/pods${query}`);
    let text = '';
    answer.body.on('data', (chunk) => {
      text += chunk;
    });
    await silence();
    cluster.objects.put('pods', 'default', { metadata: { name: `late-${query.length}` } });
    await until(() => text.includes(`late-${query.length}`));
    answer.body.destroy();
  },
);

it('followed logs may be silent far beyond it', async () => {
  const answer = await get('/api/v1/namespaces/default/pods/web-1/log?follow=true');
  let text = '';
  answer.body.on('data', (chunk) => {
    text += chunk;
  });
  await silence();
  cluster.say('late line');
  await until(() => text.includes('late line'));
  answer.body.destroy();
});

it('a tunnel may be silent far beyond it', async () => {
  const headers = { authorization: 'Bearer any', 'x-stream-protocol-version': 'v4.channel.k8s.io' };
  const path = '/k8s/x/api/v1/namespaces/default/pods/web-1/exec';
  const { headers: answered, socket } = await upgrade(`${url}${path}`, {
    dispatcher: agent,
    protocol: 'SPDY/3.1',
    headers,
  });
  expect(answered).toMatchObject({ 'x-stream-protocol-version': 'v4.channel.k8s.io' });
  await silence();
  socket.write('late bytes');
  const [chunk] = (await new Promise((resolve) => socket.once('data', (data) => resolve([data])))) as [Buffer];
  expect(chunk.toString()).toBe('late bytes');
  socket.destroy();
});
