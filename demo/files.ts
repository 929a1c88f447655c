// SPDX-License-Identifier: Apache-2.0
// What the demo writes for gateway and clients: configuration, clouds.yaml, kubeconfig, demo.json.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ClientMetadata } from 'oidc-provider';
import { stringify } from 'yaml';
import type { StandIn } from '../standins/cloud.ts';
import type { ClusterStandIn } from '../standins/cluster.ts';
import type { DemoTls } from './ca.ts';
import type { DemoUser, Idp } from './idp.ts';

export interface DemoPlaces {
  readonly folder: string;
  readonly gatewayUrl: string;
  readonly ports: { readonly gateway: number; readonly operations: number };
  readonly tls: DemoTls;
  readonly idp: Idp;
  readonly clouds: readonly StandIn[];
  /** In the first cloud. */
  readonly cluster: ClusterStandIn;
}

/** The name of a user's entry in clouds.yaml: alice has the plain one. */
export const cloudEntry = ({ name }: DemoUser): string => (name === 'alice' ? 'scs-demo' : `scs-demo-${name}`);

export const demoFiles = (folder: string) => ({
  gatewayConfig: join(folder, 'gateway.yaml'),
  cloudsYaml: join(folder, 'clouds.yaml'),
  kubeconfig: join(folder, 'kubeconfig'),
  /** The cluster's own authority, as the gateway is told it. */
  clusterCa: join(folder, 'demo-a-ca.pem'),
  /** For a shell to read: the same variables that `--exec` sets. */
  env: join(folder, 'env'),
  /** For the PATH: `scs-gateway`, as users of a real gateway have it. */
  bin: join(folder, 'bin'),
  demoJson: join(folder, 'demo.json'),
  log: join(folder, 'gateway.log'),
});

export async function writeGatewayConfig({
  folder,
  gatewayUrl,
  ports,
  tls,
  idp,
  clouds,
  cluster,
}: DemoPlaces): Promise<void> {
  const files = demoFiles(folder);
  const joined = {
    id: cluster.name,
    name: 'Demo A',
    server: cluster.server,
    caFile: files.clusterCa,
    strategy: { kind: 'hub-oidc', audience: cluster.name },
  };
  const config = {
    gateway: {
      publicUrl: gatewayUrl,
      caFile: tls.ca,
      listen: {
        host: '127.0.0.1',
        port: ports.gateway,
        tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` },
      },
      operations: { host: '127.0.0.1', port: ports.operations },
      keys: join(folder, 'keys'),
      drainTimeout: '2s',
      // Alice sees the page of operators too.
      portal: { operators: [{ identityProvider: 'demo', group: 'acme-research' }] },
      // The clouds are in the same process: its event loop is late with their work too.
      limits: { loopLag: 'off' },
    },
    identityProviders: [
      {
        id: 'demo',
        issuer: idp.issuer,
        audiences: ['scs-gateway', 'openstack', 'openstack-cli'], // an ID token is meant for its client
        domain: 'acme',
        groups: ['^acme-'],
        login: { clientId: PORTAL_CLIENT, scope: 'openid profile email' },
        cli: { clientId: 'openstack-cli', scope: 'openid profile email offline_access' }, // logs in with a code that is confirmed in a browser
      },
    ],
    clouds: clouds.map((cloud, index) => ({
      id: cloud.name,
      name: cloud.name === 'cloud-a' ? 'Cloud A' : 'Cloud B',
      certificates: CERTIFICATES[cloud.name]?.map(([scope, version, days]) => ({
        scope,
        version,
        validUntil: dayIn(days),
      })),
      openstack: {
        authUrl: cloud.authUrl,
        region: cloud.region,
        strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
        timeouts: { connect: '1s', login: '2s', headers: '8s' },
        breaker: { failures: 3, cooldown: '2s' },
      },
      ...(index === 0 ? { clusters: [joined] } : {}),
    })),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(files.clusterCa, cluster.ca);
  await writeFile(files.gatewayConfig, stringify(config));
}

/** Made up: scope, version, and the days that it is still good. */
const CERTIFICATES: Readonly<Record<string, readonly (readonly [string, string, number])[]>> = {
  'cloud-a': [
    ['SCS-compatible IaaS', 'v5.1', 212],
    ['SCS-compatible KaaS', 'v1', 81],
  ],
  'cloud-b': [['SCS-compatible IaaS', 'v4', -19]],
};
const dayIn = (days: number): string => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);

const PORTAL_CLIENT = 'gateway-portal';

/** What the gateway is to the identity provider when people log in with a browser. */
export const portalClient = (gatewayUrl: string): ClientMetadata => ({
  client_id: PORTAL_CLIENT,
  client_name: 'Portal',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code'],
  redirect_uris: [`${gatewayUrl}/identity/v3/auth/websso/callback/demo`],
  post_logout_redirect_uris: [`${gatewayUrl}/identity/v3/auth/websso/logged-out`],
});

export async function writeClientFiles(
  { folder, gatewayUrl, tls, idp, clouds }: DemoPlaces,
  facts: object,
  kubeconfig: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const files = demoFiles(folder);
  const common = {
    regions: clouds.map(({ name }) => name),
    cacert: tls.ca,
    interface: 'public',
    identity_api_version: '3',
    compute_api_version: '2.92', // `server create --nic none` needs 2.37 or more
  };
  const auth = {
    auth_url: `${gatewayUrl}/identity/v3`,
    identity_provider: 'demo',
    protocol: 'openid',
    project_name: 'research',
    project_domain_name: 'acme',
  };
  const oidc = { ...auth, discovery_endpoint: idp.discoveryUrl };
  /** Logs in by name and password, into the project that the user's group opens. */
  const person = ({ name, password, groups }: DemoUser) => ({
    auth_type: 'v3oidcpassword',
    auth: {
      ...oidc,
      project_name: groups.includes('acme-research') ? 'research' : 'teaching',
      client_id: 'openstack',
      client_secret: 'openstack-secret',
      username: name,
      password,
    },
    ...common,
  });
  await writeFile(
    files.cloudsYaml,
    stringify({
      clouds: {
        ...Object.fromEntries(idp.users.map((user) => [cloudEntry(user), person(user)])),
        'scs-demo-automation': {
          auth_type: 'v3oidcclientcredentials',
          auth: { ...oidc, client_id: 'automation', client_secret: 'automation-secret' },
          ...common,
        },
        // The token comes from the environment: OS_ACCESS_TOKEN.
        'scs-demo-token': { auth_type: 'v3oidcaccesstoken', auth, ...common },
      },
    }),
    { mode: 0o600 },
  );
  await writeFile(files.kubeconfig, kubeconfig, { mode: 0o600 });
  await writeFile(files.demoJson, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  // Of the shell that reads it: npm has put folders of its own into the PATH of this process.
  await writeFile(files.env, `${exports.join('')}export PATH=${quoted(files.bin)}:"$PATH"\n`, { mode: 0o600 });
}

/** With the Node.js that runs the demo: the machine's own may be too old for the command, or for kubectl's plugin, which it is too. */
export async function writeCommand(folder: string): Promise<void> {
  const { bin } = demoFiles(folder);
  const command = [process.execPath, resolve(import.meta.dirname, '../bin/scs-gateway.js')].map(quoted).join(' ');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'scs-gateway'), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
}

/** As one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
