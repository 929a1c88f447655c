// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { STRATEGIES } from '../../../src/federation/strategies/index.ts';
import { changed, faultsAfter, type Loose, load, refusal, workspace } from './workspace.ts';

const openstack = (file: Loose): Loose => file.clouds[0].openstack;
const provider = (file: Loose): Loose => file.identityProviders[0];

const ADDRESS =
  'must be an IP address or a network such as 127.0.1.1 or 169.254.8.0/24: a name, a pattern or http:// has no effect here';

describe('a fault', () => {
  const cases: readonly (readonly [claim: string, change: (file: Loose) => void, fault: string])[] = [
    ['names what is missing', (f) => delete openstack(f).authUrl, 'clouds[0].openstack.authUrl: is required'],
    ['names a missing section', (f) => delete f.gateway, 'gateway: is required'],
    [
      'names an unknown key and the known one near it',
      (f) => Object.assign(openstack(f), { authURL: 'x' }),
      'clouds[0].openstack.authURL: is not a known key (did you mean "authUrl"?)',
    ],
    [
      'names an unknown key with no guess where none is near',
      (f) => Object.assign(f, { frobnicate: 1 }),
      'frobnicate: is not a known key',
    ],
    [
      'says the type wanted and the type found',
      (f) => Object.assign(f.clouds[0], { name: 5 }),
      'clouds[0].name: must be a string, not a number (put it in quotes)',
    ],
    [
      'says what a duration is to a number, which would be none in quotes either',
      (f) => Object.assign(f.gateway, { tokenLifetime: 3600 }),
      'gateway.tokenLifetime: must be a duration such as 500ms, 30s, 5m or 1h, not a number',
    ],
    [
      'says the same of a time that is one or the word off',
      (f) => Object.assign(f.gateway, { limits: { loopLag: 200 } }),
      'gateway.limits.loopLag: must be a duration such as 500ms, or off, not a number',
    ],
    [
      'says what a size is to a number',
      (f) => Object.assign(f.gateway, { limits: { answers: { size: 8388608 } } }),
      'gateway.limits.answers.size: must be a size such as 8MiB or 1GiB, not a number',
    ],
    [
      'says what a rate is to a number',
      (f) => Object.assign(f.gateway, { limits: { user: { login: 60 } } }),
      'gateway.limits.user.login: must be a rate such as 3000/1m (or 50/1s), or off, not a number',
    ],
    [
      'gives no advice that would be refused',
      (f) => Object.assign(f.clouds[0], { id: 5 }),
      'clouds[0].id: must be a string, not a number',
    ],
    [
      'says that a list is wanted',
      (f) => Object.assign(provider(f), { audiences: 'x' }),
      'identityProviders[0].audiences: must be a list, not a string',
    ],
    [
      'says that a section is wanted',
      (f) => Object.assign(f, { gateway: [] }),
      'gateway: must be a section with keys, not a list',
    ],
    [
      'says that a list is too short',
      (f) => Object.assign(provider(f), { audiences: [] }),
      'identityProviders[0].audiences: must have at least one entry',
    ],
    ['says that there are no clouds', (f) => Object.assign(f, { clouds: [] }), 'clouds: must have at least one entry'],
    ['says that a text is empty', (f) => Object.assign(f.clouds[0], { name: '' }), 'clouds[0].name: must not be empty'],
    [
      'says a number is out of bounds',
      (f) => Object.assign(f.gateway, { listen: { port: 70_000 } }),
      'gateway.listen.port: must be <= 65535',
    ],
    [
      'lists what may be chosen, with a guess',
      (f) => Object.assign(f.gateway, { logLevel: 'warning' }),
      'gateway.logLevel: must be one of fatal, error, warn, info, debug, trace, silent',
    ],
    [
      'says that a certificate has no last day',
      (f) =>
        Object.assign(f.clouds[0], { certificates: [{ scope: 'IaaS', version: 'v5.1', validUntil: '2027-06-31' }] }),
      'clouds[0].certificates[0].validUntil: must be a day such as 2027-06-30',
    ],
    [
      'says that a duration has no unit',
      (f) => Object.assign(f.gateway, { tokenLifetime: '60' }),
      'gateway.tokenLifetime: must be a duration such as 500ms, 30s, 5m or 1h',
    ],
    [
      'says that tokens would be too short for clients',
      (f) => Object.assign(f.gateway, { tokenLifetime: '2m' }),
      'gateway.tokenLifetime: must be between 3m and 24h',
    ],
    [
      'says that the clock skew is too large',
      (f) => Object.assign(provider(f), { clockSkew: '6m' }),
      'identityProviders[0].clockSkew: must be between 0s and 5m',
    ],
    [
      'refuses a shared-key algorithm',
      (f) => Object.assign(provider(f), { algorithms: ['HS256'] }),
      'identityProviders[0].algorithms[0]: must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA (did you mean "RS256"?)',
    ],
    [
      'refuses the algorithm none',
      (f) => Object.assign(provider(f), { algorithms: ['none'] }),
      'identityProviders[0].algorithms[0]: must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA',
    ],
    [
      'refuses an issuer in the clear',
      (f) => Object.assign(provider(f), { issuer: 'http://idp.example.org' }),
      'identityProviders[0].issuer: must be https (plain http is for loopback hosts only, or as a mere name where jwksUri is set)',
    ],
    [
      'refuses an issuer in the clear whose discovery document tools would read, though its keys have a URL of their own',
      (f) =>
        Object.assign(provider(f), {
          ...{ issuer: 'http://adfs.example.org/adfs/services/trust', jwksUri: 'https://adfs.example.org/keys' },
          cli: { clientId: 'cli' },
        }),
      'identityProviders[0].issuer: must be https with cli: command-line tools read its discovery document',
    ],
    [
      'refuses two places to ask for what a token lacks',
      (f) =>
        Object.assign(provider(f), {
          introspection: {
            endpoint: 'https://i.example',
            clientId: 'c',
            clientSecret: `file:${import.meta.filename}`,
            missingClaims: true,
          },
          userinfo: { endpoint: 'https://i.example/userinfo' },
        }),
      'identityProviders[0].userinfo: must not stand beside introspection.missingClaims: one is asked',
    ],
    ...(
      [
        ['https://keystone.example/v2.0', 'https://keystone.example/v3'],
        ['https://keystone.example/v2', 'https://keystone.example/v3'],
        ['https://keystone.example:5000/v2.0/tokens/', 'https://keystone.example:5000/v3'],
        ['https://cloud.example/identity/v2.0', 'https://cloud.example/identity/v3'],
        ['https://cloud.example/identity/v3/auth/tokens', 'https://cloud.example/identity/v3'],
        ['https://keystone.example/v3/auth', 'https://keystone.example/v3'],
        ['https://keystone.example/v3.14', 'https://keystone.example/v3'],
      ] as const
    ).map(
      ([written, right]) =>
        [
          `refuses ${written} as the URL of a Keystone`,
          (f: Loose) => Object.assign(openstack(f), { authUrl: written }),
          `clouds[0].openstack.authUrl: must be the root of version 3 of its Keystone: ${right}`,
        ] as const,
    ),
    [
      'refuses what is no URL',
      (f) => Object.assign(provider(f), { issuer: 'idp.example.org' }),
      'identityProviders[0].issuer: must be an absolute http or https URL',
    ],
    [
      'refuses a URL that carries a password',
      (f) => Object.assign(openstack(f), { authUrl: 'https://me:hunter2@keystone.example/v3' }),
      'clouds[0].openstack.authUrl: must not carry a user, a query or a fragment',
    ],
    [
      'refuses a member in the clear',
      (f) => Object.assign(openstack(f), { authUrl: 'http://keystone.example/v3' }),
      'clouds[0].openstack.authUrl: must be https (plain http is for loopback hosts, or with interface internal on a network of your own)',
    ],
    [
      'refuses a broken expression',
      (f) => Object.assign(provider(f), { groups: ['('] }),
      'identityProviders[0].groups[0]: must be a regular expression',
    ],
    [
      'refuses a broken network',
      (f) => Object.assign(f.gateway, { trustedProxies: ['10.0.0.0/33'] }),
      'gateway.trustedProxies[0]: must be an IP address or a network such as 10.0.0.0/8',
    ],
    ...['kubernetes.internal', '*.internal.example', 'localhost', 'http://127.0.1.1', '127.1', '127.0.0.1/x'].flatMap(
      (entry) =>
        [
          [
            `refuses ${entry} among the addresses of a cluster, where it has no effect`,
            (f: Loose) => {
              const strategy = { kind: 'passthrough', audience: 'k-0' };
              f.clouds[0].clusters = [{ id: 'k-0', server: 'https://k-0.example', strategy, hosts: [entry] }];
            },
            `clouds[0].clusters[0].hosts[0]: ${ADDRESS}`,
          ],
          [
            `refuses ${entry} among the addresses of a provider, where it has no effect`,
            (f: Loose) => Object.assign(provider(f), { hosts: ['127.0.1.1', '169.254.8.0/24', 'fe80::1', entry] }),
            `identityProviders[0].hosts[3]: ${ADDRESS}`,
          ],
        ] as const,
    ),
    [
      'refuses a public URL in the clear',
      (f) => Object.assign(f.gateway, { publicUrl: 'http://gateway.example.org' }),
      'gateway.publicUrl: must be https (plain http is for loopback hosts, or with gateway.trustedProxies set)',
    ],
    [
      'refuses a version in the public URL',
      (f) => Object.assign(f.gateway, { publicUrl: 'https://gateway.example.org/api/v1' }),
      'gateway.publicUrl: must not hold a "v" before a digit or dot in its path: clients cut URLs there, taking it as an API version',
    ],
    [
      'refuses a numeric segment in the public URL',
      (f) => Object.assign(f.gateway, { publicUrl: 'https://gateway.example.org/2/scs' }),
      'gateway.publicUrl: must not have a numeric path segment or "latest": clients take it as an API version',
    ],
    ...['/clouds', '/k8s/x', '/consoles'].map((path): (typeof cases)[number] => [
      `refuses a public URL whose path is the gateway’s own, before a name: ${path}`,
      (f) => Object.assign(f.gateway, { publicUrl: `https://gateway.example.org${path}` }),
      "gateway.publicUrl: must not have a path that begins with /clouds, /k8s or /consoles: behind a proxy that takes it away, it could not be told from the gateway's own",
    ]),
    [
      'refuses the PROXY protocol without trusted proxies',
      (f) => Object.assign(f.gateway, { proxyProtocol: true }),
      'gateway.proxyProtocol: needs gateway.trustedProxies: nobody else may say whose connection it is',
    ],
    [
      'refuses to listen in the clear on a network',
      (f) => Object.assign(f.gateway, { listen: { host: '0.0.0.0' } }),
      'gateway.listen: needs tls: without it only a loopback host is allowed, or gateway.trustedProxies must be set',
    ],
    [
      'refuses one port for both listeners',
      (f) => Object.assign(f.gateway, { operations: { port: 8443 } }),
      'gateway.operations.port: must differ from gateway.listen.port',
    ],
    [
      'refuses consoles below the gateway’s own host',
      (f) =>
        Object.assign(f.gateway, {
          publicUrl: 'https://gateway.example.org',
          consoleDomain: 'consoles.gateway.example.org',
        }),
      "gateway.consoleDomain: must be apart from the host of gateway.publicUrl, neither it nor above or below it: a cloud's console page could set cookies for gateway.example.org",
    ],
    [
      'refuses consoles beside the gateway’s own host',
      (f) => Object.assign(f.gateway, { publicUrl: 'https://gateway.example.org', consoleDomain: 'example.org' }),
      "gateway.consoleDomain: must be apart from the host of gateway.publicUrl, neither it nor above or below it: a cloud's console page could set cookies for gateway.example.org",
    ],
    [
      'refuses consoles at the gateway’s own host',
      (f) =>
        Object.assign(f.gateway, { publicUrl: 'https://gateway.example.org', consoleDomain: 'gateway.example.org' }),
      "gateway.consoleDomain: must be apart from the host of gateway.publicUrl, neither it nor above or below it: a cloud's console page could set cookies for gateway.example.org",
    ],
    [
      'refuses consoles and clusters below one domain',
      (f) => Object.assign(f.gateway, { consoleDomain: 'c.example.net', clusterDomain: 'k8s.c.example.net' }),
      'gateway.consoleDomain: must be apart from gateway.clusterDomain: one host name would be both',
    ],
    [
      'refuses a cloud’s id that is no host name, where consoles have one',
      (f) => {
        f.gateway.consoleDomain = 'consoles.example.net';
        f.clouds[0].id = 'cloud-';
      },
      'clouds[0].id: must not end in a hyphen: with gateway.consoleDomain it is a host name',
    ],
    [
      'refuses a dashboard that is more than an origin',
      (f) => Object.assign(f.gateway, { dashboards: ['https://horizon.example.org/'] }),
      'gateway.dashboards[0]: must be an origin in lower case: scheme, host and port without a path, and without the default port',
    ],
    [
      'refuses several workers that would not know of each other',
      (f) => Object.assign(f.gateway, { workers: 2 }),
      'gateway.workers: more than 1 requires state.redis: a revocation must reach all processes',
    ],
    [
      'refuses a repeated cloud',
      (f) => f.clouds.push({ ...f.clouds[0] }),
      'clouds[1].id: must be unique: the same as clouds[0].id',
    ],
    [
      'refuses a repeated issuer',
      (f) => f.identityProviders.push({ ...provider(f), id: 'other' }),
      'identityProviders[1].issuer: must be unique: the same as identityProviders[0].issuer',
    ],
    [
      'refuses a repeated provider',
      (f) => f.identityProviders.push({ ...provider(f), issuer: 'https://other.example' }),
      'identityProviders[1].id: must be unique: the same as identityProviders[0].id',
    ],
    [
      'refuses to start without a way to log in',
      (f) => delete f.identityProviders,
      'identityProviders: must have at least one entry, unless every cloud has a strategy of kind native or one has homeDomains',
    ],
    [
      'refuses a cloud with nothing in it',
      (f) => delete f.clouds[0].openstack,
      'clouds[0]: must have an openstack section, clusters, or both',
    ],
    [
      'refuses two projects that become one',
      (f) => Object.assign(openstack(f), { projects: { 'acme/a': 'x/y', 'acme/b': 'x/y' } }),
      'clouds[0].openstack.projects["acme/b"]: must be unique: the same as clouds[0].openstack.projects["acme/a"]',
    ],
    [
      'refuses a project without its domain',
      (f) => Object.assign(openstack(f), { projects: { 'acme/a': 'research' } }),
      'clouds[0].openstack.projects["acme/a"]: must be "domain/project" (the domain ends at the first slash)',
    ],
    [
      'refuses a renamed project without its domain',
      (f) => Object.assign(openstack(f), { projects: { research: 'x/y' } }),
      'clouds[0].openstack.projects.research: the key must be "domain/project"',
    ],
    [
      'refuses an impersonator without an account',
      (f) =>
        Object.assign(f.clouds[0], {
          clusters: [{ id: 'prod-a', server: 'https://10.0.0.1', strategy: { kind: 'impersonate' } }],
        }),
      'clouds[0].clusters[0].strategy: must have exactly one of token, clientCertificate with clientKey, kubeconfig',
    ],
    [
      'names a variable that is not set',
      (f) => Object.assign(f, { state: { redis: 'env:NO_SUCH_VARIABLE' } }),
      'state.redis: the environment variable NO_SUCH_VARIABLE is not set',
    ],
    [
      'names a file that is not there',
      (f) => Object.assign(f, { state: { redis: 'file:/no/such/file' } }),
      'state.redis: cannot read /no/such/file: there is no such file',
    ],
    [
      'names a secret that is no regular file',
      (f) => Object.assign(f, { state: { redis: 'file:/dev/null' } }),
      'state.redis: cannot read /dev/null: it is no regular file',
    ],
    [
      'says what is wrong with the URL of a Redis, and not the URL',
      (f) => Object.assign(f, { state: { redis: 'file:gateway.yaml' } }),
      'state.redis: the URL must be redis://, rediss://, redis+sentinel:// or redis+cluster:// with a host and without spaces or #',
    ],
    [
      'says that a file of authorities holds none',
      (f) => Object.assign(openstack(f), { caFile: 'gateway.yaml' }),
      'clouds[0].openstack.caFile: must hold PEM certificates',
    ],
  ];
  it.each(cases)('in the configuration %s', async (_claim, change, fault) => {
    expect(await faultsAfter(change)).toEqual([fault]);
  });

  it('is reported with all others at once, of every kind', async () => {
    const faults = await faultsAfter((file) => {
      file.gateway.listne = {};
      file.gateway.workers = 0;
      file.clouds[0].openstack.region = 7;
      file.clouds[0].openstack.caFile = '/no/such/ca.pem';
      file.state = { redis: 'env:MISSING' };
      file.clouds.push({ id: 'cloud-a', name: 'Again', clusters: [] });
    });
    expect(faults.map((fault) => fault.split(': ')[0]).sort()).toEqual([
      'clouds[0].openstack.caFile',
      'clouds[0].openstack.region',
      'clouds[1]',
      'clouds[1].id',
      'gateway.listne',
      'gateway.workers',
      'state.redis',
    ]);
  });

  it('is in the message of the error, one line each', async () => {
    const { message } = await refusal(
      changed((file) => {
        file.clouds[0].id = 'prov2';
        file.gateway.workers = 2;
      }),
    );
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toContain('has 2 faults');
    expect(message).toContain('  clouds[0].id: must not hold a "v"');
  });
});

