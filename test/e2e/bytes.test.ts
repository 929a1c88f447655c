// SPDX-License-Identifier: Apache-2.0
// Image data and objects: the user's own bytes, streamed both ways and never looked into.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const RESEARCH = projectRef('acme', 'research');
const MIB = 1024 * 1024;
const SIZE = 64 * MIB;

let h: Harness;
let alice: string;
beforeAll(async () => {
  h = await startHarness();
  alice = await h.scoped('alice');
});
afterAll(() => h.close());

/** 64 MiB that no compression or repetition could fake, made from one random block. */
const block = randomBytes(MIB);
function* pieces(): Generator<Buffer> {
  for (let i = 0; i < SIZE / MIB; i++) {
    block.writeUInt32BE(i, 0);
    yield Buffer.from(block);
  }
}
const checksum = (algorithm: string): string => {
  const sum = createHash(algorithm);
  for (const piece of pieces()) sum.update(piece);
  return sum.digest('hex');
};

async function upload(url: string, headers: Record<string, string>): Promise<number> {
  const call = request(url, { method: 'PUT', headers: { 'x-auth-token': alice, ...headers } });
  const answered = once(call, 'response');
  await pipeline(Readable.from(pieces()), call);
  const [response] = await answered;
  response.resume();
  return response.statusCode;
}

async function download(url: string): Promise<{ sum: string; size: number }> {
  const answer = await fetch(url, { headers: { 'x-auth-token': alice } });
  expect(answer.status).toBe(200);
  const sum = createHash('sha512');
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    sum.update(chunk);
    size += chunk.length;
  }
  return { sum: sum.digest('hex'), size };
}

describe.each(['cloud-a', 'cloud-b'])('an image of 64 MiB on %s', (region) => {
  const images = () => `${h.url}/clouds/${region}/image/v2/images`;
  const create = async (name: string): Promise<string> => {
    const { body } = await h.send('POST', images(), {
      token: alice,
      json: { name, disk_format: 'raw', container_format: 'bare' },
    });
    return `${images()}/${body.id}`;
  };

  it.each([
    ['chunked', {}],
    ['with its length', { 'content-length': String(SIZE) }],
  ])('goes up %s and down again byte by byte', async (_name, length) => {
    const image = await create('large');
    const type = { 'content-type': 'application/octet-stream' };
    expect(await upload(`${image}/file`, { ...type, ...length })).toBe(204);
    const shown = await h.send('GET', image, { token: alice });
    const sum = checksum('sha512');
    expect(shown.body).toMatchObject({ status: 'active', size: SIZE, checksum: checksum('md5'), os_hash_value: sum });
    expect(await download(`${image}/file`)).toEqual({ sum, size: SIZE });
    await h.send('DELETE', image, { token: alice });
  });

  it('is given in parts, with 206', async () => {
    const image = await create('parts');
    const text = `${RESEARCH.id} is at ${h.a.hosts[1]}; this is data`;
    await h.send('PUT', `${image}/file`, {
      token: alice,
      headers: { 'content-type': 'application/octet-stream' },
      body: text,
    });
    const part = await h.send('GET', `${image}/file`, { token: alice, headers: { range: 'bytes=0-31' } });
    expect([part.status, part.text]).toEqual([206, RESEARCH.id]);
    expect(part.headers.get('content-range')).toBe(`bytes 0-31/${text.length}`);
    expect(part.headers.get('content-length')).toBe('32');
  });
});

describe.each(['cloud-a', 'cloud-b'])('objects on %s', (region) => {
  const account = () => `${h.url}/clouds/${region}/object-store/v1/AUTH_${RESEARCH.id}`;
  const member = () => (region === 'cloud-a' ? h.a : h.b);
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    h.send(method, `${account()}${path}`, { token: alice, headers, ...(body === undefined ? {} : { body }) });

  it('lie in the caller’s account, which is the gateway’s id in the URL and the member’s there', async () => {
    expect((await send('PUT', '/things')).status).toBe(201);
    expect(member().requests.at(-1)?.url).toContain(`/v1/AUTH_${member().projectIds['acme/research']}/things`);
    const list = await send('GET', '?format=json');
    expect(list.body.map(({ name }: { name: string }) => name)).toEqual(['things']);
    expect((await send('HEAD', '')).headers.get('x-account-container-count')).toBe('1');
  });

  it('keep every byte, even of JSON that looks like the gateway’s and the member’s own', async () => {
    const mine = JSON.stringify({
      auth_url: `${h.url}/identity/v3`,
      href: `${h.url}/clouds/${region}/compute/v2.1/servers`,
      project: RESEARCH.id,
    });
    const type = { 'content-type': 'application/json' };
    const put = await send('PUT', '/things/notes.json', { ...type, 'x-object-meta-project': RESEARCH.id }, mine);
    expect(put.status).toBe(201);
    expect(put.headers.get('etag')).toBe(createHash('md5').update(mine).digest('hex'));
    const got = await send('GET', '/things/notes.json');
    expect(got.text).toBe(mine);
    expect(got.headers.get('content-type')).toBe('application/json');
    expect(got.headers.get('x-object-meta-project')).toBe(RESEARCH.id);
  });

  it('keep names that hold slashes, spaces, escapes and ids', async () => {
    const name = `/things/a%2Fb/c%20d/${RESEARCH.id}/%C3%A9;v=1`;
    expect((await send('PUT', name, {}, 'x')).status).toBe(201);
    expect((await send('GET', name)).text).toBe('x');
    expect(member().requests.at(-1)?.url.endsWith(name)).toBe(true);
    expect((await send('DELETE', name)).status).toBe(204);
  });

  it('may be empty', async () => {
    expect((await send('PUT', '/things/empty', { 'content-length': '0' })).status).toBe(201);
    const got = await send('GET', '/things/empty');
    expect([got.status, got.text, got.headers.get('content-length')]).toEqual([200, '', '0']);
  });

  it('are reached with X-Storage-Token as well', async () => {
    const { status } = await h.send('GET', `${account()}?format=json`, { headers: { 'x-storage-token': alice } });
    expect(status).toBe(200);
    expect(member().requests.at(-1)?.headers).not.toHaveProperty('x-storage-token');
  });

  it('of somebody else are refused in Swift’s own words', async () => {
    const other = await h.send('GET', `${h.url}/clouds/${region}/object-store/v1/AUTH_${'f'.repeat(32)}`, {
      token: alice,
    });
    expect([other.status, other.text]).toEqual([403, expect.stringContaining('<h1>Forbidden</h1>')]);
  });
});

describe('what a user stored about the member', () => {
  it('comes back as it was stored: it is no answer of the cloud', async () => {
    // Not through the tap, which knows no such difference.
    const url = `http://127.0.0.1:${h.port}/clouds/cloud-b/object-store/v1/AUTH_${RESEARCH.id}/things/own.json`;
    const text = JSON.stringify({ url: h.b.urls.compute, id: h.b.projectIds['acme/research'] });
    const headers = { 'content-type': 'application/json', 'x-object-meta-url': h.b.urls.compute };
    expect((await h.send('PUT', url, { token: alice, headers, body: text })).status).toBe(201);
    const got = await h.send('GET', url, { token: alice });
    expect(got.text).toBe(text);
    expect(got.headers.get('x-object-meta-url')).toBe(h.b.urls.compute);
  });
});

describeNoLeaks(() => h);
