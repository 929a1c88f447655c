// SPDX-License-Identifier: Apache-2.0
// Tags and metadata are words of users' that become paths, header fields, JSON patches and filters at members. None of them
// may become more there: another path, another header, a field of an object that says whom it belongs to.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';

let h: Harness;
let token: string;
let image = '';
let network = '';
const send = (method: string, path: string, json?: unknown) =>
  h.send(method, `/scs/v1${path}`, { token, ...(json === undefined ? {} : { json }) });
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
  const own = { name: 'own', disk_format: 'raw', container_format: 'bare' };
  image = (await h.send('POST', '/clouds/cloud-a/image/v2/images', { token, json: own })).body.id;
  network = (await send('POST', '/networks', { cloud: 'cloud-a', name: 'labelled' })).body.item.id;
  await send('POST', '/containers', { cloud: 'cloud-a', name: 'labelled' });
});
afterAll(() => h.close());

/** What members were sent that changes something. */
async function changesOf(work: () => Promise<{ status: number; text: string }>) {
  const before = [h.a.requests.length, h.b.requests.length];
  const answer = await work();
  const sent = [...h.a.requests.slice(before[0]), ...h.b.requests.slice(before[1])];
  return {
    ...answer,
    sent,
    changes: sent.filter(({ method, service }) => method !== 'GET' && method !== 'HEAD' && service !== 'identity'),
  };
}

describe('metadata of an image', () => {
  it.each([
    'owner',
    'visibility',
    'status',
    'protected',
    'os_hidden',
    'name',
    'tags',
    'locations',
    'min_disk',
    'id',
    'extra_properties',
    'deleted',
    'image_id',
  ])('cannot change its %s', async (key) => {
    for (const value of ['public', null]) {
      const { status, text, changes } = await changesOf(() =>
        send('PATCH', `/images/cloud-a/${image}`, { metadata: { [key]: value } }),
      );
      expect([status, text]).toEqual([422, expect.stringContaining('is a field of the image')]);
      expect(changes).toEqual([]);
    }
  });

  it.each(['a/b', 'a~1b', '/owner', '~1owner', '../owner'])('takes the key %s for one word', async (key) => {
    const { body } = await send('PATCH', `/images/cloud-a/${image}`, { metadata: { [key]: 'x' } });
    expect(body.item.metadata).toEqual({ [key]: 'x' });
    expect(body.item.project).not.toBe('x');
    await send('PATCH', `/images/cloud-a/${image}`, { metadata: { [key]: null } });
  });
});

describe('metadata of a container', () => {
  it.each([
    [{ 'x: 1\r\nX-Container-Read: .r:*': 'x' }],
    [{ use: 'x\r\nX-Container-Read: .r:*' }],
    [{ use: 'x\nX-Auth-Token: y' }],
    [{ use: '\u0000' }],
    [{ use: 'Ü' }],
    [{ use: '' }],
    [{ use: ' x' }],
    [{ Use: 'x' }],
    [{ use_case: 'x' }],
    [{ 'temp-url-key': 'known to me' }],
    [{ 'access-control-allow-origin': '*' }],
    [{ 'web-listings': 'true' }],
    [{ 'quota-bytes': '1' }],
    [{ use: 'x'.repeat(257) }],
    [{ ['x'.repeat(129)]: 'x' }],
  ])('%j is refused before anything is sent', async (metadata) => {
    for (const [method, path, body] of [
      ['PATCH', '/containers/cloud-a/labelled', { metadata }],
      ['POST', '/containers', { cloud: 'cloud-a', name: 'other', metadata }],
    ] as const) {
      const { status, changes } = await changesOf(() => send(method, path, body));
      expect([400, 422]).toContain(status);
      expect(changes).toEqual([]);
    }
  });

  it('of one that is there already are not changed by whoever would make it again', async () => {
    await send('PATCH', '/containers/cloud-a/labelled', { metadata: { use: 'mine' } });
    const again = await send('POST', '/containers', {
      cloud: 'cloud-a',
      name: 'labelled',
      metadata: { use: 'theirs' },
    });
    expect(again.status).toBe(409);
    expect((await send('GET', '/containers/cloud-a/labelled')).body.metadata).toEqual({ use: 'mine' });
  });
});

describe('a tag', () => {
  it.each(['a/b', 'a,b', '', 'x'.repeat(61), 7, null, ['a']])('%j is refused before anything is sent', async (tag) => {
    for (const action of ['add-tag', 'remove-tag']) {
      const { status, changes } = await changesOf(() =>
        send('POST', `/networks/cloud-a/${network}/actions/${action}`, { tag }),
      );
      expect([status, changes]).toEqual([400, []]);
    }
  });

  it.each(['..', '.'])('%s leads to no other path', async (tag) => {
    const { status, changes } = await changesOf(() =>
      send('POST', `/networks/cloud-a/${network}/actions/remove-tag`, { tag }),
    );
    expect([status, changes]).toEqual([400, []]);
  });

  it.each(['a?b=c', 'a#b', 'a%2Fb', 'a&all_tenants=1', 'ü\u0000', '__proto__'])('%j is one segment', async (tag) => {
    const { changes } = await changesOf(() => send('POST', `/networks/cloud-a/${network}/actions/add-tag`, { tag }));
    for (const { url } of changes) {
      const { pathname, search } = new URL(url, 'http://x');
      expect(search).toBe('');
      expect(pathname.split('/tags/')[1]?.split('/')).toEqual([encodeURIComponent(tag)]);
    }
  });
});

describe('a filter by labels', () => {
  it.each([
    ['networks?cloud=cloud-a&tag=a%26tenant_id%3Dx%26fields%3Did', ['limit', 'tags']],
    ['servers?cloud=cloud-a&tag=a%26all_tenants%3D1', ['limit', 'tags']],
    ['networks?cloud=cloud-a&tag=a%5C,b', ['limit']],
    ['volumes?cloud=cloud-a&metadata.all_tenants=1', ['limit']],
    ['servers?cloud=cloud-a&metadata.__proto__=x&metadata.constructor=y', ['limit']],
    ['images?cloud=cloud-a&tag=a%26visibility%3Dall', ['limit']],
  ])('%s adds no parameter of its own', async (path, known) => {
    const { status, text, sent } = await changesOf(() => send('GET', `/${path}`));
    expect(status, text).toBe(200);
    const asked = sent.filter(({ url }) => /servers|networks|volumes|images/.test(url));
    for (const { url } of asked)
      expect([...new URL(url, 'http://x').searchParams.keys()].filter((name) => !known.includes(name))).toEqual([]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('of more values than anybody needs is refused', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `metadata.k${index}=x`).join('&');
    const { status, sent } = await changesOf(() => send('GET', `/servers?${many}`));
    expect([status, sent]).toEqual([400, []]);
  });
});

describeNoLeaks(() => h);
