// SPDX-License-Identifier: Apache-2.0

import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig } from '../../../src/config/load.ts';
import { ANSWER_LIMITS } from '../../../src/model/intake.ts';
import { CERTIFICATE, changed, KEY, load, minimal, OTHER_KEY, workspace } from './workspace.ts';

describe('a right file', () => {
  it('is filled up with defaults, durations in milliseconds', async () => {
    const { config } = await load(stringify(minimal()));
    expect(config.gateway).toMatchObject({
      listen: { host: '127.0.0.1', port: 8443 },
      operations: { host: '127.0.0.1', port: 9464 },
      tokenLifetime: 3_600_000,
      workers: 1,
      trustedProxies: [],
      drainDelay: 5_000,
      drainTimeout: 30_000,
      consoleLifetime: 28_800_000,
      dashboards: [],
      limits: {
        user: {},
        address: { failed: { quota: 300, period: 60_000 } },
        consoles: { user: 64, address: 512 },
        revocations: { user: 5_000, total: 200_000 },
        loopLag: 500,
        answers: ANSWER_LIMITS,
      },
      logLevel: 'info',
    });
    expect(config.state).toEqual({});
    expect(config.identityProviders[0]).toEqual({
      id: 'keycloak',
      issuer: 'https://idp.example.org/realms/scs',
      audiences: ['scs-gateway'],
      domain: 'acme',
      protocol: 'openid',
      claims: { username: 'preferred_username', email: 'email', groups: 'groups', subject: 'sub' },
      algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
      clockSkew: 30_000,
      capLifetime: false,
    });
    expect(config.clouds[0]).toEqual({
      id: 'cloud-a',
      name: 'Cloud A',
      clusters: [],
      openstack: {
        authUrl: 'https://keystone.cloud-a.example/v3',
        region: 'RegionOne',
        interface: 'public',
        ec2Credentials: false,
        bothNames: false,
        strategy: {
          kind: 'hub-oidc',
          identityProvider: 'hub',
          protocol: 'openid',
          audience: 'https://keystone.cloud-a.example/v3',
        },
        homeDomains: [],
        projects: [],
        timeouts: { connect: 5_000, headers: 60_000, idle: 60_000, queue: 5_000, login: 10_000 },
        connections: 256,
        breaker: { failures: 5, cooldown: 10_000 },
        limits: {
          inFlight: 1_000,
          perUser: { inFlight: 100 },
          minRate: { quota: 30_000, period: 60_000 },
          endpoints: 2_000,
          projects: 1_000,
        },
      },
    });
  });

  it.each([
    ['https://keystone.cloud-a.example', 'https://keystone.cloud-a.example/v3'],
    ['https://api.cloud-a.example/identity/', 'https://api.cloud-a.example/identity/v3'],
    ['https://api.cloud-a.example/identity/v3/', 'https://api.cloud-a.example/identity/v3'],
    ['http://127.0.0.2:5000', 'http://127.0.0.2:5000/v3'],
  ])('has its authUrl %s end in /v3', async (given, expected) => {
    const { config } = await load(changed((file) => Object.assign(file.clouds[0].openstack, { authUrl: given })));
    expect(config.clouds[0]?.openstack?.authUrl).toBe(expected);
  });

  it('treats a section whose content is commented out as left out', async () => {
    const { config } = await load(`${stringify(minimal())}state:\n  # redis: env:REDIS_URL\n`);
    expect(config.state).toEqual({});
  });

  it('has its projects split at the first slash, both ways', async () => {
    const projects = { 'acme/research': 'customer-42/research/eu' };
    const { config } = await load(changed((file) => Object.assign(file.clouds[0].openstack, { projects })));
    expect(config.clouds[0]?.openstack?.projects).toEqual([
      { gateway: { domain: 'acme', name: 'research' }, member: { domain: 'customer-42', name: 'research/eu' } },
    ]);
  });

  it('has the certificates of a cloud as they are written', async () => {
    const certificates = [
      { scope: 'SCS-compatible IaaS', version: 'v5.1', validUntil: '2027-06-30' },
      { scope: 'SCS-compatible KaaS', version: 'v1', validUntil: '2028-02-29', url: 'https://scs.example/kaas' },
    ];
    const { config } = await load(changed((file) => Object.assign(file.clouds[0], { certificates })));
    expect(config.clouds[0]?.certificates).toEqual(certificates);
  });

  it('may have no identity provider where every cloud is native', async () => {
    const { config } = await load(
      changed((file) => {
        file.identityProviders = [];
        file.clouds[0].openstack.strategy = { kind: 'native' };
      }),
    );
    expect(config.identityProviders).toEqual([]);
  });

  it('has its group expressions compiled', async () => {
    const { config } = await load(changed((file) => Object.assign(file.identityProviders[0], { groups: ['^acme-'] })));
    expect(config.identityProviders[0]?.groups?.map((group) => group.test('acme-ops'))).toEqual([true]);
  });
});

