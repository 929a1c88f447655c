// SPDX-License-Identifier: Apache-2.0
// Behind the gateway's own account a cluster believes every Impersonate-* and X-Remote-* header. A proxy that drops only
// the spelling it knows, or only the first of two, or none on upgrades, lets any user be system:masters.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';

let h: ClusterHarness;
let carol: string;
beforeAll(async () => {
  h = await startClusterHarness();
  carol = await h.login('carol');
});
afterAll(() => h.close());

const UPGRADE = [
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: v5.channel.k8s.io',
];
const EXEC = '/api/v1/namespaces/default/pods/web-1/exec';

/** By hand, once plain and once as an upgrade: the answers' statuses, and what the cluster saw of it all. */
async function send(cluster: string, lines: readonly string[], token = carol) {
  const before = h.cluster.requests.length;
  const statuses: number[] = [];
  for (const [path, more] of [
    ['/version', ['Connection: close']],
    [EXEC, UPGRADE],
  ] as const) {
    // `Connection: Upgrade` without Upgrade is a plain request.
    const { status, socket } = await h.upgrade(`/k8s/${cluster}${path}`, [...more, ...lines], { token });
    statuses.push(status);
    socket.destroy();
  }
  return { statuses, seen: h.cluster.requests.slice(before) };
}
const spellings = (name: string) => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
  name.replace(/\w/g, (c, i) => (i % 2 ? c.toUpperCase() : c.toLowerCase())),
];

describe.each(['hub', 'imp'])('on cluster %s', (cluster) => {
  it.each([
    'Impersonate-User',
    'Impersonate-Group',
    'Impersonate-Uid',
    'Impersonate-Extra-Scopes',
    'Impersonate-Anything',
  ])('%s in any letter case, alone or twice, makes nobody more than they are', async (name) => {
    for (const spelled of spellings(name))
      for (const times of [1, 2]) {
        const lines = Array.from({ length: times }, () => `${spelled}: system:masters`);
        const { statuses, seen } = await send(cluster, lines);
        for (const status of statuses) expect([400, 403]).toContain(status);
        for (const { identity } of seen) expect(identity?.groups ?? []).not.toContain('system:masters');
        if (cluster === 'imp') for (const { rawHeaders } of seen) expect(rawHeaders).not.toContain('system:masters');
      }
  });

  it('a group beside an allowed user is asked about as well', async () => {
    const { statuses, seen } = await send(
      cluster,
      ['Impersonate-User: dev', 'impersonate-GROUP: system:masters'],
      await h.login('alice'),
    );
    expect(statuses).toEqual([403, 403]);
    for (const { identity } of seen) expect(identity?.groups ?? []).not.toContain('system:masters');
  });

  it.each([
    'X-Remote-User',
    'X-Remote-Group',
    'X-Remote-Uid',
    'X-Remote-Extra-Scopes',
    'X-Forwarded-User',
    'Cookie',
    'X-Auth-Token',
    'X-Scs-User',
  ])('%s never arrives, in any letter case', async (name) => {
    const lines = [...spellings(name), name.replaceAll('-', '_')].map((one) => `${one}: system:masters`);
    const { statuses, seen } = await send(cluster, lines);
    expect(statuses).toEqual([200, 101]);
    expect(JSON.stringify(seen)).not.toContain('system:masters');
  });

  it('none of our headers can be named away by Connection', async () => {
    const { statuses, seen } = await send(cluster, [
      'Connection: Authorization, Impersonate-User, Impersonate-Group, Upgrade',
    ]);
    expect(statuses).toEqual([200, 101]);
    for (const { identity } of seen) expect(identity?.user).toBe('scs:acme/carol');
  });

  it('a second Authorization is not heard', async () => {
    const { seen } = await send(cluster, ['Authorization: Bearer sa-token-of-the-gateway']);
    for (const { identity, rawHeaders } of seen) {
      expect(identity?.user).toBe('scs:acme/carol');
      expect(rawHeaders.filter((text) => text.toLowerCase() === 'authorization')).toHaveLength(1);
    }
  });
});

it('the account itself is no key to the gateway', async () => {
  expect((await h.send('GET', '/k8s/imp/version', { token: 'sa-token-of-the-gateway' })).status).toBe(401);
});

it('no path leads out of the cluster', async () => {
  for (const path of [
    '/k8s/imp/../hub/version',
    '/k8s/imp/%2e%2e/x',
    '/k8s/imp/a%00b',
    '/k8s/imp/a\\b',
    '/k8s/%2e%2e/imp',
  ]) {
    const { status } = await h.upgrade(path, ['Connection: close'], { token: carol });
    expect(status).toBe(400);
  }
});
