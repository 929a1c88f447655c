// SPDX-License-Identifier: Apache-2.0
// The pages that clouds really have, from Debian's packages, behind a real websockify: they must work whatever keeps them
// away from the gateway's origin.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { type ConsoleHouse, PLACES, startConsoleHouse } from '../security/console-house.ts';
import { SOON } from '../soon.ts';
import { launchChromium } from './browser.ts';
import { startVncServer, type VncServer } from './rfb.ts';

let vnc: VncServer;
let novnc: Websockify;
let spice: Websockify;
let silent: Server;
/** What a client of SPICE has said. */
let said = (): string => '';
beforeAll(async () => {
  vnc = await startVncServer();
  const chunks: Buffer[] = [];
  said = () => Buffer.concat(chunks).toString('latin1');
  silent = createTcpServer((socket) => socket.on('error', () => undefined).on('data', (chunk) => chunks.push(chunk)));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  [novnc, spice] = await Promise.all([
    startWebsockify('/usr/share/novnc', vnc.port),
    startWebsockify('/usr/share/spice-html5', (silent.address() as AddressInfo).port),
  ]);
});
afterAll(() => {
  novnc.process.kill();
  spice.process.kill();
  vnc.close();
  silent.close();
});

describe.each(PLACES)('%s', (_mode, options, behind) => {
  let house: ConsoleHouse;
  let browser: Browser;
  let dashboard: Server;
  let dashboardUrl: string;
  beforeAll(async () => {
    const port = await freePort();
    dashboardUrl = `http://dashboard.test:${port}`;
    let html = '';
    dashboard = createServer((request, response) => {
      if (request.method === 'PUT') request.setEncoding('utf8').on('data', (text) => (html = text));
      response.writeHead(200, { 'content-type': 'text/html' }).end(request.method === 'PUT' ? '' : html);
    }).listen(port, '127.0.0.1');
    house = await startConsoleHouse({ ...options, dashboards: [dashboardUrl] }, undefined, behind);
    browser = await launchChromium(house.certificate);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
    dashboard?.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(house.strays()).toEqual([]);
  });

  const open = async (url: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(url);
    return page;
  };
  const pressA = async (page: Page): Promise<void> => {
    vnc.keys.length = 0;
    await page.locator('canvas').first().focus();
    await page.keyboard.press('a');
    await vi.waitFor(() => expect(vnc.keys).toContain('a'.charCodeAt(0)), SOON);
  };
  const colour = (page: Page): Promise<number[]> =>
    page.evaluate(`[...document.querySelector('canvas').getContext('2d').getImageData(3, 3, 1, 1).data]`);

  it.each(['path=%3Ftoken%3D42', 'path=websockify&token=42', 'token=42'])(
    'noVNC’s page shows the screen and sends keys, given %s',
    async (query) => {
      const page = await open(await house.publish(`${novnc.url}/vnc_auto.html?${query}&autoconnect=true`));
      await page.waitForSelector('html.noVNC_connected', { state: 'attached' });
      await vi.waitFor(async () => expect(await colour(page)).toEqual([255, 0, 0, 255]), SOON);
      await pressA(page);
    },
  );

  it('noVNC’s page without settings shows the screen', async () => {
    const page = await open(await house.publish(`${novnc.url}/vnc_lite.html?path=%3Ftoken%3D42`));
    await page.getByText('Connected to a red screen').waitFor();
    await vi.waitFor(async () => expect(await colour(page)).toEqual([255, 0, 0, 255]), SOON);
    await pressA(page);
  });

  it('the page of spice-html5 opens its WebSocket, with the token and without a cookie', async () => {
    const page = await (await browser.newContext()).newPage();
    const opened = page.waitForEvent('websocket');
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    // As Horizon opens it.
    await page.goto(`${await house.publish(`${spice.url}/spice_auto.html?token=42`)}&title=web(6a4a6f3e)`);
    const socket = await opened;
    expect(socket.url()).toMatch(/\/websockify\?token=42$/);
    // SPICE's first word (spice-protocol, SpiceLinkHeader).
    await vi.waitFor(() => expect(said()).toMatch(/^REDQ/), SOON);
    expect(failures).toEqual([]);
  });

  it('the reference page and what it leads to are found', async () => {
    const page = await open(`${house.publicUrl}/docs`);
    const links = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a')].map(({ href }) => href).filter((href) => !href.includes('#'))`,
    );
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) {
      const answer = await page.goto(link);
      expect([link.startsWith(`${house.publicUrl}/`), answer?.status()]).toEqual([true, 200]);
    }
  });

  it('a dashboard shows a console in a frame, and opens a serial console from its own page', async () => {
    const framed = await house.publish(`${novnc.url}/vnc_lite.html?path=%3Ftoken%3D42`);
    const serial = await house.publish(`${novnc.url.replace('http', 'ws')}/?token=42`);
    const html = `<!doctype html><iframe src="${framed}"></iframe><script>
      const socket = new WebSocket(${JSON.stringify(serial)}, ["binary"]);
      socket.onmessage = async ({ data }) => { document.title = await data.text(); };
    </script>`;
    await fetch(dashboardUrl.replace('dashboard.test', '127.0.0.1'), { method: 'PUT', body: html });
    const page = await open(dashboardUrl);
    await page.frameLocator('iframe').getByText('Connected to a red screen').waitFor();
    await vi.waitFor(async () => expect(await page.title()).toBe('RFB 003.008'), SOON);
  });
});

interface Websockify {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Serves the files of a folder, and joins WebSockets to a port. */
async function startWebsockify(folder: string, target: number): Promise<Websockify> {
  const port = await freePort();
  const args = ['--web', folder, `127.0.0.1:${port}`, `127.0.0.1:${target}`];
  const process = spawn('/usr/bin/websockify', args, { stdio: 'ignore' });
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const up = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return { url: `http://127.0.0.1:${port}`, process };
    await sleep(50);
  }
  process.kill();
  throw new Error('websockify does not start');
}
