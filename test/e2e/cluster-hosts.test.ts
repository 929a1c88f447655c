// SPDX-License-Identifier: Apache-2.0
// Clusters by host name: for tools that cannot take a path in a server's URL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';

const HOST = 'hub.k8s.gw.example';

let h: ClusterHarness;
let alice: string;
beforeAll(async () => {
  h = await startClusterHarness();
  alice = await h.login('alice');
});
afterAll(() => h.close());

const bearer = () => ({ authorization: `Bearer ${alice}` });

describe('a cluster by its host name', () => {
  it('answers over HTTP/1.1, whatever the letter case and port', async () => {
    for (const host of [HOST, `HUB.K8s.gw.example:${h.port}`]) {
      const answer = await h.send('GET', '/version', { token: alice, headers: { host } });
      expect([answer.status, answer.body.gitVersion]).toEqual([200, expect.stringMatching(/^v1\./)]);
    }
    expect(h.cluster.requests.at(-1)).toMatchObject({ url: '/version', identity: { user: 'scs:acme/alice' } });
  });

  it('answers over HTTP/2', async () => {
    const session = await h.h2();
    const answer = await session.send('GET', '/api/v1/namespaces', { ':authority': HOST, ...bearer() });
    expect([answer.status, JSON.parse(answer.bytes.toString()).kind]).toEqual([200, 'NamespaceList']);
  });

  it('takes upgrades', async () => {
    const lines = [
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: v5.channel.k8s.io',
    ];
    const path = '/api/v1/namespaces/default/pods/web-1/exec?command=sh';
    const tunnel = await h.upgrade(path, lines, { token: alice, host: HOST });
    expect(tunnel.status).toBe(101);
    tunnel.socket.end();
    await tunnel.ended;
  });

  it('wants a token as the path does', async () => {
    const answer = await h.send('GET', '/api', { headers: { host: HOST } });
    expect([answer.status, answer.body.kind]).toEqual([401, 'Status']);
    // What an apiserver tells everybody.
    expect((await h.send('GET', '/version', { headers: { host: HOST } })).body.gitVersion).toMatch(/^v1\./);
  });

  it('stays one cluster: other names below the domain, and the gateway behind it, are not there', async () => {
    const at = async (host: string, path: string) =>
      (await h.send('GET', path, { token: alice, headers: { host } })).status;
    expect(await at('nowhere.k8s.gw.example', '/version')).toBe(404);
    expect(await at('a.b.k8s.gw.example', '/version')).toBe(404);
    // The identity facade is not below a cluster's name: this asks the cluster for /identity/v3.
    await at(HOST, '/identity/v3');
    expect(h.cluster.requests.at(-1)).toMatchObject({ url: '/identity/v3' });
  });

  it('stands in a kubeconfig unless that asks for paths', async () => {
    for (const [query, server] of [
      ['', `https://${HOST}:${h.port}`],
      ['&hosts=true', `https://${HOST}:${h.port}`],
      ['&hosts=false', `${h.url}/k8s/hub`],
    ]) {
      const answer = await h.send('GET', `/scs/v1/kubeconfig?auth=token${query}`, { token: alice });
      const servers = parse(answer.text).clusters.map(({ cluster }: { cluster: { server: string } }) => cluster.server);
      expect(servers).toContain(server);
    }
  });
});
