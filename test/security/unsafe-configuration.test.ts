// SPDX-License-Identifier: Apache-2.0
// A configuration can open what no request could: one audience for two members makes a token for one the key to the other,
// one domain for two providers makes both their alices one person, the gateway as its own identity provider turns each of
// its proofs into a login, a prefix that is Kubernetes' own lets a claim name `system:masters`. All of these were accepted.
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { faultsAfter, type Loose, load, minimal } from '../unit/config/workspace.ts';

const second = (file: Loose, change: (cloud: Loose) => void): void => {
  const cloud = structuredClone(file.clouds[0]);
  Object.assign(cloud, { id: 'cloud-b', name: 'Cloud B' });
  cloud.openstack.authUrl = 'https://keystone.cloud-b.example/v3';
  change(cloud);
  file.clouds.push(cloud);
};
const partner = (file: Loose, change: object = {}): void => {
  const issuer = 'https://login.partner.example';
  file.identityProviders.push({ ...file.identityProviders[0], id: 'partner', issuer, domain: 'partner', ...change });
};
const cluster = (file: Loose, strategy: object, change: object = {}): void => {
  const clusters = file.clouds[0].clusters ?? [];
  file.clouds[0].clusters = clusters;
  const id = `k-${clusters.length}`;
  clusters.push({ id, server: `https://10.0.0.${clusters.length + 1}:6443`, strategy, ...change });
};
const held = (use: object) => ({
  kind: 'password',
  credentials: [
    { project: 'acme/x', groups: ['research'], username: 'robot', userDomain: 'D', password: 'env:P', ...use },
  ],
});
const impersonate = (change: object = {}) => ({ kind: 'impersonate', token: 'env:T', ...change });
const ENV = { P: 'password-of-the-robot', T: 'token-of-the-account' };

