// SPDX-License-Identifier: Apache-2.0
// Go's clients (gophercloud, Terraform, kubectl) take HTTP/2 wherever TLS offers it: logins, the OpenStack plane and the
// demo's cluster by it, on the demo as anybody starts it.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { until } from './cluster-harness.ts';
import { connectH2, type H2Answer, type H2Client } from './h2-client.ts';

let folder: string;
let demo: Demo;
let client: H2Client;
let token: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-gateway-h2-'));
  demo = await startDemo(folder);
  client = await connectH2(demo.gatewayUrl, await readFile(demo.files.ca, 'utf8'));
  token = demo.env.SCS_TOKEN ?? '';
});
afterAll(async () => {
  client.close();
  await demo.close();
  await rm(folder, { recursive: true });
});

const json = ({ bytes }: H2Answer) => JSON.parse(bytes.toString());
const send = (method: string, path: string, headers: object = {}, body?: string | Buffer) =>
  client.send(method, path, { 'x-auth-token': token, ...headers }, body);
const post = (path: string, body: unknown) =>
  send('POST', path, { 'content-type': 'application/json' }, JSON.stringify(body));

it('JSON is read and written, with no length said beforehand', async () => {
  for (const region of ['cloud-a', 'cloud-b']) {
    const list = await send('GET', `/clouds/${region}/compute/v2.1/flavors`);
    expect([list.status, json(list).flavors.length > 0]).toEqual([200, true]);
    expect(list.bytes.toString()).toContain(`${demo.gatewayUrl}/clouds/${region}/compute`);
    const made = await post(`/clouds/${region}/image/v2/images`, {
      name: 'by h2',
      disk_format: 'raw',
      container_format: 'bare',
    });
    expect([made.status, json(made).name]).toEqual([201, 'by h2']);
    expect(made.headers.location).toMatch(`${demo.gatewayUrl}/clouds/${region}/image/v2/images/`);
    expect((await send('DELETE', `/clouds/${region}/image/v2/images/${json(made).id}`)).status).toBe(204);
  }
});

it('a login is a POST like any other', async () => {
  const scope = { project: { name: 'research', domain: { name: 'acme' } } };
  const answer = await post('/identity/v3/auth/tokens', {
    auth: { identity: { methods: ['token'], token: { id: token } }, scope },
  });
  expect([answer.status, json(answer).token.project.name]).toEqual([201, 'research']);
  expect(answer.headers['x-subject-token']).toMatch(/^eyJ/);
});

it('24 MiB go up and down whole, while other streams of the connection go on', async () => {
  const data = randomBytes(24 * 1024 * 1024);
  const { id } = json(
    await post('/clouds/cloud-a/image/v2/images', { name: 'large', disk_format: 'raw', container_format: 'bare' }),
  );
  const path = `/clouds/cloud-a/image/v2/images/${id}/file`;
  const upload = send('PUT', path, { 'content-type': 'application/octet-stream' }, data);
  expect((await send('GET', '/clouds/cloud-b/compute/v2.1/flavors')).status).toBe(200);
  expect((await upload).status).toBe(204);
  const down = await send('GET', path);
  expect(createHash('sha256').update(down.bytes).digest('hex')).toBe(createHash('sha256').update(data).digest('hex'));
});

it.each(['100-continue', '100-Continue', '100-CONTINUE'])(
  'an upload that waits for leave by %s gets it',
  async (expected) => {
    const { id } = json(
      await post('/clouds/cloud-a/image/v2/images', { name: expected, disk_format: 'raw', container_format: 'bare' }),
    );
    const path = `/clouds/cloud-a/image/v2/images/${id}/file`;
    const headers = { 'x-auth-token': token, 'content-type': 'application/octet-stream', expect: expected };
    const stream = client.open('PUT', path, headers, { endStream: false });
    const head = once(stream, 'response');
    await once(stream, 'continue');
    stream.end('an image');
    const [fields] = await head;
    expect(fields[':status']).toBe(204);
    expect((await send('GET', path)).bytes.toString()).toBe('an image');
  },
);

