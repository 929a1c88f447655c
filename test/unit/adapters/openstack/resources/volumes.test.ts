// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { snapshots } from '../../../../../src/adapters/openstack/resources/snapshots.ts';
import { volumeTypes } from '../../../../../src/adapters/openstack/resources/volume-types.ts';
import { volumes } from '../../../../../src/adapters/openstack/resources/volumes.ts';
import { type Answers, type FakeApi, fakeApi, recorded } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const inUse = (recorded('openstack/reference/volume-in-use') as { volume: Record<string, unknown> }).volume;
const free = (recorded('openstack/cloud-a/volume-show') as { volume: Record<string, unknown> }).volume;
const ID = String(free.id);
const SERVER = '9ae135f4-b6e0-4dad-9e91-3c223e385824';

const MEMBER: Answers = {
  'POST block-storage /volumes': recorded('openstack/cloud-a/volume-create'),
  [`GET block-storage /volumes/${ID}`]: { volume: free },
  [`GET block-storage /volumes/${inUse.id}`]: { volume: inUse },
  [`PUT block-storage /volumes/${ID}`]: { volume: free },
  [`DELETE block-storage /volumes/${ID}`]: undefined,
  [`POST block-storage /volumes/${ID}/action`]: undefined,
  'GET block-storage /volumes?name=data': { volumes: [{ id: inUse.id, name: 'data' }] },
  'GET block-storage /volumes?name=twin': {
    volumes: [
      { id: 'one', name: 'twin' },
      { id: 'two', name: 'twin' },
    ],
  },
  'GET block-storage /volumes': { volumes: [] },
  'GET image /images': { images: [{ id: 'image-id', name: 'Debian 12' }] },
  'GET compute /servers': { servers: [{ id: SERVER, name: 'web.1' }] },
  [`POST compute /servers/${SERVER}/os-volume_attachments`]: { volumeAttachment: {} },
  [`DELETE compute /servers/${SERVER}/os-volume_attachments/${ID}`]: undefined,
  'POST block-storage /snapshots': { snapshot: { id: 'snap', status: 'creating' } },
};

type Create = Parameters<NonNullable<typeof volumes.create>>[1];
const map = (native: Record<string, unknown>) => volumes.map({ native }, WHERE);
const asked = ({ calls }: FakeApi) => calls.map(({ method = 'GET', service, path }) => `${method} ${service} ${path}`);

async function bodyOf(input: Create): Promise<unknown> {
  const api = fakeApi(MEMBER);
  await volumes.create?.(api, input);
  const sent = api.calls.find(({ method }) => method === 'POST');
  return (sent?.body as { volume: unknown } | undefined)?.volume;
}

function act(api: FakeApi, action: 'attach' | 'detach' | 'extend', id: string, input: unknown): Promise<unknown> {
  const run = volumes.actions?.[action];
  if (run === undefined) throw new Error(`no ${action}`);
  return run(api, id, input as never);
}

