// SPDX-License-Identifier: Apache-2.0
// What the demo writes for gateway and clients: configuration, clouds.yaml, kubeconfig, demo.json.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    },
    identityProviders: [
      {
        id: 'demo',
        issuer: idp.issuer,
        audiences: ['scs-gateway', 'openstack', 'openstack-cli'], // an ID token is meant for its client
        domain: 'acme',
        groups: ['^acme-'],
        cli: { clientId: 'openstack-cli', scope: 'openid profile email offline_access' }, // logs in with a code that is confirmed in a browser
      },
    ],
    clouds: clouds.map((cloud, index) => ({
      id: cloud.name,
      name: cloud.name === 'cloud-a' ? 'Cloud A' : 'Cloud B',
      openstack: {
        authUrl: cloud.authUrl,
        region: cloud.region,
        strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
        timeouts: { connect: '1s', login: '2s' },
        breaker: { failures: 3, cooldown: '2s' },
      },
      ...(index === 0 ? { clusters: [joined] } : {}),
    })),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(files.clusterCa, cluster.ca);
  await writeFile(files.gatewayConfig, stringify(config));
}

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
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  await writeFile(files.env, exports.join(''), { mode: 0o600 });
}