it('what else a client expects is refused', async () => {
  expect((await send('GET', '/', { expect: 'a miracle' })).status).toBe(417);
});

it('refusals come in the dialect asked, with nothing of a connection in them', async () => {
  const refusals = await Promise.all([
    client.send('GET', '/clouds/cloud-a/compute/v2.1/servers'),
    client.send('GET', '/identity/v3/auth/tokens', { 'x-auth-token': 'none' }),
    send('GET', '/clouds/nowhere/compute/v2.1/servers'),
    send('GET', '/clouds/cloud-a/compute/v2.1/servers/none'),
    send('POST', '/identity/v3/auth/tokens', { 'content-type': 'application/json' }, Buffer.alloc(200_000, ' ')),
    client.send('GET', '/k8s/demo-a/api'),
    send('GET', '/nothing'),
    send('HEAD', '/clouds/nowhere/compute/v2.1/servers'),
  ]);
  expect(refusals.map(({ status }) => status)).toEqual([401, 401, 404, 404, 413, 401, 404, 404]);
  for (const { headers } of refusals)
    for (const name of ['connection', 'keep-alive', 'transfer-encoding']) expect(headers[name]).toBeUndefined();
});

it('a refusal reaches a client that still sends, and its connection lives on', async () => {
  const stream = client.open(
    'PUT',
    '/clouds/cloud-a/image/v2/images/x/file',
    { 'x-auth-token': 'none' },
    { endStream: false },
  );
  stream.on('error', () => undefined);
  const [headers] = await once(stream, 'response');
  expect(headers[':status']).toBe(401);
  stream.end(Buffer.alloc(100_000));
  stream.resume();
  expect((await send('GET', '/identity/v3')).status).toBe(200);
});

it("a member's fault is seen at once, and a client that leaves is no fault", async () => {
  await fetch(`${demo.controlUrl}/clouds/cloud-b/faults/image`, {
    method: 'PUT',
    body: '{"kind":"resetMidBody","times":1}',
  });
  const stream = client.open('GET', '/clouds/cloud-b/image/v2/images/x/file', { 'x-auth-token': token });
  const [error] = await once(stream.resume(), 'error');
  expect(error.message).toMatch(/INTERNAL_ERROR/);
  const log = () => readFile(demo.files.log, 'utf8');
  const left = client.open('GET', '/k8s/demo-a/api/v1/pods?watch=true', { authorization: `Bearer ${token}` });
  await once(left, 'response');
  left.close(8);
  let text = '';
  await until(() => {
    void log().then((said) => {
      text = said;
    });
    return /"path":"\/k8s\/demo-a\/api\/v1\/pods".*"aborted":true/.test(text);
  });
});

it('each was logged once, as answered where it was', async () => {
  const lines = (await readFile(demo.files.log, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const answered = lines.filter(({ msg, path }) => msg === 'request' && /flavors|file$/.test(path));
  expect(answered.filter(({ aborted, status }) => aborted && status < 300 && status !== 200)).toEqual([]);
  expect(answered.filter(({ aborted }) => aborted)).toHaveLength(1);
});

it("the demo's kubeconfig opens its cluster", async () => {
  const { clusters, users, ...rest } = parse(await readFile(demo.files.kubeconfig, 'utf8'));
  expect(rest['current-context']).toBe('demo-a');
  const { server } = clusters[0].cluster;
  expect(server).toBe(`${demo.gatewayUrl}/k8s/demo-a`);
  expect(Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString().trim()).toBe(
    (await readFile(demo.files.ca, 'utf8')).trim(),
  );
  const pods = await client.send('GET', '/k8s/demo-a/api/v1/pods', { authorization: `Bearer ${users[0].user.token}` });
  expect(json(pods).items).toHaveLength(2);
});
