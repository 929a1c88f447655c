// SPDX-License-Identifier: Apache-2.0
// What Terraform's first stack, Swift's clients and `kubectl apply` ask for beside the usual, at the stand-ins through the
// gateway, in the shapes of the real services. The programs themselves: test/programs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';
import { type Harness, type SendOptions, startHarness } from './harness.ts';

describe('at a cloud', () => {
  let h: Harness;
  let token: string;
  let account: string;
  beforeAll(async () => {
    h = await startHarness();
    token = await h.scoped('alice');
    const { body } = await h.send('GET', '/identity/v3/auth/projects', { token });
    account = `/clouds/cloud-a/object-store/v1/AUTH_${body.projects.find(({ name }: { name: string }) => name === 'research').id}`;
  });
  afterAll(() => h.close());

  const send = (method: string, path: string, options: SendOptions = {}) => h.send(method, path, { token, ...options });

  it.each(['networks', 'subnets', 'ports', 'routers', 'floatingips', 'security-groups'])(
    'tags of Neutron’s %s are set, read and taken away, all and one',
    async (plural) => {
      const neutron = '/clouds/cloud-a/network/v2.0';
      const net = (await send('POST', `${neutron}/networks`, { json: { network: { name: plural } } })).body.network.id;
      const singular = plural.replace(/s$/, '').replace('-', '_');
      const [external] = (await send('GET', `${neutron}/networks?router:external=true`)).body.networks;
      const network = plural === 'floatingips' ? { floating_network_id: external.id } : { network_id: net };
      const fields: Record<string, object> = {
        subnets: { name: 'tagged', ...network, cidr: '10.0.0.0/24', ip_version: 4 },
        ports: { name: 'tagged', ...network },
        floatingips: network,
      };
      const wanted = fields[plural] ?? { name: 'tagged' };
      const { body } = await send('POST', `${neutron}/${plural}`, { json: { [singular]: wanted } });
      const tags = `${neutron}/${plural}/${body[singular].id}/tags`;
      const put = await send('PUT', tags, { json: { tags: ['b', 'a'] } });
      expect([put.status, put.body]).toEqual([200, { tags: ['a', 'b'] }]);
      expect((await send('PUT', `${tags}/c%20d`)).status).toBe(201);
      expect((await send('GET', tags)).body).toEqual({ tags: ['a', 'b', 'c d'] });
      expect((await send('GET', `${tags}/a`)).status).toBe(204);
      expect((await send('DELETE', `${tags}/a`)).status).toBe(204);
      expect((await send('GET', `${tags}/a`)).status).toBe(404);
      expect((await send('PUT', tags, { json: { tags: 'a' } })).status).toBe(400);
      const shown = await send('GET', `${neutron}/${plural}/${body[singular].id}`);
      expect(shown.body[singular].tags).toEqual(['b', 'c d']);
      expect((await send('DELETE', tags)).status).toBe(204);
    },
  );

  it('a volume’s attachment is shown by itself, and is missed where there is none', async () => {
    const nova = '/clouds/cloud-a/compute/v2.1';
    const [image] = (await send('GET', '/clouds/cloud-a/image/v2/images')).body.images;
    const [flavor] = (await send('GET', `${nova}/flavors`)).body.flavors;
    const server = { name: 's', imageRef: image.id, flavorRef: flavor.id, networks: 'none' };
    const { id } = (
      await send('POST', `${nova}/servers`, { json: { server }, headers: { 'openstack-api-version': 'compute 2.90' } })
    ).body.server;
    const cinder = `/clouds/cloud-a/block-storage/v3/${account.split('_')[1]}`;
    const volume = (await send('POST', `${cinder}/volumes`, { json: { volume: { size: 1, name: 'v' } } })).body.volume
      .id;
    await expect
      .poll(async () => (await send('GET', `${cinder}/volumes/${volume}`)).body.volume.status)
      .toBe('available');
    const attachments = `${nova}/servers/${id}/os-volume_attachments`;
    expect((await send('GET', `${attachments}/${volume}`)).status).toBe(404);
    await send('POST', attachments, { json: { volumeAttachment: { volumeId: volume } } });
    const shown = await send('GET', `${attachments}/${volume}`);
    expect([shown.status, shown.body.volumeAttachment]).toMatchObject([200, { volumeId: volume, serverId: id }]);
  });

  it('Swift keeps what is set for accounts and containers, answers HEAD and POST with 204, and counts', async () => {
    expect((await send('POST', account, { headers: { 'x-account-meta-purpose': 'demo' } })).status).toBe(204);
    const container = `${account}/c`;
    expect((await send('PUT', container, { headers: { 'x-container-meta-a': '1' } })).status).toBe(201);
    expect(
      (await send('POST', container, { headers: { 'x-container-meta-b': '2', 'x-remove-container-meta-a': 'x' } }))
        .status,
    ).toBe(204);
    for (const name of ['one', 'two%2Fthree', 'f%C3%BCnf'])
      expect((await send('PUT', `${container}/${name}`, { body: 'text' })).status).toBe(201);
    expect((await send('POST', `${container}/one`, { headers: { 'x-object-meta-k': 'v' } })).status).toBe(202);
    expect((await send('HEAD', `${container}/one`)).headers.get('x-object-meta-k')).toBe('v');
    const head = await send('HEAD', account);
    expect([
      head.status,
      ...['meta-purpose', 'container-count', 'object-count', 'bytes-used'].map((name) =>
        head.headers.get(`x-account-${name}`),
      ),
    ]).toEqual([204, 'demo', '1', '3', '12']);
    const { status, headers } = await send('HEAD', container);
    expect([status, headers.get('x-container-meta-a'), headers.get('x-container-meta-b')]).toEqual([204, null, '2']);

    const lines = ['c/one', '/c/two%2Fthree', 'c/none', 'c'].join('\n');
    const gone = await send('POST', `${account}?bulk-delete`, {
      body: lines,
      headers: { accept: 'application/json', 'content-type': 'text/plain' },
    });
    expect(gone.body).toEqual({
      'Number Deleted': 2,
      'Number Not Found': 1,
      'Response Body': '',
      'Response Status': '400 Bad Request',
      Errors: [['c', '409 Conflict']],
    });
    expect((await send('HEAD', account)).headers.get('x-account-object-count')).toBe('1');
    const rest = await send('POST', `${account}?bulk-delete`, {
      body: 'c/f%C3%BCnf\nc\n',
      headers: { 'content-type': 'text/plain' },
    });
    expect(rest.text).toMatch(
      /^Number Deleted: 2\nNumber Not Found: 0\nResponse Body: \nResponse Status: 200 OK\nErrors: \n$/,
    );
  });
});