describe('a volume', () => {
  it('tells what the member says, in the words and units of this API', () => {
    expect(map(inUse)).toMatchObject({
      name: 'data',
      status: 'in-use',
      nativeStatus: 'in-use',
      createdAt: '2026-03-29T06:50:07.770Z',
      sizeGiB: 20,
      typeName: 'replicated-ssd',
      bootable: true,
      encrypted: true,
      multiattach: true,
      attachments: [
        { serverId: SERVER, device: '/dev/vdb', attachedAt: '2026-03-29T06:51:19.000Z' },
        { device: null, attachedAt: null },
      ],
      sourceVolumeId: inUse.source_volid,
      metadata: { use: 'db' },
    });
    expect(map(inUse).sourceImageId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says unknown or null where an older member says nothing', () => {
    const { encrypted: _, volume_image_metadata: __, ...silent } = free;
    expect(map(silent)).toMatchObject({ encrypted: null, typeId: null, sourceImageId: null, attachments: [] });
    expect(map(free)).toMatchObject({
      encrypted: false,
      bootable: false,
      project: free['os-vol-tenant-attr:tenant_id'],
    });
  });

  it('belongs to the project asked in where the answer does not say, as after its making', () => {
    const { volume } = recorded('openstack/cloud-a/volume-create') as { volume: Record<string, unknown> };
    expect(map(volume)).toMatchObject({ project: 'p', status: 'creating', updatedAt: null });
  });

  it.each([
    ['reserved', 'attaching'],
    ['downloading', 'creating'],
    ['extending', 'changing'],
    ['awaiting-transfer', 'changing'],
    ['error_deleting', 'error'],
    ['error_backing-up', 'error'],
  ])('that is %s has the status %s', (native, status) => {
    expect(map({ ...free, status: native }).status).toBe(status);
  });
});

describe('making a volume', () => {
  it('sends only what was asked for', async () => {
    expect(await bodyOf({ name: 'data', sizeGiB: 2 })).toEqual({ name: 'data', size: 2 });
  });

  it('knows images and volumes by name', async () => {
    expect(
      await bodyOf({ name: 'root', sizeGiB: 2, sourceImageId: 'Debian 12', typeName: 'ssd', availabilityZone: 'z' }),
    ).toEqual({
      name: 'root',
      size: 2,
      imageRef: 'image-id',
      volume_type: 'ssd',
      availability_zone: 'z',
    });
    expect(await bodyOf({ name: 'copy', sizeGiB: 2, sourceVolumeId: 'data' })).toMatchObject({
      source_volid: inUse.id,
    });
  });

  it('takes an id without looking it up', async () => {
    const api = fakeApi(MEMBER);
    await volumes.create?.(api, { name: 'copy', sizeGiB: 2, sourceVolumeId: ID });
    expect(asked(api)).toEqual(['POST block-storage /volumes']);
  });

  it('refuses a name that nothing or several things have', async () => {
    const fault = (where: string, reason: unknown) => ({ code: 'unprocessable', faults: [{ where, reason }] });
    await expect(bodyOf({ name: 'x', sizeGiB: 1, sourceVolumeId: 'nobody' })).rejects.toMatchObject(
      fault('#/sourceVolumeId', 'there is no volume "nobody"'),
    );
    await expect(bodyOf({ name: 'x', sizeGiB: 1, sourceVolumeId: 'twin' })).rejects.toMatchObject(
      fault('#/sourceVolumeId', 'several volumes are named "twin": one, two'),
    );
  });

  it('refuses two things to make it of', async () => {
    await expect(
      bodyOf({ name: 'x', sizeGiB: 1, sourceVolumeId: ID, sourceImageId: 'Debian 12' }),
    ).rejects.toMatchObject({
      code: 'unprocessable',
    });
  });
});

describe('changing a volume', () => {
  it('asks Nova to attach it, and names the device only if one is wished for', async () => {
    const api = fakeApi(MEMBER);
    await act(api, 'attach', ID, { serverId: SERVER });
    await act(api, 'attach', ID, { serverId: 'web.1', device: '/dev/vdc' });
    const sent = api.calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(sent).toEqual([
      { volumeAttachment: { volumeId: ID } },
      { volumeAttachment: { volumeId: ID, device: '/dev/vdc' } },
    ]);
    // Nova's filter is a regular expression.
    expect(api.calls.find(({ path }) => path === '/servers')?.query).toMatchObject({ name: '^web\\.1$' });
  });

  it('detaches it from the one server that has it', async () => {
    const once = { ...free, attachments: [{ server_id: SERVER }] };
    const api = fakeApi({ ...MEMBER, [`GET block-storage /volumes/${ID}`]: { volume: once } });
    await act(api, 'detach', ID, {});
    expect(asked(api)).toContain(`DELETE compute /servers/${SERVER}/os-volume_attachments/${ID}`);
  });

  it('does not choose between several servers, and says so where there is none', async () => {
    await expect(act(fakeApi(MEMBER), 'detach', String(inUse.id), {})).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(act(fakeApi(MEMBER), 'detach', ID, {})).rejects.toMatchObject({ code: 'conflict' });
  });

  it('makes it larger', async () => {
    const api = fakeApi(MEMBER);
    await act(api, 'extend', ID, { sizeGiB: 5 });
    expect(api.calls[0]).toMatchObject({ body: { 'os-extend': { new_size: 5 } }, microversion: '3.70' });
  });

  it('sends nothing where nothing is to change', async () => {
    const api = fakeApi(MEMBER);
    await volumes.update?.(api, ID, {});
    expect(asked(api)).toEqual([`GET block-storage /volumes/${ID}`]);
  });

  it('is not led astray by an id that is a path of its own', async () => {
    const api = fakeApi({ 'GET block-storage /volumes/detail': { volumes: [] } });
    await expect(volumes.get(api, 'detail')).rejects.toMatchObject({ code: 'nativeNotFound' });
  });
});

describe('a snapshot', () => {
  it('is made of a volume by name, in use or not', async () => {
    const api = fakeApi(MEMBER);
    await snapshots.create?.(api, { name: 'before', volumeId: 'data' });
    expect(api.calls.at(-1)?.body).toEqual({ snapshot: { name: 'before', volume_id: inUse.id, force: true } });
  });
});

describe('a volume type', () => {
  const types = (recorded('openstack/reference/volume-types') as { volume_types: Record<string, unknown>[] })
    .volume_types;
  const items = types.map((native) => volumeTypes.map({ native, extra: { defaultId: String(types[1]?.id) } }, WHERE));

  it('is encrypted and replicated where its description declares it, and unknown where it is silent', () => {
    expect(items.map(({ encrypted, replicated }) => [encrypted, replicated])).toEqual([
      [true, true],
      [null, null],
      [null, null],
    ]);
  });

  it('is the default one or not, or nobody knows', () => {
    expect(items.map((item) => item.default)).toEqual([false, true, false]);
    const [native = {}] = types;
    expect(volumeTypes.map({ native, extra: { defaultId: null } }, WHERE).default).toBeNull();
  });

  it('shows its extra specs, or null where the member hides them', () => {
    expect(items.map(({ extraSpecs }) => extraSpecs)).toEqual([{ multiattach: '<is> True' }, {}, null]);
  });

  it('is listed to the end, though Cinder calls its links otherwise', async () => {
    const [first, second] = types;
    const api = fakeApi({
      'GET block-storage /types': {
        volume_types: [first],
        volume_type_links: [{ rel: 'next', href: `https://gateway.example/v3/types?marker=${first?.id}` }],
      },
      [`GET block-storage /types?marker=${first?.id}`]: { volume_types: [second] },
    });
    const found = [];
    for await (const page of volumeTypes.list(api, { filters: {} })) found.push(...page);
    expect(found.map(({ native }) => native.id)).toEqual([first?.id, second?.id]);
  });
});
