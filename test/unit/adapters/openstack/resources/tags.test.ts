// SPDX-License-Identifier: Apache-2.0
// Tags and metadata by what each service has for them: which requests are sent, and what is told of those that fail.
import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../src/adapters/openstack/resources/index.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import type { NativeCall, ResourceAdapter } from '../../../../../src/model/scs/adapter.ts';
import { Answer, type Answers, type FakeApi, fakeApi } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const adapterOf = (plural: string): ResourceAdapter => resources[plural] as ResourceAdapter;
const changing = ({ calls }: FakeApi) =>
  calls
    .filter(({ method = 'GET' }) => method !== 'GET' && method !== 'HEAD')
    .map(({ method, path, body }) => [method, path, ...(body === undefined ? [] : [body])]);
const refused = (): never => {
  throw new GatewayError('nativeBadRequest', { native: { status: 400, service: 'network', message: 'no tags today' } });
};

const NETWORK_KINDS: readonly [plural: string, path: string, key: string, body: object][] = [
  ['networks', '/networks', 'network', { name: 'x' }],
  [
    'subnets',
    '/subnets',
    'subnet',
    { name: 'x', networkId: '44a971cb-8922-4e23-8991-ef9078ea196e', cidr: '10.0.0.0/8' },
  ],
  ['routers', '/routers', 'router', { name: 'x' }],
  ['security-groups', '/security-groups', 'security_group', { name: 'x' }],
  ['floating-ips', '/floatingips', 'floatingip', { networkId: '44a971cb-8922-4e23-8991-ef9078ea196e' }],
];

describe.each(NETWORK_KINDS)('tags of new %s', (plural, path, key, body) => {
  const adapter = adapterOf(plural);
  const answers: Answers = {
    [`POST network ${path}`]: { [key]: { id: 'n', tags: [] } },
    [`PUT network ${path}/n/tags`]: { tags: ['b', 'a'] },
    [`GET network ${path}/n`]: { [key]: { id: 'n', tags: ['b', 'a'], revision_number: 2 } },
  };

  it('are set by a second request, each once, and the object is told as it is then', async () => {
    const api = fakeApi(answers);
    const made = await adapter.create?.(api, { ...body, tags: ['b', 'a', 'b'] });
    expect(changing(api)).toEqual([
      ['POST', path, { [key]: expect.not.objectContaining({ tags: expect.anything() }) }],
      ['PUT', `${path}/n/tags`, { tags: ['b', 'a'] }],
    ]);
    expect(made?.native).toMatchObject({ revision_number: 2 });
    expect(adapter.map(made ?? { native: {} }, WHERE)).toMatchObject({ tags: ['a', 'b'] });
  });

  it('that are none need no second request', async () => {
    for (const tags of [undefined, []]) {
      const api = fakeApi(answers);
      await adapter.create?.(api, { ...body, ...(tags === undefined ? {} : { tags }) });
      expect(changing(api)).toHaveLength(1);
    }
  });

  it('that are not taken leave an object without them, whose id and lack are told', async () => {
    const api = fakeApi({ ...answers, [`PUT network ${path}/n/tags`]: refused });
    const error = await adapter.create?.(api, { ...body, tags: ['a'] }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: 'unfinished',
      cloud: 'cloud-a',
      message: expect.stringMatching(/has made the .* n, but without tags: no tags today/),
      faults: [{ where: '#/tags', reason: 'no tags today' }],
      native: { status: 400 },
    });
  });

  it('can be set again once it is known which object it was', async () => {
    const there = (tags: readonly string[]) => ({
      ...answers,
      [`GET network ${path}/n`]: { [key]: { id: 'n', tags } },
    });
    const api = fakeApi(there(['kept']));
    await adapter.finish?.(api, 'n', { ...body, tags: ['b', 'a'] });
    await adapter.finish?.(api, 'n', body);
    expect(changing(api)).toEqual([['PUT', `${path}/n/tags`, { tags: ['kept', 'b', 'a'] }]]);
    const done = fakeApi(there(['a', 'kept', 'b']));
    await adapter.finish?.(done, 'n', { ...body, tags: ['b', 'a'] });
    expect(changing(done)).toEqual([]);
  });
});

