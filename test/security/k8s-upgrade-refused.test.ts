// SPDX-License-Identifier: Apache-2.0
// An upgrade leaves the path of ordinary requests. Where it skips authentication, or carries a body whose length two
// parsers see differently, whoever knows the address has a shell or smuggles a request.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, until } from '../e2e/cluster-harness.ts';

let h: ClusterHarness;
let alice: string;
beforeAll(async () => {
  h = await startClusterHarness();
  alice = await h.login('alice');
});
afterAll(() => h.close());

const LINES = ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'];
const EXEC = '/k8s/hub/api/v1/namespaces/default/pods/web-1/exec';

async function refused(lines: readonly string[], options: object, path = EXEC) {
  const before = h.cluster.requests.length;
  const answer = await h.upgrade(path, [...LINES, ...lines], { method: 'POST', ...options });
  await answer.ended;
  expect(h.cluster.requests.length).toBe(before);
  return { ...answer, body: JSON.parse(answer.received().toString()) };
}

it.each([undefined, 'nonsense'])('with token %s it gets no further', async (token) => {
  const { status, lines, body } = await refused([], { token, after: 'bytes that hope for a 101' });
  expect([status, body.kind, body.reason]).toEqual([401, 'Status', 'Unauthorized']);
  expect(lines).toContain('www-authenticate: Bearer');
});

it.each([['Content-Length: 5'], ['Transfer-Encoding: chunked']])(
  'with a body (%s) it gets no further',
  async (line) => {
    const { status, body } = await refused([line], { token: alice, after: 'GET / HTTP/1.1\r\n\r\n' });
    expect([status, body.kind]).toEqual([400, 'Status']);
  },
);

it('a gateway token for a passthrough cluster gets no further', async () => {
  const { status, body } = await refused([], { token: alice }, EXEC.replace('hub', 'pass'));
  expect([status, body.kind]).toEqual([403, 'Status']);
});

it('an unknown cluster gets no further', async () => {
  expect((await refused([], { token: alice }, EXEC.replace('hub', 'nope'))).status).toBe(404);
});

it('each was logged with its reason', async () => {
  const reasons = () =>
    h.log.filter((line) => line.msg === 'request' && line.surface === 'kubernetes').map((line) => line.reason);
  await until(() => reasons().length === 6);
  expect(reasons().every((reason) => typeof reason === 'string')).toBe(true);
});

it('a client that resets amid an upgrade harms nobody', async () => {
  for (let i = 0; i < 5; i++) {
    const socket = await h.socket();
    socket.write(
      `GET ${EXEC} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nAuthorization: Bearer ${alice}\r\n${LINES.join('\r\n')}\r\n\r\n`,
    );
    socket.destroy();
  }
  expect((await h.send('GET', '/k8s/hub/version', { token: alice })).status).toBe(200);
});
