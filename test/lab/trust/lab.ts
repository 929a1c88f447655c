// SPDX-License-Identifier: Apache-2.0
// The trust lab: what the gateway promises of other parties' tokens and keys, shown at those parties. A real Keycloak, two
// small clouds of the newest Keystone and Swift, a real Kubernetes cluster: `npm run test:lab:trust`, see docs/lab.md.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { blocksOf } from '../../e2e/readme-blocks.ts';
import { say } from '../claims.ts';
import { createHttp } from '../client.ts';
import { script } from '../clouds.ts';
import { createCourse } from '../course.ts';
import { startGateway } from '../gateway.ts';
import { CLOUD_AUDIENCE, EXCHANGE_SECRET, withClients } from '../keycloak/clients.ts';
import { keycloakAt, type Loose, missingForKeycloak, startKeycloak } from '../keycloak/keycloak.ts';
import { startCluster } from '../kubernetes/cluster.ts';
import { createAuthority, issue } from '../kubernetes/pki.ts';
import { createTools } from '../suites/tools.ts';
import { checkCases } from './check-cases.ts';
import { domainCases } from './domain-cases.ts';
import { passthroughCases } from './passthrough-cases.ts';
import { podCases } from './pod-cases.ts';
import { s3Cases } from './s3-cases.ts';
import { CLOUD_A, CLOUD_B, PORT, PUBLIC, S3_DOMAIN, type Setting } from './setting.ts';

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, keep: { type: 'boolean', default: process.env.LAB_KEEP === '1' } },
});
const LAB = process.env.LAB ?? '/tmp/scs-gateway-lab';
const KEYSTONE = '30.0.0';
const AWS = '1.46.3';

const { claims, endings, run } = createCourse(options.only);
await run(lab);