describe.each([...NETWORK_KINDS, ['ports', '/ports', 'port', {}] as const])('tags of %s', (plural, path, key) => {
  const adapter = adapterOf(plural);
  const object = { [`GET network ${path}/n`]: { [key]: { id: 'n', tags: ['a'] } } };

  it('are replaced whole, without a request that would change nothing else', async () => {
    const api = fakeApi({ ...object, [`PUT network ${path}/n/tags`]: { tags: ['a'] } });
    const changed = await adapter.update?.(api, 'n', { tags: ['a', 'a'] });
    expect(changing(api)).toEqual([['PUT', `${path}/n/tags`, { tags: ['a'] }]]);
    expect(adapter.map(changed ?? { native: {} }, WHERE)).toMatchObject({ tags: ['a'] });
  });

  it('are added and removed one by one, by their names, and one that has gone is gone', async () => {
    const api = fakeApi({ ...object, [`PUT network ${path}/n/tags/a%20b%3F`]: undefined });
    await adapter.actions?.['add-tag']?.(api, 'n', { tag: 'a b?' } as never);
    await adapter.actions?.['remove-tag']?.(api, 'n', { tag: 'gone' } as never);
    expect(changing(api)).toEqual([
      ['PUT', `${path}/n/tags/a%20b%3F`],
      ['DELETE', `${path}/n/tags/gone`],
    ]);
  });

  it('are asked for by the cloud’s own filter, but for one that it would take for two', async () => {
    const list = { [`GET network ${path}`]: { [path.slice(1).replaceAll('-', '_')]: [] } };
    for (const [tags, expected] of [
      [['a', 'b'], 'a,b'],
      [['a,b'], undefined],
    ] as const) {
      const api = fakeApi(list);
      for await (const _ of adapter.list(api, { filters: {}, tags }));
      expect(api.calls.map(({ query }) => query?.tags)).toEqual([expected]);
    }
  });
});

describe('a server’s tags', () => {
  it('are asked for by the cloud’s own filter', async () => {
    const api = fakeApi({ 'GET compute /servers/detail': { servers: [] } });
    for await (const _ of adapterOf('servers').list(api, { filters: {}, tags: ['a', 'b'] }));
    expect(api.calls.map(({ query }) => query?.tags)).toEqual(['a,b']);
  });

  it('are not sent to a cloud that is too old to have any', async () => {
    const old = () => fakeApi({ 'GET compute /flavors': { flavors: [] } }, { microversion: '2.25' });
    const { update, actions } = adapterOf('servers');
    for (const work of [
      (api: FakeApi) => update?.(api, 's', { name: 'x', tags: ['a'] }),
      (api: FakeApi) => actions?.['add-tag']?.(api, 's', { tag: 'a' } as never),
      (api: FakeApi) => actions?.['remove-tag']?.(api, 's', { tag: 'a' } as never),
    ]) {
      const api = old();
      await expect(work(api)).rejects.toMatchObject({ code: 'unprocessable' });
      expect(changing(api)).toEqual([]);
    }
  });
});

describe('an image’s labels', () => {
  const { update, actions, map } = adapterOf('images');
  const image = { id: 'i', owner: 'p', visibility: 'private', tags: ['b', 'a'], team: 'shop', stage: 'x' };
  const answers: Answers = { 'GET image /images/i': image, 'PATCH image /images/i': image };

  it('are changed in one request, in which only what is there is removed', async () => {
    const api = fakeApi(answers);
    await update?.(api, 'i', { tags: ['a', 'a'], metadata: { stage: null, gone: null, 'a/b~': 'c' } });
    expect(changing(api)).toEqual([
      [
        'PATCH',
        '/images/i',
        [
          { op: 'replace', path: '/tags', value: ['a'] },
          { op: 'remove', path: '/stage' },
          { op: 'add', path: '/a~1b~0', value: 'c' },
        ],
      ],
    ]);
    expect(api.calls.find(({ method }) => method === 'PATCH')?.contentType).toBe(
      'application/openstack-images-v2.1-json-patch',
    );
    expect(map({ native: image }, WHERE)).toMatchObject({ tags: ['a', 'b'], metadata: { team: 'shop', stage: 'x' } });
  });

  it('that already are as they should be need no request', async () => {
    const api = fakeApi(answers);
    await update?.(api, 'i', { metadata: { gone: null } });
    expect(changing(api)).toEqual([]);
  });

  it('are added and removed one by one by Glance’s own paths', async () => {
    const api = fakeApi({ 'PUT image /images/i/tags/a': undefined });
    await actions?.['add-tag']?.(api, 'i', { tag: 'a' } as never);
    await actions?.['remove-tag']?.(api, 'i', { tag: 'b' } as never);
    expect(changing(api)).toEqual([
      ['PUT', '/images/i/tags/a'],
      ['DELETE', '/images/i/tags/b'],
    ]);
  });
});

