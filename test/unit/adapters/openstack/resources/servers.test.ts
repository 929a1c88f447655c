// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { servers } from '../../../../../src/adapters/openstack/resources/servers.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import type { NativeApi } from '../../../../../src/model/scs/adapter.ts';
import { type Answers, fakeApi, recorded } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const ID = '0e12087a-7c87-476a-8f84-7398e991cecc';
const page = recorded('openstack/reference/servers-detail-2.90-page1') as { servers: Record<string, unknown>[] };
const [web = {}, broken = {}] = page.servers;

const map = (native: Record<string, unknown>, extra = {}) => servers.map({ native, extra }, WHERE);

const MEMBER: Answers = {
  'GET compute /flavors': { flavors: [] },
  'GET compute /flavors/detail': recorded('openstack/reference/flavors-detail-2.90'),
  'POST compute /servers': { server: { id: ID, adminPass: 'x' } },
  [`GET compute /servers/${ID}`]: { server: web },
  [`PUT compute /servers/${ID}`]: { server: web },
  [`PUT compute /servers/${ID}/metadata`]: { metadata: {} },
  [`PUT compute /servers/${ID}/tags`]: { tags: [] },
  [`DELETE compute /servers/${ID}`]: undefined,
  [`POST compute /servers/${ID}/action`]: { output: 'login: ' },
};

type Create = Parameters<NonNullable<typeof servers.create>>[1];

/** The body that Nova gets for what a client asked. */
async function bodyOf(input: Create, microversion?: string): Promise<unknown> {
  const api = fakeApi(MEMBER, microversion === undefined ? {} : { microversion });
  await servers.create?.(api, input);
  const sent = api.calls.find(({ method, path }) => method === 'POST' && path === '/servers');
  return (sent?.body as { server: unknown } | undefined)?.server;
}

const WANTED = { name: 'web', flavor: 'flavor-id', image: 'image-id' };

describe('a server', () => {
  it('tells its addresses with network, kind and hardware address', () => {
    expect(map(web).addresses).toEqual([
      { networkName: 'private', address: '192.168.1.30', version: 4, type: 'fixed', mac: 'fa:16:3e:0d:11:74' },
      { networkName: 'private', address: '203.0.113.7', version: 4, type: 'floating', mac: 'fa:16:3e:0d:11:74' },
      {
        networkName: 'storage',
        address: '2001:db8::f816:3eff:fe0d:1175',
        version: 6,
        type: 'fixed',
        mac: 'fa:16:3e:0d:11:75',
      },
    ]);
  });

  it('tells what the member says, in the words and units of this API', () => {
    expect(map(web)).toMatchObject({
      id: ID,
      name: 'web-1',
      project: '1111111111111111111111111111aaaa',
      status: 'active',
      nativeStatus: 'ACTIVE',
      flavor: { id: null, name: 'SCS-2V-4', vcpus: 2, ramMiB: 4096, diskGiB: 0 },
      image: null,
      keypairName: 'laptop',
      availabilityZone: 'zone-1',
      volumeIds: ['227cc671-f30b-4488-96fd-7d0bf13648d8', 'f1b2c3d4-aaaa-4bbb-8ccc-0123456789ab'],
      locked: true,
      powerState: 'running',
      tags: ['prod', 'shop'],
      metadata: { tier: 'front' },
      createdAt: '2026-04-23T15:19:09.000Z',
      launchedAt: '2026-04-23T15:19:10.855Z',
      fault: null,
    });
  });

  it('names each security group once, though Nova does so for each port', () => {
    expect(map(web).securityGroupNames).toEqual(['default', 'web']);
  });

  it('in error says why', () => {
    expect(map(broken)).toMatchObject({
      status: 'error',
      fault: { message: 'No valid host was found. There are not enough hosts available.' },
      availabilityZone: null,
      securityGroupNames: [],
    });
  });

  it('of an old microversion gets its figures from the flavor it names', async () => {
    const { server } = recorded('openstack/cloud-a/server-show') as { server: { id: string; flavor: { id: string } } };
    const { flavor } = recorded('openstack/cloud-a/flavor-show') as { flavor: object };
    const api = fakeApi(
      { [`GET compute /servers/${server.id}`]: { server }, 'GET compute /flavors/detail': { flavors: [flavor] } },
      { microversion: '2.1' },
    );
    const item = servers.map(await servers.get(api, server.id), WHERE);
    expect(item.flavor).toEqual({ id: server.flavor.id, name: 'SCS-1V-4', vcpus: 1, ramMiB: 4096, diskGiB: 0 });
  });

  it('of an old microversion whose flavor is gone still has its id', () => {
    const { server } = recorded('openstack/cloud-a/server-show') as { server: Record<string, unknown> };
    expect(map(server).flavor).toMatchObject({ name: null, vcpus: null, id: expect.any(String) });
  });
});

