// SPDX-License-Identifier: Apache-2.0
// The lab: two real OpenStack clouds from Debian packages, the gateway in front of them, unmodified clients through it.
// Installs, starts, checks, and ends what it started: `npm run test:lab`, see docs/lab.md.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { ensureTls } from '../../demo/ca.ts';
import { type DemoUser, startIdp } from '../../demo/idp.ts';
import { computeCases } from './cases/compute.ts';
import { type Context, choose } from './cases/context.ts';
import { credentialTour } from './cases/credential-tour.ts';
import { credentialCases, remembered } from './cases/credentials.ts';
import { identityCases } from './cases/identity.ts';
import { imageCases, randomFile, sharingCases } from './cases/image.ts';
import { limitCases } from './cases/limits.ts';
import { memberCases } from './cases/member.ts';
import { namesCases } from './cases/names.ts';
import { networkCases } from './cases/network.ts';
import { outageCases } from './cases/outage.ts';
import { HOME_DOMAIN, passwordCases } from './cases/passwords.ts';
import { readmeCases } from './cases/readme.ts';
import { scsCases } from './cases/scs.ts';
import { sdkCases } from './cases/sdk.ts';
import { specialCases } from './cases/special.ts';
import { storageCases } from './cases/storage.ts';
import { makeApplicationCredential, nativeCases, strategyCases } from './cases/strategies.ts';
import { say } from './claims.ts';
import { createClient, createHttp, type Env, type OpenStackClient } from './client.ts';
import { CLOUDS, callerIds, DEMO, script } from './clouds.ts';
import { createCourse } from './course.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { checkLeaks, type Report } from './leaks.ts';
import { letIn } from './let-in.ts';
import { runSuites } from './suites/run.ts';
import { startTap } from './tap.ts';

const { values: options, positionals } = parseArgs({
  options: {
    only: { type: 'string' },
    keep: { type: 'boolean', default: process.env.LAB_KEEP === '1' },
    // Foreign test suites instead of the lab's own claims; names of suites may follow.
    suites: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    cloud: { type: 'string', default: 'cloud-a' },
    at: { type: 'string' },
  },
  allowPositionals: true,
});
const LAB = process.env.LAB ?? '/tmp/scs-gateway-lab';
const PUBLIC = 'https://127.0.0.1:18443';
// On a busy machine a Keystone takes seconds for a login with chosen roles, which is six requests.
const LIMITS = { login: 10_000, headers: 20_000 };
const USERS: readonly DemoUser[] = [
  { name: 'alice', password: 'alice-pw', groups: ['research', 'known-nowhere'] },
  { name: 'bob', password: 'bob-pw', groups: ['teaching'] },
  { name: 'carol', password: 'carol-pw', groups: ['research', 'teaching'] },
  // These two log in for the first time while a cloud is away.
  { name: 'dora', password: 'dora-pw', groups: ['research'] },
  { name: 'erik', password: 'erik-pw', groups: ['research'] },
  { name: 'mallory', password: 'mallory-pw', groups: [] },
];

const { claims, endings, run } = createCourse(options.only);
await run(async () => {
  const { suites, all, at, cloud, keep } = options;
  if (suites) await runSuites(claims, { lab: LAB, names: positionals, all, at, cloud, keep, endings });
  else await lab();
});

