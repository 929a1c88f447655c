// SPDX-License-Identifier: Apache-2.0
// What kubectl and client-go do in single requests, through the gateway, by both versions of HTTP.
import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, until } from './cluster-harness.ts';

let h: ClusterHarness;
let alice: string;
let carol: string;
beforeAll(async () => {
  h = await startClusterHarness();
  [alice, carol] = [await h.login('alice'), await h.login('carol')];
});
afterAll(() => h.close());

const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const whoami = async (cluster: string, token: string, headers = {}, http: 1 | 2 = 2) => {
  const json = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
  const answer = await h.send('POST', `/k8s/${cluster}${WHOAMI}`, { token, json, headers, http });
  return answer.status === 201 ? answer.body.status.userInfo : answer.body;
};

describe.each([1, 2] as const)('by HTTP/%i', (http) => {
  it.each(['hub', 'imp'])('a user works on cluster %s under the prefixed name and groups', async (cluster) => {
    expect(await whoami(cluster, alice)).toMatchObject({
      username: 'scs:acme/alice',
      groups: expect.arrayContaining(['scs:acme-research', 'system:authenticated']),
    });
    const pods = await h.send('GET', `/k8s/${cluster}/api/v1/namespaces/default/pods`, { token: alice, http });
    expect(pods.status).toBe(200);
    expect(pods.body.items.map((pod: { metadata: { name: string } }) => pod.metadata.name)).toEqual(['web-1', 'web-2']);
    expect(h.cluster.requests.at(-1)?.httpVersion).toBe('1.1');
  });

  it('all verbs and content types pass byte for byte', async () => {
    const types = [
      'application/json',
      'application/vnd.kubernetes.protobuf',
      'application/cbor',
      'application/apply-patch+yaml',
      'application/strategic-merge-patch+json',
      'application/json-patch+json',
    ];
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const type of types) {
        const body = randomBytes(700);
        const answer = await h.send(method, '/k8s/hub/debug/echo', {
          token: alice,
          http,
          body,
          headers: { 'content-type': type },
        });
        expect([answer.status, answer.headers['content-type'], answer.headers['x-method']]).toEqual([
          200,
          type,
          method,
        ]);
        expect(answer.bytes.equals(body)).toBe(true);
      }
    const packed = gzipSync(randomBytes(100));
    const answer = await h.send('POST', '/k8s/hub/debug/echo', {
      token: alice,
      http,
      body: packed,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(answer.bytes.equals(packed)).toBe(true);
    expect(answer.headers['content-encoding']).toBe('gzip');
  });

  it('an object above 2 MB passes both ways', async () => {
    const body = randomBytes(5 * 1024 * 1024);
    const answer = await h.send('PUT', '/k8s/imp/debug/echo', { token: alice, http, body });
    expect(createHash('sha256').update(answer.bytes).digest('hex')).toBe(
      createHash('sha256').update(body).digest('hex'),
    );
  });

  it('HEAD, OPTIONS and an empty POST are answered', async () => {
    expect((await h.send('HEAD', '/k8s/hub/version', { token: alice, http })).status).toBe(200);
    expect((await h.send('OPTIONS', '/k8s/hub/debug/echo', { token: alice, http })).status).toBe(200);
    const empty = await h.send('POST', '/k8s/hub/debug/echo', { token: alice, http });
    expect([empty.status, empty.bytes.length]).toEqual([200, 0]);
  });

  it('aggregated discovery is cached by its ETag, and by what was asked for', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    for (const path of ['/api', '/apis']) {
      const first = await h.send('GET', `/k8s/hub${path}`, { token: alice, http, headers: { accept } });
      expect(first.headers['content-type']).toBe(
        'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      );
      expect(first.headers.vary).toBe('Accept');
      expect(first.body.kind).toBe('APIGroupDiscoveryList');
      const again = await h.send('GET', `/k8s/hub${path}`, {
        token: alice,
        http,
        headers: { accept, 'if-none-match': String(first.headers.etag) },
      });
      expect([again.status, again.bytes.length, again.headers.etag]).toEqual([304, 0, first.headers.etag]);
      expect((await h.send('GET', `/k8s/hub${path}`, { token: alice, http })).body.kind).not.toBe(
        'APIGroupDiscoveryList',
      );
    }
  });

  it('a long list comes compressed where asked, as a table where asked, and in pages', async () => {
    for (let i = 0; i < 1500; i++)
      h.cluster.objects.put('configmaps', `many-${http}`, {
        metadata: { name: `c-${i}` },
        data: { text: 'x'.repeat(60) },
      });
    const path = `/k8s/imp/api/v1/namespaces/many-${http}/configmaps`;
    const packed = await h.send('GET', path, { token: alice, http, headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(packed.bytes).toString()).items).toHaveLength(1500);
    const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    expect((await h.send('GET', path, { token: alice, http, headers: { accept: table } })).body.kind).toBe('Table');
    const page = await h.send('GET', `${path}?limit=500`, { token: alice, http });
    expect(page.body.metadata.remainingItemCount).toBe(1000);
  });

  it('every warning arrives, and what the apiserver says beside the body', async () => {
    const answer = await h.send('POST', '/k8s/hub/api/v1/namespaces/default/configmaps', {
      token: alice,
      http,
      json: { metadata: { name: `warned-${http}`, annotations: { 'example.org/warn': '' } } },
    });
    expect(answer.status).toBe(201);
    expect([answer.headers.warning].flat().join(', ')).toBe('299 - "first warning", 299 - "second warning"');
    expect(answer.headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers['cache-control']).toBe('no-cache, private');
    expect(answer.headers['x-kubernetes-pf-flowschema-uid']).toBeDefined();
    expect(answer.headers.connection === undefined || http === 1).toBe(true);
    expect(h.log.findLast((line) => line.msg === 'request')).toMatchObject({
      upstreamRequestId: answer.headers['audit-id'],
    });
  });

  it("the apiserver's own refusals come as they are", async () => {
    const nodes = await h.send('GET', '/k8s/hub/api/v1/nodes', { token: alice, http });
    expect(nodes.status).toBe(403);
    expect(nodes.body.message).toBe(
      'nodes is forbidden: User "scs:acme/alice" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    expect(
      (await h.send('GET', '/k8s/hub/api/v1/namespaces/default/pods/none', { token: alice, http })).body.code,
    ).toBe(404);
  });

  it('a redirect of the apiserver goes nowhere; one of a proxied program stays below the cluster', async () => {
    h.cluster.faults.push({ kind: 'redirect' });
    const answer = await h.send('GET', '/k8s/hub/version', { token: alice, http });
    expect([answer.status, answer.headers.location, answer.body.kind]).toEqual([502, undefined, 'Status']);
    expect(answer.text).not.toContain('evil');
    const base = '/api/v1/namespaces/default/services/web/proxy';
    expect((await h.send('GET', `/k8s/hub${base}/page?a=1`, { token: alice, http })).text).toBe('program at /page\n');
    const led = await h.send('GET', `/k8s/hub${base}/redirect`, { token: alice, http });
    expect([led.status, led.headers.location]).toEqual([302, 'target']);
    expect((await h.send('GET', `/k8s/hub${base}/away`, { token: alice, http })).status).toBe(502);
  });

  it('what a program of a user answers is counted apart from what its cluster does', async () => {
    const base = '/k8s/hub/api/v1/namespaces/default';
    for (const [path, service] of [
      ['/services/web/proxy/away', 'kubernetes-programs'],
      ['/pods/web-1/log', 'kubernetes-programs'],
      ['/pods', 'kubernetes'],
    ]) {
      const before = h.log.length;
      await h.send('GET', `${base}${path}`, { token: alice, http });
      const line = () => h.log.slice(before).find((one) => one.path === `${base}${path}`);
      await until(() => line() !== undefined);
      expect(line()).toMatchObject({ service, cloud: 'cloud-a' });
    }
  });

  it('an unknown cluster is 404, one that is down 503 that may be tried again, each as a Status', async () => {
    const unknown = await h.send('GET', '/k8s/nope/api', { token: alice, http });
    expect([unknown.status, unknown.body.kind, unknown.body.reason]).toEqual([404, 'Status', 'NotFound']);
    const down = await h.send('GET', '/k8s/down/api', { token: alice, http });
    expect([down.status, down.body.reason, down.headers['retry-after']]).toEqual([503, 'ServiceUnavailable', '5']);
    h.cluster.faults.push({ kind: 'reset' });
    const broken = await h.send('POST', '/k8s/hub/debug/echo', { token: alice, http, body: 'x' });
    expect([broken.status, broken.body.kind, broken.headers['retry-after']]).toEqual([502, 'Status', undefined]);
    h.cluster.faults.push({ kind: 'reset' });
    expect((await h.send('GET', '/k8s/hub/version', { token: alice, http })).status).toBe(200);
  });

  it('401 is about the own token alone', async () => {
    for (const token of [undefined, 'nonsense', `${alice.slice(0, -4)}AAAA`]) {
      const answer = await h.send('GET', '/k8s/hub/api', { token, http });
      expect([answer.status, answer.body.message, answer.headers['www-authenticate']]).toEqual([
        401,
        'Unauthorized',
        'Bearer',
      ]);
    }
    const answer = await h.send('GET', '/k8s', { http });
    expect([answer.status, answer.body.kind]).toEqual([401, 'Status']);
  });
});

describe('the strategies', () => {
  it('a token of the identity provider works with no login, and is itself what a passthrough cluster gets', async () => {
    const token = await h.idpToken('alice');
    expect((await whoami('hub', token)).username).toBe('scs:acme/alice');
    expect((await whoami('imp', token)).username).toBe('scs:acme/alice');
    expect((await whoami('pass', token)).username).toBe('idp:alice');
    expect(h.cluster.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it('a gateway token never reaches a passthrough cluster', async () => {
    const before = h.cluster.requests.length;
    const answer = await h.send('GET', '/k8s/pass/api', { token: alice });
    expect([answer.status, answer.body.kind]).toEqual([403, 'Status']);
    expect(h.cluster.requests.length).toBe(before);
  });

  it('one JWT is used again, and renewed when the cluster refuses it', async () => {
    const proof = async () => {
      await h.send('GET', '/k8s/hub/version', { token: carol });
      return h.cluster.requests.at(-1)?.headers.authorization;
    };
    const first = await proof();
    expect(await proof()).toBe(first);
    h.cluster.faults.push({ kind: 'redirect', status: 401 });
    const second = await proof();
    expect(second).not.toBe(first);
    for (let i = 0; i < 3; i++) h.cluster.faults.push({ kind: 'redirect', status: 401 });
    const answer = await h.send('GET', '/k8s/hub/version', { token: carol });
    expect([answer.status, answer.headers['retry-after'], answer.headers['www-authenticate']]).toEqual([
      503,
      undefined,
      undefined,
    ]);
  });

  it('kubectl --as: behind the own identity the cluster decides', async () => {
    const dev = await whoami('hub', alice, { 'impersonate-user': 'dev', 'impersonate-group': 'devs' });
    expect(dev).toMatchObject({ username: 'dev', groups: ['devs', 'system:authenticated'] });
    const refused = await whoami('hub', alice, { 'impersonate-user': 'system:admin' });
    expect(refused).toMatchObject({
      code: 403,
      message: expect.stringContaining('User "scs:acme/alice" cannot impersonate'),
    });
  });

  it("kubectl --as: behind the gateway's account the cluster is asked first, about each wish", async () => {
    const dev = await whoami('imp', alice, { 'impersonate-user': 'dev', 'impersonate-group': 'devs' });
    expect(dev).toMatchObject({ username: 'dev', groups: ['devs', 'system:authenticated'] });
    for (const wish of [
      { 'impersonate-user': 'system:admin' },
      { 'impersonate-user': 'dev', 'impersonate-group': 'system:masters' },
      { 'impersonate-user': 'dev', 'impersonate-group': ['devs', 'system:masters'] },
      { 'impersonate-user': 'dev', 'impersonate-uid': '1' },
      { 'impersonate-user': 'dev', 'impersonate-extra-scopes': 'all' },
      { 'impersonate-user': 'system:serviceaccount:kube-system:admin' },
    ]) {
      const answer = await whoami('imp', alice, wish);
      expect(answer).toMatchObject({ kind: 'Status', code: 403 });
      expect(answer.message).toMatch(/is forbidden: User "scs:acme\/alice" cannot impersonate/);
    }
    expect(await whoami('imp', carol, { 'impersonate-user': 'dev' })).toMatchObject({ code: 403 });
  });

  it.each([
    { 'impersonate-group': 'devs' },
    { 'impersonate-user': '' },
    { 'impersonate-user': ['dev', 'scs:acme/carol'] },
    { 'impersonate-user': 'dev', 'impersonate-else': 'x' },
  ])('kubectl --as: %j is a bad request', async (wish) => {
    for (const cluster of ['hub', 'imp']) expect((await whoami(cluster, alice, wish, 1)).code).toBe(400);
  });

  it('kubectl --as through passthrough is the own token with the wish beside it', async () => {
    const token = await h.idpToken('alice');
    expect(await whoami('pass', token, { 'impersonate-user': 'dev' })).toMatchObject({ code: 403 });
    expect(h.cluster.requests.at(-1)?.headers['impersonate-user']).toBe('dev');
  });
});

describe('the list of clusters', () => {
  it('says what is reachable, in which version, and no node count to whom may not know', async () => {
    const { body } = await h.send('GET', '/k8s', { token: alice });
    expect(body.clusters).toEqual([
      {
        id: 'hub',
        name: 'hub',
        access: true,
        cloud: 'cloud-a',
        server: `${h.url}/k8s/hub`,
        reachable: true,
        version: 'v1.34.2',
      },
      {
        id: 'imp',
        name: 'imp',
        access: true,
        cloud: 'cloud-a',
        server: `${h.url}/k8s/imp`,
        reachable: true,
        version: 'v1.34.2',
      },
      { id: 'pass', name: 'pass', access: false, cloud: 'cloud-a', server: `${h.url}/k8s/pass`, reachable: true },
      { id: 'down', name: 'down', access: null, cloud: 'cloud-a', server: `${h.url}/k8s/down`, reachable: false },
    ]);
  });
});

it('no request of these was one that a gateway may not cause, and no answer counts as broken off', () => {
  expect(h.cluster.violations).toEqual([]);
  const lines = h.log.filter((line) => line.msg === 'request');
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => line.aborted)).toEqual([]);
  expect(lines.filter((line) => line.status >= 500 && !line.reason)).toEqual([]);
});
