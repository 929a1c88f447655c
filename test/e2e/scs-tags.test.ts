// SPDX-License-Identifier: Apache-2.0
// Tags and metadata through the gateway, on both shapes of cloud: made with objects, changed, listed by, searched by.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LABEL_REFUSALS, labelRefusals } from '../contract/label-refusals.ts';
import { type Harness, type SendOptions, startHarness } from './harness.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterEach(() => Promise.all([h.a.faults.clear(), h.b.faults.clear()]));
afterAll(() => h.close());

const send = (method: string, path: string, json?: unknown, headers: SendOptions['headers'] = {}) =>
  h.send(method, `/scs/v1${path}`, { token, headers, ...(json === undefined ? {} : { json }) });
// biome-ignore lint/suspicious/noExplicitAny: a JSON body that the test looks into
async function make(plural: string, body: Record<string, unknown>): Promise<any> {
  const made = await send('POST', `/${plural}?wait=20`, body);
  expect(made.text).toContain('"item"');
  expect(made.status).toBe(201);
  return made.body.item;
}
const names = async (path: string): Promise<string[]> => {
  const { status, body, text } = await send('GET', path);
  expect([status, text]).toEqual([200, expect.any(String)]);
  return body.items.map(({ name }: { name: string }) => name).sort();
};

const SERVER = { flavor: 'SCS-2V-4-20s', image: { distro: 'ubuntu' }, networks: 'none' };
const TAGGED = (cloud: string): [plural: string, body: Record<string, unknown>][] => [
  ['networks', { cloud, name: `net-${cloud}` }],
  ['subnets', { cloud, name: `sub-${cloud}`, networkId: `net-${cloud}`, cidr: '10.1.0.0/24' }],
  ['routers', { cloud, name: `out-${cloud}` }],
  ['security-groups', { cloud, name: `group-${cloud}` }],
  ['floating-ips', { cloud, networkId: 'public' }],
  ['servers', { cloud, name: `server-${cloud}`, ...SERVER }],
];
const LABELLED = (cloud: string): [plural: string, body: Record<string, unknown>][] => [
  ['servers', { cloud, name: `labelled-${cloud}`, ...SERVER }],
  ['volumes', { cloud, name: `disk-${cloud}`, sizeGiB: 1 }],
  ['snapshots', { cloud, name: `copy-${cloud}`, volumeId: `disk-${cloud}` }],
  ['containers', { cloud, name: `box-${cloud}` }],
];

describe.each(['cloud-a', 'cloud-b'])('labels of objects of %s', (cloud) => {
  it('are tags in the same words on all that carry them', async () => {
    for (const [plural, body] of TAGGED(cloud)) {
      const made = await make(plural, { ...body, tags: ['shop', 'front'] });
      expect(made.tags, plural).toEqual(['front', 'shop']);
      const path = `/${plural}/${cloud}/${made.id}`;
      const read = await send('GET', path);
      expect(read.body.tags).toEqual(['front', 'shop']);
      // What a create tells of the object is what it is: its tag makes a change conditional.
      const conditional = { 'if-match': String(read.headers.get('etag')) };
      for (const tag of ['new one', 'new one']) {
        const added = await send('POST', `${path}/actions/add-tag?wait=20`, { tag });
        expect([added.status, added.body.item.tags], plural).toEqual([200, ['front', 'new one', 'shop']]);
      }
      expect((await send('PATCH', path, { tags: [] }, conditional)).status, plural).toBe(412);
      for (const tag of ['front', 'front']) {
        const removed = await send('POST', `${path}/actions/remove-tag?wait=20`, { tag });
        expect([removed.status, removed.body.item.tags], plural).toEqual([200, ['new one', 'shop']]);
      }
      expect((await send('PATCH', path, { tags: ['shop', 'only'] })).body.item.tags, plural).toEqual(['only', 'shop']);
      const found = await send('GET', `/${plural}?cloud=${cloud}&tag=shop,only`);
      expect(
        found.body.items.map(({ id }: { id: string }) => id),
        plural,
      ).toEqual([made.id]);
      expect(await names(`/${plural}?cloud=${cloud}&tag=shop&tag=front`), plural).toEqual([]);
    }
  });

  it('are metadata, merged by a change, on all that carry them', async () => {
    for (const [plural, body] of LABELLED(cloud)) {
      const made = await make(plural, { ...body, metadata: { tier: 'front', use: 'db' } });
      expect(made.metadata, plural).toEqual({ tier: 'front', use: 'db' });
      const path = `/${plural}/${cloud}/${made.id}`;
      const changed = await send('PATCH', path, { metadata: { tier: 'back', use: null, more: 'x' } });
      expect(changed.body.item.metadata, plural).toEqual({ more: 'x', tier: 'back' });
      expect((await send('GET', path)).body.metadata, plural).toEqual({ more: 'x', tier: 'back' });
      if (plural === 'containers') continue;
      const query = `/${plural}?cloud=${cloud}&metadata.more=x`;
      expect(await names(`${query}&metadata.tier=back,middle`), plural).toEqual([made.name]);
      expect(await names(`${query}&metadata=tier=front`), plural).toEqual([]);
    }
  });

  it('of one’s own image are changed and removed, and lists show it at once; nobody else’s can be', async () => {
    const native = `/clouds/${cloud}/image/v2/images`;
    const json = { name: `golden-${cloud}`, disk_format: 'raw', container_format: 'bare', team: 'shop' };
    const { id } = (await h.send('POST', native, { token, json })).body;
    const path = `/images/${cloud}/${id}`;
    expect(await names(`/images?cloud=${cloud}&tag=golden`)).toEqual([]);
    await send('POST', `${path}/actions/add-tag`, { tag: 'golden' });
    const changed = await send('PATCH', path, { metadata: { team: null, stage: 'test' } });
    expect(changed.body.item).toMatchObject({ tags: ['golden'], metadata: { stage: 'test' } });
    expect(changed.body.item.metadata).not.toHaveProperty('team');
    expect(await names(`/images?cloud=${cloud}&tag=golden&metadata.stage=test`)).toEqual([json.name]);
    const [publicImage] = (await send('GET', `/images?cloud=${cloud}&visibility=public&limit=1`)).body.items;
    const other = await send('POST', `/images/${cloud}/${publicImage.id}/actions/add-tag`, { tag: 'mine' });
    expect(other.body).toMatchObject({ status: 403, code: 'nativeForbidden' });
  });

  it('that the cloud refuses after it has made the object are told with its id, and completed by the same key', async () => {
    const box = cloud === 'cloud-a' ? h.a : h.b;
    const body = { cloud, name: `half-${cloud}`, tags: ['half'] };
    const lost = { kind: 'html503', skip: 1, times: 1 } as const;
    await box.faults.set('network', lost);
    const plain = await send('POST', '/networks', body);
    const [bare] = (await send('GET', `/networks?cloud=${cloud}&name=${body.name}`)).body.items;
    expect(plain.body).toMatchObject({
      status: 502,
      code: 'unfinished',
      cloud,
      detail: expect.stringContaining(bare.id),
      errors: [{ pointer: '#/tags' }],
    });
    expect(bare.tags).toEqual([]);
    await send('DELETE', `/networks/${cloud}/${bare.id}`);

    const key = { 'idempotency-key': `half of ${cloud}` };
    await box.faults.set('network', { ...lost, times: 3 });
    const first = await send('POST', '/networks', body, key);
    expect(first.status).toBeGreaterThanOrEqual(500);
    await box.faults.clear();
    await expect.poll(async () => (await send('POST', '/networks', body, key)).status, { timeout: 20_000 }).toBe(201);
    const items = (await send('GET', `/networks?cloud=${cloud}&name=${body.name}`)).body.items;
    expect(items).toMatchObject([{ tags: ['half'] }]);
    await send('DELETE', `/networks/${cloud}/${items[0].id}`);
  });
});