describe('the state of a server', () => {
  const state = (status: string, task: string | null = null) =>
    map({ ...web, status, 'OS-EXT-STS:task_state': task }).status;

  it.each([
    ['ACTIVE', null, 'active'],
    ['BUILD', 'spawning', 'building'],
    ['SHUTOFF', null, 'stopped'],
    ['PAUSED', null, 'paused'],
    ['SUSPENDED', null, 'suspended'],
    ['SHELVED', null, 'shelved'],
    ['SHELVED_OFFLOADED', null, 'shelved'],
    ['RESCUE', null, 'rescued'],
    ['VERIFY_RESIZE', null, 'awaiting-confirmation'],
    ['RESIZE', 'resize_prep', 'changing'],
    ['HARD_REBOOT', 'rebooting_hard', 'changing'],
    ['ERROR', null, 'error'],
    ['SOFT_DELETED', null, 'deleting'],
    ['UNKNOWN', null, 'unknown'],
  ])('%s with the task %s is %s', (status, task, said) => {
    expect(state(status, task)).toBe(said);
  });

  it('is changing as long as a task is under way, also out of an error', () => {
    expect(state('ACTIVE', 'powering-off')).toBe('changing');
    expect(state('ERROR', 'rebooting_hard')).toBe('changing');
  });

  it('stays what it is while an image is taken of it', () => {
    expect(state('ACTIVE', 'image_uploading')).toBe('active');
  });

  it('is deleting from the moment that the member has begun', () => {
    expect(state('ACTIVE', 'deleting')).toBe('deleting');
    expect(state('ERROR', 'deleting')).toBe('deleting');
  });
});

