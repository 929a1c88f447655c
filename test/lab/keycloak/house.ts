// SPDX-License-Identifier: Apache-2.0
// A gateway over TLS between a real Keycloak and two stand-in clouds, with logins in a browser; and headless Chromium.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { createLocalJWKSet } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { stringify } from 'yaml';
import { ensureTls } from '../../../demo/ca.ts';
import { startGateway } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { startCloud } from '../../../standins/cloud.ts';
import { launchChromium } from '../../browser/browser.ts';
import { freePort } from '../../e2e/harness.ts';
import { type Keycloak, LOGIN_SECRET, startKeycloak, withLoginClient } from './keycloak.ts';

export interface House {
  readonly folder: string;
  readonly url: string;
  /** Paths of PEM files. */
  readonly ca: string;
  readonly keycloak: Keycloak;
  readonly browser: Browser;
  readonly log: string[];
  close(): Promise<void>;
}

export async function startHouse(trustedDashboards: readonly string[]): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'scs-keycloak-'));
  const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const tls = await ensureTls(join(folder, 'tls'));
  setDefaultCACertificates([...getCACertificates(), readFileSync(tls.ca, 'utf8')]);
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const keycloak = await startKeycloak({
    folder: join(folder, 'keycloak'),
    realm: (realm) => withLoginClient(realm, url),
  });
  endings.push(() => keycloak.stop());
  const groups = { 'acme-research': [['acme', 'research', 'member']] } as const;
  const clouds = await Promise.all(
    (['cloud-a', 'cloud-b'] as const).map((name) =>
      startCloud({
        name,
        region: name === 'cloud-a' ? 'RegionA' : 'RegionB',
        shape: name === 'cloud-a' ? 'ports' : 'paths',
        projects: ['acme/research'],
        users: [],
        groups,
      }),
    ),
  );
  for (const cloud of clouds) {
    endings.push(() => cloud.close());
    cloud.trust({
      issuer: url,
      audience: cloud.authUrl,
      jwks: async () =>
        (await fetch(`${url}/.well-known/jwks.json`)).json() as Promise<Parameters<typeof createLocalJWKSet>[0]>,
    });
  }
  const file = join(folder, 'gateway.yaml');
  const config = {
    gateway: {
      publicUrl: url,
      listen: { port, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
      operations: { port: 0 },
      keys: join(folder, 'keys'),
      drainTimeout: '1s',
      websso: { trustedDashboards },
      limits: { loopLag: 'off' },
    },
    identityProviders: [
      {
        id: 'keycloak',
        issuer: keycloak.issuer,
        audiences: ['scs-gateway'],
        domain: 'acme',
        groups: ['^acme-'],
        login: { clientId: 'scs-gateway-login', clientSecret: 'env:LOGIN_SECRET' },
      },
    ],
    clouds: clouds.map((cloud) => ({
      id: cloud.name,
      name: cloud.name,
      openstack: {
        authUrl: cloud.authUrl,
        region: cloud.region,
        strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
      },
    })),
  };
  writeFileSync(file, stringify(config));
  const log: string[] = [];
  const { config: loaded } = await loadConfig(file, { env: { LOGIN_SECRET } });
  const gateway = await startGateway({ config: loaded, log: { write: (line) => log.push(line) } });
  endings.push(() => gateway.close());
  const browser = await launchChromium(readFileSync(tls.cert, 'utf8'));
  endings.push(() => browser.close());
  return {
    folder,
    url,
    ca: tls.ca,
    keycloak,
    browser,
    log,
    async close() {
      for (const end of endings.toReversed()) await end();
    },
  };
}

/** Keycloak's own login page, and its consent page where it asks. */
export async function logInAtKeycloak(page: Page, name: string, password: string): Promise<void> {
  await page.locator('#username').fill(name);
  await page.locator('#password').fill(password);
  await page.locator('#kc-login').click();
}
