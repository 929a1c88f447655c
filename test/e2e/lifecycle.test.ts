// SPDX-License-Identifier: Apache-2.0
// A gateway that changes or stops while it works: nothing under way is dropped.
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StandIn, startCloud } from '../../standins/cloud.ts';
import { SOON } from '../soon.ts';
import { type Harness, startHarness } from './harness.ts';

const MIB = 1024 * 1024;
const SIZE = 24 * MIB;
let h: Harness;
let token: string;
let file: string;
const more: StandIn[] = [];

beforeEach(async () => {
  h = await startHarness({ gateway: { drainTimeout: '60s' } });
  token = await h.scoped('alice');
  const { body } = await h.send('POST', '/clouds/cloud-a/image/v2/images', { token, json: { name: 'large' } });
  file = `/clouds/cloud-a/image/v2/images/${body.id}/file`;
  await h.send('PUT', file, {
    token,
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.alloc(SIZE, 'x'),
  });
});
afterEach(async () => {
  await h.close();
  for (const cloud of more.splice(0)) await cloud.close();
  expect(h.leaks()).toEqual([]);
});

/** A download that has begun, on a kept-alive connection, and of which nobody reads any more until `rest`. */
async function download(): Promise<{ rest(): Promise<number> }> {
  const call = request({
    host: '127.0.0.1',
    port: h.port,
    path: file,
    headers: { 'x-auth-token': token, connection: 'keep-alive' },
  });
  call.end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  return {
    async rest() {
      let size = 0;
      for await (const chunk of answer) size += (chunk as Buffer).length;
      return size;
    },
  };
}
const refuses = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(h.port, '127.0.0.1');
    socket.once('connect', () => resolve(false));
    socket.once('error', () => resolve(true));
    socket.once('close', () => socket.destroy());
  });

describe('a graceful stop', () => {
  it('lets a running download come to its end, takes no new connection, and is over right then', async () => {
    const running = await download();
    const idle = connect(h.port, '127.0.0.1');
    await once(idle, 'connect');
    const closed = vi.fn();
    const stop = h.gateway.close().then(closed);
    await vi.waitFor(async () => expect(await refuses()).toBe(true), SOON);
    expect((await h.operations('/readyz')).status).toBe(503);
    expect(closed).not.toHaveBeenCalled();
    expect(await running.rest()).toBe(SIZE);
    const start = performance.now();
    await stop;
    // Neither the kept-alive connection (72 s) nor one that never asked for anything (drainTimeout, 60 s) holds it up.
    expect(performance.now() - start).toBeLessThan(10_000);
    idle.destroy();
  });

  it('that is announced is seen at /readyz at once, and until then serves on and says so in its answers', async () => {
    const agent = new Agent({ keepAlive: true });
    const ask = async (): Promise<IncomingMessage> => {
      const headers = { 'x-auth-token': token };
      const call = request({
        host: '127.0.0.1',
        port: h.port,
        path: '/clouds/cloud-a/compute/v2.1/flavors',
        agent,
        headers,
      });
      call.end();
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
      return answer;
    };
    expect((await ask()).headers.connection).toBe('keep-alive');
    const stop = h.gateway.close({ delay: 3_000 });
    expect((await h.operations('/readyz')).status).toBe(503);
    // On the connection that was idle, and on a new one.
    for (let i = 0; i < 2; i++) {
      const { statusCode, headers } = await ask();
      expect([statusCode, headers.connection]).toEqual([200, 'close']);
    }
    await stop;
    expect(await refuses()).toBe(true);
    agent.destroy();
  });

  it('ends what does not end by itself once the time for it is over', async () => {
    await h.close();
    h = await startHarness({ gateway: { drainTimeout: '300ms' } });
    token = await h.scoped('alice');
    await h.a.faults.set('compute', 'hang');
    const hanging = h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token }).catch((error: Error) => error);
    await vi.waitFor(() => expect(h.a.requests.at(-1)?.service).toBe('compute'), SOON);
    const start = performance.now();
    await h.gateway.close();
    // The member's own limit is 60 s.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(await hanging).toBeInstanceOf(Error);
  });
});

