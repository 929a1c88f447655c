// SPDX-License-Identifier: Apache-2.0
// A gateway over TLS between a real Keycloak and two stand-in clouds, the second of which trusts that Keycloak itself; and
// headless Chromium.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { createLocalJWKSet } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { ensureTls } from '../../../demo/ca.ts';
import { startGateway } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { startCloud } from '../../../standins/cloud.ts';
import { launchChromium } from '../../browser/browser.ts';
import { freePort } from '../../free-port.ts';
import { keptState } from '../kept-state.ts';
import { CLOUD_AUDIENCE, EXCHANGE_SECRET, GROUPS_SECRET, LOGIN_SECRET, withClients } from './clients.ts';
import { type Keycloak, keycloakAt, LAB_SECRETS, type Loose, type Place, type Realm } from './keycloak.ts';

type StandIn = Awaited<ReturnType<typeof startCloud>>;

export interface House {
  readonly folder: string;
  readonly url: string;
  /** Paths of PEM files. */
  readonly ca: string;
  readonly keycloak: Keycloak;
  readonly realm: Realm;
  readonly clouds: readonly StandIn[];
  readonly browser: Browser;
  readonly log: string[];
  metrics(): Promise<string>;
  close(): Promise<void>;
}

/** `name`: of its realm. `provider`: more of the provider's entry. `place`: where Keycloak is for it. */
export async function startHouse(
  name: string,
  trustedDashboards: readonly string[],
  provider: Loose = {},
  place: Place = inject('keycloak'),
): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'scs-keycloak-'));
  const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const tls = await ensureTls(join(folder, 'tls'));
  setDefaultCACertificates([...getCACertificates(), readFileSync(tls.ca, 'utf8')]);
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const keycloak = keycloakAt(place);
  const realm = await keycloak.createRealm(name, (written) => withClients(written, url));
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
    const keysOf = async (at: string) => (await fetch(at)).json() as Promise<Parameters<typeof createLocalJWKSet>[0]>;
    cloud.trust(
      cloud.name === 'cloud-a'
        ? { issuer: url, audience: cloud.authUrl, jwks: () => keysOf(`${url}/.well-known/jwks.json`) }
        : {
            issuer: realm.issuer,
            audience: CLOUD_AUDIENCE,
            jwks: () => keysOf(`${realm.issuer}/protocol/openid-connect/certs`),
          },
    );
  }
  const file = join(folder, 'gateway.yaml');
  const state = await keptState(endings);
  const config = {
    ...state.config,
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
        issuer: realm.issuer,
        audiences: ['scs-gateway'],
        domain: 'acme',
        groups: ['^acme-'],
        cli: { clientId: 'scs-cli' },
        login: { clientId: 'scs-gateway-login', clientSecret: 'env:LOGIN_SECRET' },
        password: { clientId: 'openstack', clientSecret: 'env:OPENSTACK_CLIENT_SECRET' },
        exchange: { clientId: 'scs-gateway-exchange', clientSecret: 'env:EXCHANGE_SECRET' },
        ...provider,
      },
    ],
    clouds: clouds.map((cloud) => ({
      id: cloud.name,
      name: cloud.name,
      openstack: {
        authUrl: cloud.authUrl,
        region: cloud.region,
        strategy: {
          ...(cloud.name === 'cloud-a' ? { kind: 'hub-oidc' } : { kind: 'passthrough', audience: CLOUD_AUDIENCE }),
          identityProvider: 'hub',
          protocol: 'openid',
        },
      },
    })),
  };
  writeFileSync(file, stringify(config));
  const log: string[] = [];
  const { config: loaded } = await loadConfig(file, {
    env: { ...LAB_SECRETS, LOGIN_SECRET, EXCHANGE_SECRET, GROUPS_SECRET, ...state.env },
  });
  const gateway = await startGateway({ config: loaded, log: { write: (line) => log.push(line) } });
  endings.push(() => gateway.close());
  const browser = await launchChromium(readFileSync(tls.cert, 'utf8'));
  endings.push(() => browser.close());
  return {
    folder,
    url,
    ca: tls.ca,
    keycloak,
    realm,
    clouds,
    browser,
    log,
    metrics: async () => (await fetch(`${gateway.operationsUrl}/metrics`)).text(),
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
