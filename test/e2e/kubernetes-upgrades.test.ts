// SPDX-License-Identifier: Apache-2.0
// exec, attach, cp and port-forward: both upgrade protocols through the gateway, byte for byte.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, type Upgraded, until } from './cluster-harness.ts';

let h: ClusterHarness;
let alice: string;
beforeAll(async () => {
  h = await startClusterHarness();
  alice = await h.login('alice');
});
afterAll(() => h.close());

const POD = '/api/v1/namespaces/default/pods/web-1';
const WEBSOCKET = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
const exec = (cluster: string, more = '', protocol = 'v5.channel.k8s.io', token: string | undefined = alice) =>
  h.upgrade(
    `/k8s/${cluster}${POD}/exec?command=sh&stdin=true${more}`,
    [...WEBSOCKET, `Sec-WebSocket-Protocol: ${protocol}`],
    { token },
  );
const status = ({ received }: Upgraded) => JSON.parse(received().toString());
const idle = () => until(() => h.cluster.tunnels() === 0);

describe.each(['hub', 'imp'])('on cluster %s', (cluster) => {
  it.each(['v5.channel.k8s.io', 'SPDY/3.1+portforward.k8s.io'])('a WebSocket with %s is a tunnel', async (protocol) => {
    const tunnel = await exec(cluster, '', protocol);
    expect(tunnel.status).toBe(101);
    expect(tunnel.lines).toContain(`Sec-WebSocket-Protocol: ${protocol}`);
    expect(tunnel.lines).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(h.cluster.requests.at(-1)).toMatchObject({
      url: `${POD}/exec?command=sh&stdin=true`,
      identity: { user: 'scs:acme/alice' },
    });
    const sent = randomBytes(3 * 1024 * 1024);
    tunnel.socket.write(sent);
    await until(() => tunnel.received().length === sent.length);
    expect(tunnel.received().equals(sent)).toBe(true);
    tunnel.socket.end();
    await tunnel.ended;
  });

  it('SPDY by POST is a tunnel, its versions line by line, and one comes back', async () => {
    const versions = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v3.channel.k8s.io'];
    const lines = [
      'Upgrade: SPDY/3.1',
      ...versions.map((one) => `X-Stream-Protocol-Version: ${one}`),
      'Content-Length: 0',
    ];
    const tunnel = await h.upgrade(`/k8s/${cluster}${POD}/attach`, lines, { method: 'POST', token: alice });
    expect([tunnel.status, tunnel.lines]).toEqual([
      101,
      ['Connection: Upgrade', 'Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v5.channel.k8s.io'],
    ]);
    const { rawHeaders, method } = h.cluster.requests.at(-1) ?? { rawHeaders: [] };
    const seen = rawHeaders.filter(
      (_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'x-stream-protocol-version',
    );
    expect([method, seen]).toEqual(['POST', versions]);
    tunnel.socket.destroy();
    await idle();
  });

  it('bytes that come along with the heads are not lost, on either side', async () => {
    const tunnel = await h.upgrade(
      `/k8s/${cluster}${POD}/portforward?greet=welcome`,
      ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: portforward.k8s.io'],
      { token: alice, after: 'early bytes' },
    );
    await until(() => tunnel.received().length >= 18);
    expect(tunnel.received().toString()).toBe('welcomeearly bytes');
    tunnel.socket.destroy();
    await idle();
  });

  it('an answer that is not 101 comes as it is', async () => {
    const answer = await exec(cluster, '', 'v9.unknown');
    expect(answer.status).toBe(403);
    expect(answer.lines).toContain('audit-id: audit-of-refusal');
    await answer.ended;
    expect(status(answer)).toMatchObject({
      kind: 'Status',
      message: 'unable to negotiate: no known protocol among v9.unknown',
    });
    const bob = await exec(cluster, '', undefined, await h.login('bob'));
    await bob.ended;
    expect(status(bob).message).toContain('User "scs:acme/bob" cannot create resource "pods/exec"');
    await idle();
  });
});

describe('who may', () => {
  it('a browser shows its token as a subprotocol, which goes no further', async () => {
    const token = `base64url.bearer.authorization.k8s.io.${Buffer.from(alice).toString('base64url')}`;
    const tunnel = await h.upgrade(`/k8s/hub${POD}/exec`, [
      ...WEBSOCKET,
      `Sec-WebSocket-Protocol: ${token}, v5.channel.k8s.io`,
      'Origin: https://localhost',
    ]);
    expect(tunnel.status).toBe(101);
    expect(tunnel.lines).toContain('Sec-WebSocket-Protocol: v5.channel.k8s.io');
    expect(h.cluster.requests.at(-1)?.headers['sec-websocket-protocol']).toBe('v5.channel.k8s.io');
    expect(JSON.stringify(h.cluster.requests.at(-1)?.rawHeaders)).not.toContain(token);
    tunnel.socket.destroy();
    for (const protocols of [
      token,
      `${token}, ${token}, v5.channel.k8s.io`,
      `${token.slice(0, -4)}, v5.channel.k8s.io`,
    ])
      expect(
        (await h.upgrade(`/k8s/hub${POD}/exec`, [...WEBSOCKET, `Sec-WebSocket-Protocol: ${protocols}`])).status,
      ).toBe(401);
  });

  it('kubectl exec --as is asked about first', async () => {
    const as = (user: string) =>
      h.upgrade(
        `/k8s/imp${POD}/exec`,
        [...WEBSOCKET, 'Sec-WebSocket-Protocol: v5.channel.k8s.io', `Impersonate-User: ${user}`],
        { token: alice },
      );
    const refused = await as('system:admin');
    await refused.ended;
    expect(status(refused)).toMatchObject({ code: 403, message: expect.stringContaining('cannot impersonate') });
    const allowed = await as('dev');
    await allowed.ended;
    // He may be dev, but dev may not.
    expect(status(allowed).message).toContain('User "dev" cannot create resource "pods/exec"');
  });

  it('a proof that the cluster no longer takes is renewed under way', async () => {
    h.cluster.faults.push({ kind: 'redirect', status: 401 });
    const tunnel = await exec('hub');
    expect(tunnel.status).toBe(101);
    tunnel.socket.destroy();
    await idle();
  });
});

describe('the end of a tunnel', () => {
  it('comes on both sides when the client has ended', async () => {
    for (const leave of ['end', 'destroy'] as const) {
      const tunnel = await exec('hub');
      expect(h.cluster.tunnels()).toBe(1);
      tunnel.socket[leave]();
      await idle();
      await tunnel.ended;
    }
  });

  it('comes on both sides when the pod has ended, after its last bytes', async () => {
    const tunnel = await exec('hub', '&bye&greet=last');
    await tunnel.ended;
    expect(tunnel.received().toString()).toBe('last');
    await idle();
  });

  it('comes on both sides when the cluster breaks', async () => {
    const tunnel = await exec('hub');
    await h.cluster.gone();
    await tunnel.ended;
    const refused = await exec('hub');
    await refused.ended;
    expect(status(refused)).toMatchObject({ kind: 'Status', code: 503 });
    await h.cluster.back();
  });

  it('comes for a client that leaves before the cluster has answered', async () => {
    h.cluster.faults.push({ kind: 'hang' });
    const [before, base] = [h.cluster.requests.length, h.cluster.sockets()];
    const socket = await h.socket();
    socket.write(
      `GET /k8s/hub${POD}/exec HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nAuthorization: Bearer ${alice}\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`,
    );
    await until(() => h.cluster.requests.length > before);
    socket.destroy();
    await until(() => h.cluster.sockets() === base);
    expect((await exec('hub')).status).toBe(101);
  });
});

it('each was logged once with who and where, and none as broken off that was not', async () => {
  const lines = () => h.log.filter((line) => line.status === 101);
  await until(() => lines().length >= 10);
  for (const line of lines()) {
    expect(line).toMatchObject({
      surface: 'kubernetes',
      cloud: 'cloud-a',
      user: 'acme/alice',
      service: 'kubernetes-programs',
    });
    expect(line.aborted).toBeUndefined();
  }
  expect(h.cluster.violations).toEqual([]);
});

it('whoever asks for an upgrade where there is none gets a plain answer', async () => {
  const answer = await h.upgrade('/identity/v3', WEBSOCKET);
  expect(answer.status).toBe(200);
  answer.socket.destroy();
});