describe('a plain value in place of a reference', () => {
  it.each([
    ['state.redis', (file: Loose) => Object.assign(file, { state: { redis: 'redis://:hunter2@redis:6379' } })],
    ['state.redis', (file: Loose) => Object.assign(file, { state: { redis: 'env:hunter2-with-hyphens' } })],
    [
      'clouds[0].openstack.strategy.credentials[0].password',
      (file: Loose) => {
        const credential = { project: 'acme/a', groups: ['g'], username: 'u', userDomain: 'd', password: 'hunter2' };
        openstack(file).strategy = { kind: 'password', credentials: [credential] };
      },
    ],
  ])('is a fault at %s that does not print it (%#)', async (path, change) => {
    const { faults, message } = await refusal(changed(change));
    expect(faults).toEqual([{ path, reason: 'must be a reference, env:NAME or file:/path, never the value itself' }]);
    expect(message).not.toContain('hunter2');
  });
});

describe('slugs', () => {
  const asId = (id: string) => changed((file) => Object.assign(file.clouds[0], { id }));

  it.each(['alpha', 'cloud-a', 'a', 'provider-x2', 'dev'])('accept %s', async (id) => {
    expect((await load(asId(id))).config.clouds[0]?.id).toBe(id);
  });

  it.each([
    ['prov2', /^must not hold a "v" before a digit/],
    ['dev1', /^must not hold a "v" before a digit/],
    ['cov.id', /^must not hold a "v" before a digit or dot/],
    ['v3', /^must not hold a "v"/],
    ['latest', /^must not be "latest"/],
    ['123', /^must not be a number/],
    ['Cloud-A', /^must be lower case/],
    ['-a', /^must be lower case/],
    ['a/b', /^must be lower case/],
    ['a.b', /^must be lower case/],
    ['a'.repeat(64), /^must be at most 63/],
  ])('refuse %s with the reason', async (id, reason) => {
    expect((await refusal(asId(id))).faults).toEqual([{ path: 'clouds[0].id', reason: expect.stringMatching(reason) }]);
  });

  it('of clusters are held to the same, and are unique over all clouds', async () => {
    const cluster = (id: string) => ({
      id,
      server: 'https://10.0.0.1',
      strategy: { kind: 'passthrough', acceptsGatewayAudience: true },
    });
    const faults = await faultsAfter((file) => {
      file.clouds[0].clusters = [cluster('prod'), cluster('dev1')];
      file.clouds.push({ id: 'cloud-b', name: 'B', clusters: [cluster('prod')] });
    });
    expect(faults).toEqual([
      expect.stringMatching(/^clouds\[0\]\.clusters\[1\]\.id: must not hold a "v"/),
      'clouds[1].clusters[0].id: must be unique: the same as clouds[0].clusters[0].id',
    ]);
  });
});