const refused: readonly (readonly [claim: string, change: (file: Loose) => void, fault: RegExp])[] = [
  [
    'one audience for two clouds',
    (f) => {
      f.clouds[0].openstack.strategy.audience = 'cloud';
      second(f, (cloud) => (cloud.openstack.strategy.audience = 'cloud'));
    },
    /^clouds\[1\]\.openstack\.strategy\.audience: .*a token for one would open the other$/,
  ],
  [
    'an audience that is another cloud by its authUrl, without its version',
    (f) => second(f, (cloud) => (cloud.openstack.strategy.audience = f.clouds[0].openstack.authUrl)),
    /^clouds\[1\]\.openstack\.strategy\.audience: .*a token for one would open the other$/,
  ],
  [
    'one audience for a cloud and a cluster',
    (f) => cluster(f, { kind: 'hub-oidc', audience: 'https://keystone.cloud-a.example/v3' }),
    /^clouds\[0\]\.clusters\[0\]\.strategy\.audience: .*a token for one would open the other$/,
  ],
  [
    'one audience for two clusters that leave it out and have one server',
    (f) => {
      cluster(f, { kind: 'hub-oidc' });
      cluster(f, { kind: 'hub-oidc' }, { server: 'https://10.0.0.1:6443/' });
    },
    /^clouds\[0\]\.clusters\[1\]\.strategy\.audience: .*a token for one would open the other$/,
  ],
  [
    'the audience of the gateway itself',
    (f) => cluster(f, { kind: 'hub-oidc', audience: 'https://GATEWAY.example.org/' }),
    /^clouds\[0\]\.clusters\[0\]\.strategy\.audience: must not be the gateway's publicUrl/,
  ],
  [
    'the gateway as its own provider',
    (f) => (f.identityProviders[0].issuer = 'https://Gateway.example.org:443/'),
    /^identityProviders\[0\]\.issuer: must not be the gateway itself: its tokens for members would be logins here$/,
  ],
  [
    'one domain for two providers',
    (f) => partner(f, { domain: 'acme' }),
    /^identityProviders\[1\]\.domain: .*users and groups of one name at both providers would be one/,
  ],
  [
    'one domain for two providers of which one alone knows',
    (f) => partner(f, { domain: 'acme', sharedDomain: true }),
    /^identityProviders\[1\]\.domain: .*set sharedDomain: true on both/,
  ],
  [
    'two domains that a database takes as one',
    (f) => partner(f, { domain: 'Ácme' }),
    /^identityProviders\[1\]\.domain: .*more than letter case and accents/,
  ],
  [
    'a domain that begins with another and a slash',
    (f) => partner(f, { domain: 'acme/eu' }),
    /^identityProviders\[1\]\.domain: .*two readings$/,
  ],
  ...['a;b', 'system:acme', ' acme', 'ac\nme', '\ufeffacme'].map(
    (domain) =>
      [
        `the domain ${JSON.stringify(domain)}`,
        (f: Loose) => (f.identityProviders[0].domain = domain),
        /^identityProviders\[0\]\.domain: must be a name that arrives everywhere as it is/,
      ] as const,
  ),
  ...['system:', 'system:x:', 's', 'syst', 'system'].map(
    (prefix) =>
      [
        `the prefix ${prefix} on a cluster`,
        (f: Loose) => cluster(f, impersonate({ prefix })),
        /^clouds\[0\]\.clusters\[0\]\.strategy\.prefix: .*Kubernetes' own/,
      ] as const,
  ),
  ...[' scs:', 'scs\n', '\ufeff'].map(
    (prefix) =>
      [
        `the prefix ${JSON.stringify(prefix)}, which no header field holds`,
        (f: Loose) => cluster(f, impersonate({ prefix })),
        /^clouds\[0\]\.clusters\[0\]\.strategy\.prefix: .*no header field holds it as it is$/,
      ] as const,
  ),
  [
    'two prefixes on one server',
    (f) => {
      cluster(f, impersonate({ prefix: 'scs:' }));
      cluster(f, impersonate({ prefix: 'scs:acme/' }), { server: 'https://10.0.0.1:6443' });
    },
    /^clouds\[0\]\.clusters\[1\]\.strategy\.prefix: .*one person would have two names$/,
  ],
  ...[
    { token: undefined, clientCertificate: 'env:T', clientKey: 'env:P' },
    { token: undefined, kubeconfig: 'env:T' },
  ].map(
    (account) =>
      [
        `service accounts beside an account by ${Object.keys(account)[1]}, which speaks for every caller`,
        (f: Loose) => cluster(f, JSON.parse(JSON.stringify(impersonate(account))), { serviceAccounts: {} }),
        /^clouds\[0\]\.clusters\[0\]\.serviceAccounts: needs strategy\.token/,
      ] as const,
  ),
  [
    'an identity provider’s issuer as a cluster’s own, by the cluster’s word alone',
    (f) => cluster(f, impersonate(), { serviceAccounts: { issuer: f.identityProviders[0].issuer } }),
    /^clouds\[0\]\.clusters\[0\]\.serviceAccounts\.keys: is required: the issuer is that of identityProviders\[0\]/,
  ],
  [
    'keys of service accounts without the name of their issuer',
    (f) => cluster(f, impersonate(), { serviceAccounts: { keys: 'env:T' } }),
    /^clouds\[0\]\.clusters\[0\]\.serviceAccounts\.issuer: is required with keys$/,
  ],
  [
    'one cloud twice under two names',
    (f) =>
      second(f, ({ openstack }) => {
        openstack.authUrl = 'https://keystone.cloud-a.example:443/';
        openstack.strategy.audience = 'another';
      }),
    /^clouds\[1\]\.openstack\.authUrl: .*one cloud would count as two$/,
  ],
  [
    'a home cloud for the users of an identity provider',
    (f) => (f.clouds[0].openstack.homeDomains = [{ domain: 'acme' }]),
    /^clouds\[0\]\.openstack\.homeDomains\[0\]\.domain: must not be the same as identityProviders\[0\]\.domain/,
  ],
  [
    'one domain of a home cloud under two names',
    (f) =>
      (f.clouds[0].openstack.homeDomains = [
        { domain: 'one', cloudDomain: 'x' },
        { domain: 'two', cloudDomain: 'x' },
      ]),
    /^clouds\[0\]\.openstack\.homeDomains\[1\]: must not be the same domain of the cloud as/,
  ],
  [
    'an identity provider that calls itself as a home cloud',
    (f) => {
      f.identityProviders[0].issuer = 'https://keystone.cloud-a.example/v3/';
      f.clouds[0].openstack.homeDomains = [{ domain: 'people' }];
    },
    /^identityProviders\[0\]\.issuer: must not be clouds\[0\]\.openstack\.authUrl, which names the accounts/,
  ],
  [
    'a passthrough cloud whose tokens are good for a login at the gateway',
    (f) => {
      f.identityProviders[0].exchange = { clientId: 'x', clientSecret: 'env:T' };
      f.clouds[0].openstack.strategy = {
        kind: 'passthrough',
        identityProvider: 'keycloak',
        audience: f.identityProviders[0].audiences[0],
      };
    },
    /^clouds\[0\]\.openstack\.strategy\.audience: .*the cloud would get tokens that are good for a login at the gateway$/,
  ],
  [
    'a passthrough cloud without an exchange of tokens',
    (f) => (f.clouds[0].openstack.strategy = { kind: 'passthrough', identityProvider: 'keycloak', audience: 'b' }),
    /^clouds\[0\]\.openstack\.strategy: needs an identity provider with exchange/,
  ],
  [
    'two clouds behind one host and port',
    (f) => second(f, (cloud) => (cloud.openstack.authUrl = 'https://keystone.cloud-a.example/b/v3')),
    /^clouds\[1\]\.openstack\.authUrl: .*sees the tokens of both clouds/,
  ],
  [
    'a held credential for everybody',
    (f) => (f.clouds[0].openstack.strategy = held({ groups: [] })),
    /^clouds\[0\]\.openstack\.strategy\.credentials\[0\]\.groups: must have at least one entry$/,
  ],
  [
    'a held credential for a group of no domain, where there are two',
    (f) => {
      partner(f);
      f.clouds[0].openstack.strategy = held({});
    },
    /^clouds\[0\]\.openstack\.strategy\.credentials\[0\]\.groupDomain: is required.*"acme", "partner" would all use/,
  ],
  [
    'a held credential for a group of a domain that nobody has',
    (f) => (f.clouds[0].openstack.strategy = held({ groupDomain: 'acmee' })),
    /^clouds\[0\]\.openstack\.strategy\.credentials\[0\]\.groupDomain: must be the domain of an identity provider: "acme"$/,
  ],
  [
    'groups without their domain on an impersonated cluster, where there are two',
    (f) => {
      partner(f);
      cluster(f, impersonate({ groupNames: 'plain' }));
    },
    /^clouds\[0\]\.clusters\[0\]\.strategy\.groupNames: .*would be one group on this cluster$/,
  ],
  ...['0.0.0.0/0', '::/0', '10.0.0.0/00'].map(
    (network) =>
      [
        `everybody as a trusted proxy, as ${network},`,
        (f: Loose) => (f.gateway.trustedProxies = ['10.0.0.1', network]),
        /^gateway\.trustedProxies\[1\]: .*anybody could forge the address of a client$/,
      ] as const,
  ),
  [
    'the gateway as a cloud of its own',
    (f) => (f.clouds[0].openstack.authUrl = 'https://Gateway.example.org:443/identity/v3'),
    /^clouds\[0\]\.openstack\.authUrl: .*the gateway would ask itself$/,
  ],
  [
    'the gateway as a cluster of its own',
    (f) => cluster(f, impersonate(), { server: 'https://gateway.example.org/k8s/k-0' }),
    /^clouds\[0\]\.clusters\[0\]\.server: .*the gateway would ask itself$/,
  ],
  [
    'a host name of the gateway as a cluster',
    (f) => {
      f.gateway.clusterDomain = 'k8s.example.org';
      cluster(f, impersonate(), { server: 'https://k-0.k8s.example.org' });
    },
    /^clouds\[0\]\.clusters\[0\]\.server: .*it would ask itself$/,
  ],
  ...['consoleDomain', 'clusterDomain'].flatMap((field) =>
    ['co.uk', 'github.io'].map(
      (domain) =>
        [
          `the public suffix ${domain} as ${field}`,
          (f: Loose) => (f.gateway[field] = domain),
          new RegExp(`^gateway\\.${field}: must be a domain of your own`),
        ] as const,
    ),
  ),
  [
    'a passed token whose audience is a cloud',
    (f) => cluster(f, { kind: 'passthrough', audience: 'https://keystone.cloud-a.example/v3' }),
    /^clouds\[0\]\.clusters\[0\]\.strategy\.audience: .*a token for one would open the other$/,
  ],
  [
    'a passed token whose audience is another cluster, even a later one',
    (f) => {
      cluster(f, { kind: 'passthrough', audience: 'prod' });
      cluster(f, { kind: 'hub-oidc', audience: 'prod' });
    },
    /^clouds\[0\]\.clusters\[0\]\.strategy\.audience: .*clusters\[1\].*a token for one would open the other$/,
  ],
  ...['keystone.cloud-b.example', '*.cloud-b.example', 'http://KEYSTONE.cloud-b.example'].map(
    (host) =>
      [
        `a cloud that may name another's Keystone, as ${host},`,
        (f: Loose) => {
          second(f, ({ openstack }) => (openstack.sharedOrigin = true));
          f.clouds[0].openstack.hosts = ['nova.cloud-a.example', host];
        },
        /^clouds\[0\]\.openstack\.hosts\[1\]: must not cover the host of clouds\[1\]\.openstack\.authUrl: .*on both\)$/,
      ] as const,
  ),
  [
    "a cloud that may name another's Keystone by its address",
    (f) => {
      second(f, ({ openstack }) => (openstack.authUrl = 'https://[2001:db8::1]:5000/v3'));
      f.clouds[0].openstack.hosts = ['2001:db8:0::1'];
    },
    /^clouds\[0\]\.openstack\.hosts\[0\]: must not cover the host of clouds\[1\]\.openstack\.authUrl/,
  ],
  ...['re;search', ' research', 'research\t', 're\nsearch', '["a"]'].map(
    (group) =>
      [
        `a held credential for the group ${JSON.stringify(group)}`,
        (f: Loose) => (f.clouds[0].openstack.strategy = held({ groups: ['research', group] })),
        /^clouds\[0\]\.openstack\.strategy\.credentials\[0\]\.groups\[1\]: .*is taken from no identity provider$/,
      ] as const,
  ),
];

