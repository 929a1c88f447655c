// SPDX-License-Identifier: Apache-2.0
// A watch or a shell that outlives its token is a right that nobody can take back: what was begun with a token ends with
// it, whatever way the request spells that it wants to stay.
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, until } from '../e2e/cluster-harness.ts';

let h: ClusterHarness;
beforeAll(async () => {
  // A token's times are whole seconds, cut off: of these four, at least three are left.
  h = await startClusterHarness({ tokenLifetime: 4_000 });
});
afterAll(() => h.close());

const PODS = '/api/v1/namespaces/default/pods';

it('watches, followed logs and tunnels end with the token, and nothing begins after', async () => {
  const token = await h.login('alice');
  const h2 = await h.h2();
  const streams = ['?watch=true', '?watch', '?w%61tch=1', '/web-1/log?follow=true'].map((rest) =>
    h2.open('GET', `/k8s/hub${PODS}${rest}`, { authorization: `Bearer ${token}` }).resume(),
  );
  const ends = streams.map((stream) => once(stream, 'error').then(([error]: Error[]) => error?.message));
  const tunnel = await h.upgrade(
    `/k8s/hub${PODS}/web-1/exec`,
    ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'],
    { token },
  );
  expect(tunnel.status).toBe(101);
  await until(() => h.cluster.objects.watches() === 3);
  for (const end of ends) expect(await end).toMatch(/INTERNAL_ERROR/);
  await tunnel.ended;
  await until(() => h.cluster.objects.watches() + h.cluster.tunnels() === 0);
  expect((await h.send('GET', '/k8s/hub/version', { token })).status).toBe(401);
  expect((await h.upgrade(`/k8s/hub${PODS}/web-1/exec`, ['Upgrade: SPDY/3.1'], { token })).status).toBe(401);
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
