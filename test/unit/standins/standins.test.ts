// SPDX-License-Identifier: Apache-2.0
// The stand-ins held to what two real clouds answered. The test plays the gateway: it signs ES256 tokens, publishes
// its keys and logs in at the members as the gateway does.
import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StandIn, startCloud } from '../../../standins/cloud.ts';

const ISSUER = 'https://gateway.example';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const { publicKey, privateKey } = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };

const clouds = {} as Record<'a' | 'b', StandIn>;
beforeAll(async () => {
  const common = {
    projects: ['acme/research', 'acme/teaching'],
    groups: { 'acme-research': [['acme', 'research', 'member']] },
    users: [{ name: 'demo', password: 'demo-pw', roles: [['acme', 'research', 'member']] }],
    applicationCredentials: [
      { id: 'ac-1', secret: 'ac-secret', name: 'gateway', user: 'demo', project: 'acme/research' },
    ],
    settle: 0,
  } as const;
  clouds.a = await startCloud({ name: 'cloud-a', region: 'RegionA', shape: 'ports', ...common });
  clouds.b = await startCloud({ name: 'cloud-b', region: 'RegionB', shape: 'paths', ...common });
  for (const cloud of Object.values(clouds))
    cloud.trust({ issuer: ISSUER, audience: cloud.authUrl, jwks: async () => jwks });
});
afterAll(() => Promise.all(Object.values(clouds).map((cloud) => cloud.close())));