async function lab(): Promise<void> {
  say(`the lab lives in ${LAB}`);
  const folder = (name: string): string => join(LAB, name);
  for (const name of ['recording', 'scratch']) rmSync(folder(name), { recursive: true, force: true });
  for (const name of ['recording/hub', 'recording/joining', 'recording/native', 'scratch'])
    mkdirSync(folder(name), { recursive: true });
  const tls = await ensureTls(folder('tls'));
  const cloudEnv = { LAB, HUB_ISSUER: PUBLIC, HUB_CA: tls.ca };

  say('installing Debian packages, as far as they are missing');
  await script('install.sh', [], cloudEnv);
  say('starting two clouds (two minutes at first, then half a minute)');
  if (!options.keep) endings.push(() => script('down.sh', [], cloudEnv));
  await script('up.sh', ['a', 'b'], cloudEnv);

  say('starting the identity provider and the gateway');
  // A port of its own: the issuer, and with it every user's id, stays the same from run to run.
  const idp = await startIdp({
    users: USERS,
    services: { automation: ['research'] },
    tokenLifetime: 3600,
    port: 18442,
  });
  endings.push(() => idp.close());
  const ca = readFileSync(tls.ca, 'utf8');
  const http = createHttp(ca);
  const direct = createHttp();
  endings.push(
    () => http.close(),
    () => direct.close(),
  );
  const context: Context = {
    claims,
    publicUrl: PUBLIC,
    ca: tls.ca,
    scratch: folder('scratch'),
    http,
    direct,
    accessToken: async (user) => (await idp.tokens.password(user)).access_token,
  };

  const configOf = (publicPort: number, listenPort: number, clouds: unknown, keys = './keys') => ({
    gateway: {
      publicUrl: `https://127.0.0.1:${publicPort}`,
      listen: { host: '127.0.0.1', port: listenPort, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
      operations: { host: '127.0.0.1', port: listenPort + 1 },
      keys,
      // Two clouds on the same machine: it is late at times, and no claim here is about that.
      limits: { loopLag: 'off' },
    },
    identityProviders: [{ id: 'idp', issuer: idp.issuer, audiences: ['scs-gateway'], domain: 'hub' }],
    clouds,
  });
  /** A gateway on `port` + 1 with a tap at `port`, its public URL. Both end with the function returned, or with the lab. */
  const serve = async (name: string, port: number, recording: string, clouds: unknown, env: Env = {}) => {
    const config = configOf(port, port + 1, clouds);
    const gateway: Gateway = await startGateway({
      folder: folder(name),
      config,
      upstreamFolder: folder(recording),
      env,
    });
    const tap = await startTap({ port, gatewayPort: port + 1, folder: folder(recording), name, tls });
    const stop = once(async () => {
      await tap.close();
      await gateway.stop();
    });
    endings.push(stop);
    claims.watch(gateway.log);
    say(`the gateway ${name} serves ${config.gateway.publicUrl}; its log is ${gateway.log}`);
    return { stop, log: gateway.log };
  };
  const openstackOf = (strategy: (id: string) => unknown, more: object = {}) =>
    CLOUDS.map(({ id, authUrl, region }) => ({
      id,
      name: id,
      openstack: {
        authUrl,
        region,
        strategy: strategy(id),
        timeouts: { login: `${LIMITS.login}ms`, headers: `${LIMITS.headers}ms` },
        ...more,
      },
    }));

  const hubClouds = openstackOf(() => ({
    kind: 'hub-oidc',
    identityProvider: 'hub',
    protocol: 'openid',
    groupNames: 'plain',
  })).map((cloud) => ({
    ...cloud,
    openstack: { ...cloud.openstack, ...(cloud.id === 'cloud-a' && { homeDomains: [{ domain: HOME_DOMAIN }] }) },
  }));
  const { stop: hub, log } = await serve('hub', 18443, 'recording/hub', hubClouds);
  // A run that was interrupted may have left it otherwise.
  for (const cloud of CLOUDS) await remembered({ direct }, cloud, 0);
  // Not alice: her first logins are several at once, below.
  await letIn({
    clouds: CLOUDS,
    http,
    publicUrl: PUBLIC,
    accessToken: () => context.accessToken('bob'),
    project: { name: 'teaching', domain: { name: 'hub' } },
    log,
    joinAgain: (clouds) =>
      script(
        'up.sh',
        clouds.map(({ letter }) => letter),
        { ...cloudEnv, JOIN_AGAIN: '1' },
      ),
  });

  const always: Env = { OS_CACERT: tls.ca, OS_IDENTITY_API_VERSION: '3', OS_COMPUTE_API_VERSION: '2.90' };
  const byAccessToken = async (user: string, project: string, publicUrl = PUBLIC): Promise<Env> => ({
    ...always,
    OS_AUTH_TYPE: 'v3oidcaccesstoken',
    OS_AUTH_URL: `${publicUrl}/identity/v3`,
    OS_IDENTITY_PROVIDER: 'idp',
    OS_PROTOCOL: 'openid',
    OS_ACCESS_TOKEN: await context.accessToken(user),
    OS_PROJECT_NAME: project,
    OS_PROJECT_DOMAIN_NAME: 'hub',
  });
  const cloudsYaml = writeCloudsYaml(folder('scratch'), idp.discoveryUrl, tls.ca, await context.accessToken('alice'));
  let clients = 0;
  const client = (env: Env, bin?: string): OpenStackClient => {
    clients += 1;
    const made = createClient(join(folder('scratch'), `home-${clients}`), env, bin);
    endings.push(() => made.close());
    return made;
  };

  say('making a file of 300 MB');
  const file = await randomFile(join(LAB, 'random-300.raw'), 300);
  const projects = ['research', 'archive'];
  say('every command, by v3oidcaccesstoken and --os-region-name');
  const alice = await byAccessToken('alice', 'research');
  await Promise.all(
    CLOUDS.map(async (cloud) => {
      const chosen = choose(client(alice), 'v3oidcaccesstoken', cloud);
      await identityCases(context, chosen, projects);
      await computeCases(context, chosen);
      await networkCases(context, chosen);
      await storageCases(context, chosen);
      await imageCases(context, chosen, file);
    }),
  );

  // Services do not see how a client has logged in: all of their commands by one way are enough.
  say('the commands of identity and compute, by v3oidcclientcredentials and clouds.yaml with regions');
  const yamlEnv: Env = { OS_CLIENT_CONFIG_FILE: cloudsYaml };
  await Promise.all(
    CLOUDS.map(async (cloud) => {
      const chosen = choose(client(yamlEnv), 'v3oidcclientcredentials', cloud, '--os-cloud', 'automation');
      await identityCases(context, chosen, projects);
      await computeCases(context, chosen);
    }),
  );
  await claims.claim(
    'v3oidcpassword: a user name and password at the identity provider, the first region by default',
    async () => {
      const os = client(yamlEnv);
      const token = await os.json<{ project_id: string }>('--os-cloud', 'carol', 'token', 'issue');
      assert.match(token.project_id, /^[0-9a-f]{32}$/);
      await os.json('--os-cloud', 'carol', 'server', 'list');
    },
  );

  await claims.claim('the root of the gateway is an auth URL: token issue, with and without a slash', async () => {
    for (const OS_AUTH_URL of [PUBLIC, `${PUBLIC}/`]) {
      const token = JSON.parse(await client({ ...alice, OS_AUTH_URL }).plain('token', 'issue', '-f', 'json'));
      assert.match(token.project_id, /^[0-9a-f]{32}$/);
    }
  });

  say('sharing an image, openstacksdk, headers and error pages');
  for (const cloud of CLOUDS) {
    const research = choose(client(await byAccessToken('carol', 'research')), 'carol', cloud);
    const teaching = choose(client(await byAccessToken('carol', 'teaching')), 'carol', cloud);
    await sharingCases(context, research, teaching);
  }
  await sdkCases(context, { ...yamlEnv, OS_CLOUD: 'alice' });
  await sdkCases(context, { ...yamlEnv, OS_CLOUD: 'root' }, undefined, 'by the root as auth URL: ');
  await specialCases(context);
  if (claims.wants('names:')) {
    say('names in every script');
    await namesCases(context, (claim) => idp.mint(claim));
  }

  const [home] = CLOUDS;
  if (home !== undefined && claims.wants('password:')) {
    say('accounts of cloud-a, by name and password');
    await passwordCases(context, { home, client, always });
  }

  if (claims.wants('credential calls:') || claims.wants('chosen roles:')) {
    say('application credentials beside a real Keystone');
    await credentialCases(context, { folder: folder('keystone'), endings });
  }
  if (claims.wants('credential tour:')) {
    say('application credentials on each store, its process killed');
    await script('../install-packages.sh', ['redis-server'], cloudEnv);
    await credentialTour(context, {
      endings,
      start: (name, port, redis) => {
        claims.watch(join(folder(name), 'gateway.log'));
        return startGateway({
          folder: folder(name),
          config: {
            ...configOf(18443, port, hubClouds, folder('hub/keys')),
            ...(redis === undefined ? {} : { state: { redis: 'env:LAB_REDIS' } }),
          },
          env: redis === undefined ? {} : { LAB_REDIS: redis },
        });
      },
    });
  }

  say('the normalised API on both clouds');
  await scsCases(
    context,
    CLOUDS.map((cloud) => choose(client(alice), 'alice', cloud)),
  );

  if (process.env.LAB_NEWEST_CLIENT === '1') {
    say("the newest clients of the Python package index, beside Debian's");
    const venv = folder('newest-client');
    await script('newest-client.sh', [venv], cloudEnv);
    const bin = join(venv, 'bin');
    for (const cloud of CLOUDS) {
      // From 2.75 this Nova refuses a query parameter that the newest client sends with `limits show`.
      const chosen = choose(client({ ...alice, OS_COMPUTE_API_VERSION: '2.74' }, bin), 'newest-client', cloud);
      await identityCases(context, chosen, projects);
      await computeCases(context, chosen);
    }
    await sdkCases(context, { ...yamlEnv, OS_CLOUD: 'alice' }, bin, 'newest: ');
  }

  const phases = ['hanging', 'answering again', 'dies', 'stopped', 'started again'];
  if (phases.some((phase) => claims.wants(`cloud-b ${phase}:`) || claims.wants(`scs: cloud-b ${phase}:`))) {
    say('an outage of cloud-b');
    await outageCases(context, {
      lab: LAB,
      limits: LIMITS,
      stop: () => script('down.sh', ['b'], cloudEnv),
      start: () => script('up.sh', ['b'], cloudEnv),
    });
  }
  if (claims.wants('limits:')) {
    say('limits');
    const file = join(folder('hub'), 'gateway.yaml');
    const config = parse(readFileSync(file, 'utf8')) as { gateway: object };
    const set = (limits: object): void =>
      writeFileSync(file, stringify({ ...config, gateway: { ...config.gateway, limits } }));
    await limitCases(context, { os: client(await byAccessToken('bob', 'teaching')), set });
  }
  await hub();

  const [cloudA, cloudB] = CLOUDS;
  if (!cloudA || !cloudB) throw new Error('the lab has two clouds');
  if (claims.wants('member:')) {
    say('a cloud is joined by a command');
    const [onlyA] = openstackOf(() => ({ kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' }));
    // The same keys, which the clouds' Apaches know.
    const { stop: joining } = await serve('hub', 18443, 'recording/joining', [onlyA]);
    const config = join(folder('hub'), 'gateway.yaml');
    await memberCases(context, {
      lab: LAB,
      cloud: cloudB,
      config,
      client,
      user: await byAccessToken('alice', 'research'),
    });
    await joining();
  }

  say('clouds that cannot federate: a credential per project');
  const credential = await makeApplicationCredential(context, cloudA);
  endings.push(() => credential.remove());
  const strategies: Record<string, object> = {
    'cloud-a': {
      kind: 'application-credential',
      credentials: [
        {
          project: 'hub/research',
          groups: ['research'],
          id: 'env:LAB_CREDENTIAL_ID',
          secret: 'env:LAB_CREDENTIAL_SECRET',
        },
      ],
    },
    'cloud-b': {
      kind: 'password',
      credentials: [
        {
          project: 'hub/research',
          groups: ['research'],
          username: DEMO.name,
          userDomain: 'Default',
          password: 'env:LAB_PASSWORD',
        },
      ],
    },
  };
  const secrets = {
    LAB_CREDENTIAL_ID: credential.id,
    LAB_CREDENTIAL_SECRET: credential.secret,
    LAB_PASSWORD: DEMO.password,
  };
  const credentialClouds = openstackOf((id) => strategies[id], { projects: { 'hub/research': 'Default/demo' } });
  const { stop: credentials } = await serve('credentials', 18453, 'recording/hub', credentialClouds, secrets);
  const there = { ...context, publicUrl: 'https://127.0.0.1:18453' };
  const aliceThere = client(await byAccessToken('alice', 'research', there.publicUrl));
  await strategyCases(there, 'application-credential', choose(aliceThere, 'alice', cloudA));
  await strategyCases(there, 'password', choose(aliceThere, 'alice', cloudB));
  await credentials();

  say('accounts that live at the clouds');
  const { stop: native } = await serve(
    'native',
    18463,
    'recording/native',
    openstackOf(() => ({ kind: 'native' })),
  );
  for (const cloud of CLOUDS) {
    const env: Env = {
      ...always,
      OS_AUTH_URL: `https://127.0.0.1:18463/clouds/${cloud.id}/identity/v3`,
      OS_USERNAME: DEMO.name,
      OS_PASSWORD: DEMO.password,
      OS_PROJECT_NAME: DEMO.project,
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_NAME: 'Default',
    };
    await nativeCases({ ...context, publicUrl: 'https://127.0.0.1:18463' }, cloud, client(env));
  }
  await native();

  say("the README's commands, on the demo");
  await readmeCases(context);

  say('reading every byte that passed');
  const memberIds = new Map<string, string>();
  for (const cloud of CLOUDS) for (const [id, what] of await callerIds(direct, cloud)) memberIds.set(id, what);
  const audiences = new Map(CLOUDS.map(({ authUrl }) => [new URL(authUrl).origin, authUrl]));
  leakClaims(checkLeaks(folder('recording/hub'), { memberIds, audiences }), memberIds.size);
  const nativeReport = checkLeaks(folder('recording/native'), { memberIds: new Map(), audiences: new Map() });
  await claims.claim(`native: no answer of ${nativeReport.answers} holds a member's address`, () =>
    none(nativeReport.addresses),
  );
  if (!options.keep) rmSync(folder('recording'), { recursive: true, force: true });
}

function leakClaims(report: Report, ids: number): void {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
  const read = `${report.answers} answers (${megabytes(report.answerBytes)}, ${report.scsAnswers} of the normalised API)`;
  void claims.claim(`no answer holds a member's address: ${read} read`, () => none(report.addresses));
  void claims.claim(
    `no answer holds one of the ${ids} ids of callers, projects and domain at a member: ${read} read`,
    () => none(report.ids),
  );
  void claims.claim(`no answer holds a member's token: ${read} read`, () => none(report.tokens));
  const sent = `${report.upstreamRequests} requests (${megabytes(report.upstreamBytes)})`;
  void claims.claim(
    `no request to a member holds a token of the gateway or the identity provider, but for the proof made for it: ${sent} read`,
    () => {
      const enough =
        options.only !== undefined || Math.min(report.upstreamRequests, report.answers, report.scsAnswers) > 200;
      assert.ok(enough, 'too little was recorded to say so');
      none(report.upstream);
    },
  );
}

function none(found: readonly string[]): void {
  assert.equal(found.length, 0, `${found.length} found:\n${found.slice(0, 25).join('\n')}`);
}

function once(end: () => Promise<void>): () => Promise<void> {
  let ended: Promise<void> | undefined;
  return () => {
    ended ??= end();
    return ended;
  };
}

/** As a user would write it: one entry with `regions` serves both clouds. */
function writeCloudsYaml(folder: string, discovery: string, cacert: string, token: string): string {
  const file = join(folder, 'clouds.yaml');
  const entry = (auth_type: string, auth: object) => ({
    auth_type,
    auth: {
      auth_url: `${PUBLIC}/identity/v3`,
      identity_provider: 'idp',
      protocol: 'openid',
      project_name: 'research',
      project_domain_name: 'hub',
      ...auth,
    },
    regions: CLOUDS.map(({ id }) => id),
    identity_api_version: 3,
    compute_api_version: '2.90',
    cacert,
  });
  const atIdp = { discovery_endpoint: discovery, openid_scope: 'openid profile' };
  const openstack = { client_id: 'openstack', client_secret: 'openstack-secret' };
  const clouds = {
    automation: entry('v3oidcclientcredentials', {
      ...atIdp,
      client_id: 'automation',
      client_secret: 'automation-secret',
    }),
    carol: entry('v3oidcpassword', { ...atIdp, ...openstack, username: 'carol', password: 'carol-pw' }),
    alice: entry('v3oidcaccesstoken', { access_token: token }),
    root: entry('v3oidcaccesstoken', { access_token: token, auth_url: PUBLIC }),
  };
  writeFileSync(file, stringify({ clouds }), { mode: 0o600 });
  return file;
}
