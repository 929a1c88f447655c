// SPDX-License-Identifier: Apache-2.0
// What /k8s makes of an issuer that is away and of a cluster whose authority has changed.
import { expect, it } from 'vitest';
import { startClusterHarness, until } from './cluster-harness.ts';

it('an issuer that is away from the start costs its own tokens 503, as a Status', async () => {
  const h = await startClusterHarness({ issuerDown: true });
  const answer = await h.send('GET', '/k8s/hub/version', { token: h.early });
  expect([answer.status, answer.body.kind, answer.body.reason]).toEqual([503, 'Status', 'ServiceUnavailable']);
  expect(answer.headers['www-authenticate']).toBeUndefined();
  await h.close();
});

it('an issuer that goes away later costs nobody anything who is known', async () => {
  const h = await startClusterHarness();
  const [ours, theirs] = [await h.login('alice'), await h.idpToken('alice')];
  await h.idp.close();
  for (const token of [ours, theirs]) expect((await h.send('GET', '/k8s/imp/version', { token })).status).toBe(200);
  await h.close().catch(() => undefined);
});

it("a cluster's new authority is trusted once it is configured, and watches go on meanwhile", async () => {
  const h = await startClusterHarness();
  const alice = await h.login('alice');
  const get = (http: 1 | 2 = 2) => h.send('GET', '/k8s/hub/version', { token: alice, http });
  expect((await get()).status).toBe(200);
  const watch = (await h.h2()).open('GET', '/k8s/imp/api/v1/pods?watch=true', { authorization: `Bearer ${alice}` });
  watch.on('error', () => undefined);
  const ca = await h.cluster.rotate();
  // Its old connections go; the watch above is on one of its own and stays only as long as the cluster lets it.
  await h.cluster.gone();
  await h.cluster.back();
  const refused = await get();
  expect([refused.status, refused.body.kind]).toEqual([503, 'Status']);
  expect(refused.text).not.toMatch(/certificate|127\.0\.0\.1/);
  await h.writeCa(ca);
  await h.reload();
  expect((await get()).status).toBe(200);
  await h.reload((file) => file.clouds[0].clusters.pop());
  expect((await get(1)).status).toBe(200);
  expect((await h.send('GET', '/k8s/down/api', { token: alice })).status).toBe(404);
  await h.close();
});

it('a changed configuration leaves open watches and tunnels alone', async () => {
  const h = await startClusterHarness();
  const alice = await h.login('alice');
  const watch = (await h.h2()).open(
    'GET',
    '/k8s/hub/api/v1/namespaces/default/pods?watch=true&resourceVersion=1000000',
    {
      authorization: `Bearer ${alice}`,
    },
  );
  let text = '';
  watch.on('data', (chunk) => {
    text += chunk;
  });
  const tunnel = await h.upgrade(
    '/k8s/hub/api/v1/namespaces/default/pods/web-1/exec',
    ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'],
    { token: alice },
  );
  await until(() => h.cluster.objects.watches() === 1);
  await h.reload((file) => {
    file.clouds[0].name = 'Renamed';
  });
  h.cluster.objects.put('pods', 'default', { metadata: { name: 'after' } });
  tunnel.socket.write('after');
  await until(() => text.includes('after') && tunnel.received().toString() === 'after');
  await h.close();
  // The stop ends both.
  await tunnel.ended;
});