it.each(refused)('%s is refused, with what it would open', async (_claim, change, fault) => {
  expect(await faultsAfter(change, ENV)).toEqual([expect.stringMatching(fault)]);
});

const known: readonly (readonly [claim: string, change: (file: Loose) => void])[] = [
  [
    'two providers of the same people',
    (f) => {
      f.identityProviders[0].sharedDomain = true;
      partner(f, { domain: 'acme', sharedDomain: true });
      cluster(f, impersonate());
      f.clouds[0].openstack.strategy = held({});
    },
  ],
  [
    'two clouds of one operator behind one host',
    (f) => {
      f.clouds[0].openstack.sharedOrigin = true;
      second(f, ({ openstack }) => {
        openstack.authUrl = 'https://keystone.cloud-a.example/b/v3';
        openstack.sharedOrigin = true;
      });
    },
  ],
  [
    'a cloud that is federated and lets its own accounts in under another name',
    (f) =>
      second(f, ({ openstack }) => {
        openstack.authUrl = f.clouds[0].openstack.authUrl;
        openstack.strategy = { kind: 'native' };
      }),
  ],
  [
    'one cluster by several strategies',
    (f) => {
      const server = 'https://10.0.0.1:6443';
      cluster(f, { kind: 'hub-oidc' }, { server });
      cluster(f, impersonate(), { server });
      cluster(f, { kind: 'passthrough', acceptsGatewayAudience: true }, { server });
    },
  ],
  [
    "a cloud that names its own operator's other Keystone",
    (f) => {
      f.clouds[0].openstack.sharedOrigin = true;
      f.clouds[0].openstack.hosts = ['*.cloud-b.example'];
      second(f, ({ openstack }) => (openstack.sharedOrigin = true));
    },
  ],
  [
    'one server that takes tokens of both issuers for one audience',
    (f) => {
      const server = 'https://10.0.0.1:6443';
      cluster(f, { kind: 'hub-oidc', audience: 'prod' }, { server });
      cluster(f, { kind: 'passthrough', audience: 'prod' }, { server: `${server}/` });
    },
  ],
  [
    'a mapping that reads the domain itself',
    (f) => {
      partner(f);
      f.clouds[0].openstack.strategy.groupNames = 'plain';
      cluster(f, { kind: 'hub-oidc', groupNames: 'plain' });
    },
  ],
];

