// SPDX-License-Identifier: Apache-2.0
// Console WebSockets took no place of anybody and ended with nothing: one URL opened as many as there were file descriptors,
// for whoever had it, and they outlived the token that had asked for the URL. What they asked for had no time limit, a page
// of any site could open one, and each member's certificate authority was trusted for the consoles of all others.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { issue } from '../../demo/ca.ts';
import { openKeys } from '../../src/federation/keys.ts';
import { createSeal } from '../../src/federation/seal.ts';
import { createConsoles } from '../../src/gateway/consoles.ts';
import { SOON } from '../soon.ts';
import {
  CONSOLE_DOMAIN,
  type ConsoleHouse,
  type ConsoleProxy,
  openTunnel,
  sendTo,
  startConsoleHouse,
  startConsoleProxy,
  type Tunnel,
} from './console-house.ts';
import { PROTOCOLS } from './protocols.ts';

const MOST = { user: 5, address: 8 };

let proxy: ConsoleProxy;
let house: ConsoleHouse;
let opened: Tunnel[] = [];
beforeAll(async () => {
  proxy = await startConsoleProxy();
  house = await startConsoleHouse({ limits: { loopLag: 'off', consoles: MOST } }, (file) => {
    for (const { openstack } of file.clouds) openstack.timeouts = { headers: '1s' };
  });
});
afterAll(async () => {
  proxy.close();
  await house.close();
});
afterEach(async () => {
  for (const { socket } of opened) socket?.destroy();
  opened = [];
  proxy.upgrade();
  await vi.waitFor(() => expect(proxy.open.size).toBe(0), SOON);
});

const open = async (url: string, headers: Readonly<Record<string, string>> = {}, count = 1): Promise<number[]> => {
  const all = await Promise.all(Array.from({ length: count }, () => openTunnel(house, url, headers)));
  opened.push(...all);
  return all.map(({ status }) => status);
};
const counted = (statuses: readonly number[]): Record<number, number> =>
  Object.fromEntries([...new Set(statuses)].map((one) => [one, statuses.filter((status) => status === one).length]));

