// SPDX-License-Identifier: Apache-2.0
// Flavors, images, availability zones: what seldom changes.
import { describe, expect, it } from 'vitest';
import { availabilityZones } from '../../../../../src/adapters/openstack/resources/availability-zones.ts';
import { flavors } from '../../../../../src/adapters/openstack/resources/flavors.ts';
import { images } from '../../../../../src/adapters/openstack/resources/images.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import type { ListQuery, NativeApi, NativeObject, ResourceAdapter } from '../../../../../src/model/scs/adapter.ts';
import { fakeApi, recorded } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };

async function itemsOf(adapter: ResourceAdapter, api: NativeApi, filters: ListQuery['filters'] = {}) {
  const found: NativeObject[] = [];
  for await (const page of adapter.list(api, { filters })) found.push(...page);
  return found.map((one) => adapter.map(one, WHERE));
}

const refused = () => {
  throw new GatewayError('nativeForbidden', { native: { status: 403, service: 'compute', message: 'policy' } });
};

describe('a flavor', () => {
  const list = { 'GET compute /flavors/detail': recorded('openstack/reference/flavors-detail-2.90') };
  const old = { 'GET compute /flavors/detail': recorded('openstack/reference/flavors-detail-2.1') };

  it('without a disk is one to boot from a volume', async () => {
    const [first] = await itemsOf(flavors, fakeApi(list));
    expect(first).toMatchObject({
      diskGiB: 0,
      bootFromVolume: true,
      diskType: 'none',
      swapMiB: 0,
      status: 'available',
    });
  });

  it('is understood by the SCS name in its extra specs, whatever it is called', async () => {
    const [, second] = await itemsOf(flavors, fakeApi(list));
    expect(second).toMatchObject({
      name: 'standard.small',
      cpuType: 'shared-core',
      diskType: 'ssd',
      gpu: false,
      scs: {
        name: 'SCS-2V-4-20s',
        source: 'extra-specs',
        syntax: 'v3',
        canonical: 'SCS-2V-4-20s',
        parsed: { cpus: 2, ramGiB: 4 },
      },
    });
  });

  it('without an SCS name has none, and nothing is guessed', async () => {
    const [, , third] = await itemsOf(flavors, fakeApi(list));
    expect(third).toMatchObject({
      scs: null,
      cpuType: 'unknown',
      cpuMaker: 'unknown',
      diskType: 'unknown',
      gpu: true,
    });
    expect(third).toMatchObject({ status: 'disabled', public: false, description: 'ends this year', swapMiB: 512 });
  });

  it('of an old member has its extra specs asked for one by one', async () => {
    const api = fakeApi({
      ...old,
      'GET compute /flavors/1/os-extra_specs': { extra_specs: {} },
      'GET compute /flavors/2/os-extra_specs': recorded('openstack/reference/flavor-extra-specs'),
    });
    const [first, second] = await itemsOf(flavors, api);
    expect(first).toMatchObject({ extraSpecs: {}, scs: { name: 'SCS-1V-4', source: 'name' } });
    expect(second).toMatchObject({ extraSpecs: { 'scs:name-v2': 'SCS-2V-4-20s' } });
  });

  it('whose member does not tell extra specs says null, which is not the same as none', async () => {
    const api = fakeApi({ ...old, 'GET compute /flavors/1/os-extra_specs': refused });
    const [first] = await itemsOf(flavors, api);
    expect(first).toMatchObject({ extraSpecs: null, gpu: null, cpuType: 'shared-core' });
  });

  it('is asked for once, as long as the catalogue keeps it', async () => {
    const api = fakeApi(list);
    await itemsOf(flavors, api);
    await itemsOf(flavors, api);
    expect(api.calls).toHaveLength(1);
  });

  it('fails with the member, rather than being told without its extra specs', async () => {
    const broken = () => {
      throw new GatewayError('memberTimeout', { cloud: 'cloud-a' });
    };
    const api = fakeApi({ ...old, 'GET compute /flavors/1/os-extra_specs': broken });
    await expect(itemsOf(flavors, api)).rejects.toMatchObject({ code: 'memberTimeout' });
  });
});

describe('an image', () => {
  it('tells what SCS wants to be declared', () => {
    const native = recorded('openstack/cloud-a/image-show') as Record<string, unknown>;
    expect(images.map({ native }, WHERE)).toMatchObject({
      name: 'Debian 12',
      status: 'available',
      nativeStatus: 'active',
      visibility: 'public',
      hidden: false,
      distro: 'debian',
      version: '12',
      purpose: 'generic',
      architecture: 'x86_64',
      minRamMiB: 64,
      checksum: { algorithm: 'sha512' },
      createdAt: '2026-11-23T13:25:07.000Z',
      scs: {
        replaceFrequency: 'monthly',
        uuidValidity: 'last-3',
        providedUntil: 'none',
        source: 'https://example.org/images',
        buildDate: '2026-10-01',
        originalUser: 'debian',
        hotfixHours: null,
      },
      metadata: { patchlevel: '0', os_distro: 'debian', hw_disk_bus: 'virtio' },
    });
  });

  it('keeps Glance’s own fields, and where the member stores it, out of the properties', () => {
    const native = recorded('openstack/reference/image-queued') as Record<string, unknown>;
    const item = images.map({ native }, WHERE);
    expect(item).toMatchObject({ name: '', status: 'queued', sizeBytes: null, checksum: null, hidden: true });
    expect(item.metadata).toEqual({
      hotfix_hours: '0',
      hw_vif_multiqueue_enabled: 'true',
      os_purpose: 'oldgeneric',
    });
    expect(item.scs.hotfixHours).toBe(0);
  });

  it('of the community, or hidden, is listed when asked for', async () => {
    const api = fakeApi({ 'GET image /images': { images: [] } });
    await itemsOf(images, api);
    await itemsOf(images, api, { visibility: 'community', hidden: 'true' });
    await itemsOf(images, api, { visibility: 'public', hidden: 'false' });
    expect(api.calls.map(({ query }) => query)).toEqual([
      { limit: 1000 },
      { limit: 1000, visibility: 'community', os_hidden: 'true' },
    ]);
  });
});

describe('availability zones', () => {
  const computing = { 'GET compute /os-availability-zone': recorded('openstack/reference/nova-availability-zones') };
  const network = { 'GET network /availability_zones': recorded('openstack/reference/neutron-availability-zones') };

  it('are told for each service, with what the network uses them for', async () => {
    const zones = await itemsOf(availabilityZones, fakeApi({ ...computing, ...network }));
    expect(zones.map(({ id, status, available, uses }) => ({ id, status, available, uses }))).toEqual([
      { id: 'compute:zone-1', status: 'available', available: true, uses: [] },
      { id: 'compute:zone-2', status: 'unavailable', available: false, uses: [] },
      { id: 'network:zone-1', status: 'available', available: true, uses: ['network', 'router'] },
      { id: 'network:zone-2', status: 'unavailable', available: false, uses: ['network'] },
    ]);
  });

  it('are never said to be fire zones of their own, which no API declares', async () => {
    const zones = await itemsOf(availabilityZones, fakeApi(computing));
    expect(zones.map(({ fireZone }) => fireZone)).toEqual([null, null]);
  });

  it('of a service that fails fail the list', async () => {
    const broken = () => {
      throw new GatewayError('memberTimeout', { cloud: 'cloud-a' });
    };
    const api = fakeApi({ ...computing, 'GET network /availability_zones': broken });
    await expect(itemsOf(availabilityZones, api)).rejects.toMatchObject({ code: 'memberTimeout' });
  });
});
