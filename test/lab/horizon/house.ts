// SPDX-License-Identifier: Apache-2.0
// A gateway over TLS between a real Keycloak and two clouds, for dashboards: stand-ins, or the lab's real ones.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Browser } from 'playwright-core';
import { type DemoTls, ensureTls } from '../../../demo/ca.ts';
import { startCloud } from '../../../standins/cloud.ts';
import { launchChromium } from '../../browser/browser.ts';
import { freePort } from '../../free-port.ts';
import { CLOUDS, processId, script } from '../clouds.ts';
import { startGateway } from '../gateway.ts';
import { keptState } from '../kept-state.ts';
import { LOGIN_SECRET, withClients } from '../keycloak/clients.ts';
import { keycloakAt, type Loose, type Place, type Realm } from '../keycloak/keycloak.ts';

const LAB = process.env.LAB ?? '/tmp/scs-gateway-lab';

export interface House {
  readonly folder: string;
  readonly url: string;
  readonly tls: DemoTls;
  readonly realm: Realm;
  readonly browser: Browser;
  /** Where each member's Keystone is, and how its region is called there. */
  readonly clouds: readonly { readonly id: string; readonly authUrl: string; readonly region: string }[];
  readonly domain: string;
  /** Alice's projects. */
  readonly projects: readonly [string, string];
  readonly log: () => string;
  /** The second cloud takes connections and answers nothing more, until the end of what this resolves with is called. */
  freeze(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly folder: string;
  readonly keycloak: Place;
  readonly dashboards: readonly string[];
  readonly clouds: 'stand-ins' | 'real';
  readonly sendReferrer?: boolean;
  /** Of the realm. */
  readonly name: string;
}

export async function startHouse(options: HouseOptions): Promise<House> {
  const { folder } = options;
  const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const real = options.clouds === 'real';
  // Real clouds know the gateway by its URL and its authority, also of an earlier run.
  const tls = await ensureTls(join(real ? LAB : folder, 'tls'));
  setDefaultCACertificates([...getCACertificates(), readFileSync(tls.ca, 'utf8')]);
  const port = real ? 18443 : await freePort();
  const url = `https://${real ? '127.0.0.1' : 'localhost'}:${port}`;
  const world = await (real ? realClouds(url, tls) : standIns(url));
  endings.push(world.close);
  const realm = await keycloakAt(options.keycloak).createRealm(options.name, (written) =>
    withGroups(withClients(written, url), world.groups),
  );
  const state = await keptState(endings);
  const gateway = await startGateway({
    folder: join(folder, 'gateway'),
    config: {
      ...state.config,
      gateway: {
        publicUrl: url,
        listen: { host: '127.0.0.1', port, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
        operations: { host: '127.0.0.1', port: await freePort() },
        keys: './keys',
        data: './data',
        drainTimeout: '1s',
        websso: { trustedDashboards: options.dashboards, ...(options.sendReferrer && { sendReferrer: true }) },
        limits: { loopLag: 'off' },
      },
      identityProviders: [
        {
          id: 'keycloak',
          issuer: realm.issuer,
          audiences: ['scs-gateway'],
          domain: world.domain,
          login: { clientId: 'scs-gateway-login', clientSecret: 'env:LOGIN_SECRET' },
        },
      ],
      clouds: world.clouds.map(({ id, authUrl, region }) => ({
        id,
        name: id,
        openstack: {
          authUrl,
          region,
          // Horizon 23 knows `volumev3` alone.
          bothNames: true,
          strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', groupNames: 'plain' },
        },
      })),
    },
    env: { LOGIN_SECRET, NODE_EXTRA_CA_CERTS: tls.ca, ...state.env },
  });
  endings.push(() => gateway.stop());
  const browser = await launchChromium(readFileSync(tls.cert, 'utf8'));
  endings.push(() => browser.close());
  return {
    folder,
    url,
    tls,
    realm,
    browser,
    ...world,
    log: () => readFileSync(gateway.log, 'utf8'),
    async close() {
      for (const end of endings.toReversed()) await end();
    },
  };
}

const PROJECTS = ['research', 'teaching'] as const;
type World = Pick<House, 'clouds' | 'domain' | 'projects' | 'freeze'> & {
  readonly groups: readonly string[];
  close(): unknown;
};

/** Alice is in these groups, and consents without being asked: the login at Keycloak has tests of its own. */
const withGroups = (realm: Loose, groups: readonly string[]): Loose => ({
  ...realm,
  groups: groups.map((name) => ({ name })),
  users: realm.users.map((user: Loose) => ({ ...user, groups: groups.map((name) => `/${name}`) })),
  clients: realm.clients.map((client: Loose) => ({ ...client, consentRequired: false })),
});

async function standIns(url: string): Promise<World> {
  const clouds = await Promise.all(
    (['a', 'b'] as const).map((letter) =>
      startCloud({
        name: `cloud-${letter}`,
        region: `Region${letter.toUpperCase()}`,
        shape: letter === 'a' ? 'ports' : 'paths',
        projects: ['hub/research', 'hub/teaching'],
        users: [],
        groups: { research: [['hub', 'research', 'member']], teaching: [['hub', 'teaching', 'member']] },
        identityProvider: { id: 'hub', protocol: 'openid', domain: 'hub' },
      }),
    ),
  );
  const jwks = async () => (await fetch(`${url}/.well-known/jwks.json`)).json() as Promise<Loose>;
  for (const cloud of clouds) cloud.trust({ issuer: url, audience: cloud.authUrl, jwks });
  return {
    clouds: clouds.map(({ name, authUrl, region }) => ({ id: name, authUrl, region })),
    domain: 'hub',
    projects: PROJECTS,
    groups: PROJECTS,
    async freeze() {
      const faults = clouds[1]?.faults;
      await faults?.set('*', 'hang');
      return async () => faults?.clear();
    },
    close: () => Promise.all(clouds.map((cloud) => cloud.close())),
  };
}

/** Those of docs/lab.md, below $LAB. */
async function realClouds(url: string, tls: DemoTls): Promise<World> {
  const env = { LAB, HUB_ISSUER: url, HUB_CA: tls.ca };
  await script('install.sh', [], env);
  await script('up.sh', ['a', 'b'], env);
  const keep = process.env.LAB_KEEP === '1';
  return {
    clouds: CLOUDS,
    domain: 'hub',
    projects: PROJECTS,
    groups: PROJECTS,
    // All of cloud-b is behind its Apache.
    async freeze() {
      const group = -processId(LAB, 'b', 'apache');
      process.kill(group, 'SIGSTOP');
      return async () => void process.kill(group, 'SIGCONT');
    },
    close: () => (keep ? undefined : script('down.sh', [], env)),
  };
}
