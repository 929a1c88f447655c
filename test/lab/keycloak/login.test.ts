// SPDX-License-Identifier: Apache-2.0
// `scs-gateway login` at a real Keycloak, with the client of deploy/compose, by its pages in a real browser.
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Gateway, startGateway } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { type Ended, runCommand } from '../../e2e/user-command.ts';
import { freePort } from '../../free-port.ts';
import { keycloakAt, type Realm } from './keycloak.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycloak-login-'));
let realm: Realm;
let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  // A refresh token is good once.
  realm = await keycloakAt(inject('keycloak')).createRealm('login', (written) => ({
    ...written,
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
  }));
  const port = await freePort();
  const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
  const config = {
    gateway: {
      publicUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      operations: { host: '127.0.0.1', port: await freePort() },
      keys: join(folder, 'keys'),
    },
    identityProviders: [
      {
        id: 'keycloak',
        issuer: realm.issuer,
        audiences: ['scs-gateway'],
        domain: 'acme',
        groups: ['^acme-'],
        cli: { clientId: 'scs-cli' },
      },
    ],
    clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack }],
  };
  await writeFile(join(folder, 'gateway.yaml'), JSON.stringify(config));
  const loaded = await loadConfig(join(folder, 'gateway.yaml'), { env: {} });
  gateway = await startGateway({ config: loaded.config, log: { write: () => {} } });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

const STATE = join(folder, 'state');

const run = (args: readonly string[], onErr = (_: string): void => {}): Promise<Ended> =>
  runCommand(args, { env: { HOME: folder, XDG_STATE_HOME: STATE, SCS_GATEWAY_URL: gateway.publicUrl }, onErr });

/** Runs a login, and does with its page what a person does. */
async function logIn(args: readonly string[], act: (page: Page) => Promise<void>): Promise<Ended> {
  const context = await browser.newContext();
  let acted: Promise<void> | undefined;
  const ended = await run(['login', ...args], (text) => {
    const [, url] = /open (http\S+)/.exec(text) ?? [];
    if (url === undefined || !text.includes('\n') || acted !== undefined) return;
    acted = context.newPage().then(async (page) => {
      await page.goto(url);
      await act(page);
    });
  });
  await acted;
  await context.close();
  return ended;
}

const asAlice = async (page: Page): Promise<void> => {
  await page.fill('#username', 'alice');
  await page.fill('#password', 'alice-pw');
  await page.click('#kc-login');
};

const LOGGED_IN = expect.stringMatching(
  /user {6}alice of domain acme, by keycloak\ngroups {4}acme-operations, acme-research\n/,
);

it('a login by a code is confirmed on Keycloak’s pages', async () => {
  const ended = await logIn([], async (page) => {
    await asAlice(page);
    await page.click('[name=accept]');
    await page.waitForSelector('text=/success/i');
  });
  expect(ended).toMatchObject({ code: 0, out: LOGGED_IN });
});

it('a device code opens one login: replayed it opens none, and the gateway itself takes none', async () => {
  const ask = async (url: string, form: Record<string, string>) => {
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: 'scs-cli', ...form }) });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };
  const { device_authorization_endpoint: begin = '', token_endpoint: tokens = '' } = (await (
    await fetch(`${realm.issuer}/.well-known/openid-configuration`)
  ).json()) as Record<string, string>;
  const { body: begun } = await ask(begin, { scope: 'openid' });
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: begun.device_code ?? '' };
  expect(await ask(tokens, grant)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(begun.verification_uri_complete ?? '');
  await asAlice(page);
  await page.click('[name=accept]');
  await page.waitForSelector('text=/success/i');
  await context.close();
  // Whoever asks again within the interval is told `slow_down` (RFC 8628 section 3.5), whatever became of the code.
  const patiently = async (): ReturnType<typeof ask> => {
    for (;;) {
      await sleep(Number(begun.interval) * 1000 + 500);
      const answer = await ask(tokens, grant);
      if (answer.body.error !== 'slow_down') return answer;
    }
  };
  expect(await patiently()).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  expect(await patiently()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await ask(`${gateway.publicUrl}/oauth2/token`, grant)).toMatchObject({
    status: 400,
    body: { error: 'unsupported_grant_type' },
  });
});

it('a login that is denied on Keycloak’s pages is told so', async () => {
  const ended = await logIn([], async (page) => {
    await asAlice(page);
    await page.click('[name=cancel]');
  });
  expect(ended).toMatchObject({
    code: 3,
    err: expect.stringContaining('the login was denied at the identity provider'),
  });
});

it('a login with --browser comes back from Keycloak to the terminal', async () => {
  const ended = await logIn(['--browser'], async (page) => {
    await asAlice(page);
    await page.waitForSelector('text=You are logged in');
  });
  expect(ended).toMatchObject({ code: 0, out: LOGGED_IN });
});

it('a login goes on with Keycloak’s refresh tokens, each used once, until logout ends it there too', async () => {
  const state = join(STATE, 'scs-gateway');
  const name = (await readdir(state)).find((file) => /^[\da-f]{32}\.json$/.test(file)) ?? '';
  const saved = async () => JSON.parse(await readFile(join(state, name), 'utf8'));
  const used: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const before = await saved();
    used.push(before.refreshToken);
    await writeFile(join(state, name), JSON.stringify({ ...before, expiresAt: Date.now() }));
    const args = ['credential', '--issuer', realm.issuer, '--client-id', 'scs-cli', '--scope', 'openid profile email'];
    expect(await run(args)).toMatchObject({ code: 0, err: '' });
  }
  const { refreshToken } = await saved();
  expect(new Set([...used, refreshToken]).size).toBe(4);
  expect(await run(['logout'])).toMatchObject({ code: 0, err: '' });
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'scs-cli', refresh_token: refreshToken });
  const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, { method: 'POST', body });
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
});
