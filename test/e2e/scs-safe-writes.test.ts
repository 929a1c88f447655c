// SPDX-License-Identifier: Apache-2.0
// What is made, and what is told of it, when a cloud's answer is lost: over real sockets, with a client's eyes.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

let number = 0;
const keyed = () => ({ 'idempotency-key': `safe ${number++}` });
const names = async (path: string): Promise<string[]> => {
  const { body } = await send('GET', `${path}&cloud=cloud-a`);
  return body.items.map(({ id }: { id: string }) => id);
};

const SERVER = { cloud: 'cloud-a', flavor: 'SCS-2V-4-20s', image: { distro: 'ubuntu' }, networks: 'none' };
const KINDS = [
  ['servers', 'compute', { ...SERVER, name: 'lost-server', metadata: { use: 'db' } }],
  ['volumes', 'block-storage', { cloud: 'cloud-a', name: 'lost-volume', sizeGiB: 1 }],
  ['networks', 'network', { cloud: 'cloud-a', name: 'lost-network' }],
  ['security-groups', 'network', { cloud: 'cloud-a', name: 'lost-group', description: 'of a test' }],
] as const;

describe.each(KINDS)('%s', (plural, service, body) => {
  it.each(['lostReply', 'failsAfter'] as const)(
    'that were made though the cloud said %s are answered with, once',
    async (kind) => {
      const named = { ...body, name: `${body.name}-${kind}` };
      const key = keyed();
      await h.a.faults.set(service, { kind, times: 1 });
      const made = await send('POST', `/${plural}`, named, key);
      expect(made.text).toContain(named.name);
      expect([201, 202]).toContain(made.status);
      expect(made.body.item).toMatchObject({ name: named.name });
      expect(made.text).not.toContain('scs-gateway-request');
      const again = await send('POST', `/${plural}`, named, key);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.body.item.id).toBe(made.body.item.id);
      expect(await names(`/${plural}?name=${named.name}`)).toEqual([made.body.item.id]);
    },
  );
});

describe('a key', () => {
  it('keeps what may still come from being made twice, and says so', async () => {
    const body = { cloud: 'cloud-a', name: 'perhaps', sizeGiB: 1 };
    const key = keyed();
    await h.a.faults.set('block-storage', { kind: 'reset', times: 1 });
    const first = await send('POST', '/volumes', body, key);
    expect(first.body).toMatchObject({ status: 504, code: 'outcomeUnknown', cloud: 'cloud-a' });
    expect(first.headers.get('retry-after')).toBe('10');
    expect((await send('POST', '/volumes', body, key)).status).toBe(409);
    expect(await names('/volumes?name=perhaps')).toEqual([]);
  });

  it.each([
    ['gone', 503, 'memberUnreachable'],
    ['unauthorized', 503, 'memberRefused'],
  ] as const)('is free again after %s: no byte of the change was taken', async (kind, status, code) => {
    const body = { cloud: 'cloud-b', name: `free-${kind}`, sizeGiB: 1 };
    const key = keyed();
    await send('GET', '/volumes?cloud=cloud-b');
    await h.b.faults.set(kind === 'gone' ? '*' : 'block-storage', kind);
    const failed = await send('POST', '/volumes', body, key);
    expect(failed.body).toMatchObject({ status, code });
    await h.b.faults.clear();
    await expect.poll(async () => (await send('POST', '/volumes', body, key)).status, { timeout: 20_000 }).toBe(202);
  });

  it('makes a new object once the old one has been deleted', async () => {
    const body = { cloud: 'cloud-a', name: 'redeployed' };
    const key = keyed();
    const first = await send('POST', '/networks', body, key);
    expect((await send('DELETE', `/networks/cloud-a/${first.body.item.id}`)).status).toBe(204);
    const second = await send('POST', '/networks', body, key);
    expect(second.status).toBeLessThan(300);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
    expect(second.body.item.id).not.toBe(first.body.item.id);
  });

  it('of a key pair whose private key got lost says so', async () => {
    await h.a.faults.set('compute', { kind: 'lostReply', times: 1 });
    const lost = await send('POST', '/keypairs', { cloud: 'cloud-a', name: 'lost-pair' }, keyed());
    expect(lost.body).toMatchObject({ status: 504, code: 'outcomeUnknown', cloud: 'cloud-a' });
    expect(lost.headers.get('retry-after')).toBeNull();
  });
});