const assertion = (cloud: StandIn, claims: Record<string, unknown> = {}) =>
  new SignJWT({
    iss: ISSUER,
    aud: cloud.authUrl,
    sub: 'u-1',
    preferred_username: 'alice',
    email: 'alice@example.org',
    groups: ['acme-research', 'unknown'],
    exp: Math.floor(Date.now() / 1000) + 60,
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .sign(privateKey);
const federate = async (cloud: StandIn, jwt: string, method = 'POST') =>
  fetch(`${cloud.authUrl}/OS-FEDERATION/identity_providers/hub/protocols/openid/auth`, {
    method,
    headers: { authorization: `Bearer ${jwt}` },
  });
const auth = (cloud: StandIn, body: object) =>
  fetch(`${cloud.authUrl}/auth/tokens`, { method: 'POST', body: JSON.stringify({ auth: body }) });
const RESEARCH = { project: { name: 'research', domain: { name: 'acme' } } };
const scoped = async (cloud: StandIn) => {
  const id = (await federate(cloud, await assertion(cloud))).headers.get('x-subject-token');
  const answer = await auth(cloud, { identity: { methods: ['token'], token: { id } }, scope: RESEARCH });
  return { token: answer.headers.get('x-subject-token') ?? '', body: JSON.parse(await answer.text()) };
};
const call = async (url: string, token: string, init: RequestInit & { duplex?: 'half' } = {}) => {
  const answer = await fetch(url, { redirect: 'manual', ...init, headers: { 'x-auth-token': token, ...init.headers } });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
  return { status: answer.status, headers: answer.headers, text, json };
};
const endpoint = (catalog: { type: string; endpoints: { url: string }[] }[], type: string) =>
  catalog.find((entry) => entry.type === type)?.endpoints[0]?.url ?? '';

describe.each(['a', 'b'] as const)('cloud %s', (which) => {
  const cloud = () => clouds[which];

  test('answers version documents without a token, with the status that each service has', async () => {
    const status = async (url: string) => (await call(url, '')).status;
    const { urls, authUrl } = cloud();
    expect(await status(`${urls.identity}/`)).toBe(300);
    expect(await status(authUrl)).toBe(200);
    expect(await status(`${urls.compute}/`)).toBe(200);
    expect(await status(`${urls.image}/`)).toBe(300);
    expect(await status(`${urls.network}/`)).toBe(200);
    expect(await status(`${urls['block-storage']}/`)).toBe(300);
    expect(await status(`${urls.placement}/`)).toBe(200);
    const nova = await call(`${urls.compute}/v2.1`, '');
    expect(nova.json.version.links[0].href).toBe(`${urls.compute}/v2.1/`);
  });

  test('logs a federated user in by GET and POST and names it as Keystone does', async () => {
    for (const method of ['GET', 'POST']) {
      const answer = await federate(cloud(), await assertion(cloud()), method);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('x-subject-token')).toMatch(/^gAAAAA/);
      const { token } = (await answer.json()) as { token: { user: { id: string; 'OS-FEDERATION': object } } };
      expect(token.user.id).toMatch(/^[0-9a-f]{64}$/);
      expect(token.user.id).toBe(cloud().federatedUserId('u-1'));
      expect(token).toMatchObject({ methods: ['openid'], user: { name: 'alice', domain: { name: 'acme' } } });
      expect(token).not.toHaveProperty('catalog');
    }
  });

  test('refuses a wrong issuer, audience, signature or expiry in HTML, and a missing claim in JSON', async () => {
    const wrong = [{ iss: 'https://evil.example' }, { aud: 'someone-else' }, { exp: 1 }, { sub: undefined }];
    for (const claims of wrong) {
      const answer = await federate(cloud(), await assertion(cloud(), claims));
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('text/html');
    }
    const jwt = await assertion(cloud());
    expect((await federate(cloud(), `${jwt.slice(0, -6)}AAAAAA`)).status).toBe(401);
    const unmapped = await federate(cloud(), await assertion(cloud(), { email: undefined }));
    expect(unmapped.status).toBe(401);
    expect(unmapped.headers.get('content-type')).toContain('json');
  });

  test('scopes a token to a project of the caller only, and the new one ends with the old', async () => {
    const first = await federate(cloud(), await assertion(cloud()));
    const unscoped = (await first.json()) as { token: { expires_at: string; audit_ids: string[] } };
    const id = first.headers.get('x-subject-token');
    const identity = { methods: ['token'], token: { id } };
    const answer = await auth(cloud(), { identity, scope: RESEARCH });
    const { token } = (await answer.json()) as { token: Record<string, never> };
    expect(token.expires_at).toBe(unscoped.token.expires_at);
    expect(token.audit_ids).toContain(unscoped.token.audit_ids[0]);
    expect(token).toMatchObject({
      methods: ['openid', 'token'],
      project: { id: cloud().projectIds['acme/research'], name: 'research', domain: { name: 'acme' } },
      roles: [{ name: 'reader' }, { name: 'member' }],
    });
    const teaching = { project: { id: cloud().projectIds['acme/teaching'] } };
    expect((await auth(cloud(), { identity, scope: teaching })).status).toBe(401);
  });

  test('takes a password and an application credential, and neither with a wrong secret', async () => {
    const password = (secret: string) => ({
      methods: ['password'],
      password: { user: { name: 'demo', domain: { name: 'Default' }, password: secret } },
    });
    const credential = (secret: string) => ({
      methods: ['application_credential'],
      application_credential: { id: 'ac-1', secret },
    });
    expect((await auth(cloud(), { identity: password('demo-pw'), scope: RESEARCH })).status).toBe(201);
    expect((await auth(cloud(), { identity: password('x'), scope: RESEARCH })).status).toBe(401);
    const held = await auth(cloud(), { identity: credential('ac-secret') });
    expect(await held.json()).toMatchObject({
      token: { project: { name: 'research' }, application_credential: { id: 'ac-1' } },
    });
    expect((await auth(cloud(), { identity: credential('x') })).status).toBe(401);
  });

  test('challenges a request without its own token, and notes a foreign one as a violation', async () => {
    const { urls, authUrl } = cloud();
    const root = authUrl.replace(/\/v3$/, '');
    for (const url of [`${urls.compute}/v2.1/servers`, `${urls.image}/v2/images`, `${urls.network}/v2.0/networks`]) {
      const answer = await call(url, '');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${root}"`);
    }
    expect((await call(`${authUrl}/auth/projects`, '')).headers.get('www-authenticate')).toBe(
      `Keystone uri="${authUrl}"`,
    );
    const before = cloud().violations.length;
    expect((await call(`${urls.compute}/v2.1/servers`, await assertion(cloud()))).status).toBe(401);
    expect(cloud().violations.length).toBe(before + 1);
    expect(cloud().violations.at(-1)).toMatchObject({ service: 'compute', method: 'GET' });
  });

  test('refuses a revoked token everywhere', async () => {
    const { token } = await scoped(cloud());
    const servers = `${cloud().urls.compute}/v2.1/servers`;
    expect((await call(servers, token)).status).toBe(200);
    const headers = { 'x-subject-token': token };
    expect((await call(`${cloud().authUrl}/auth/tokens`, token, { method: 'DELETE', headers })).status).toBe(204);
    expect((await call(servers, token)).status).toBe(401);
  });

  test('runs servers: Location, links and pages built from Host, shapes by microversion', async () => {
    const { token, body } = await scoped(cloud());
    const nova = endpoint(body.token.catalog, 'compute');
    const flavors = (await call(`${nova}/flavors`, token)).json.flavors;
    const images = (await call(`${cloud().urls.image}/v2/images`, token)).json.images;
    const server = { name: 's', imageRef: images[0].id, flavorRef: flavors[0].id, networks: 'none' };
    const create = (version: string) =>
      call(`${nova}/servers`, token, {
        method: 'POST',
        headers: { 'openstack-api-version': `compute ${version}` },
        body: JSON.stringify({ server }),
      });
    expect((await create('2.1')).status).toBe(400); // `networks: none` came with 2.37
    const made = await create('2.90');
    expect(made.status).toBe(202);
    expect(made.headers.get('location')).toBe(`${nova}/servers/${made.json.server.id}`);
    expect(made.headers.get('openstack-api-version')).toBe('compute 2.90');
    await create('2.90');
    const page = (await call(`${nova}/servers/detail?limit=1`, token)).json;
    expect(page.servers[0].id).toMatch(UUID);
    expect(page.servers[0].tenant_id).toBe(cloud().projectIds['acme/research']);
    expect(page.servers_links[0].href).toBe(`${nova}/servers/detail?limit=1&marker=${page.servers[0].id}`);
    const shown = await call(`${nova}/servers/${made.json.server.id}`, token, {
      headers: { 'x-openstack-nova-api-version': '2.47' },
    });
    expect(shown.json.server).toMatchObject({ status: 'ACTIVE', flavor: { original_name: flavors[0].name } });
    expect(
      (await call(`${nova}/servers`, token, { headers: { 'openstack-api-version': 'compute 2.999' } })).status,
    ).toBe(406);
    const missing = await call(`${nova}/servers/00000000-0000-0000-0000-000000000000`, token);
    expect(missing.json.itemNotFound.code).toBe(404);
  });

  test('a metadata definition is in the list, and whole where the list leads', async () => {
    const { token } = await scoped(cloud());
    const image = cloud().urls.image ?? '';
    const [listed] = (await call(`${image}/v2/metadefs/namespaces`, token)).json.namespaces;
    const whole = (await call(`${image}${listed.self}`, token)).json;
    expect(whole).toMatchObject({ ...listed, properties: { os_distro: { type: 'string' } } });
    const { properties } = (await call(`${image}${listed.schema}`, token)).json;
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(whole)));
    expect((await call(`${image}/v2/metadefs/namespaces/none`, token)).status).toBe(404);
  });

  test('takes an image in pieces and gives back the same bytes, whole and in part', async () => {
    const { token } = await scoped(cloud());
    const images = `${cloud().urls.image}/v2/images`;
    const made = await call(images, token, { method: 'POST', body: JSON.stringify({ name: 'i', disk_format: 'raw' }) });
    const { id, file } = made.json;
    expect(file).toBe(`/v2/images/${id}/file`);
    // Built from Host alone: in cloud b it lacks the path.
    expect(made.headers.get('location')).toBe(`http://${new URL(images).host}/v2/images/${id}`);
    const bytes = randomBytes(300_000);
    const pieces = ReadableStream.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]);
    const upload = { method: 'PUT', body: pieces, duplex: 'half' as const };
    expect((await call(`${images}/${id}/file`, token, upload)).status).toBe(204);
    const { json: image } = await call(`${images}/${id}`, token);
    expect(image).toMatchObject({
      status: 'active',
      size: 300_000,
      owner: cloud().projectIds['acme/research'],
      checksum: createHash('md5').update(bytes).digest('hex'),
      os_hash_value: createHash('sha512').update(bytes).digest('hex'),
    });
    const whole = await fetch(`${images}/${id}/file`, { headers: { 'x-auth-token': token } });
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const part = await fetch(`${images}/${id}/file`, { headers: { 'x-auth-token': token, range: 'bytes=5-9' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(5, 10))).toBe(true);
  });

  test('refuses an image in a page, and in JSON for who takes no page', async () => {
    const { token } = await scoped(cloud());
    const image = `${cloud().urls.image}/v2/images/00000000-0000-0000-0000-000000000000`;
    const page = await call(image, token);
    expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(page.text).toContain('<h1>404 Not Found</h1>');
    const { status, json } = await call(image, token, { headers: { accept: 'application/json' } });
    expect(status).toBe(404);
    expect(json).toMatchObject({ code: '404 Not Found', title: 'Not Found' });
    expect(json.message).toContain('No image found with ID 00000000-0000-0000-0000-000000000000<br />');
  });

  test('pages through networks both ways and answers an unknown one as Neutron does', async () => {
    const { token } = await scoped(cloud());
    const networks = `${cloud().urls.network}/v2.0/networks`;
    const body = JSON.stringify({ network: { name: 'n' } });
    const made = await call(networks, token, { method: 'POST', body });
    expect(made.status).toBe(201);
    expect(made.json.network).toMatchObject({ status: 'ACTIVE', project_id: cloud().projectIds['acme/research'] });
    const page = (await call(`${networks}?limit=1`, token)).json;
    expect(page.networks_links.map(({ rel }: { rel: string }) => rel)).toEqual(['next', 'previous']);
    expect((await call(page.networks_links[0].href, token)).json.networks[0].id).not.toBe(page.networks[0].id);
    const missing = await call(`${networks}/00000000-0000-0000-0000-000000000000`, token);
    expect(missing.json.NeutronError.type).toBe('NetworkNotFound');
  });

  test('opens a console whose WebSocket echoes', async () => {
    const { token, body } = await scoped(cloud());
    const nova = endpoint(body.token.catalog, 'compute');
    const [server] = (await call(`${nova}/servers`, token)).json.servers;
    const wanted = { remote_console: { protocol: 'vnc', type: 'novnc' } };
    const consoles = `${nova}/servers/${server.id}/remote-consoles`;
    const made = await call(consoles, token, { method: 'POST', body: JSON.stringify(wanted) });
    const page = new URL(made.json.remote_console.url);
    const socket = new WebSocket(`ws://${page.host}/${page.searchParams.get('path')?.replace(/^\//, '')}`);
    const echoed = await new Promise((done, failed) => {
      socket.onopen = () => socket.send('x'.repeat(70_000));
      socket.onmessage = ({ data }) => done(data);
      socket.onerror = () => failed(new Error('refused'));
    });
    socket.close();
    expect(echoed).toBe('x'.repeat(70_000));
  });
});

