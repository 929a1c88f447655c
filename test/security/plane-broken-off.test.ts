// SPDX-License-Identifier: Apache-2.0
// Clients that leave in the middle, or only pretend to send: the member learns of it at once, and nothing stays behind.
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { collectGarbage } from '../collect-garbage.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';
import { SOON } from '../soon.ts';
import { exchange } from './raw.ts';

const MIB = 1024 * 1024;
let h: Harness;
let token: string;
let images: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
  images = '/clouds/cloud-a/image/v2/images';
});
afterAll(() => h.close());

/** Sockets of this process by their other end: the gateway's, for everything runs here. */
const socketsTo = (port: number): number =>
  (process as unknown as { _getActiveHandles(): unknown[] })
    ._getActiveHandles()
    .filter((handle) => (handle as Socket).remotePort === port || (handle as Socket).localPort === port).length;
const glancePort = (): number => Number(new URL(h.a.urls.image).port);
const lines = (path: string) =>
  h.log.map((line) => JSON.parse(line)).filter((line) => line.msg === 'request' && line.path === path);
const create = async (): Promise<string> => {
  const { body } = await h.send('POST', images, { token, json: { name: 'x' } });
  return `${images}/${body.id}`;
};
const head = (method: string, path: string, ...more: string[]): string =>
  `${[`${method} ${path} HTTP/1.1`, 'Host: gateway', `X-Auth-Token: ${token}`, ...more].join('\r\n')}\r\n\r\n`;
const TYPE = 'Content-Type: application/octet-stream';

describe('a client that leaves', () => {
  it.each([
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['closes', (socket: Socket) => socket.destroy()],
  ])('amid an upload (it %s) leaves no image behind at the member', async (_name, leave) => {
    const image = await create();
    const socket = connect(h.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(head('PUT', `${image}/file`, TYPE, `Content-Length: ${100 * MIB}`));
    socket.write(Buffer.alloc(MIB));
    const show = async (): Promise<string> => (await h.send('GET', image, { token })).body.status;
    await vi.waitFor(async () => expect(await show()).toBe('saving'), SOON);
    leave(socket);
    // Glance takes it for broken, so it may be sent again.
    await vi.waitFor(async () => expect(await show()).toBe('queued'), SOON);
    await vi.waitFor(() => expect(lines(`${image}/file`)).toMatchObject([{ aborted: true, cloud: 'cloud-a' }]), SOON);
  });

  it('amid a download stops the member sending', async () => {
    const image = await create();
    await h.send('PUT', `${image}/file`, {
      token,
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(32 * MIB),
    });
    const before = socketsTo(glancePort());
    const clients = Array.from({ length: 8 }, () => {
      const socket = connect(h.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(head('GET', `${image}/file`));
      return socket;
    });
    // Nobody reads more than the first bytes: the rest waits at the member, not in the gateway.
    await Promise.all(clients.map((socket) => new Promise((done) => socket.once('data', () => done(socket.pause())))));
    await vi.waitFor(() => expect(socketsTo(glancePort())).toBeGreaterThan(before), SOON);
    for (const socket of clients) socket.resetAndDestroy();
    await vi.waitFor(() => expect(socketsTo(glancePort())).toBeLessThanOrEqual(before), SOON);
    expect(lines(`${image}/file`).filter((line) => line.aborted)).toHaveLength(8);
  });

  it('before the answer ends the request at the member', async () => {
    await h.a.faults.set('compute', { kind: 'hang', times: 1 });
    const path = '/clouds/cloud-a/compute/v2.1/servers';
    const socket = connect(h.port, '127.0.0.1');
    const count = h.a.requests.length;
    socket.write(head('GET', path));
    await vi.waitFor(() => expect(h.a.requests.length).toBe(count + 1), SOON);
    expect(h.a.requests.at(-1)?.status).toBeUndefined();
    socket.resetAndDestroy();
    // Recorded when the member's side of the connection has closed: long before its time limit of a minute.
    await vi.waitFor(() => expect(h.a.requests.at(-1)).toHaveProperty('status'), SOON);
    await h.a.faults.clear();
  });

  it('counts for nothing against the member', async () => {
    const states = await (await h.operations('/metrics')).text();
    expect(states).toContain('scs_gateway_breaker_state{cloud="cloud-a"} 0');
  });
});

describe('a client that stands still', () => {
  it('amid an upload gets 408 once the idle time is over, and its stillness is not the member’s', async () => {
    const idle = async (limit: string): Promise<void> =>
      h.gateway.reconfigure(
        await h.changed((file) => {
          for (const { openstack } of file.clouds) openstack.timeouts.idle = limit;
        }),
      );
    await idle('800ms');
    // More than it takes to open the breaker.
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const image = await create();
        return exchange(h.port, [head('PUT', `${image}/file`, TYPE, 'Transfer-Encoding: chunked'), '5\r\nhello\r\n'], {
          until: /\}\}$/,
        });
      }),
    );
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect((await h.send('GET', images, { token })).status).toBe(200);
    await idle('60s');
  });

  it('amid its head holds nobody else up', async () => {
    const slow = Array.from({ length: 50 }, () => {
      const socket = connect(h.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`GET ${images} HTTP/1.1\r\nHost: gateway\r\nX-Slow`);
      return socket;
    });
    for (let i = 0; i < 5; i++) expect((await h.send('GET', images, { token })).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });
});

