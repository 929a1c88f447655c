// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { namespaces } from '../../../../src/adapters/kubernetes/resources/namespaces.ts';
import { nodes } from '../../../../src/adapters/kubernetes/resources/nodes.ts';
import { workloads } from '../../../../src/adapters/kubernetes/resources/workloads.ts';
import type { ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import { all, fakeApi, fixture, REAL, refusal, WHERE } from './resources/fake-api.ts';

describe('a node', () => {
  const [native] = fixture('nodes').body.items;
  const changed = (change: object) => nodes.map({ native: { ...native, ...change } }, WHERE);

  it('is what the cluster says of it', async () => {
    const [found] = await all(nodes.list(fakeApi(), { filters: {} }));
    expect(found && nodes.map(found, WHERE)).toEqual({
      cloud: 'cloud-a',
      region: 'cloud-a',
      project: null,
      id: 'prod-a:127.0.0.1',
      name: '127.0.0.1',
      status: 'ready',
      createdAt: native.metadata.creationTimestamp.replace('Z', '.000Z'),
      cluster: 'prod-a',
      metadata: native.metadata.labels,
      roles: ['control-plane'],
      version: 'v1.37.2',
      zone: 'zone-1',
      nodeRegion: 'region-1',
      instanceType: null,
      capacity: { cpuMillis: 1000, memoryMiB: 3840, pods: 200 },
      allocatable: { cpuMillis: 1000, memoryMiB: 3840, pods: 200 },
      architecture: native.status.nodeInfo.architecture,
      osImage: native.status.nodeInfo.osImage,
      kernel: native.status.nodeInfo.kernelVersion,
      containerRuntime: native.status.nodeInfo.containerRuntimeVersion,
      addresses: native.status.addresses,
      taints: 0,
    });
  });

  it('is cordoned where it takes no pods, not ready where its kubelet is silent, unknown where nothing is said', () => {
    expect(changed({ spec: { unschedulable: true, taints: [{ key: 'a' }] } })).toMatchObject({
      status: 'cordoned',
      taints: 1,
    });
    const silent = { ...native.status, conditions: [{ type: 'Ready', status: 'Unknown' }] };
    expect(changed({ status: silent, spec: { unschedulable: true } }).status).toBe('not-ready');
    expect(changed({ status: {} })).toMatchObject({
      status: 'unknown',
      version: null,
      capacity: { cpuMillis: null, memoryMiB: null, pods: null },
      addresses: [],
    });
  });

  it('is found by cluster and name, and only there', async () => {
    const path = '/api/v1/nodes/127.0.0.1';
    const api = fakeApi({ [path]: { ...fixture('nodes'), body: native } });
    expect(nodes.map(await nodes.get(api, 'prod-a:127.0.0.1'), WHERE).id).toBe('prod-a:127.0.0.1');
    for (const id of ['127.0.0.1', 'prod-b:127.0.0.1', 'prod-a:', 'prod-a:a:b'])
      await expect(nodes.get(api, id)).rejects.toMatchObject({ code: 'nativeNotFound' });
    expect(api.calls).toHaveLength(1);
  });

  it('has a name that cannot lead to another path', async () => {
    const api = fakeApi();
    await expect(nodes.get(api, 'prod-a:../secrets')).rejects.toThrow();
    expect(api.calls[0]?.path).toBe('/api/v1/nodes/..%2Fsecrets');
  });
});

describe('a namespace', () => {
  it('is active or about to end, with its labels', async () => {
    const items = (await all(namespaces.list(fakeApi(), { filters: {} }))).map((found) => namespaces.map(found, WHERE));
    expect(Object.fromEntries(items.map(({ id, status }) => [id, status]))).toEqual({
      'prod-a:default': 'active',
      'prod-a:kube-node-lease': 'active',
      'prod-a:kube-public': 'active',
      'prod-a:kube-system': 'active',
      'prod-a:leaving': 'terminating',
      'prod-a:scs-gateway': 'active',
      'prod-a:shop': 'active',
    });
    expect(items.find(({ name }) => name === 'shop')?.metadata).toMatchObject({ team: 'research' });
  });

  it('without a phase, or in one that nobody knows, is unknown', () => {
    expect(namespaces.map({ native: { metadata: { name: 'a' } } }, WHERE).status).toBe('unknown');
    expect(namespaces.map({ native: { metadata: { name: 'a' }, status: { phase: 'New' } } }, WHERE).status).toBe(
      'unknown',
    );
  });
});

describe('a list', () => {
  it('is read page after page, each given on as it comes', async () => {
    const pages = [
      { items: [{ metadata: { name: 'a' } }], metadata: { continue: 'next' } },
      { items: [{ metadata: { name: 'b' } }], metadata: { continue: '' } },
    ];
    let at = 0;
    const api = fakeApi({ '/api/v1/namespaces': () => ({ headers: {}, body: pages[at++] }) });
    const seen = [];
    for await (const page of namespaces.list(api, { filters: {} })) seen.push(page.length);
    expect(seen).toEqual([1, 1]);
    expect(api.calls.map(({ query }) => query?.continue)).toEqual([undefined, 'next']);
  });

  it.each([
    [{ team: ['research'] }, 'team=research'],
    [{ 'example.org/tier': ['front', 'back'], empty: [''] }, 'example.org/tier in (front,back),empty='],
    [{ 'a b': ['x'], team: ['a,b'], '=': ['x'], up: ['x)'] }, undefined],
    [{}, undefined],
  ])('of objects with the labels %j asks for %s, and for nothing that no label can be', async (metadata, selector) => {
    for (const { list } of [nodes, namespaces, workloads] as readonly ResourceAdapter[]) {
      const api = fakeApi();
      await all(list(api, { filters: {}, metadata }));
      expect(new Set(api.calls.map(({ query }) => query?.labelSelector))).toEqual(new Set([selector]));
    }
  });

  it('of another cluster is not asked for', async () => {
    const api = fakeApi();
    expect(await all(nodes.list(api, { filters: { cluster: 'prod-b' } }))).toEqual([]);
    expect(await all(namespaces.list(api, { filters: { cluster: 'prod-b' } }))).toEqual([]);
    expect(api.calls).toEqual([]);
  });

  it('that the caller may not read fails as the cluster says', async () => {
    const api = fakeApi({ ...REAL, '/api/v1/nodes': refusal('nativeForbidden') });
    await expect(all(nodes.list(api, { filters: {} }))).rejects.toMatchObject({ code: 'nativeForbidden' });
  });

  it('that is none is garbage', async () => {
    const api = fakeApi({ '/api/v1/nodes': { ...fixture('nodes'), body: 'ok' } });
    await expect(all(nodes.list(api, { filters: {} }))).rejects.toMatchObject({ code: 'memberGarbage' });
  });
});