test('the project id is in the volume path of the ports shape only', async () => {
  const a = await scoped(clouds.a);
  const b = await scoped(clouds.b);
  const project = clouds.a.projectIds['acme/research'];
  expect(endpoint(a.body.token.catalog, 'volumev3')).toBe(`${clouds.a.urls['block-storage']}/v3/${project}`);
  expect(endpoint(b.body.token.catalog, 'block-storage')).toBe(`${clouds.b.urls['block-storage']}/v3`);
  const make = async (base: string, token: string) =>
    (await call(`${base}/volumes`, token, { method: 'POST', body: '{"volume":{"size":1}}' })).json.volume.links[0].href;
  expect(await make(endpoint(a.body.token.catalog, 'volumev3'), a.token)).toContain(`/v3/${project}/volumes/`);
  expect(await make(endpoint(b.body.token.catalog, 'block-storage'), b.token)).toContain('/volume/v3/volumes/');
});

test('two clouds share no id, and each refuses tokens of the other', async () => {
  expect(clouds.a.projectIds['acme/research']).not.toBe(clouds.b.projectIds['acme/research']);
  expect(clouds.a.federatedUserId('u-1')).not.toBe(clouds.b.federatedUserId('u-1'));
  const { token } = await scoped(clouds.a);
  expect((await call(`${clouds.b.urls.compute}/v2.1/servers`, token)).status).toBe(401);
});