describe('memory and sockets', () => {
  it('stay where they were after many broken transfers', async () => {
    const image = await create();
    await h.send('PUT', `${image}/file`, {
      token,
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(16 * MIB),
    });
    const round = async (): Promise<void> => {
      const clients = Array.from({ length: 20 }, (_, i) => {
        const socket = connect(h.port, '127.0.0.1');
        socket.on('error', () => undefined);
        if (i % 2 === 0) socket.write(head('GET', `${image}/file`));
        else {
          socket.write(head('PUT', `/clouds/cloud-a/object-store/v1/AUTH_x/c/o`, TYPE, `Content-Length: ${MIB * 10}`));
          socket.write(Buffer.alloc(MIB));
        }
        return socket;
      });
      await Promise.all(clients.map((socket) => new Promise((done) => socket.once('data', done))));
      for (const socket of clients) socket.resetAndDestroy();
      await vi.waitFor(() => expect(socketsTo(h.port)).toBeLessThanOrEqual(base + 2), SOON);
    };
    // Only this process's idle keep-alive connections.
    const base = socketsTo(h.port);
    await round();
    const buffers = (): number => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers;
    };
    const settled = buffers();
    for (let i = 0; i < 5; i++) await round();
    // 100 transfers of 16 MiB were begun: a leak of their buffers would be hundreds of megabytes.
    await vi.waitFor(() => expect(buffers() - settled).toBeLessThan(48 * MIB), SOON);
    await vi.waitFor(() => expect(socketsTo(glancePort())).toBeLessThanOrEqual(6), SOON);
  });
});

describe('an upload that is refused at once', () => {
  it('because of its token is answered although the client goes on sending', async () => {
    const bytes = Buffer.alloc(8 * MIB);
    for (const more of [[], ['Connection: close']]) {
      const refused = head('PUT', `${images}/x/file`, TYPE, `Content-Length: ${bytes.length}`, ...more);
      const answer = await exchange(h.port, [refused.replace(token, 'nonsense'), bytes], { until: /\}\}$/ });
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
      expect(answer).toContain('www-authenticate: Keystone uri=');
    }
  });

  it('leaves a connection that can be used again', async () => {
    const bytes = Buffer.alloc(MIB);
    const refused = head('PUT', `${images}/x/file`, TYPE, `Content-Length: ${bytes.length}`).replace(token, 'nonsense');
    const answer = await exchange(h.port, [refused, bytes, head('GET', images, 'Connection: close')]);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  });
});

describeNoLeaks(() => h);
