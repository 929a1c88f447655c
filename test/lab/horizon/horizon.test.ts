// SPDX-License-Identifier: Apache-2.0
// Real Horizons with a gateway as their Keystone, with the settings of docs/horizon.md, in headless Chromium: every person's way
// through them, over stand-ins or over the lab's two real clouds.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { freePort } from '../../free-port.ts';
import { logInAtKeycloak } from '../keycloak/house.ts';
import { LAB_SECRETS } from '../keycloak/keycloak.ts';
import { run } from '../kubernetes/run.ts';
import { choicesOf, choose, faultsOf, logIn, panelsOf, signOut, type Visit, visit } from './browsing.ts';
import { type Horizon, horizonUrl, installHorizons, type Release, startHorizon, threadsOf } from './horizon.ts';
import { type House, startHouse } from './house.ts';

const REAL = process.env.HORIZON_CLOUDS === 'real';
const RELEASES: readonly Release[] = [27, 23];
/** What every project has in both releases; which panels there are is what Horizon says. */
const AT_LEAST = ['instances', 'images', 'volumes', 'networks', 'security_groups', 'containers', 'api_access'];

const open = (name: string, ports: readonly number[], more: { sendReferrer?: boolean; stand?: boolean } = {}) =>
  startHouse({
    folder: mkdtempSync(join(tmpdir(), 'scs-horizon-')),
    name,
    keycloak: inject('keycloak'),
    dashboards: ports.map((port) => `${horizonUrl(port)}auth/websso/`),
    clouds: REAL && !more.stand ? 'real' : 'stand-ins',
    ...(more.sendReferrer && { sendReferrer: true }),
  });

let visited: Visit | undefined;
const enter = async (house: House): Promise<Visit> => {
  visited = await visit(house.browser);
  return visited;
};
afterEach(async () => {
  await visited?.context.close();
  visited = undefined;
});

const timed = async (look: () => Promise<string[]>): Promise<{ faults: string[]; seconds: number }> => {
  const started = performance.now();
  const faults = await look();
  return { faults, seconds: Math.round((performance.now() - started) / 100) / 10 };
};

const whoIs = (house: House, token: string): Promise<Response> =>
  fetch(`${house.url}/identity/v3/auth/projects`, { headers: { 'x-auth-token': token } });

