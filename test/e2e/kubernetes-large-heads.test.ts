// SPDX-License-Identifier: Apache-2.0
// `kubectl exec` carries its command in the URL, and a script is a long one. An apiserver takes heads of 1 MiB.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';

let h: ClusterHarness;
let alice: string;
beforeAll(async () => {
  h = await startClusterHarness();
  alice = await h.login('alice');
});
afterAll(() => h.close());

const EXEC = '/k8s/hub/api/v1/namespaces/default/pods/web-1/exec';
const script = (kib: number): string => `command=sh&command=-c&command=${'echo+%22a%22%3B'.repeat((kib * 1024) / 15)}`;
const WEBSOCKET = [
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: v5.channel.k8s.io',
];
const SPDY = ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'];

it.each([
  ['WebSocket', 'GET', WEBSOCKET],
  ['SPDY', 'POST', SPDY],
] as const)('a command of 200 KiB arrives as it is over %s', async (_protocol, method, lines) => {
  const asked = script(200);
  const tunnel = await h.upgrade(`${EXEC}?${asked}`, lines, { method, token: alice });
  expect(tunnel.status).toBe(101);
  expect(h.cluster.requests.at(-1)?.url.endsWith(`?${asked}`)).toBe(true);
  tunnel.socket.destroy();
});

it.each([
  [1, 200],
  [2, 50],
] as const)('a URL arrives as it is over HTTP/%s with %s KiB', async (http, kib) => {
  const asked = `labelSelector=${'a%2C'.repeat(kib * 256)}`;
  const answer = await h.send('GET', `/k8s/hub/api/v1/namespaces?${asked}`, { token: alice, http });
  expect([answer.status, h.cluster.requests.at(-1)?.url.endsWith(`?${asked}`)]).toEqual([200, true]);
});

it('what is above the limit is refused in the dialect of either API, though nobody knows yet which was asked', async () => {
  const socket = await h.socket();
  const chunks: Buffer[] = [];
  const ended = new Promise((resolve) =>
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).once('close', resolve),
  );
  socket.write(`GET ${EXEC}?${script(300)} HTTP/1.1\r\nHost: localhost\r\n`);
  await ended;
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 431 [\s\S]*content-type: application\/json/);
  const message = expect.stringContaining('256 KiB');
  expect(JSON.parse(body)).toMatchObject({
    kind: 'Status',
    status: 'Failure',
    reason: 'RequestEntityTooLarge',
    code: 431,
    message,
    error: { code: 431, title: 'Request Header Fields Too Large', message },
  });
});

it('no line of the log grows with a URL', () => {
  const longest = Math.max(...h.log.map((line) => JSON.stringify(line).length));
  expect(longest).toBeLessThan(8 * 1024);
});