describe('a container’s metadata', () => {
  const { create, update, map } = adapterOf('containers');
  const one = {
    'PUT object-store /c': undefined,
    'POST object-store /c': undefined,
    'HEAD object-store /c': new Answer(undefined, {
      'x-container-object-count': '0',
      'x-container-meta-use': 'db',
      'x-container-meta-stra-e': Buffer.from('Straße').toString('latin1'),
      'x-container-meta-temp-url-key': 'a secret',
      'x-container-meta-quota-bytes': '5',
      'x-container-read': '.r:*',
    }),
  };
  const sent = ({ calls }: FakeApi) =>
    calls
      .filter(({ method }) => method === 'PUT' || method === 'POST')
      .map(({ method, headers }) => [method, headers ?? {}]);

  it('are read from its header, without what Swift itself keeps there', async () => {
    const found = await adapterOf('containers').get(fakeApi(one), 'c');
    expect(map(found, WHERE)).toMatchObject({ metadata: { 'stra-e': 'Straße', use: 'db' } });
    expect(map({ native: { name: 'c', count: 0, bytes: 0 } }, WHERE)).toMatchObject({ metadata: null });
  });

  it('are not sent before it is known that the container is new', async () => {
    const api = fakeApi(one);
    await create?.(api, { name: 'c', metadata: { use: 'db' } });
    expect(sent(api)).toEqual([
      ['PUT', {}],
      ['POST', { 'x-container-meta-use': 'db' }],
    ]);
    const known = fakeApi(one);
    const call = async (asked: NativeCall) => ({ ...(await known.call(asked)), status: 202 });
    await expect(create?.({ ...known, call }, { name: 'c', metadata: { use: 'db' } })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(sent(known)).toEqual([['PUT', {}]]);
  });

  it('that were not taken leave a container without them, which is told', async () => {
    const api = fakeApi({ ...one, 'POST object-store /c': refused });
    await expect(create?.(api, { name: 'c', metadata: { use: 'db' } })).rejects.toMatchObject({
      code: 'unfinished',
      faults: [{ where: '#/metadata' }],
    });
  });

  it('are changed by what is named only, and null removes a key', async () => {
    const api = fakeApi(one);
    await update?.(api, 'c', { metadata: { use: 'web', old: null } });
    expect(sent(api)).toEqual([['POST', { 'x-container-meta-use': 'web', 'x-remove-container-meta-old': 'x' }]]);
  });

  it.each([
    'Use',
    'a_b',
    'a b',
    'a:b',
    '',
    '-a',
    'x\r\ny',
    'temp-url-key',
    'quota-bytes',
    'access-control-allow-origin',
  ])('have no key %j, which a header would not give back or Swift would take for its own', async (key) => {
    const api = fakeApi(one);
    await expect(update?.(api, 'c', { metadata: { [key]: 'x' } })).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(create?.(api, { name: 'c', metadata: { [key]: 'x' } })).rejects.toMatchObject({
      code: 'unprocessable',
    });
    expect(api.calls).toEqual([]);
  });
});

describe('a snapshot’s metadata', () => {
  it('are merged with what is there', async () => {
    const api = fakeApi({
      'GET block-storage /snapshots/s': { snapshot: { id: 's' } },
      'POST block-storage /snapshots/s/metadata': { metadata: {} },
      'PUT block-storage /snapshots/s': { snapshot: { id: 's' } },
    });
    await adapterOf('snapshots').update?.(api, 's', { name: 'x', metadata: { keep: 'a week', old: null } });
    expect(changing(api)).toEqual([
      ['PUT', '/snapshots/s', { snapshot: { name: 'x' } }],
      ['POST', '/snapshots/s/metadata', { metadata: { keep: 'a week' } }],
      ['DELETE', '/snapshots/s/metadata/old'],
    ]);
  });
});