describe('If-Match', () => {
  it('changes and deletes only what is as it was read', async () => {
    const { body } = await send('POST', '/networks', { cloud: 'cloud-a', name: 'matched' });
    const path = `/networks/cloud-a/${body.item.id}`;
    const read = await send('GET', path);
    const tag = read.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"/);
    const some = (await send('GET', `${path}?fields=name`)).headers.get('etag') ?? '';
    expect(some).not.toBe(tag);
    const both = await Promise.all(
      ['one', 'two'].map((description) => send('PATCH', path, { description }, { 'if-match': some })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect(both.find(({ status }) => status === 412)?.body).toMatchObject({
      code: 'preconditionFailed',
      cloud: 'cloud-a',
    });
    expect((await send('DELETE', path, undefined, { 'if-match': tag })).status).toBe(412);
    const newest = both.find(({ status }) => status === 200)?.headers.get('etag') ?? '';
    expect((await send('GET', path)).headers.get('etag')).toBe(newest);
    expect((await send('DELETE', path, undefined, { 'if-match': newest })).status).toBe(204);
  });
});

describe('metadata and tags', () => {
  it('are merged by a patch and changed one by one, so that nobody overwrites what others add', async () => {
    const { body } = await send(
      'POST',
      '/servers?wait=20',
      { ...SERVER, name: 'merged', metadata: { a: '1', b: '2' } },
      keyed(),
    );
    const path = `/servers/cloud-a/${body.item.id}`;
    await Promise.all([
      send('PATCH', path, { metadata: { c: '3' } }),
      send('PATCH', path, { metadata: { d: '4', a: null } }),
      ...['x', 'y', 'z'].map((tag) => send('POST', `${path}/actions/add-tag`, { tag })),
    ]);
    await send('POST', `${path}/actions/remove-tag`, { tag: 'y' });
    expect((await send('POST', `${path}/actions/remove-tag`, { tag: 'y' })).status).toBe(200);
    const { item } = (await send('PATCH', path, { metadata: { gone: null } })).body;
    expect(item.metadata).toEqual({ b: '2', c: '3', d: '4' });
    expect(item.tags.toSorted()).toEqual(['x', 'z']);
  });
});

describe('what is so already', () => {
  it('is no failure: started twice, stopped twice, connected twice', async () => {
    const { body } = await send('POST', '/servers?wait=20', { ...SERVER, name: 'twice' });
    const path = `/servers/cloud-a/${body.item.id}/actions`;
    expect((await send('POST', `${path}/start?wait=5`)).body.operation.status).toBe('succeeded');
    for (const action of ['stop', 'stop'])
      expect((await send('POST', `${path}/${action}?wait=20`)).body).toMatchObject({ item: { status: 'stopped' } });
    // What is no way there remains one.
    expect((await send('POST', `${path}/reboot`)).body).toMatchObject({ code: 'nativeConflict' });

    const network = await send('POST', '/networks', { cloud: 'cloud-a', name: 'twice' });
    const subnet = await send('POST', '/subnets', {
      cloud: 'cloud-a',
      name: 'twice',
      networkId: network.body.item.id,
      cidr: '10.9.0.0/24',
    });
    expect(subnet.status).toBe(201);
    const router = await send('POST', '/routers', { cloud: 'cloud-a', name: 'twice' });
    const at = `/routers/cloud-a/${router.body.item.id}/actions`;
    const [one, two] = [
      await send('POST', `${at}/add-interface`, { subnetId: 'twice' }),
      await send('POST', `${at}/add-interface`, { subnetId: 'twice' }),
    ];
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(two.body.result).toEqual(one.body.result);
    for (let n = 0; n < 2; n++)
      expect((await send('POST', `${at}/remove-interface`, { subnetId: 'twice' })).status).toBe(200);
  });
});

describe('what a request says of its time', () => {
  it.each([
    '/servers?timeout=2.00001',
    '/clouds/cloud-a/conformance?timeout=2.00001',
    'POST /portability?timeout=2.00001',
    '/search?q=a&timeout=2.00001',
    '/flavor-matches?vcpus=1&timeout=2.00001',
    '/operations/x?wait=0.00001',
    '/servers/cloud-a/x?timeout=2.00001',
  ])('is refused where no timer can be set to it: %s', async (path) => {
    const [method, url] = path.startsWith('POST ') ? (['POST', path.slice(5)] as const) : (['GET', path] as const);
    const { status, body } = await send(method, url, method === 'POST' ? {} : undefined);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'badRequest' });
    expect(body.errors).toContainEqual(
      expect.objectContaining({ parameter: expect.stringMatching(/^(?:timeout|wait)$/) }),
    );
  });

  it('holds for one object and for a change of it, which may have been made', async () => {
    const { body } = await send('POST', '/networks', { cloud: 'cloud-a', name: 'slow' });
    const path = `/networks/cloud-a/${body.item.id}?timeout=1`;
    await h.a.faults.set('network', 'hang');
    const begin = performance.now();
    for (const [method, json] of [['GET'], ['PATCH', { description: 'x' }], ['DELETE']] as const)
      expect((await send(method, path, json)).body).toMatchObject({ status: 504, code: 'memberTimeout' });
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  it('does not keep the events of an operation from beginning', async () => {
    const { body } = await send('POST', '/volumes', { cloud: 'cloud-a', name: 'told', sizeGiB: 1 });
    await h.a.faults.set('block-storage', 'hang');
    const stop = new AbortController();
    const answer = await fetch(body.operation.href, {
      headers: { 'x-auth-token': token, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    expect(answer.status).toBe(200);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toMatch(/^: /);
    const begin = performance.now();
    expect((await reader?.read())?.value).toBe(': still running\n\n');
    // Proxies close what is silent; the beat is every five seconds.
    expect(performance.now() - begin).toBeLessThan(8_000);
    stop.abort();
  }, 30_000);

  it.each(['/docs', '/scs/v1/servers', '/scs/openapi.json'])(
    'is nothing for a method that nobody has: QUERY %s',
    async (path) => {
      const answer = await h.send('QUERY', path, { token });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toContain('GET');
    },
  );
});
