// SPDX-License-Identifier: Apache-2.0
// Kubernetes clusters by the normalised API, each as the cluster itself lets the caller see it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';

let h: ClusterHarness;
let alice: string;
let bob: string;
beforeAll(async () => {
  h = await startClusterHarness();
  alice = await h.login('alice');
  bob = await h.login('bob');
  for (let i = 0; i < 300; i++)
    h.cluster.objects.put('deployments', 'shop', {
      metadata: { name: `web-${i}`, generation: 1 },
      spec: { replicas: 2, template: { spec: { containers: [{ image: 'registry.example/web:1' }] } } },
      status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 },
    });
  h.cluster.objects.put('jobs', 'shop', {
    metadata: { name: 'nightly' },
    spec: { completions: 1 },
    status: { conditions: [{ type: 'Failed', status: 'True' }] },
  });
});
afterAll(() => h.close());

const get = (path: string, token: string | undefined = bob) => h.send('GET', `/scs/v1/${path}`, { token });
interface Item {
  readonly id: string;
  readonly status: string;
}
const idsOf = ({ body }: { body: { items: readonly Item[] } }): string[] => body.items.map(({ id }) => id).sort();

describe('clusters', () => {
  it('are all listed, with what the caller may see in each, and those that are away say so', async () => {
    const { status, body } = await get('clusters');
    expect(status).toBe(200);
    expect(Object.fromEntries(body.items.map((item: Item) => [item.id, item.status]))).toEqual({
      hub: 'ready',
      imp: 'ready',
      pass: 'unknown',
      down: 'unreachable',
    });
    const [hub, down] = ['hub', 'down'].map((id) => body.items.find((item: Item) => item.id === id));
    expect(hub).toMatchObject({
      cloud: 'cloud-a',
      region: 'cloud-a',
      name: 'hub',
      url: `${h.url}/k8s/hub`,
      version: 'v1.34.2',
      minor: '1.34',
      platform: 'linux/amd64',
      endOfLife: '2026-10-27',
      nodes: { total: 1, ready: 1 },
      zones: ['zone-1'],
      storageClasses: [{ name: 'ssd', provisioner: 'cinder.csi.openstack.org', default: true }],
      networkPolicy: true,
    });
    expect([true, false]).toContain(hub.supported);
    expect(down).toMatchObject({ version: null, nodes: null, networkPolicy: null });
    expect(body.clouds).toMatchObject([{ cloud: 'cloud-a', status: 'ok', count: 4 }]);
  });

  it('keep from whom may not see it what they keep by kubectl, and are ready all the same', async () => {
    const { body } = await get('clusters/cloud-a/imp', alice);
    expect(body).toMatchObject({ status: 'ready', version: 'v1.34.2', nodes: null, zones: null, storageClasses: null });
  });

  it('are found one by one, and filtered by what they are', async () => {
    expect((await get('clusters/cloud-a/hub')).body).toMatchObject({ id: 'hub', status: 'ready' });
    expect((await get('clusters/cloud-a/none')).status).toBe(404);
    expect(idsOf(await get('clusters?status=ready&minor=1.34'))).toEqual(['hub', 'imp']);
    expect(idsOf(await get('clusters?status=unreachable'))).toEqual(['down']);
  });

  it('carry what the API server said, where asked', async () => {
    const { body } = await get('clusters/cloud-a/hub?view=native');
    expect(body.native).toMatchObject({ major: '1', gitVersion: 'v1.34.2' });
  });

  it('by the older list are the same', async () => {
    const { body } = await h.send('GET', '/k8s', { token: bob });
    expect(body.clusters).toContainEqual({
      id: 'hub',
      name: 'hub',
      cloud: 'cloud-a',
      server: `${h.url}/k8s/hub`,
      reachable: true,
      access: true,
      version: 'v1.34.2',
      nodes: 1,
    });
    expect(body.clusters).toContainEqual(expect.objectContaining({ id: 'down', reachable: false, access: null }));
  });

  it('of which one wants another token are there all the same, and that is no fault of theirs', async () => {
    const { body } = await h.send('GET', '/k8s', { token: bob });
    const pass = body.clusters.find(({ id }: Item) => id === 'pass');
    expect(pass).toMatchObject({ reachable: true, access: false });
    expect(pass).not.toHaveProperty('version');
    const own = await h.send('GET', '/k8s', { token: await h.idpToken('bob') });
    expect(own.body.clusters.find(({ id }: Item) => id === 'pass')).toMatchObject({ reachable: true, access: true });
  });
});

