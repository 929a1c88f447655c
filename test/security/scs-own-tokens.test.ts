// SPDX-License-Identifier: Apache-2.0
// A gateway token is good on every cloud: a member, or a cluster, that gets to see one can act as its owner everywhere
// else. Whatever field, filter, id or key of the normalised API somebody puts one into by mistake, it goes no further,
// and no log keeps it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';

let h: Harness;
let k: ClusterHarness;
let token: string;
let onCluster: string;
beforeAll(async () => {
  h = await startHarness();
  k = await startClusterHarness();
  token = await h.scoped('alice');
  onCluster = await k.login('bob');
});
afterAll(() => Promise.all([h.close(), k.close()]));

describe('a gateway token', () => {
  it.each<[string, string, (token: string) => string, ((token: string) => unknown)?]>([
    ['an id', 'GET', (own) => `servers/cloud-a/${own}`],
    ['an id, escaped', 'GET', (own) => `servers/cloud-a/%65${own.slice(1)}`],
    ['an id without a cloud', 'GET', (own) => `images/${own}`],
    ['a name of a key pair', 'DELETE', (own) => `keypairs/cloud-b/${own}`],
    ['a filter of names', 'GET', (own) => `networks?name=${own}`],
    ['one of several names', 'GET', (own) => `volumes?name=a,${own}`],
    ['a filter', 'GET', (own) => `ports?deviceId=${own}`],
    ['a search', 'GET', (own) => `search?q=${own.slice(0, 250)}`],
    [
      'user data',
      'POST',
      () => 'servers',
      (own) => ({ name: 'x', flavor: 'SCS-1V-2-5', image: 'x', userData: `#!/bin/sh\nT=${own}` }),
    ],
    [
      'metadata',
      'POST',
      () => 'volumes',
      (own) => ({ cloud: 'cloud-a', name: 'x', sizeGiB: 1, metadata: { a: own.slice(0, 255) } }),
    ],
    [
      'a key of metadata',
      'POST',
      () => 'volumes',
      (own) => ({ cloud: 'cloud-a', name: 'x', sizeGiB: 1, metadata: { [own.slice(0, 255)]: '' } }),
    ],
    [
      'a description',
      'POST',
      () => 'networks',
      (own) => ({ cloud: 'cloud-a', name: 'x', description: own.slice(0, 255) }),
    ],
    ['a public key', 'POST', () => 'keypairs', (own) => ({ cloud: 'cloud-a', name: 'x', publicKey: `ssh-rsa ${own}` })],
  ])('in %s reaches no cloud', async (_, method, path, json) => {
    const before = h.a.requests.length + h.b.requests.length;
    const { status, text } = await h.send(method, `/scs/v1/${path(token)}`, {
      token,
      ...(json === undefined ? {} : { json: json(token) }),
    });
    expect(status, text).toBe(400);
    expect(h.a.requests.length + h.b.requests.length).toBe(before);
  });

  it.each([
    ['an id', (own: string) => `namespaces/cloud-a/hub:${own}`],
    ['a part of an id', (own: string) => `workloads/cloud-a/imp:${own}:Deployment:web`],
    ['a filter', (own: string) => `workloads?namespace=${own}`],
  ])('in %s reaches no cluster', async (_, path) => {
    const before = k.cluster.requests.length;
    const { status, text } = await k.send('GET', `/scs/v1/${path(onCluster)}`, { token: onCluster });
    expect(status, text).toBe(400);
    expect(k.cluster.requests.length).toBe(before);
    expect(JSON.stringify(k.log)).not.toContain(onCluster.split('.')[0]);
  });
});

describe('a token of the identity provider', () => {
  it('as Bearer reaches no cloud', async () => {
    const { access_token } = await h.idp.tokens.password('alice');
    const { status } = await h.send('GET', '/scs/v1/servers', { headers: { authorization: `Bearer ${access_token}` } });
    expect(status).toBe(200);
    const sent = [...h.a.requests, ...h.b.requests].map(
      ({ url, headers, body }) => `${url} ${JSON.stringify(headers)} ${body}`,
    );
    expect(sent.filter((text) => text.includes(access_token.split('.')[2] ?? '?'))).toEqual([]);
  });
});

describeNoLeaks(() => h);
