// SPDX-License-Identifier: Apache-2.0
// Programs at a gateway before a real Keycloak: a name with a password by its password grant, a cloud that gets its tokens by
// its token exchange, and keystoneauth's login in a browser.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../free-port.ts';
import { run } from '../kubernetes/run.ts';
import { CLOUD_AUDIENCE } from './clients.ts';
import { type House, logInAtKeycloak, startHouse } from './house.ts';
import { LAB_SECRETS } from './keycloak.ts';

/** Debian's keystoneauth has no login in a browser; the newest is in the package index alone. */
const NEWEST = join(process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab'), 'newest-client');
const NEWEST_CLIENT = resolve(import.meta.dirname, '../openstack/newest-client.sh');

let house: House;
let listener: number;
beforeAll(async () => {
  listener = await freePort();
  house = await startHouse('programs', [`http://localhost:${listener}/auth/websso/`]);
  const { code, stderr } = await run(NEWEST_CLIENT, [NEWEST], { env: process.env, timeout: 600_000 });
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => house?.close());

const environment = (more: Readonly<Record<string, string>>) => ({
  PATH: process.env.PATH,
  HOME: house.folder,
  OS_AUTH_URL: `${house.url}/identity/v3`,
  OS_CACERT: house.ca,
  OS_IDENTITY_API_VERSION: '3',
  ...more,
});
const withPassword = (more: Readonly<Record<string, string>> = {}) =>
  environment({
    OS_AUTH_TYPE: 'password',
    OS_USERNAME: 'alice',
    OS_PASSWORD: LAB_SECRETS.ALICE_PASSWORD,
    OS_USER_DOMAIN_NAME: 'acme',
    OS_PROJECT_NAME: 'research',
    OS_PROJECT_DOMAIN_NAME: 'acme',
    ...more,
  });
const openstack = (env: Readonly<Record<string, string | undefined>>, ...args: string[]) =>
  run('/usr/bin/openstack', args, { env });

it('the openstack client logs in with the name and password that Keycloak knows, and with no other', async () => {
  const { code, stdout, stderr } = await openstack(withPassword(), 'token', 'issue', '-f', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(decodeJwt<{ usr: { g: string[] } }>(JSON.parse(stdout).id).usr.g.toSorted()).toEqual([
    'acme-operations',
    'acme-research',
  ]);
  const wrong = await openstack(withPassword({ OS_PASSWORD: 'wrong' }), 'token', 'issue');
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('HTTP 401') });
});

it('a cloud that trusts Keycloak gets a token that Keycloak exchanged for it alone', async () => {
  const env = withPassword({ OS_REGION_NAME: 'cloud-b' });
  expect(await openstack(env, 'server', 'list', '-f', 'json')).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
  const shown = house.clouds[1]?.requests.flatMap(({ headers: { authorization = '' } }) =>
    authorization.startsWith('Bearer ') ? [decodeJwt(authorization.slice(7))] : [],
  );
  expect(shown?.at(-1)).toMatchObject({
    iss: house.realm.issuer,
    aud: CLOUD_AUDIENCE,
    azp: 'scs-gateway-exchange',
    preferred_username: 'alice',
  });
});

it('keystoneauth’s v3websso logs in at Keycloak in a browser', async () => {
  const args = [
    ...['--os-auth-type', 'v3websso', '--os-identity-provider', 'keycloak', '--os-protocol', 'openid'],
    ...['--os-redirect-port', `${listener}`, '--os-login-timeout', '110'],
    ...['--os-project-name', 'research', '--os-project-domain-name', 'acme'],
  ];
  const program = join(NEWEST, 'bin/openstack');
  expect(existsSync(program)).toBe(true);
  const child = spawn(program, [...args, 'token', 'issue', '-f', 'json'], {
    // Python opens nothing by itself: the page is opened here.
    env: environment({ BROWSER: '/bin/true %s' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const url = new Promise<string>((found) => {
    child.stderr.on('data', (chunk) => {
      err += chunk;
      const [, at] = /please go to: (\S+)\n/.exec(err) ?? [];
      if (at !== undefined) found(at);
    });
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const context = await house.browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const at = await Promise.race([url, ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${err}`)))]);
  await page.goto(at);
  await logInAtKeycloak(page, 'alice', LAB_SECRETS.ALICE_PASSWORD);
  await page.locator('[name=accept]').click();
  expect({ code: await ended, err }).toEqual({ code: 0, err: `To authenticate please go to: ${at}\n` });
  expect(decodeJwt(JSON.parse(out).id)).toMatchObject({ iss: house.url });
  await context.close();
});