describe('what is in clusters', () => {
  it('nodes, with capacities in figures', async () => {
    const { body } = await get('nodes?cluster=hub');
    expect(body.items).toMatchObject([
      {
        id: 'hub:prod-1',
        name: 'prod-1',
        cluster: 'hub',
        status: 'ready',
        version: 'v1.34.2',
        zone: 'zone-1',
        capacity: { cpuMillis: 4000, memoryMiB: 16, pods: 110 },
        allocatable: { cpuMillis: 3920, memoryMiB: 15, pods: 110 },
        architecture: 'amd64',
      },
    ]);
    expect((await get('nodes/cloud-a/hub:prod-1')).body).toMatchObject({ id: 'hub:prod-1', status: 'ready' });
  });

  it('a cluster that refuses says so by its cloud, with its own words; the others are listed', async () => {
    const { status, body } = await get('nodes');
    expect(status).toBe(200);
    expect(idsOf({ body })).toEqual(['hub:prod-1', 'imp:prod-1']);
    expect(body.clouds).toMatchObject([{ cloud: 'cloud-a', status: 'error', count: 2 }]);
    const refused = await get('nodes?cluster=hub', alice);
    expect(refused.body.clouds[0]).toMatchObject({
      status: 'error',
      error: {
        code: 'nativeForbidden',
        native: { status: 403, service: 'kubernetes', message: expect.stringMatching(/^nodes is forbidden: User/) },
      },
    });
    const one = await get('nodes/cloud-a/hub:prod-1', alice);
    expect([one.status, one.body.code]).toEqual([403, 'nativeForbidden']);
  });

  it('namespaces', async () => {
    const { body } = await get('namespaces?cluster=hub&name=kube-*');
    expect(body.items).toMatchObject([{ id: 'hub:kube-system', status: 'active', cluster: 'hub', metadata: {} }]);
  });

  it('workloads of all kinds that the caller may list, over pages of the API server', async () => {
    const { body } = await get('workloads?cluster=hub');
    expect(body.items).toHaveLength(301);
    expect(body.items.find(({ id }: Item) => id === 'hub:shop:Deployment:web-0')).toMatchObject({
      status: 'available',
      namespace: 'shop',
      replicas: { desired: 2, ready: 2, available: 2 },
      containerImages: ['registry.example/web:1'],
    });
    expect(h.cluster.requests.filter(({ url }) => /\/deployments\?limit=250&continue=250/.test(url)).length).toBe(1);
    const jobs = await get('workloads?cluster=hub&namespace=shop&kind=Job');
    expect(idsOf(jobs)).toEqual(['hub:shop:Job:nightly']);
    expect((await get('workloads/cloud-a/hub:shop:Job:nightly')).body).toMatchObject({ kind: 'Job', status: 'failed' });
    expect((await get('workloads/cloud-a/hub:shop:Job:none')).status).toBe(404);
  });

  it('an unknown kind is a bad request that names what there is', async () => {
    const { status, body } = await get('workloads?kind=Pod');
    expect(status).toBe(400);
    expect(body.errors[0].parameter).toMatch(/^kind/);
    expect(body.errors[0].detail).toContain('StatefulSet');
  });
});

describe('the cloud of the clusters', () => {
  it('is as its clusters are', async () => {
    const { body } = await get('clouds/cloud-a');
    expect(body).toMatchObject({
      id: 'cloud-a',
      name: 'Cloud A',
      status: 'degraded',
      latencyMs: null,
      kinds: ['kubernetes'],
      strategy: null,
      access: true,
      projects: null,
      regions: [],
      capabilities: { kubernetes: true, compute: false },
    });
    const parts = body.clusters.map((part: { id: string; status: string; strategy: string }) => [
      part.id,
      part.status,
      part.strategy,
    ]);
    expect(parts).toEqual([
      ['hub', 'up', 'hub-oidc'],
      ['imp', 'up', 'impersonate'],
      ['pass', 'unknown', 'passthrough'],
      ['down', 'down', 'hub-oidc'],
    ]);
    expect(body.clusters[0].latencyMs).toBeGreaterThanOrEqual(0);
    expect(body.clusters[3].latencyMs).toBeNull();
    expect(JSON.stringify(body)).not.toContain(h.cluster.host);
  });

  it('offers no servers, which is an answer', async () => {
    const { status, body } = await get('servers');
    expect([status, body.items]).toEqual([200, []]);
    expect(body.clouds).toMatchObject([{ cloud: 'cloud-a', status: 'not-offered' }]);
  });
});

it('a cluster that has gone is unreachable, and back when it is back', async () => {
  await h.cluster.gone();
  expect(idsOf(await get('clusters?status=unreachable'))).toEqual(['down', 'hub', 'imp']);
  expect((await get('clouds/cloud-a')).body.status).toBe('down');
  await h.cluster.back();
  await expect.poll(async () => (await get('clusters/cloud-a/hub')).body.status, { timeout: 30_000 }).toBe('ready');
}, 60_000);

it('nothing of all this was a request that a gateway may not cause', () => {
  expect(h.cluster.violations).toEqual([]);
});

it('a cluster that wants another token takes nothing from the lists of its cloud', async () => {
  const clusters = (ids: readonly string[]) =>
    h.reload((file) => {
      const [cloud] = file.clouds;
      cloud.clusters = cloud.clusters.filter(({ id }: Item) => ids.includes(id));
    });
  await clusters(['hub', 'pass']);
  const both = (await get('nodes')).body;
  expect([idsOf({ body: both }), both.clouds]).toMatchObject([['hub:prod-1'], [{ status: 'ok', count: 1 }]]);
  expect((await get('nodes/cloud-a/pass:prod-1')).status).toBe(404);
  await clusters(['pass']);
  const none = (await get('nodes')).body;
  expect([none.items, none.clouds]).toMatchObject([[], [{ status: 'ok', count: 0 }]]);
  expect(idsOf(await get('clusters'))).toEqual(['pass']);
  await h.reload();
});