describe.each(['cloud-a', 'cloud-b'])('the services of %s', (cloud) => {
  it('refuse tags and metadata as real ones do', async () => {
    const told = await labelRefusals(`refused-${cloud}`, async ({ service, method, path, body, headers = {} }) => {
      const json = body === undefined ? {} : { json: body };
      const answer = await h.send(method, `/clouds/${cloud}/${service}${path}`, { token, headers, ...json });
      return { status: answer.status, json: answer.text.startsWith('{') ? answer.body : undefined };
    });
    expect(told).toEqual(LABEL_REFUSALS);
  });
});

describe('lists and the search by labels', () => {
  it('are the same over all clouds, in pages, in order, as lines and in the search', async () => {
    const made: string[] = [];
    for (const cloud of ['cloud-a', 'cloud-b'])
      for (const number of [1, 2, 3]) {
        const { name } = await make('networks', {
          cloud,
          name: `wide-${cloud}-${number}`,
          tags: ['wide', `n${number}`],
        });
        made.push(name);
      }
    expect(await names('/networks?tag=wide')).toEqual(made.sort());
    expect(await names('/networks?tag=wide&tag=n2')).toEqual(['wide-cloud-a-2', 'wide-cloud-b-2']);
    const paged: string[] = [];
    for (let next = '/networks?tag=wide&sort=-name&limit=2'; next !== ''; ) {
      const { body } = await send('GET', next);
      paged.push(...body.items.map(({ name }: { name: string }) => name));
      next = body.next === undefined ? '' : (new URL(body.next).href.split('/scs/v1')[1] ?? '');
    }
    expect(paged).toEqual(made.toReversed());
    const lines = await send('GET', '/networks?tag=wide,n3&fields=name', undefined, { accept: 'application/x-ndjson' });
    const items = lines.text.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line).item?.name ?? [])));
    expect(items.sort()).toEqual(['wide-cloud-a-3', 'wide-cloud-b-3']);
    expect(await names('/search?q=wide&tag=n1')).toEqual(['wide-cloud-a-1', 'wide-cloud-b-1']);
    expect(await names('/search?q=wide&tag=other')).toEqual([]);
    const named = await send('GET', '/search?q=wide&resources=networks,volumes&tag=n1');
    expect(named.body).toMatchObject({
      status: 400,
      errors: [{ parameter: 'tag', detail: expect.stringMatching('volumes carry no tags') }],
    });
  });

  it('by time have what was made since, and nothing from before', async () => {
    const begin = new Date(Date.now() - 1000).toISOString();
    const { name } = await make('networks', { cloud: 'cloud-a', name: 'timed', tags: ['timed'] });
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await names(`/networks?tag=timed&createdAfter=${begin}&createdBefore=${later}`)).toEqual([name]);
    expect(await names(`/networks?tag=timed&createdBefore=${begin}`)).toEqual([]);
    expect(await names(`/networks?tag=timed&createdAfter=${later}`)).toEqual([]);
  });
});
