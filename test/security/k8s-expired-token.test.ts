// SPDX-License-Identifier: Apache-2.0
// A token whose time is over begins nothing any more, whatever way the request spells that it wants to stay. What it has
// begun goes on, as with the apiserver itself: only the loss of the right, or the longest age of a stream, ends that.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, until } from '../e2e/cluster-harness.ts';

let h: ClusterHarness;
beforeAll(async () => {
  // A token's times are whole seconds, cut off: of these four, at least three are left.
  h = await startClusterHarness({ tokenLifetime: 4_000 });
});
afterAll(() => h.close());

const PODS = '/api/v1/namespaces/default/pods';

it('watches, followed logs and tunnels outlast the token, and nothing begins after', async () => {
  const token = await h.login('alice');
  const expiry = Date.now() + 4_000;
  const h2 = await h.h2();
  const streams = ['?watch=true', '?watch', '?w%61tch=1', '/web-1/log?follow=true'].map((rest) =>
    h2.open('GET', `/k8s/hub${PODS}${rest}`, { authorization: `Bearer ${token}` }).resume(),
  );
  const errors: unknown[] = [];
  for (const stream of streams) stream.on('error', (error) => errors.push(error));
  const tunnel = await h.upgrade(
    `/k8s/hub${PODS}/web-1/exec`,
    ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'],
    { token },
  );
  expect(tunnel.status).toBe(101);
  await until(() => h.cluster.objects.watches() === 3);
  await until(() => Date.now() > expiry + 1_500);
  for (const path of ['/k8s/hub/version', `/k8s/hub${PODS}?watch=true`])
    expect((await h.send('GET', path, { token })).status).toBe(401);
  expect((await h.upgrade(`/k8s/hub${PODS}/web-1/exec`, ['Upgrade: SPDY/3.1'], { token })).status).toBe(401);
  expect([h.cluster.objects.watches(), h.cluster.tunnels(), errors]).toEqual([3, 1, []]);
  tunnel.socket.write('still here');
  await until(() => tunnel.received().toString() === 'still here');
  tunnel.socket.destroy();
  for (const stream of streams) stream.close();
  await until(() => h.cluster.objects.watches() + h.cluster.tunnels() === 0);
});

it('an expired token of the identity provider is refused', async () => {
  const now = Math.floor(Date.now() / 1000);
  const token = await h.idp.mint({
    sub: 'alice',
    preferred_username: 'alice',
    groups: [],
    iat: now - 900,
    exp: now - 600,
  });
  expect((await h.send('GET', '/k8s/hub/version', { token })).status).toBe(401);
});
