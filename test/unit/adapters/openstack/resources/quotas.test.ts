// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { quotas } from '../../../../../src/adapters/openstack/resources/quotas.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import { type Answers, type FakeApiOptions, fakeApi, PROJECT, recorded } from '../../../../contract/scs-native-api.ts';

const NOVA = `GET compute /os-quota-sets/${PROJECT.id}/detail`;
const CINDER = `GET block-storage /os-quota-sets/${PROJECT.id}?usage=True`;
const NEUTRON = `GET network /quotas/${PROJECT.id}/details`;
const FULL: Answers = {
  [NOVA]: recorded('openstack/reference/nova-quota-detail'),
  [CINDER]: recorded('openstack/reference/cinder-quota-usage'),
  [NEUTRON]: recorded('openstack/reference/neutron-quota-details'),
};

const quotaOf = async (answers: Answers, options: FakeApiOptions = {}) => {
  const found = await quotas.get(fakeApi(answers, options), 'quota');
  return quotas.map(found, { cloud: 'cloud-a', region: 'cloud-a', project: PROJECT.id });
};
const limit = ({ limits }: Awaited<ReturnType<typeof quotaOf>>, resource: string) =>
  limits.find((row) => row.resource === resource);

it('is named after its project, so that quotas of several projects stay apart', async () => {
  const api = fakeApi(FULL);
  const found = await quotas.get(api, PROJECT.id);
  expect(quotas.map(found, { cloud: 'cloud-a', region: 'cloud-a', project: PROJECT.id })).toMatchObject({
    id: PROJECT.id,
    name: PROJECT.name,
    project: PROJECT.id,
  });
  await expect(quotas.get(api, 'f'.repeat(32))).rejects.toMatchObject({ code: 'nativeNotFound' });
});

it('tells limits and use of all three services, in words and units of this API', async () => {
  const quota = await quotaOf(FULL);
  expect(quota).toMatchObject({
    status: 'available',
    services: { compute: 'known', 'block-storage': 'known', network: 'known' },
  });
  expect(limit(quota, 'vcpus')).toEqual({
    resource: 'vcpus',
    service: 'compute',
    native: 'cores',
    limit: 20,
    used: 3,
    reserved: 1,
    unit: 'count',
  });
  expect(limit(quota, 'ram')).toMatchObject({ limit: 51_200, used: 8192, unit: 'MiB' });
  expect(limit(quota, 'volume-storage')).toMatchObject({ limit: 1000, used: 120, reserved: 5, unit: 'GiB' });
  expect(limit(quota, 'floating-ips')).toMatchObject({ limit: 50, used: 1, service: 'network' });
});

it('says null where there is no limit', async () => {
  const quota = await quotaOf(FULL);
  expect(limit(quota, 'server-groups')).toMatchObject({ limit: null });
  expect(limit(quota, 'security-group-rules')).toMatchObject({ limit: null, used: 9 });
});

it('does not repeat the 0 that Nova says of what it does not count', async () => {
  expect(limit(await quotaOf(FULL), 'keypairs')).toMatchObject({ limit: 100, used: null, reserved: null });
});

it('tells the limits of each volume type', async () => {
  expect(limit(await quotaOf(FULL), 'volume-storage:fast_ssd')).toMatchObject({ limit: 500, used: 20, unit: 'GiB' });
});

it('leaves the network’s limits to the network service, though an old Nova tells some', async () => {
  const quota = await quotaOf({ ...FULL, [NOVA]: recorded('openstack/reference/nova-quota-detail-2.1') });
  expect(quota.limits.filter(({ resource }) => resource === 'floating-ips')).toHaveLength(1);
});

it('makes do with /limits where the member refuses its quotas', async () => {
  const quota = await quotaOf({ 'GET compute /limits': recorded('openstack/cloud-a/nova-limits') });
  expect(quota.services).toEqual({ compute: 'known', 'block-storage': 'refused', network: 'refused' });
  expect(limit(quota, 'ram')).toMatchObject({ limit: 819_200, used: 8192, reserved: null });
});

it('knows nothing where everything is refused, and says which services are not there', async () => {
  const quota = await quotaOf({}, { services: ['compute', 'network'] });
  expect(quota).toMatchObject({
    status: 'unknown',
    limits: [],
    services: { compute: 'refused', 'block-storage': 'not-offered', network: 'refused' },
  });
});

it('fails with a member that fails: that is no refusal', async () => {
  const down = () => {
    throw new GatewayError('memberUnreachable', { cloud: 'cloud-a' });
  };
  await expect(quotaOf({ ...FULL, [CINDER]: down })).rejects.toMatchObject({ code: 'memberUnreachable' });
});