const KINDS = STRATEGIES.map(({ kind }) => kind).join(', ');

describe('a strategy', () => {
  it('is judged by its own kind alone', async () => {
    const faults = await faultsAfter((file) => {
      openstack(file).strategy = {
        kind: 'application-credential',
        credentials: [{ project: 'acme/a', groups: [], id: 'env:ID', secert: 'env:SECRET' }],
      };
    });
    const at = 'clouds[0].openstack.strategy.credentials[0]';
    expect(faults.sort()).toEqual([
      `${at}.groups: must have at least one entry`,
      `${at}.id: the environment variable ID is not set`,
      `${at}.secert: is not a known key (did you mean "secret"?)`,
      `${at}.secret: is required`,
    ]);
  });

  it.each([
    ['hub-odic', `must be one of ${KINDS} (did you mean "hub-oidc"?)`],
    [undefined, `must be one of ${KINDS}`],
    [['native'], `must be one of ${KINDS}`],
    // Of clusters, not of OpenStack.
    ['impersonate', `must be one of ${KINDS}`],
  ])('of the unknown kind %s is told which there are', async (kind, reason) => {
    expect(await faultsAfter((file) => Object.assign(openstack(file), { strategy: { kind } }))).toEqual([
      `clouds[0].openstack.strategy.kind: ${reason}`,
    ]);
  });
});

