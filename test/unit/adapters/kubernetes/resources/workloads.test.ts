// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { workloads } from '../../../../../src/adapters/kubernetes/resources/workloads.ts';
import { workloadStatus } from '../../../../../src/adapters/kubernetes/workload-status.ts';
import { all, fakeApi, fixture, REAL, refusal, WHERE } from './fake-api.ts';

const list = async (api = fakeApi(), filters: Record<string, string> = {}) =>
  (await all(workloads.list(api, { filters }))).map((found) => workloads.map(found, WHERE));

describe('the workloads of a cluster', () => {
  it('are of five kinds, each with its own way to be well', async () => {
    const items = await list();
    expect(Object.fromEntries(items.map(({ id, status, replicas }) => [id, [status, replicas]]))).toEqual({
      'prod-a:shop:Deployment:stuck': ['failed', { desired: 1, ready: 0, available: 0, succeeded: null }],
      'prod-a:shop:Deployment:web': ['available', { desired: 2, ready: 2, available: 2, succeeded: null }],
      'prod-a:shop:StatefulSet:db': ['available', { desired: 1, ready: 1, available: 1, succeeded: null }],
      'prod-a:kube-system:DaemonSet:agent': ['available', { desired: 1, ready: 1, available: 1, succeeded: null }],
      'prod-a:shop:Job:done': ['completed', { desired: 1, ready: 0, available: null, succeeded: 1 }],
      'prod-a:shop:Job:waiting': ['suspended', { desired: 3, ready: 0, available: null, succeeded: 0 }],
      'prod-a:shop:Job:wrong': ['failed', { desired: 1, ready: 0, available: null, succeeded: 0 }],
      'prod-a:shop:CronJob:nightly': ['available', { desired: null, ready: null, available: null, succeeded: null }],
      'prod-a:shop:CronJob:paused': ['suspended', { desired: null, ready: null, available: null, succeeded: null }],
    });
    expect(items.find(({ name }) => name === 'web')).toMatchObject({
      containerImages: ['registry.example/prepare:2', 'registry.example/web:1'],
      schedule: null,
      namespace: 'shop',
      cluster: 'prod-a',
      kind: 'Deployment',
    });
    expect(items.find(({ name }) => name === 'nightly')).toMatchObject({
      containerImages: ['registry.example/backup:1'],
      schedule: '30 2 * * *',
    });
  });

  it('of one kind and namespace are asked for alone', async () => {
    const path = '/apis/batch/v1/namespaces/shop/jobs';
    const api = fakeApi({ [path]: fixture('jobs') });
    expect((await list(api, { kind: 'Job', namespace: 'shop' })).map(({ name }) => name)).toEqual([
      'done',
      'waiting',
      'wrong',
    ]);
    expect(api.calls.map((call) => call.path)).toEqual([path]);
    expect(await list(fakeApi(), { cluster: 'other' })).toEqual([]);
  });

  it('that the caller may not list are left out, unless nothing is left', async () => {
    const denied = refusal('nativeForbidden');
    const some = { ...REAL, '/apis/apps/v1/deployments': denied, '/apis/batch/v1/cronjobs': denied };
    expect(new Set((await list(fakeApi(some))).map(({ kind }) => kind))).toEqual(
      new Set(['StatefulSet', 'DaemonSet', 'Job']),
    );
    const none = Object.fromEntries(Object.keys(REAL).map((path) => [path, denied]));
    await expect(list(fakeApi(none))).rejects.toBe(denied);
    await expect(list(fakeApi(some), { kind: 'Deployment' })).rejects.toBe(denied);
    const broken = { ...REAL, '/apis/batch/v1/jobs': refusal('memberReset') };
    await expect(list(fakeApi(broken))).rejects.toMatchObject({ code: 'memberReset' });
  });

  it('are found one by one, by cluster, namespace, kind and name', async () => {
    const native = fixture('deployments').body.items[1];
    const path = '/apis/apps/v1/namespaces/shop/deployments/web';
    const api = fakeApi({ [path]: { ...fixture('deployments'), body: native } });
    const found = await workloads.get(api, 'prod-a:shop:Deployment:web');
    expect(workloads.map(found, WHERE).id).toBe('prod-a:shop:Deployment:web');
    for (const id of ['prod-a:shop:Pod:web', 'prod-a:shop:deployment:web', 'prod-b:shop:Deployment:web', 'prod-a:web'])
      await expect(workloads.get(api, id)).rejects.toMatchObject({ code: 'nativeNotFound' });
    expect(api.calls).toHaveLength(1);
  });
});

describe('a workload', () => {
  const web = fixture('deployments').body.items[1];
  const db = fixture('statefulsets').body.items[0];
  const agent = fixture('daemonsets').body.items[0];
  const done = fixture('jobs').body.items[0];
  // biome-ignore lint/suspicious/noExplicitAny: a native object with some of its status changed
  const changed = (native: any, status: object) => ({ ...native, status: { ...native.status, ...status } });

  it('that has just been changed is progressing until its controller has looked', () => {
    const newer = { ...web, metadata: { ...web.metadata, generation: 2 } };
    expect(workloadStatus('Deployment', newer)).toBe('progressing');
  });

  it.each([
    ['Deployment', changed(web, { availableReplicas: 1 })],
    ['Deployment', changed(web, { updatedReplicas: 1 })],
    ['Deployment', changed(web, { replicas: 3 })],
    ['StatefulSet', changed(db, { readyReplicas: 0 })],
    ['StatefulSet', changed(db, { updateRevision: 'db-next' })],
    ['DaemonSet', changed(agent, { numberAvailable: 0 })],
    ['DaemonSet', changed(agent, { updatedNumberScheduled: 0 })],
    ['Job', changed(done, { conditions: [] })],
  ] as const)('%s that is on its way is progressing (%#)', (kind, native) => {
    expect(workloadStatus(kind, native)).toBe('progressing');
  });

  it('whose pods cannot be made has failed', () => {
    const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }];
    expect(workloadStatus('Deployment', changed(web, { conditions }))).toBe('failed');
  });

  it('that says nothing of itself is unknown', () => {
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'] as const)
      expect(workloadStatus(kind, { metadata: { name: 'a' } })).toBe('unknown');
  });
});