describe('references', () => {
  it('lead to secrets in variables and files, without the line break at the end', async () => {
    const { file, folder, write } = await workspace();
    const secretFile = await write('credential', 'from-a-file\n');
    const credentials = [
      { project: 'acme/research', groups: ['acme-research'], id: 'env:CREDENTIAL_ID', secret: 'file:credential' },
    ];
    await write(
      'gateway.yaml',
      changed((raw) => {
        raw.state = { redis: 'env:REDIS_URL' };
        raw.clouds[0].openstack.strategy = { kind: 'application-credential', credentials };
      }),
    );
    const env = { REDIS_URL: 'redis://localhost', CREDENTIAL_ID: 'abc' };
    const { config, files } = await loadConfig(file, { env });
    const strategy = config.clouds[0]?.openstack?.strategy;
    expect(config.state.redis?.reveal()).toBe('redis://localhost');
    expect(strategy?.kind === 'application-credential' && strategy.credentials[0]).toMatchObject({
      project: { domain: 'acme', name: 'research' },
      groups: ['acme-research'],
    });
    expect(strategy?.kind === 'application-credential' && strategy.credentials[0]?.secret.reveal()).toBe('from-a-file');
    expect(files).toEqual([join(folder, 'gateway.yaml'), secretFile]);
  });

  it('give secrets that no print of the configuration shows', async () => {
    const { config } = await load(
      changed((file) => Object.assign(file, { state: { redis: 'env:REDIS_URL' } })),
      { REDIS_URL: 'redis://:hunter2@localhost' },
    );
    const printed = [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true }), `${config.state.redis}`];
    for (const text of printed) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain('hunter2');
    }
  });

  it('start at the folder of the file, for certificates and keys too', async () => {
    const { file, folder, write } = await workspace();
    await write('ca.pem', CERTIFICATE);
    await write('tls.crt', CERTIFICATE);
    await write('tls.key', KEY);
    await write(
      'gateway.yaml',
      changed((raw) => {
        raw.gateway.listen = { host: '0.0.0.0', tls: { cert: 'file:tls.crt', key: 'file:./tls.key' } };
        raw.clouds[0].openstack.caFile = './ca.pem';
      }),
    );
    const { config, files } = await loadConfig(file, { env: {} });
    expect(config.gateway.listen.tls?.cert).toContain('BEGIN CERTIFICATE');
    expect(config.gateway.listen.tls?.key.reveal()).toContain('BEGIN PRIVATE KEY');
    expect(config.clouds[0]?.openstack?.ca).toContain('BEGIN CERTIFICATE');
    expect(config.gateway.keys).toBe(join(folder, 'keys'));
    expect(files.map((path) => path.slice(folder.length + 1)).sort()).toEqual([
      'ca.pem',
      'gateway.yaml',
      'tls.crt',
      'tls.key',
    ]);
  });

  it('to a certificate and the key of another are refused', async () => {
    const source = changed((file) => {
      file.gateway.listen = { tls: { cert: 'env:CERT', key: 'env:KEY' } };
    });
    await expect(load(source, { CERT: CERTIFICATE, KEY })).resolves.toBeDefined();
    await expect(load(source, { CERT: CERTIFICATE, KEY: OTHER_KEY })).rejects.toMatchObject({
      faults: [
        {
          path: 'gateway.listen.tls',
          reason:
            'must be a PEM certificate and the PEM key that belongs to it: this key belongs to another certificate',
        },
      ],
    });
  });
});

