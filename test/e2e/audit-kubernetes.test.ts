// SPDX-License-Identifier: Apache-2.0
// The audit stream of Kubernetes clusters: changes with what they made, and exec when it opens and when it closes.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Event, incomplete } from './audit-events.ts';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';

let h: ClusterHarness;
let folder: string;
let alice: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-gateway-audit-'));
  h = await startClusterHarness({ gateway: { audit: { file: { path: join(folder, 'audit.jsonl') } } } });
  alice = await h.login('alice');
});
afterAll(async () => {
  await h.close();
  await rm(folder, { recursive: true, force: true });
});

const all = async (): Promise<Event[]> =>
  (await readFile(join(folder, 'audit.jsonl'), 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
async function event(is: (one: Event) => boolean): Promise<Event> {
  for (let turn = 0; turn < 500; turn++) {
    const found = (await all()).filter(is).at(-1);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no such event among ${JSON.stringify((await all()).map(({ name, action }) => [name, action]))}`);
}

const MAPS = '/k8s/hub/api/v1/namespaces/default/configmaps';

it('an object that is made is told with its name, namespace, cluster and the apiserver’s audit id', async () => {
  const answer = await h.send('POST', MAPS, {
    token: alice,
    json: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'made-here' }, data: { key: 'a-secret-value' } },
  });
  expect(answer.status).toBe(201);
  expect(await event(({ name, action }) => name === 'kubernetes' && action === 'create')).toMatchObject({
    outcome: 'success',
    initiator: { name: 'alice', domain: 'acme', credential: { type: 'token' } },
    target: {
      typeURI: 'service/kubernetes/configmaps',
      id: answer.body.metadata.uid,
      name: 'made-here',
      namespace: 'default',
      cluster: 'hub',
      request_id: answer.headers['audit-id'],
    },
  });
  await h.send('DELETE', `${MAPS}/made-here`, { token: alice });
  expect(await event(({ action }) => action === 'delete')).toMatchObject({ target: { name: 'made-here' } });
});

it('an exec is told when it opens and when it closes, without its command', async () => {
  const lines = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
  const path = '/k8s/hub/api/v1/namespaces/default/pods/web-1/exec?command=echo&command=command-secret&stdin=true';
  const tunnel = await h.upgrade(path, [...lines, 'Sec-WebSocket-Protocol: v5.channel.k8s.io'], { token: alice });
  expect(tunnel.status).toBe(101);
  const target = { typeURI: 'service/kubernetes/pods/exec', id: 'web-1', namespace: 'default', cluster: 'hub' };
  expect(await event(({ name }) => name === 'exec.opened')).toMatchObject({
    action: 'start',
    initiator: { name: 'alice' },
    target,
  });
  expect((await all()).some(({ name }) => name === 'exec.closed')).toBe(false);
  tunnel.socket.end();
  await tunnel.ended;
  const closed = await event(({ name }) => name === 'exec.closed');
  expect(closed).toMatchObject({ action: 'stop', target, duration_ms: expect.any(Number) });
  // A kubelet's answer says no id: the gateway has sent it, and the apiserver's audit log has it.
  const sent = h.cluster.requests.find(({ url = '' }) => url.includes('command-secret'))?.headers['audit-id'];
  expect(closed.target.request_id).toBe(sent);
  expect(closed.initiator.request_id).toBe(`req-${sent}`);
});

it('an exec that is refused is told, a review and a list are not, and no event has a secret', async () => {
  const bob = await h.login('bob');
  const lines = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
  const path = '/k8s/hub/api/v1/namespaces/default/pods/web-1/exec?command=sh';
  const refused = await h.upgrade(path, [...lines, 'Sec-WebSocket-Protocol: v5.channel.k8s.io'], { token: bob });
  expect(refused.status).toBe(403);
  expect(await event(({ name, outcome }) => name === 'exec.opened' && outcome === 'failure')).toMatchObject({
    initiator: { name: 'bob' },
    reason: { reasonCode: '403' },
  });
  await h.send('GET', MAPS, { token: alice });
  await h.send('POST', '/k8s/hub/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { token: alice, json: {} });
  await h.send('DELETE', `${MAPS}/last`, { token: alice });
  await event(({ target }) => target.name === 'last');
  const text = JSON.stringify(await all());
  expect(text).not.toMatch(/selfsubjectaccessreviews|command-secret|a-secret-value|eyJ[\w-]{16,}\./);
  expect([alice, bob].filter((token) => text.includes(token))).toEqual([]);
});

it('nobody chooses the id that the apiserver’s audit log has', async () => {
  const chosen = '00000000-0000-4000-8000-00000000cafe';
  for (const http of [1, 2] as const) {
    const { headers } = await h.send('GET', `${MAPS}?limit=${http}`, {
      token: alice,
      http,
      headers: { 'audit-id': chosen },
    });
    expect(headers['audit-id']).toMatch(/^[0-9a-f]{8}-/);
    expect(headers['audit-id']).not.toBe(chosen);
  }
});

it('each event says who, what, where, with which outcome and under which ids', async () => {
  const events = await all();
  expect(new Set(events.map(({ name }) => name))).toEqual(
    new Set(['chain.begun', 'login', 'kubernetes', 'exec.opened', 'exec.closed']),
  );
  expect(incomplete(events)).toEqual([]);
});
