// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it, vi } from 'vitest';
import { clusters } from '../../../../../src/adapters/kubernetes/resources/clusters.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import type { NativeCall } from '../../../../../src/model/scs/adapter.ts';
import { all, fakeApi, fixture, REAL, refusal, WHERE } from './fake-api.ts';

const item = async (answers: Parameters<typeof fakeApi>[0] = REAL) => {
  const [found] = await all(clusters.list(fakeApi(answers), { filters: {} }));
  return found === undefined ? undefined : clusters.map(found, WHERE);
};

const version = (gitVersion: string, date = 'Mon, 23 Nov 2026 18:10:13 GMT') => ({
  ...fixture('version'),
  headers: { date },
  body: { ...fixture('version').body, gitVersion },
});

describe('a cluster', () => {
  it('says what can be known of it', async () => {
    expect(await item()).toMatchObject({
      cloud: 'cloud-a',
      region: 'cloud-a',
      project: null,
      id: 'prod-a',
      name: 'Production A',
      status: 'ready',
      createdAt: null,
      url: 'https://gateway.example.org/k8s/prod-a',
      version: 'v1.37.2',
      minor: '1.37',
      platform: 'linux/amd64',
      nodes: { total: 1, ready: 1 },
      zones: ['zone-1'],
      nodeRegions: ['region-1'],
      storageClasses: [
        { name: 'cinder-ssd', provisioner: 'cinder.csi.openstack.org', default: true },
        { name: 'local', provisioner: 'kubernetes.io/no-provisioner', default: false },
      ],
      networkPolicy: true,
      cni: 'unknown',
    });
    expect((await item())?.apiGroups).toContain('networking.k8s.io');
  });

  it.each([
    ['v1.36.1', 'Mon, 23 Nov 2026 18:10:13 GMT', '2027-06-28', true],
    ['v1.34.2', 'Tue, 27 Oct 2026 23:59:59 GMT', '2026-10-27', true],
    ['v1.34.2', 'Wed, 28 Oct 2026 00:00:00 GMT', '2026-10-27', false],
    ['v1.33.5+k3s1', 'Mon, 23 Nov 2026 18:10:13 GMT', '2026-06-28', false],
    ['v1.36.1', '', '2027-06-28', null],
    ['v1.99.0', 'Mon, 23 Nov 2026 18:10:13 GMT', null, null],
    ['weekly', 'Mon, 23 Nov 2026 18:10:13 GMT', null, null],
  ])('of version %s on %s has the end of life %s: supported %s', async (name, date, endOfLife, supported) => {
    expect(await item({ ...REAL, '/version': version(name, date) })).toMatchObject({ endOfLife, supported });
  });

  it('that keeps things from the caller is ready all the same, and what is kept is null', async () => {
    const denied = refusal('nativeForbidden');
    const answers = { '/version': fixture('version'), '/readyz': fixture('readyz') };
    const kept = ['/api/v1/nodes', '/apis', '/apis/networking.k8s.io/v1', '/apis/storage.k8s.io/v1/storageclasses'];
    expect(await item({ ...answers, ...Object.fromEntries(kept.map((path) => [path, denied])) })).toMatchObject({
      status: 'ready',
      nodes: null,
      zones: null,
      nodeRegions: null,
      storageClasses: null,
      networkPolicy: null,
      cni: 'unknown',
      apiGroups: null,
    });
  });

  it('without the API group has no network policies', async () => {
    expect(await item({ ...REAL, '/apis/networking.k8s.io/v1': refusal('nativeNotFound') })).toMatchObject({
      networkPolicy: false,
    });
  });

  it.each([
    [['cilium.io'], 'cilium'],
    [['crd.projectcalico.org', 'operator.tigera.io'], 'calico'],
    [['cilium.io', 'crd.projectcalico.org'], 'unknown'],
    [['example.cilium.io'], 'unknown'],
  ])('with the API groups %j has the network %s', async (names, cni) => {
    const groups = fixture('api-groups');
    const body = { ...groups.body, groups: [...groups.body.groups, ...names.map((name) => ({ name }))] };
    expect(await item({ ...REAL, '/apis': { ...groups, body } })).toMatchObject({ cni });
  });

  it.each([
    ['memberUnreachable', 'unreachable'],
    ['memberTimeout', 'unreachable'],
    ['memberBusy', 'unreachable'],
    ['memberGarbage', 'unreachable'],
    ['memberRefused', 'unknown'],
    ['forbidden', 'unknown'],
  ] as const)('at which the gateway meets %s is %s, and asked no further', async (code, status) => {
    const api = fakeApi({ ...REAL, '/version': refusal(code) });
    const [found] = await all(clusters.list(api, { filters: {} }));
    expect(found && clusters.map(found, WHERE)).toMatchObject({ id: 'prod-a', status, version: null, nodes: null });
    expect(api.calls).toHaveLength(1);
  });

  it('that answers what nobody can read has null in its place', async () => {
    const strange = { headers: {}, body: 'a login page' };
    const paths = ['/api/v1/nodes', '/apis', '/apis/networking.k8s.io/v1', '/apis/storage.k8s.io/v1/storageclasses'];
    const answers = { ...REAL, ...Object.fromEntries(paths.map((path) => [path, strange])) };
    expect(await item(answers)).toMatchObject({
      status: 'ready',
      version: 'v1.37.2',
      nodes: null,
      storageClasses: null,
      apiGroups: null,
      networkPolicy: null,
    });
    expect(await item({ ...REAL, '/version': strange })).toMatchObject({ version: null, minor: null });
  });

  it('whose readiness fails is degraded; one that keeps it to itself is unknown', async () => {
    expect(await item({ ...REAL, '/readyz': refusal('nativeFailed') })).toMatchObject({ status: 'degraded' });
    expect(await item({ ...REAL, '/readyz': refusal('nativeForbidden') })).toMatchObject({ status: 'unknown' });
  });

  it('with more than a thousand nodes tells their number alone', async () => {
    const [node] = fixture('nodes').body.items;
    let left = 2345;
    const nodes = () => {
      left -= 100;
      const metadata = { continue: `after ${left}`, remainingItemCount: left };
      return { ...fixture('nodes'), body: { metadata, items: Array(100).fill(node) } };
    };
    const api = fakeApi({ ...REAL, '/api/v1/nodes': nodes });
    const [found] = await all(clusters.list(api, { filters: {} }));
    expect(found && clusters.map(found, WHERE)).toMatchObject({ nodes: { total: 2345, ready: null }, zones: null });
    expect(api.calls.filter(({ path }) => path === '/api/v1/nodes')).toHaveLength(10);
  });

  it('is found by its own id alone', async () => {
    const found = await clusters.get(fakeApi(), 'prod-a');
    expect(clusters.map(found, WHERE).version).toBe('v1.37.2');
    const api = fakeApi();
    await expect(clusters.get(api, 'prod-b')).rejects.toMatchObject({ code: 'nativeNotFound' });
    expect(api.calls).toEqual([]);
  });

  it('that hangs is unreachable after some seconds, and what hangs in it is null', async () => {
    vi.useFakeTimers();
    const never = (path: string) => {
      const api = fakeApi();
      return {
        ...api,
        call: (call: NativeCall) => (call.path === path ? new Promise<never>(() => {}) : api.call(call)),
      };
    };
    const seen = async (path: string) => {
      const found = all(clusters.list(never(path), { filters: {} }));
      await vi.advanceTimersByTimeAsync(60_000);
      const [one] = await found;
      return one && clusters.map(one, WHERE);
    };
    expect(await seen('/version')).toMatchObject({ status: 'unreachable', version: null });
    expect(await seen('/api/v1/nodes')).toMatchObject({ status: 'ready', version: 'v1.37.2', nodes: null });
    vi.useRealTimers();
  });

  it('a fault of the gateway, or a client that has gone, is no state of the cluster', async () => {
    await expect(item({ ...REAL, '/version': new GatewayError('internal') })).rejects.toThrow();
    const signal = AbortSignal.abort();
    const api = fakeApi({ ...REAL, '/version': refusal('memberTimeout') }, { signal });
    await expect(all(clusters.list(api, { filters: {} }))).rejects.toMatchObject({ code: 'memberTimeout' });
  });
});
