// SPDX-License-Identifier: Apache-2.0
// A server's console in a browser: page and WebSocket lead through the gateway.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

async function consoleUrl(region: string): Promise<URL> {
  const base = `${h.url}/clouds/${region}/compute/v2.1`;
  const headers = {
    'x-auth-token': await h.scoped('alice'),
    'content-type': 'application/json',
    'openstack-api-version': 'compute 2.92',
  };
  const post = async (path: string, body: object): Promise<Record<string, Record<string, string>>> =>
    (await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json() as never;
  const flavors = (await (await fetch(`${base}/flavors`, { headers })).json()) as { flavors: { id: string }[] };
  const { server } = await post('/servers', {
    server: { name: 'c', flavorRef: flavors.flavors[0]?.id, imageRef: '', networks: 'none' },
  });
  const answer = await post(`/servers/${server?.id}/remote-consoles`, {
    remote_console: { protocol: 'vnc', type: 'novnc' },
  });
  return new URL(answer.remote_console?.url ?? '');
}

/** What noVNC does: a WebSocket at `path` on the page's own host. */
function connect(page: URL): WebSocket {
  const path = page.searchParams.get('path') ?? '';
  return new WebSocket(`ws://${page.host}/${path}`);
}

describe.each(['cloud-a', 'cloud-b'])('a console on %s', (region) => {
  it('is a page of the gateway that names no member', async () => {
    const page = await consoleUrl(region);
    expect(page.origin).toBe(h.url);
    for (const host of [...h.a.hosts, ...h.b.hosts]) expect(decodeURIComponent(page.href)).not.toContain(host);
    const answer = await fetch(page);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<title>Console</title>')]);
  });

  it('carries the WebSocket both ways', async () => {
    const socket = connect(await consoleUrl(region));
    socket.binaryType = 'arraybuffer';
    await new Promise((open, fail) => {
      socket.onopen = open;
      socket.onerror = fail;
    });
    const echoed = new Promise<MessageEvent>((done) => {
      socket.onmessage = done;
    });
    socket.send(new Uint8Array([1, 2, 3]));
    expect(new Uint8Array((await echoed).data as ArrayBuffer)).toEqual(new Uint8Array([1, 2, 3]));
    socket.close();
  });
});

describe('a console URL', () => {
  it('that the gateway did not make leads nowhere', async () => {
    const answer = await fetch(`${h.url}/consoles/bm90LW91cnM.AAAA/vnc_auto.html`);
    expect(answer.status).toBe(404);
  });

  it('of a member that is gone answers without its address', async () => {
    const page = await consoleUrl('cloud-a');
    await h.a.faults.set('console', 'gone');
    const answer = await fetch(page);
    const text = await answer.text();
    await h.a.faults.clear();
    expect(answer.status).toBe(503);
    for (const host of h.a.hosts) expect(text).not.toContain(host);
  });
});