describe('at a cluster', () => {
  let h: ClusterHarness;
  let token: string;
  beforeAll(async () => {
    h = await startClusterHarness();
    token = await h.login('alice');
  });
  afterAll(() => h.close());
  const maps = '/k8s/hub/api/v1/namespaces/default/configmaps';
  const map = (name: string, more = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...more });
  const send = (method: string, path: string, json?: unknown) =>
    h.send(method, path, {
      token,
      ...(json === undefined ? {} : { json, headers: { 'content-type': 'application/json' } }),
    });

  it('OpenAPI v3 says that writes know dryRun and fieldValidation, as kubectl looks it up', async () => {
    const { body } = await send('GET', '/k8s/hub/openapi/v3');
    const { serverRelativeURL } = body.paths['apis/apps/v1'];
    expect(serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
    const document = (await send('GET', `/k8s/hub${serverRelativeURL}`)).body;
    const { patch } = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
    expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(patch.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'dryRun',
      'fieldManager',
      'fieldValidation',
    ]);
  });

  it('a dry run answers what would be, and keeps nothing', async () => {
    const made = await send('POST', `${maps}?dryRun=All`, map('dry', { data: { a: 'b' } }));
    expect([made.status, made.body.data]).toEqual([201, { a: 'b' }]);
    expect((await send('GET', `${maps}/dry`)).status).toBe(404);
    await send('POST', maps, map('kept', { data: { a: 'b' } }));
    expect((await send('DELETE', `${maps}/kept?dryRun=All`)).status).toBe(200);
    const put = await send('PUT', `${maps}/kept?dryRun=All`, map('kept', { data: { a: 'c' } }));
    expect([put.status, put.body.data]).toEqual([200, { a: 'c' }]);
    expect((await send('GET', `${maps}/kept`)).body.data).toEqual({ a: 'b' });
  });

  it('a dry run of a deletion may stand in its options, as kubectl writes it', async () => {
    await send('POST', maps, map('stays'));
    const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
    expect((await send('DELETE', `${maps}/stays`, { ...options, dryRun: ['All'] })).status).toBe(200);
    expect((await send('GET', `${maps}/stays`)).status).toBe(200);
    expect((await send('DELETE', `${maps}/stays`, options)).status).toBe(200);
    expect((await send('GET', `${maps}/stays`)).status).toBe(404);
  });

  it('a table has the age of each object, and a status only where the kind has one', async () => {
    await send('POST', maps, map('aged', { metadata: { name: 'aged', creationTimestamp: '2020-01-01T00:00:00Z' } }));
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const table = async (path: string) => {
      const { body } = await h.send('GET', `/k8s/hub/api/v1/${path}`, { token, headers: { accept } });
      return [body.columnDefinitions.map(({ name }: { name: string }) => name), body.rows[0].cells];
    };
    expect(await table('namespaces/default/configmaps/aged')).toEqual([
      ['Name', 'Age'],
      ['aged', expect.stringMatching(/^\d{4,}d$/)],
    ]);
    expect(await table('namespaces/default/pods/web-1')).toEqual([
      ['Name', 'Status', 'Age'],
      ['web-1', 'Running', expect.stringMatching(/^\d+[sm]$/)],
    ]);
  });

  it('an unknown field is refused where the client asks for that, in the apiserver’s words', async () => {
    const { status, body } = await send('POST', `${maps}?fieldValidation=Strict`, map('wrong', { dataa: {} }));
    expect([status, body.message]).toEqual([
      400,
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dataa"',
    ]);
    expect((await send('POST', `${maps}?fieldValidation=Ignore`, map('wrong', { dataa: {} }))).status).toBe(201);
  });
});