describe('Horizon', () => {
  let house: House;
  const horizons = new Map<Release, Horizon>();
  beforeAll(async () => {
    await installHorizons();
    const ports = new Map<Release, number>();
    for (const release of RELEASES) ports.set(release, await freePort());
    house = await open('horizon', [...ports.values()]);
    await Promise.all(
      [...ports].map(async ([release, port]) => {
        const folder = join(house.folder, `horizon-${release}`);
        horizons.set(release, await startHorizon(release, { folder, port, gateway: house.url, tls: house.tls }));
      }),
    );
  });
  afterAll(async () => {
    for (const horizon of horizons.values()) await horizon.close();
    await house?.close();
  });
  const at = (release: Release): string => horizons.get(release)?.url ?? '';

  describe.each(RELEASES)('%i', (release) => {
    it('sends to Keycloak and back; both clouds are its regions, and every panel of its navigation is there in both without a red banner', async () => {
      const { page } = await enter(house);
      await logIn(page, at(release));
      // Of a real cloud's projects one is at that cloud alone, and Horizon takes any to begin with.
      await choose(page, 'switch', house.projects[0]);
      const clouds = house.clouds.map(({ id }) => id);
      expect(Object.keys(await choicesOf(page, 'switch_services_region')).toSorted()).toEqual(clouds);
      const faults: string[] = [];
      for (const cloud of clouds) {
        await choose(page, 'switch_services_region', cloud);
        const panels = await panelsOf(page);
        expect(panels).toEqual(expect.arrayContaining(AT_LEAST.map((name) => `/project/${name}/`)));
        for (const path of panels) faults.push(...(await faultsOf(page, path)).map((fault) => `${cloud} ${fault}`));
      }
      expect(faults).toEqual([]);
    });

    it('switches the project, whose panels are there as well', async () => {
      const { page } = await enter(house);
      await logIn(page, at(release));
      for (const project of house.projects) {
        await choose(page, 'switch', project);
        for (const panel of ['instances', 'volumes', 'networks'])
          expect(await faultsOf(page, `/project/${panel}/`)).toEqual([]);
      }
    });

    it('makes an application credential, whose openrc the stock client uses in both regions and its clouds.yaml in those that it names', async () => {
      const { page } = await enter(house);
      await logIn(page, at(release));
      await choose(page, 'switch', house.projects[0]);
      const [region = '', other = ''] = house.clouds.map(({ id }) => id);
      await choose(page, 'switch_services_region', region);
      const name = `made-in-${release}-${Date.now()}`;
      const files = await makeCredential(page, at(release), name, join(house.folder, `credential-${release}`));
      const base = {
        PATH: process.env.PATH,
        HOME: house.folder,
        OS_CACERT: house.tls.ca,
        REQUESTS_CA_BUNDLE: house.tls.ca,
      };
      const openstack = (env: NodeJS.ProcessEnv, ...args: string[]) => run('/usr/bin/openstack', args, { env });
      const images = ['image', 'list', '-f', 'value', '-c', 'Name'];
      const written = readFileSync(files.yaml, 'utf8');
      const yaml = { ...base, OS_CLIENT_CONFIG_FILE: files.yaml, OS_CLOUD: 'openstack' };
      const here = await openstack(yaml, ...images);
      expect(here, here.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('Debian 12') });
      // Horizon writes the region that was chosen, and openstacksdk takes no other one than the file names.
      const both = written.replace(/region_name: .*/, `regions: [${region}, ${other}]`);
      expect(both).not.toBe(written);
      writeFileSync(files.yaml, both);
      for (const cloud of [region, other]) {
        const found = await openstack(yaml, '--os-region-name', cloud, ...images);
        expect(found, found.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('Debian 12') });
      }
      for (const cloud of [region, other]) {
        const command = `. "$0"; openstack --os-region-name ${cloud} server list -f json`;
        const found = await run('/bin/bash', ['-c', command, files.rc], { env: base });
        expect(found, found.stderr).toMatchObject({ code: 0, stdout: '[]\n' });
      }
      expect(await faultsOf(page, '/identity/application_credentials/')).toEqual([]);
      await page.getByText(name).first().waitFor();
    });

    it('goes on with one cloud while the other answers nothing; the first page of that one waits and says so, and few of the next wait', async () => {
      const { page } = await enter(house);
      await logIn(page, at(release));
      await choose(page, 'switch', house.projects[0]);
      const [good = '', frozen = ''] = house.clouds.map(({ id }) => id);
      const panel = '/project/instances/';
      await choose(page, 'switch_services_region', frozen);
      expect(await faultsOf(page, panel)).toEqual([]);
      const { faults: none, seconds: usual } = await timed(() => faultsOf(page, panel));
      expect(none).toEqual([]);
      // Nothing is answered for 60 s (`timeouts.headers`) to a page that waits. How long the others take is this machine's business.
      const waits = usual + 20;
      const thaw = await house.freeze();
      try {
        const took: number[] = [];
        for (const _ of Array(8)) {
          const { faults, seconds } = await timed(() => faultsOf(page, panel));
          took.push(seconds);
          // A red banner; where what Horizon asks before any panel has failed, its own page of an error.
          expect(faults, `after ${took.join(', ')} s at ${await page.content()}`).not.toEqual([]);
          await sleep(2_000);
        }
        console.log(`${release}: pages of a frozen cloud took ${took.join(', ')} s, before that ${usual} s`);
        // A page makes several calls in turn: the first waits for the cloud (once more where this machine itself stood still), and later
        // one that tries whether it is back.
        expect(took[1], `${took}`).toBeLessThan(waits);
        expect(took.slice(1).filter((seconds) => seconds > waits).length, `${took}`).toBeLessThan(4);
        await choose(page, 'switch_services_region', good);
        expect(await faultsOf(page, panel)).toEqual([]);
        // Whoever logs in meanwhile has the one cloud.
        const second = await visit(house.browser);
        await logIn(second.page, at(release));
        expect(await faultsOf(second.page, panel)).toEqual([]);
        await second.context.close();
      } finally {
        await thaw();
      }
      await choose(page, 'switch_services_region', frozen);
      const again = { timeout: 240_000, interval: 5_000 };
      await vi.waitFor(async () => expect(await faultsOf(page, panel)).toEqual([]), again);
    });

    it('signs out, which ends the login at the gateway and the session at Keycloak', async () => {
      const { page, token } = await enter(house);
      await logIn(page, at(release));
      expect((await whoIs(house, token())).status).toBe(200);
      // Since 27 a page elsewhere cannot sign anybody out.
      const byLink = () => page.evaluate(async () => (await fetch('/auth/logout/')).status);
      if (release >= 27) expect(await byLink()).toBe(405);
      await signOut(page);
      await page.getByText('You are logged out').waitFor();
      expect(page.url()).toBe(`${house.url}/identity/v3/auth/websso/logged-out`);
      expect((await whoIs(house, token())).status).toBe(401);
      await page.goto(at(release));
      await page.locator('#username').waitFor();
    });
  });
});

it.each(RELEASES)(
  'threads of Horizon %s read from the cache of the settings what they wrote, and no session of others',
  async (release) => {
    await installHorizons();
    expect(await threadsOf(release)).toMatchObject({ code: 0, stdout: '0\n' });
  },
);