it.each(known)('%s is accepted once the operator says so', async (_claim, change) => {
  const file = minimal();
  change(file);
  await expect(load(stringify(file), ENV)).resolves.toBeDefined();
});

it('sixty clouds of one host are sixty faults less one, each against the first', async () => {
  const faults = await faultsAfter((file) => {
    const cloud = file.clouds[0];
    file.clouds = Array.from({ length: 60 }, (_, index) => {
      const authUrl = `https://keystone.example/${index}/v3`;
      return { ...cloud, id: `cloud-${index}`, openstack: { ...cloud.openstack, authUrl } };
    });
  });
  expect(faults).toHaveLength(59);
  for (const fault of faults)
    expect(fault).toContain('must not be of the same host and port as clouds[0].openstack.authUrl');
});

it('what is refused says what to write instead', async () => {
  const said = async (change: (file: Loose) => void) => (await faultsAfter(change, ENV)).join();
  expect(await said((f) => cluster(f, { kind: 'hub-oidc', audience: f.clouds[0].openstack.authUrl }))).toContain(
    '(give each its own, and require it there)',
  );
  expect(await said((f) => cluster(f, impersonate({ prefix: 'system:' })))).toContain('(write one such as scs:)');
  expect(await said((f) => partner(f, { domain: 'acme/eu' }))).toContain('(write it without, such as "acme-eu")');
  const shorter = await said((f) => {
    f.identityProviders[0].domain = 'acme/eu';
    partner(f, { domain: 'acme' });
  });
  expect(shorter).toContain('(write that without, such as "acme-eu")');
});
