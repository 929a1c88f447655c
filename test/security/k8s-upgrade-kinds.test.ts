// SPDX-License-Identifier: Apache-2.0
// After an upgrade nobody but the two ends knows what is spoken. A value that the apiserver does not know, but a proxy in
// front of it does (h2c), would open a way through which requests go that the gateway never sees.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';

let h: ClusterHarness;
let alice: string;
beforeAll(async () => {
  h = await startClusterHarness();
  alice = await h.login('alice');
});
afterAll(() => h.close());

const EXEC = '/k8s/hub/api/v1/namespaces/default/pods/web-1/exec';

it.each(['h2c', 'TLS/1.0', 'HTTP/2.0', 'foo', 'websocket, h2c', 'SPDY/3.1, websocket', 'SPDY/3', 'websocket/13'])(
  'an upgrade to %s is refused, and nothing of it reaches the cluster',
  async (kind) => {
    const before = h.cluster.requests.length;
    const answer = await h.upgrade(EXEC, [`Upgrade: ${kind}`], { method: 'POST', token: alice });
    await answer.ended;
    expect([answer.status, JSON.parse(answer.received().toString()).kind]).toEqual([400, 'Status']);
    expect(h.cluster.requests.length).toBe(before);
  },
);

it.each(['SPDY/3.1', 'spdy/3.1'])('an upgrade to %s is none of these', async (kind) => {
  const lines = [`Upgrade: ${kind}`, 'X-Stream-Protocol-Version: v4.channel.k8s.io'];
  const answer = await h.upgrade(EXEC, lines, { method: 'POST', token: alice });
  expect(answer.status).toBe(101);
});