/** What is done at a Horizon with these further settings, beside a gateway and stand-ins of its own. */
async function withSettings(
  release: Release,
  settings: string,
  more: { readonly name: string; readonly sendReferrer?: boolean },
  then: (visit: Visit, url: string, house: House) => Promise<void>,
): Promise<void> {
  await installHorizons();
  const port = await freePort();
  const house = await open(more.name, [port], { stand: true, ...(more.sendReferrer && { sendReferrer: true }) });
  const folder = join(house.folder, 'horizon');
  const horizon = await startHorizon(release, { folder, port, gateway: house.url, tls: house.tls, settings });
  try {
    await then(await enter(house), horizon.url, house);
  } finally {
    await horizon.close();
    await house.close();
  }
}

it.each(RELEASES)(
  'Horizon %s with its own way to log in and its own page, on which providers are chosen, as it is by default: a login leads to the projects, a logout at the gateway ends it',
  (release) =>
    withSettings(
      release,
      // What Horizon does where nothing is said, and what docs/horizon.md advises for several providers.
      [
        'WEBSSO_DEFAULT_REDIRECT = False',
        'WEBSSO_USE_HTTP_REFERER = True',
        "WEBSSO_INITIAL_CHOICE = 'credentials'",
        "WEBSSO_CHOICES = (('credentials', 'Keystone Credentials'), ('openid', 'Any of them'), ('acme', 'ACME'))",
        "WEBSSO_IDP_MAPPING = {'acme': ('keycloak', 'openid')}",
      ].join('\n'),
      { name: `choices-${release}` },
      async ({ page, token }, url, house) => {
        for (const choice of ['acme', 'openid']) {
          await page.goto(url);
          await page.locator('select[name=auth_type]').selectOption(choice);
          await page.locator('#loginBtn').click();
          // The provider remembers whoever has logged in there.
          if (choice === 'acme') await logInAtKeycloak(page, 'alice', LAB_SECRETS.ALICE_PASSWORD);
          await page.waitForURL((at) => at.href.startsWith(url) && !at.pathname.startsWith('/auth/'));
          for (const path of ['/project/', '/project/instances/', '/project/networks/'])
            expect([choice, await faultsOf(page, path)]).toEqual([choice, []]);
          const shown = token();
          expect((await whoIs(house, shown)).status).toBe(200);
          await signOut(page);
          await page.locator('select[name=auth_type]').waitFor();
          // Horizon tells nobody: without the redirect of the login it does not use that of the logout either.
          expect((await whoIs(house, shown)).status).toBe(200);
          if (choice === 'acme') continue;
          await page.goto(`${house.url}/identity/v3/auth/websso/logout`);
          await page.getByText('You are logged out').waitFor();
          expect((await whoIs(house, shown)).status).toBe(401);
        }
      },
    ),
);

describe('a gateway that Horizon finds by the page a login comes from', () => {
  /** A login at a Horizon with these further settings leads to its project page. */
  const logsIn = (name: string, release: Release, settings: string, more: { readonly sendReferrer?: boolean }) =>
    withSettings(release, settings, { name, ...more }, async ({ page }, url) => {
      await logIn(page, url);
      expect(await faultsOf(page, '/project/')).toEqual([]);
    });

  it('is not named to it by default, so that it takes the Keystone of its settings: Horizon 23 as it is', () =>
    logsIn('silent', 23, 'WEBSSO_USE_HTTP_REFERER = True', {}));

  it('is found where it says so, though the settings name another Keystone: Horizon 27, which trusts that host alone', () =>
    logsIn(
      'found',
      27,
      [
        // Nobody listens there.
        "OPENSTACK_KEYSTONE_URL = 'https://127.0.0.1:1/identity/v3'",
        'WEBSSO_USE_HTTP_REFERER = True',
        "WEBSSO_ALLOWED_REFERER_HOSTS = ['localhost']",
      ].join('\n'),
      { sendReferrer: true },
    ));
});

/** By Horizon's own form; both of the files that it offers then. */
async function makeCredential(page: Page, url: string, name: string, folder: string) {
  await page.goto(`${url}identity/application_credentials/create/`);
  await page.locator('#id_name').fill(name);
  await page
    .locator('input[type=submit][value="Create Application Credential"], button[type=submit].btn-primary')
    .last()
    .click();
  const save = async (path: string, file: string): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`a[href*="${path}"]`).first().click(),
    ]);
    const to = join(folder, file);
    await download.saveAs(to);
    expect(readFileSync(to, 'utf8')).toContain('/identity/v3');
    return to;
  };
  return {
    yaml: await save('download_clouds_yaml', 'clouds.yaml'),
    rc: await save('download_openrc', 'openrc.sh'),
  };
}
