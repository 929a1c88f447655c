// SPDX-License-Identifier: Apache-2.0
// Compressed answers of the SCS API. What is compressed tells by its length what is in it (BREACH): where a secret may stand
// beside words of whoever asks, nothing is compressed, whatever the client takes. And compressing must not hold up others.
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCompression } from '../../src/gateway/surfaces/scs/compress.ts';
import type { ScsRoute } from '../../src/gateway/surfaces/scs/route.ts';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';

const ALL = { 'accept-encoding': 'gzip, deflate, br, zstd' };

let h: Harness;
let clusters: ClusterHarness;
let token: string;
beforeAll(async () => {
  [h, clusters] = await Promise.all([startHarness(), startClusterHarness()]);
  token = await h.scoped('alice');
});
afterAll(() => Promise.all([h.close(), clusters.close()]));

it.each(['zstd', 'br', 'gzip'])('a list is compressed as %s, and is the same list', async (coding) => {
  const path = '/scs/v1/flavors?cloud=cloud-a&view=native';
  const plain = await h.send('GET', path, { token });
  const packed = await h.send('GET', path, { token, headers: { 'accept-encoding': coding } });
  expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, coding]);
  expect(Number(packed.headers.get('content-length'))).toBeLessThan(plain.bytes.length / 3);
  // Other bytes, but the same by a weak tag.
  expect(packed.headers.get('etag')).toBe(plain.headers.get('etag'));
  for (const { headers } of [plain, packed]) expect(headers.get('vary')).toContain('accept-encoding');
  expect(packed.body.items).toEqual(plain.body.items);
});

it('a private key, an object, a failure and a stream are not compressed', async () => {
  const made = await h.send('POST', '/scs/v1/keypairs', {
    token,
    headers: ALL,
    json: { cloud: 'cloud-a', name: `told-${'once'.repeat(40)}` },
  });
  expect(made.body.item.privateKey).toContain('PRIVATE KEY');
  const one = await h.send('GET', `/scs/v1/keypairs/cloud-a/${made.body.item.id}`, { token, headers: ALL });
  const wrong = await h.send('GET', `/scs/v1/servers?${'x'.repeat(3_000)}=1`, { token, headers: ALL });
  const lines = await h.send('GET', '/scs/v1/flavors', {
    token,
    headers: { ...ALL, accept: 'application/x-ndjson' },
  });
  expect([made, one, wrong, lines].map(({ status }) => status)).toEqual([201, 200, 400, 200]);
  for (const { headers } of [made, one, wrong, lines]) expect(headers.get('content-encoding')).toBeNull();
});

it('a kubeconfig, which may contain a token, is not compressed', async () => {
  const bob = await clusters.login('bob');
  const { status, headers, text } = await clusters.send('GET', '/scs/v1/kubeconfig?auth=token', {
    token: bob,
    headers: ALL,
  });
  expect([status, headers['content-encoding']]).toEqual([200, undefined]);
  expect(text).toContain(bob);
});

const route = {} as ScsRoute;
const rows = Array.from({ length: 20_000 }, (_, id) => ({
  id,
  name: `server-${id}`,
  status: 'active',
  cloud: 'cloud-a',
}));

it('compressing a large answer leaves the event loop to others, and at most two are compressed at a time', async () => {
  const compress = createCompression();
  const body = Buffer.from(JSON.stringify(rows));
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  const answers = await Promise.all(Array.from({ length: 4 }, () => compress(route, { status: 200, body }, 'br')));
  clearImmediate(next);
  expect(answers.map(({ headers }) => headers?.['content-encoding'])).toEqual(['br', 'br', undefined, undefined]);
  // Work of ours on the one thread would have left no turn to anybody.
  expect(turns).toBeGreaterThan(10);
});

it.each([
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
] as const)('what is compressed as %s can be read again', async (coding, read) => {
  const { body } = await createCompression()(route, { status: 200, body: { rows } }, coding);
  expect(JSON.parse(read(body as Buffer).toString())).toEqual({ rows });
});