describe('console WebSockets', () => {
  it('are as many at a time as one user may have, whoever has the URL', async () => {
    const [first, second] = [
      await house.publish(`${proxy.url}/?token=1`),
      await house.publish(`${proxy.url}/?token=2`),
    ];
    expect(counted(await open(first, {}, 30))).toEqual({ 101: MOST.user, 429: 30 - MOST.user });
    expect(await open(second)).toEqual([429]);
    expect(opened.at(-1)?.headers['retry-after']).toBe('1');
    expect(opened.at(-1)?.text).toContain('You have too many consoles open: 5 at a time are allowed.');
    expect(await house.metrics()).toMatch(/scs_gateway_limited_total\{limit="console-user",surface="console"\} 26/);
    expect(await house.metrics()).toMatch(/scs_gateway_in_flight\{cloud="cloud-b",kind="stream"\} 5/);
    for (const { socket } of opened) socket?.destroy();
    await vi.waitFor(() => expect(proxy.open.size).toBe(0), SOON);
    await vi.waitFor(async () => expect(await open(second)).toEqual([101]), SOON);
  });

  it('are as many at a time as one address may have, of all users', async () => {
    const urls = await Promise.all(
      ['alice', 'bob'].map(async (user) =>
        house.publish(`${proxy.url}/?token=1`, await house.scoped(user, user === 'bob' ? 'teaching' : 'research')),
      ),
    );
    const statuses = (await Promise.all(urls.map((url) => open(url, {}, MOST.user)))).flat();
    expect(counted(statuses)).toEqual({ 101: MOST.address, 429: 2 });
    expect(await house.metrics()).toMatch(/scs_gateway_limited_total\{limit="console-address",surface="console"\} 2/);
  });

  it('end with their URL, which then leads nowhere', async () => {
    const keys = await openKeys(house.keys, { now: Date.now });
    const deps = { seal: createSeal(keys), publicUrl: house.url, now: Date.now };
    const user = { cloud: 'cloud-b', user: 'somebody' };
    const url = createConsoles({ ...deps, lifetime: () => 2_000 }).publish(`${proxy.url}/?token=1`, user);
    keys.close();
    expect(await open(url)).toEqual([101]);
    const [tunnel] = opened;
    await once(tunnel?.socket as NonNullable<Tunnel['socket']>, 'close');
    await vi.waitFor(() => expect(proxy.open.size).toBe(0), SOON);
    expect(await open(url)).toEqual([404]);
    for (const protocol of PROTOCOLS) expect((await sendTo(house, protocol, url)).status).toBe(404);
  });

  it('are opened by the console’s own page and by programs, not by pages of other sites', async () => {
    const url = await house.publish(`${proxy.url}/?token=1`);
    expect(await open(url)).toEqual([101]);
    // An opaque origin: the page runs in a sandbox.
    expect(await open(url, { origin: 'null' })).toEqual([101]);
    // Of websocket-client, which programs for serial consoles use.
    expect(await open(url, { origin: house.url })).toEqual([101]);
    expect(proxy.requests.at(-1)?.headers.origin).toBe(proxy.url);
    expect(await open(url, { origin: 'https://evil.example' })).toEqual([403]);
  });

  it('have the time that any request to the member has', async () => {
    proxy.upgrade(() => undefined);
    const url = await house.publish(`${proxy.url}/?token=1`);
    expect(await open(url)).toEqual([504]);
    proxy.upgrade((_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'));
    expect(await open(url)).toEqual([403]);
    expect(opened.at(-1)?.text).toBe('no');
  });
});

describe.each(PROTOCOLS)('a console over %s', (protocol) => {
  const page = (url: string) => sendTo(house, protocol, url);

  it('is gone once the token that asked for it is revoked', async () => {
    const token = await house.scoped('alice');
    const url = await house.publish(`${proxy.url}/vnc.html`, token);
    expect((await page(url)).status).toBe(200);
    expect(await open(url)).toEqual([101]);
    const [tunnel] = opened;
    const ended = once(tunnel?.socket as NonNullable<Tunnel['socket']>, 'close');
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    expect((await house.send(protocol, 'DELETE', '/identity/v3/auth/tokens', headers)).status).toBe(204);
    expect((await page(url)).status).toBe(404);
    expect(await open(url)).toEqual([404]);
    // What is open ends as well.
    await ended;
    await vi.waitFor(() => expect(proxy.open.size).toBe(0), SOON);
  });

  it('leaves no log line that leads to it', async () => {
    const url = await house.publish(`${proxy.url}/vnc.html?token=1`);
    const before = house.log.length;
    await page(url);
    await page(`${house.url}/consoles/guessed/vnc.html`);
    await vi.waitFor(() => expect(house.log.length).toBe(before + 2), SOON);
    expect(house.log.slice(-2).map(({ path, surface, status }) => [path, surface, status])).toEqual([
      ['/consoles/[sealed]/vnc.html', 'console', 200],
      ['/consoles/[sealed]/vnc.html', 'console', 404],
    ]);
  });

  it('of a member that does not answer ends in time, with the member’s slot', async () => {
    // It says that it is there, when the gateway asks after this page's silence: else its breaker would open.
    proxy.answer(({ url }, response) => void (url === '/' && response.end()));
    const url = await house.publish(`${proxy.url}/vnc.html`);
    const answer = await page(url);
    expect(answer.status).toBe(504);
    expect(answer.text).not.toContain(new URL(proxy.url).host);
    proxy.answer((_request, response) => void response.end('a page'));
    expect(await house.metrics()).toMatch(/scs_gateway_in_flight\{cloud="cloud-b",kind="request"\} 0/);
  });
});

describe('a console proxy with a certificate of another member’s authority', () => {
  it('is not the member’s', async () => {
    const other = await issue(Date.now());
    const caFile = `${house.keys}/../other-ca.pem`;
    await writeFile(caFile, other.ca);
    const server = createServer({ cert: other.cert, key: other.key }, (_request, response) => response.end('evil'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    // The other member is reached by http here: what counts is whose authority it is.
    const second = await startConsoleHouse({}, ({ clouds }) => {
      clouds[0].openstack.caFile = caFile;
    });
    const url = await second.publish(`https://localhost:${(server.address() as AddressInfo).port}/vnc.html`);
    for (const protocol of PROTOCOLS) expect((await sendTo(second, protocol, url)).status).toBe(503);
    expect((await openTunnel(second, url)).status).toBe(503);
    server.close();
    await second.close();
  });
});

describe.each(PROTOCOLS)('with a domain for consoles, over %s', (protocol) => {
  let apart: ConsoleHouse;
  let url: string;
  beforeAll(async () => {
    apart = await startConsoleHouse({ consoleDomain: CONSOLE_DOMAIN });
    url = await apart.publish(`${proxy.url}/vnc.html?token=1`);
  });
  afterAll(() => apart.close());
  const at = (to: string) => sendTo(apart, protocol, to);
  const elsewhere = (host: string, path = new URL(url).pathname) => at(`https://${host}:${apart.port}${path}`);

  it('a console is at its cloud’s host name and nowhere else', async () => {
    expect(url).toContain(`https://cloud-b.${CONSOLE_DOMAIN}:${apart.port}/`);
    expect([(await at(url)).status, (await elsewhere(`CLOUD-B.${CONSOLE_DOMAIN.toUpperCase()}.`)).status]).toEqual([
      200, 200,
    ]);
    const sealed = new URL(url).pathname;
    const statuses = await Promise.all([
      elsewhere(`cloud-a.${CONSOLE_DOMAIN}`),
      elsewhere(`x.cloud-b.${CONSOLE_DOMAIN}`),
      elsewhere(CONSOLE_DOMAIN),
      elsewhere(`cloud-b.${CONSOLE_DOMAIN}`, `/consoles${sealed}`),
      elsewhere('localhost', `/consoles${sealed}`),
      elsewhere('localhost', sealed),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual(Array(6).fill(404));
  });

  it('nothing else is served at such a host name', async () => {
    const paths = [
      '/',
      '/docs',
      '/identity/v3',
      '/clouds/cloud-b/compute/',
      '/scs/v1',
      '/k8s',
      '/.well-known/jwks.json',
    ];
    for (const host of [`cloud-b.${CONSOLE_DOMAIN}`, CONSOLE_DOMAIN, `nowhere.${CONSOLE_DOMAIN}`])
      for (const path of paths) expect([path, (await elsewhere(host, path)).status]).toEqual([path, 404]);
  });
});