describe('a file that is no configuration', () => {
  it('is refused with the line where its YAML breaks', async () => {
    const { faults } = await refusal('gateway:\n  publicUrl: https://a.example\n  keys: [unclosed\nclouds: []\n');
    expect(faults[0]).toMatchObject({ path: '', reason: expect.stringMatching(/^line [34]: /) });
  });

  it('is refused where a key is there twice', async () => {
    const { faults } = await refusal('gateway: {}\nclouds: []\ngateway: {}\n');
    expect(faults).toEqual([{ path: '', reason: expect.stringMatching(/^line 3: Map keys must be unique/) }]);
  });

  it('is refused without printing the text that its YAML broke at', async () => {
    const { message } = await refusal('gateway:\n  keys: "a" hunter2\n  x: }hunter2\n');
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['empty', '', 'must be a section with keys, not nothing'],
    ['a text', 'hello', 'must be a section with keys, not a string'],
  ])('is refused when %s', async (_what, source, reason) => {
    expect((await refusal(source)).faults).toEqual([{ path: '', reason }]);
  });

  it('is refused when its aliases multiply each other', async () => {
    const rows = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`);
    const { faults } = await refusal(`a0: &a0 [x]\n${rows.join('\n')}\n`);
    expect(faults).toEqual([{ path: '', reason: 'repeats itself too often by YAML aliases' }]);
  });

  it('is refused when it is not there, and a later one is looked for', async () => {
    const { folder } = await workspace();
    const file = join(folder, 'missing.yaml');
    await expect(loadConfig(file, { env: {} })).rejects.toMatchObject({
      faults: [{ path: '', reason: 'cannot be read: there is no such file' }],
      files: [file],
    });
  });

  it('cannot reach into the prototype of objects', async () => {
    const faults = await faultsAfter((file) => {
      Object.defineProperty(file.clouds[0], '__proto__', { value: { openstack: 1 }, enumerable: true });
      file.constructor = {};
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(['clouds[0].__proto__', 'constructor']);
  });
});