describe('a changed configuration', () => {
  it('adds a cloud and leaves a running download alone', async () => {
    const running = await download();
    const c = await startCloud({
      name: 'cloud-c',
      region: 'RegionC',
      shape: 'paths',
      projects: ['acme/research'],
      groups: { 'acme-research': [['acme', 'research', 'member']] },
      settle: 20,
    });
    more.push(c);
    c.trust({
      issuer: h.url,
      audience: c.authUrl,
      jwks: async () => (await fetch(`${h.url}/.well-known/jwks.json`)).json() as Promise<{ keys: [] }>,
    });
    const path = '/clouds/cloud-c/compute/v2.1/servers';
    expect((await h.send('GET', path, { token })).status).toBe(404);
    const next = await h.changed(({ clouds }) => {
      clouds.push({
        ...clouds[0],
        id: 'cloud-c',
        openstack: { ...clouds[0].openstack, authUrl: c.authUrl, region: c.region },
      });
    });
    await h.gateway.reconfigure(next);
    // The very same token, without another login.
    expect((await h.send('GET', path, { token })).status).toBe(200);
    const catalog = await h.send('GET', '/identity/v3/auth/catalog', { token });
    expect(catalog.text).toContain(`${h.url}/clouds/cloud-c/compute/v2.1`);
    expect(await running.rest()).toBe(SIZE);
    expect(await (await h.operations('/metrics')).text()).toContain(
      'scs_gateway_config_reloads_total{outcome="applied"} 1',
    );
  });

  it('removes or changes a cloud without breaking what still comes from it', async () => {
    const running = await download();
    const connections = h.a.requests.length;
    await h.gateway.reconfigure(
      await h.changed(({ clouds }) => {
        clouds[0].openstack.connections = 7;
        clouds.splice(1, 1);
      }),
    );
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token })).status).toBe(404);
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })).status).toBe(200);
    expect(h.a.requests.length).toBeGreaterThan(connections);
    expect(await running.rest()).toBe(SIZE);
  });

  it('lets a request go on that had begun before it, however late its body comes', async () => {
    const body = JSON.stringify({ network: { name: 'begun-before' } });
    const call = request({
      host: '127.0.0.1',
      port: h.port,
      path: '/clouds/cloud-a/network/v2.0/networks',
      method: 'POST',
      headers: { 'x-auth-token': token, 'content-type': 'application/json', 'content-length': body.length },
    });
    const answered = once(call, 'response');
    call.write(body.slice(0, 10));
    // It has found its cloud by then.
    await h.send('GET', '/clouds/cloud-a/network/v2.0/networks', { token });
    await h.gateway.reconfigure(
      await h.changed(({ clouds }) => {
        clouds[0].openstack.connections = 7;
      }),
    );
    call.end(body.slice(10));
    const [answer] = (await answered) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(201);
  });

  it('that is invalid is refused, and the old one stays in force', async () => {
    await expect(
      h.changed(({ clouds }) => {
        clouds[0].id = 'v2.1';
      }),
    ).rejects.toThrow(/clouds/);
    const elsewhere = await h.changed(({ gateway }) => {
      gateway.publicUrl = 'https://elsewhere.example';
    });
    await expect(h.gateway.reconfigure(elsewhere)).rejects.toThrow(/publicUrl/);
    h.gateway.refused(new Error('clouds/0/id: is a version'));
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })).status).toBe(200);
    expect(await (await h.operations('/metrics')).text()).toContain(
      'scs_gateway_config_reloads_total{outcome="refused"} 1',
    );
  });
});

describe('the process', () => {
  it('leaves no socket to a member behind once it has stopped', async () => {
    await (await download()).rest();
    await h.gateway.close();
    const ports = new Set([...h.a.hosts, ...h.b.hosts].map((host) => Number(host.split(':')[1])));
    const handles = (process as unknown as { _getActiveHandles(): { remotePort?: number }[] })._getActiveHandles();
    expect(handles.filter(({ remotePort }) => remotePort !== undefined && ports.has(remotePort))).toHaveLength(0);
  });
});