/** As kubectl writes it. */
const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: prod
contexts:
  - name: prod
    context: { cluster: c, user: u }
clusters:
  - name: c
    cluster: { server: https://10.0.0.1:6443 }
users:
  - name: u
    user:
      token: kube-token
`;

describe('clusters', () => {
  it('take each of the three kinds of impersonating account', async () => {
    const cluster = (id: string, fields: object) => ({
      id,
      server: 'https://10.0.0.1:6443/',
      strategy: { kind: 'impersonate', ...fields },
    });
    const { config } = await load(
      changed((file) => {
        delete file.clouds[0].openstack;
        file.clouds[0].clusters = [
          cluster('one', { token: 'env:TOKEN' }),
          cluster('two', { clientCertificate: 'env:CERT', clientKey: 'env:KEY' }),
          cluster('three', { kubeconfig: 'env:KUBECONFIG', context: 'prod' }),
          { id: 'four', name: 'Four', server: 'https://10.0.0.1:6443', strategy: { kind: 'hub-oidc' } },
        ];
      }),
      { TOKEN: 'secret-token', CERT: CERTIFICATE, KEY, KUBECONFIG },
    );
    const clusters = config.clouds[0]?.clusters ?? [];
    expect(clusters.map(({ name }) => name)).toEqual(['one', 'two', 'three', 'Four']);
    expect(clusters[0]?.server).toBe('https://10.0.0.1:6443');
    expect(
      clusters.map(({ strategy }) => (strategy.kind === 'impersonate' ? Object.keys(strategy) : strategy)),
    ).toEqual([
      ['kind', 'prefix', 'token'],
      ['kind', 'prefix', 'certificate', 'key'],
      ['kind', 'prefix', 'token'],
      { kind: 'hub-oidc', audience: 'https://10.0.0.1:6443' },
    ]);
  });

  it.each([
    ['no YAML', '{', 'the kubeconfig is not YAML'],
    [
      'a context that is not there',
      KUBECONFIG.replace('name: prod', 'name: other'),
      'the kubeconfig lacks the context that is to be used',
    ],
    [
      'a user who logs in by a program',
      KUBECONFIG.replace('token: kube-token', 'exec: {}'),
      "the kubeconfig's user needs a program to log in; give a token or a client certificate",
    ],
    [
      'a user without credentials',
      KUBECONFIG.replace('token: kube-token', 'x: 1'),
      "the kubeconfig's user has neither token nor client-certificate-data with client-key-data",
    ],
  ])('refuse a kubeconfig with %s', async (_title, kubeconfig, reason) => {
    const source = changed((file) => {
      file.clouds[0].clusters = [
        {
          id: 'one',
          server: 'https://10.0.0.1:6443',
          strategy: { kind: 'impersonate', kubeconfig: 'env:KUBECONFIG', context: 'prod' },
        },
      ];
    });
    await expect(load(source, { KUBECONFIG: kubeconfig })).rejects.toMatchObject({
      faults: [{ path: 'clouds[0].clusters[0].strategy.kubeconfig', reason }],
    });
  });
});

describe('the URL of a Keystone', () => {
  it.each([
    'https://keystone.example',
    'https://keystone.example/',
    'https://keystone.example/v3',
    'https://keystone.example/v3/',
    'https://cloud.example/identity',
    'https://cloud.example/v3/keystone/v3',
    'https://cloud.example/v2x',
  ])('may be %s', async (authUrl) => {
    const { config } = await load(changed((f) => Object.assign(f.clouds[0].openstack, { authUrl })));
    expect(config.clouds[0]?.openstack?.authUrl).toMatch(/[^/]\/v3$/);
  });
});