async function lab(): Promise<void> {
  const work = join(LAB, 'trust');
  const scratch = join(work, 'scratch');
  const recording = join(work, 'recording');
  rmSync(work, { recursive: true, force: true });
  for (const folder of [scratch, recording]) mkdirSync(folder, { recursive: true });
  const missing = missingForKeycloak();
  if (missing !== undefined) throw new Error(missing);
  say('installing what is missing');
  await script('install.sh', [], { LAB });
  const tools = createTools();
  await tools.debian('rclone', 'jq');
  const keystone = join(await tools.python('keystone', `keystone==${KEYSTONE}`), '..');
  const aws = await tools.python('awscli', `awscli==${AWS}`);

  const authority = await createAuthority(join(work, 'tls'), 'ca');
  const pair = await issue(authority, join(work, 'tls'), 'server', {
    name: 'lab',
    dns: ['localhost', `*.${S3_DOMAIN}`],
    ips: ['127.0.0.1'],
  });
  const ca = authority.caFile;
  setDefaultCACertificates([...getCACertificates(), readFileSync(ca, 'utf8')]);

  say('starting Keycloak');
  const place = await startKeycloak(join(work, 'keycloak'), pair);
  const keycloak = keycloakAt(place);
  endings.push(() => keycloak.stop());
  const realm = await keycloak.createRealm('trust', (written) => withClients(written, PUBLIC));

  say('starting two small clouds and a cluster');
  // Their trust is in this run's authority and realm.
  const small = { LAB, KEYSTONE: keystone, HUB_ISSUER: PUBLIC, HUB_CA: ca, IDP_ISSUER: realm.issuer };
  await script('down.sh', ['c', 'd'], { ...small, WIPE: '1' });
  if (!options.keep) endings.push(() => script('down.sh', ['c', 'd'], { ...small, WIPE: '1' }));
  const [cluster] = await Promise.all([
    startCluster({
      folder: join(LAB, 'kubernetes', 'trust'),
      log: say,
      podNetwork: 79,
      accountsOfServer: true,
      issuer: { url: PUBLIC, audience: 'prod-a', caFile: ca },
    }),
    script('small.sh', [], small),
  ]);
  if (!options.keep) endings.push(() => cluster.stop());
  // Before the gateway starts, which reads the cluster's keys at once; as the page on identity providers says.
  await cluster.kubectl([
    ...['create', 'clusterrolebinding', 'issuer', '--clusterrole=system:service-account-issuer-discovery'],
    '--group=system:unauthenticated',
  ]);

  const clouds = [
    { id: 'cloud-a', authUrl: CLOUD_A, region: 'RegionC', kind: 'hub-oidc', identityProvider: 'hub' },
    {
      ...{ id: 'cloud-b', authUrl: CLOUD_B, region: 'RegionD' },
      ...{ kind: 'passthrough', identityProvider: 'keycloak', audience: CLOUD_AUDIENCE },
    },
  ];
  const config: Loose = {
    gateway: {
      publicUrl: PUBLIC,
      listen: { host: '127.0.0.1', port: PORT, tls: { cert: `file:${pair.cert}`, key: `file:${pair.key}` } },
      caFile: ca,
      operations: { host: '127.0.0.1', port: PORT + 1 },
      keys: './keys',
      s3Domain: S3_DOMAIN,
      limits: { loopLag: 'off' },
    },
    identityProviders: [
      {
        ...{ id: 'keycloak', issuer: realm.issuer, audiences: ['scs-gateway'], domain: 'acme', groups: ['^acme-'] },
        caFile: ca,
        exchange: { clientId: 'scs-gateway-exchange', clientSecret: 'env:IDP_EXCHANGE_SECRET' },
      },
      { ...documentedEntry('cluster-tools'), issuer: cluster.server, caFile: cluster.caFile },
    ],
    clouds: clouds.map(({ id, authUrl, region, ...strategy }) => ({
      ...{ id, name: id },
      openstack: {
        ...{ authUrl, region, strategy: { ...strategy, protocol: 'openid' } },
        ...(id === 'cloud-a' ? { ec2Credentials: true } : {}),
      },
      ...(id === 'cloud-a'
        ? {
            clusters: [
              {
                ...{ id: 'prod-a', server: cluster.server, caFile: cluster.caFile },
                strategy: { kind: 'hub-oidc', audience: 'prod-a' },
              },
            ],
          }
        : {}),
    })),
  };
  const folder = join(work, 'gateway');
  const gateway = await startGateway({
    folder,
    config,
    upstreamFolder: recording,
    env: { IDP_EXCHANGE_SECRET: EXCHANGE_SECRET },
  });
  endings.push(() => gateway.stop());
  claims.watch(gateway.log);
  say(`the gateway serves ${PUBLIC}; its log is ${gateway.log}`);
  const http = createHttp(readFileSync(ca, 'utf8'));
  endings.push(() => http.close());

  const log = (): string => readFileSync(gateway.log, 'utf8');
  const setting: Setting = {
    ...{ claims, realm, cluster, scratch, ca, http, aws, log, config: join(folder, 'gateway.yaml') },
    sent: () => readdirSync(recording).map((file) => readFileSync(join(recording, file), 'latin1')),
    async configure(change) {
      const before = log().split('"configuration applied"').length;
      change(config);
      writeFileSync(join(folder, 'gateway.yaml'), stringify(config));
      for (let tries = 0; log().split('"configuration applied"').length === before; tries += 1) {
        if (tries > 100) throw new Error(`the gateway did not take up its configuration: ${log().slice(-2000)}`);
        await pause(200);
      }
    },
  };
  await passthroughCases(setting);
  await checkCases(setting);
  await domainCases(setting);
  await s3Cases(setting);
  await podCases(setting);
}

/** As docs/identity-providers.md has it to copy. */
function documentedEntry(id: string): object {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/identity-providers.md'), 'utf8');
  const entries = blocksOf(page).filter(({ language }) => language === 'yaml');
  const found = entries.flatMap(({ text }) => parse(text) as { id: string }[]).find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`docs/identity-providers.md has no entry ${id}`);
  return found;
}