describe('making a server', () => {
  it('from an image on the flavor’s own disk asks for no block devices', async () => {
    expect(await bodyOf(WANTED)).toEqual({
      name: 'web',
      flavorRef: 'flavor-id',
      imageRef: 'image-id',
      networks: 'auto',
    });
  });

  it('sends everything in Nova’s words', async () => {
    const body = await bodyOf({
      ...WANTED,
      networks: ['net-1', 'net-2'],
      keypairName: 'laptop',
      userData: '#cloud-config\n# ä\n',
      securityGroupNames: ['web'],
      availabilityZone: 'zone-1',
      description: 'the shop',
      metadata: { tier: 'front' },
      tags: ['prod'],
    });
    expect(body).toEqual({
      name: 'web',
      flavorRef: 'flavor-id',
      imageRef: 'image-id',
      networks: [{ uuid: 'net-1' }, { uuid: 'net-2' }],
      key_name: 'laptop',
      user_data: 'I2Nsb3VkLWNvbmZpZwojIMOkCg==',
      security_groups: [{ name: 'web' }],
      availability_zone: 'zone-1',
      description: 'the shop',
      metadata: { tier: 'front' },
      tags: ['prod'],
    });
  });

  it('with a boot volume puts the image into it instead of naming it', async () => {
    const body = await bodyOf({ ...WANTED, bootVolume: { sizeGiB: 20, typeName: 'ssd' }, networks: 'none' });
    expect(body).toEqual({
      name: 'web',
      flavorRef: 'flavor-id',
      networks: 'none',
      block_device_mapping_v2: [
        {
          source_type: 'image',
          uuid: 'image-id',
          destination_type: 'volume',
          volume_size: 20,
          volume_type: 'ssd',
          boot_index: 0,
          delete_on_termination: true,
        },
      ],
    });
  });

  it('from a volume that is there keeps it when the server goes', async () => {
    expect(await bodyOf({ name: 'web', flavor: 'f', bootVolume: { id: 'volume-id' } })).toMatchObject({
      block_device_mapping_v2: [
        {
          source_type: 'volume',
          uuid: 'volume-id',
          destination_type: 'volume',
          boot_index: 0,
          delete_on_termination: false,
        },
      ],
    });
  });

  it('with further volumes names the image among the devices too, as Nova wants it', async () => {
    const body = await bodyOf({ ...WANTED, volumes: [{ sizeGiB: 5 }, { id: 'v', deleteOnTermination: true }] });
    expect(body).toMatchObject({
      imageRef: 'image-id',
      block_device_mapping_v2: [
        {
          source_type: 'image',
          uuid: 'image-id',
          destination_type: 'local',
          boot_index: 0,
          delete_on_termination: true,
        },
        {
          source_type: 'blank',
          destination_type: 'volume',
          volume_size: 5,
          boot_index: -1,
          delete_on_termination: false,
        },
        {
          source_type: 'volume',
          uuid: 'v',
          destination_type: 'volume',
          boot_index: -1,
          delete_on_termination: true,
        },
      ],
    });
  });

  it('without anything to boot from is refused before the member is asked', async () => {
    const api = fakeApi(MEMBER);
    await expect(servers.create?.(api, { name: 'web', flavor: 'f' })).rejects.toMatchObject({
      code: 'unprocessable',
      faults: [{ where: '#/image' }],
    });
    expect(api.calls.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('leaves out networks on members that only know the automatic choice by silence', async () => {
    expect(await bodyOf(WANTED, '2.1')).toEqual({ name: 'web', flavorRef: 'flavor-id', imageRef: 'image-id' });
  });

  it.each([
    ['tags', { tags: ['x'] }, '2.51'],
    ['description', { description: 'x' }, '2.18'],
    ['networks', { networks: 'none' as const }, '2.36'],
    ['typeName', { bootVolume: { sizeGiB: 1, typeName: 'ssd' } }, '2.66'],
  ])('says so where a member is too old for %s, instead of leaving it out', async (word, more, microversion) => {
    await expect(bodyOf({ ...WANTED, ...more }, microversion)).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining(word),
    });
  });

  it('gives the server back even if it cannot be looked at just now', async () => {
    const { [`GET compute /servers/${ID}`]: _, ...blind } = MEMBER;
    const made = await servers.create?.(fakeApi(blind), WANTED);
    expect(made && servers.map(made, WHERE)).toMatchObject({ id: ID, name: 'web', status: 'building' });
  });
});

describe('changing a server', () => {
  it('asks only for what is to change', async () => {
    const api = fakeApi(MEMBER);
    await servers.update?.(api, ID, { name: 'web-9', tags: ['a'] });
    const changes = api.calls.filter(({ method }) => method === 'PUT');
    expect(changes.map(({ path, body }) => [path, body])).toEqual([
      [`/servers/${ID}`, { server: { name: 'web-9' } }],
      [`/servers/${ID}/tags`, { tags: ['a'] }],
    ]);
  });

  it.each([
    ['start', undefined, { 'os-start': null }],
    ['stop', undefined, { 'os-stop': null }],
    ['reboot', undefined, { reboot: { type: 'SOFT' } }],
    ['reboot', { hard: true }, { reboot: { type: 'HARD' } }],
    ['resize', { flavor: 'SCS-1V-4' }, { resize: { flavorRef: '1' } }],
    ['resize', { flavor: '2' }, { resize: { flavorRef: '2' } }],
    ['resize', { flavor: 'SCS-2V:4:20s' }, { resize: { flavorRef: '2' } }],
    ['resize', { flavor: 'no-such' }, { resize: { flavorRef: 'no-such' } }],
    ['confirm-resize', undefined, { confirmResize: null }],
    ['revert-resize', undefined, { revertResize: null }],
    ['console-log', { lines: 10 }, { 'os-getConsoleOutput': { length: 10 } }],
    ['console-log', undefined, { 'os-getConsoleOutput': {} }],
  ])('%s with %j is %j', async (action, input, body) => {
    const api = fakeApi(MEMBER);
    await servers.actions?.[action]?.(api, ID, input as never);
    expect(api.calls.at(-1)).toMatchObject({ method: 'POST', path: `/servers/${ID}/action`, body });
  });

  it('gives the console’s log as text', async () => {
    expect(await servers.actions?.['console-log']?.(fakeApi(MEMBER), ID, undefined as never)).toEqual({
      text: 'login: ',
    });
  });

  it('deletes by id, with whatever stands in an id escaped', async () => {
    const api = fakeApi({ 'DELETE compute /servers/..%2Fx': undefined });
    await servers.remove?.(api, '../x');
    expect(api.calls).toEqual([expect.objectContaining({ method: 'DELETE', path: '/servers/..%2Fx' })]);
  });
});

describe('listing servers', () => {
  it('never asks for other projects', async () => {
    const api = fakeApi({ 'GET compute /servers/detail': { servers: [] } });
    for await (const _page of servers.list(api, { filters: { all_tenants: '1' } }));
    expect(api.calls.map(({ query }) => query)).toEqual([{ limit: 1000 }]);
  });

  it('ends where a member’s pages go round in a circle', async () => {
    const links = [{ rel: 'next', href: `https://gateway.example/v2.1/servers/detail?marker=${ID}` }];
    const api = fakeApi({ 'GET compute /servers/detail': { servers: [web], servers_links: links } });
    let count = 0;
    for await (const rows of servers.list(api, { filters: {} })) count += rows.length;
    expect(count).toBe(2);
  });

  it('says that the member’s answer is of no use if it is no list', async () => {
    const api: NativeApi = fakeApi({ 'GET compute /servers/detail': { message: 'hello' } });
    const reading = async () => {
      for await (const _page of servers.list(api, { filters: {} }));
    };
    await expect(reading()).rejects.toBeInstanceOf(GatewayError);
    await expect(reading()).rejects.toMatchObject({ code: 'memberGarbage' });
  });
});

describe('counting servers', () => {
  const limits = (absolute: unknown) => ({ 'GET compute /limits': { limits: { absolute } } });

  it('takes all from what the quota counts, by one short answer', async () => {
    const api = fakeApi(limits({ totalInstancesUsed: 7 }));
    expect(await servers.count?.(api)).toBe(7);
    expect(api.calls.map(({ path, query }) => [path, query])).toEqual([['/limits', undefined]]);
  });

  it.each([
    ['refuses to', {}],
    ['does not count', limits({})],
    ['counts in words', limits({ totalInstancesUsed: 'some' })],
  ])('says nothing where the member %s', async (_, answers: Answers) => {
    expect(await servers.count?.(fakeApi(answers))).toBeUndefined();
  });

  it('of a group goes through all pages of those with its tag, and asks nothing more of them', async () => {
    const href = 'https://gateway.example/v2.1/servers?tags=shop&marker=b';
    const api = fakeApi({
      ...MEMBER,
      'GET compute /servers?tags=shop': { servers: [{ id: 'a' }, { id: 'b' }], servers_links: [{ rel: 'next', href }] },
      'GET compute /servers?tags=shop&marker=b': { servers: [{ id: 'c' }] },
    });
    expect(await servers.count?.(api, 'shop')).toBe(3);
    expect(api.calls.filter(({ path }) => path !== '/flavors').map(({ path, query }) => [path, query])).toEqual([
      ['/servers', { limit: 1000, tags: 'shop' }],
      ['/servers', { limit: 1000, tags: 'shop', marker: 'b' }],
    ]);
  });

  it('of a group is not possible where the member would count all, since it knows no tags', async () => {
    const api = fakeApi({ ...MEMBER, 'GET compute /servers': { servers: [web, broken] } }, { microversion: '2.25' });
    expect(await servers.count?.(api, 'shop')).toBeUndefined();
    expect(api.calls.some(({ path }) => path === '/servers')).toBe(false);
    const newer = fakeApi(
      { ...MEMBER, 'GET compute /servers?tags=shop': { servers: [web] } },
      { microversion: '2.26' },
    );
    expect(await servers.count?.(newer, 'shop')).toBe(1);
  });
});
