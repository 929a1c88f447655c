// SPDX-License-Identifier: Apache-2.0
// The Kubernetes lab: a real cluster, the gateway before it over TLS in each trust mode, real kubectl, Helm and
// @kubernetes/client-node through it. Starts, checks, and ends what it started: `npm run test:lab:kubernetes [-- --only …]`.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { ensureTls } from '../../../demo/ca.ts';
import { startIdp } from '../../../demo/idp.ts';
import { say } from '../claims.ts';
import { createCourse } from '../course.ts';
import { startGateway } from '../gateway.ts';
import { type Client, call, good, helmCases, helms, kubectls, objectCases, streamCases } from './cases.ts';
import { startCluster } from './cluster.ts';
import { endingCases } from './lab/ending-cases.ts';
import { identityCases, surfaceCases } from './lab/identity-cases.ts';
import { largeCases, makeManyPods } from './lab/large-cases.ts';
import { loadCases } from './lab/load-cases.ts';
import { beginSilence } from './lab/long-cases.ts';
import { memberCases } from './lab/member-cases.ts';
import { namesCases } from './lab/names-cases.ts';
import { authorityCases, outageCases } from './lab/outage-cases.ts';
import { programCases } from './lab/program-cases.ts';
import { recordedCases } from './lab/recorded-cases.ts';
import { scsCases } from './lab/scs-cases.ts';
import { createAsk, ENTRIES, PUBLIC, type Setting } from './lab/setting.ts';
import { run } from './run.ts';
import { stopTalks, until } from './talk.ts';

const { values: options } = parseArgs({ options: { only: { type: 'string' } } });
const LAB = join(process.env.LAB ?? '/tmp/scs-gateway-lab', 'kubernetes');
const MAIN = resolve(import.meta.dirname, '../../../src/main.ts');
const AUDIENCE = 'lab-a';
const IDP_PORT = 18541;
const OPERATIONS_PORT = 18544;

const { claims, endings, run: runLab } = createCourse(options.only);
endings.push(stopTalks);
await runLab(lab);

async function lab(): Promise<void> {
  const work = join(LAB, 'gateway');
  rmSync(work, { recursive: true, force: true });
  const recording = join(work, 'recording');
  const scratch = join(work, 'scratch');
  for (const folder of [recording, scratch]) mkdirSync(folder, { recursive: true });
  const tls = await ensureTls(join(LAB, 'tls'));
  const pem = { cert: readFileSync(tls.cert, 'utf8'), key: readFileSync(tls.key, 'utf8') };

  setDefaultCACertificates([...getCACertificates(), readFileSync(tls.ca, 'utf8')]);
  // The issuer has to have TLS: an apiserver takes no other.
  const idp = await startIdp({
    users: [
      { name: 'alice', password: 'alice-pw', groups: ['research'] },
      { name: 'bob', password: 'bob-pw', groups: ['teaching'] },
    ],
    services: { automation: ['research'] },
    tokenLifetime: 3600,
    port: IDP_PORT,
    tls: pem,
  });
  endings.push(() => idp.close());

  const cluster = await startCluster({
    folder: join(LAB, 'lab'),
    log: say,
    podNetwork: 78,
    impersonation: 'constrained',
    issuer: {
      url: PUBLIC,
      audience: AUDIENCE,
      caFile: tls.ca,
      // For the strategy `passthrough`.
      others: [
        {
          issuer: { url: idp.issuer, audiences: ['scs-gateway'], certificateAuthority: readFileSync(tls.ca, 'utf8') },
          claimMappings: {
            username: { claim: 'preferred_username', prefix: 'idp:' },
            groups: { claim: 'groups', prefix: 'scs:' },
          },
        },
      ],
    },
  });
  endings.push(() => cluster.stop());
  await cluster.kubectl(['apply', '-f', join(import.meta.dirname, 'lab/people.yaml')]);
  await cluster.kubectl(['apply', '-f', join(import.meta.dirname, 'manifests/web.yaml')]);
  await cluster.kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s']);
  const pod = await cluster.kubectl(['get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].metadata.name}']);

  const caFile = join(work, 'cluster-ca.crt');
  const token = join(work, 'token');
  writeFileSync(caFile, readFileSync(cluster.caFile));
  writeFileSync(token, cluster.impersonatorToken, { mode: 0o600 });
  const { server } = cluster;
  const config = {
    gateway: {
      publicUrl: PUBLIC,
      listen: { host: '127.0.0.1', port: 18543, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
      caFile: tls.ca,
      operations: { host: '127.0.0.1', port: OPERATIONS_PORT },
      keys: './keys',
      // A thousand watches at once on a machine that runs the whole cluster too: each of them is to be answered, late or not.
      limits: { loopLag: 'off' },
    },
    identityProviders: [
      {
        id: 'idp',
        issuer: idp.issuer,
        audiences: ['scs-gateway'],
        domain: 'acme',
        caFile: tls.ca,
        cli: { clientId: 'automation' },
      },
    ],
    clouds: [
      {
        id: 'a',
        name: 'Cloud A',
        clusters: [
          { id: 'hub-a', server, caFile, strategy: { kind: 'hub-oidc', audience: AUDIENCE } },
          {
            id: 'imp-a',
            server,
            caFile,
            strategy: { kind: 'impersonate', token: `file:${token}`, prefix: 'scs:' },
            serviceAccounts: {},
          },
          {
            id: 'pass-a',
            server: server.replace('127.0.0.1', 'localhost'),
            caFile,
            strategy: { kind: 'passthrough', acceptsGatewayAudience: true },
            serviceAccounts: {},
          },
        ],
      },
    ],
  };
  const gateway = await startGateway({ folder: work, config, upstreamFolder: recording });
  endings.push(() => gateway.stop());
  claims.watch(gateway.log);
  say(`the gateway serves ${PUBLIC}; its log is ${gateway.log}`);
  const { ask, close } = createAsk(tls.ca);
  endings.push(close);

  const login = async (user: string): Promise<string> => {
    const { access_token: own } = await idp.tokens.password(user);
    const path = '/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth';
    const { status, headers, body } = await ask(path, own, { method: 'POST' });
    assert.equal(status, 201, body);
    return String(headers['x-subject-token']);
  };
  const tokens = { alice: await login('alice'), bob: await login('bob') };

  // As a user has it: `scs-gateway` on the PATH.
  const bin = join(work, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'scs-gateway'), `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`);
  chmodSync(join(bin, 'scs-gateway'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: scratch, SCS_CA: tls.ca };
  const kubeconfig = async (name: string, shown: string, auth: string): Promise<string> => {
    const args = ['kubeconfig', '--gateway', PUBLIC, '--auth', auth];
    const { code, stdout, stderr } = await run('scs-gateway', args, { env: { ...env, SCS_TOKEN: shown } });
    assert.equal(code, 0, stderr);
    const file = join(scratch, `${name}.kubeconfig`);
    writeFileSync(file, stdout, { mode: 0o600 });
    return file;
  };
  const files: Record<string, string> = {
    alice: await kubeconfig('alice', tokens.alice, 'token'),
    bob: await kubeconfig('bob', tokens.bob, 'token'),
  };
  const { programs } = cluster;
  const envOf = (user: string): NodeJS.ProcessEnv => ({ ...env, KUBECONFIG: files[user] });
  const as = (user: string, entry: string): Client => {
    const [client] = kubectls(programs, envOf(user), [`--context=${entry}`]);
    if (client === undefined) throw new Error('no kubectl');
    return client;
  };
  const operations = `http://127.0.0.1:${OPERATIONS_PORT}`;
  const setting: Setting = { claims, cluster, idp, scratch, pod, gatewayPid: gateway.pid, operations, ask, tokens, as };

  say('waiting for the apiserver to have taken up the issuers');
  await until(async () => (await call(as('alice', 'hub-a'), ['get', 'pods'])).code === 0, 60);

  await memberCases(setting, {
    folder: join(LAB, 'member'),
    config: join(work, 'gateway.yaml'),
    ca: tls.ca,
    command: (...args) => run('scs-gateway', args, { env: { ...env, NODE_EXTRA_CA_CERTS: tls.ca } }),
    log: say,
    endings,
  });
  const silence = await beginSilence(setting);
  await surfaceCases(setting);
  await scsCases(setting);
  await programCases(setting);
  await endingCases(setting);
  await claims.claim(
    'scs-gateway kubeconfig: a context for each cluster that the token is good for, the CA inside',
    () => {
      const file = readFileSync(files.alice ?? '', 'utf8');
      assert.match(file, /server: https:\/\/127\.0\.0\.1:18543\/k8s\/hub-a/);
      assert.match(file, /certificate-authority-data: /);
      assert.deepEqual([/name: imp-a/.test(file), /name: pass-a/.test(file)], [true, false]);
    },
  );
  const robot = await kubeconfig('robot', tokens.alice, 'exec');
  for (const [name, binary] of [
    ['kubectl 1.37', programs.kubectl],
    ['kubectl 1.35', programs.npm.kubectl],
  ] as const)
    await claims.claim(`${name}: logs in by the plugin scs-gateway credential, in each strategy`, async () => {
      const exec = { ...env, KUBECONFIG: robot, SCS_CLIENT_SECRET: 'automation-secret' };
      const seen: Record<string, string> = { 'hub-a': 'scs:acme', 'imp-a': 'scs:acme', 'pass-a': 'idp:automation' };
      for (const [entry, user] of Object.entries(seen)) {
        const client = { name, binary, env: exec, args: [`--context=${entry}`] };
        assert.match(await good(client, ['auth', 'whoami']), new RegExp(user), entry);
        assert.match(await good(client, ['exec', pod, '--', 'echo', 'here']), /here/, entry);
      }
    });

  for (const entry of ENTRIES) {
    say(`every client, by ${entry}`);
    await identityCases(setting, entry);
    await namesCases(setting, entry);
    const context = [`--context=${entry}`];
    for (const client of kubectls(programs, envOf('alice'), context)) {
      const target = { claims, pod, scratch, client: { ...client, name: `${entry}: ${client.name}` } };
      await objectCases(target);
      await streamCases(target);
    }
    for (const helm of helms(programs, envOf('alice'), [`--kube-context=${entry}`])) {
      const target = { claims, pod, scratch, client: { ...helm, name: `${entry}: ${helm.name}` } };
      await helmCases(target, as('alice', entry));
    }
  }

  say("the gateway's account with the classic form of its rights");
  await cluster.useImpersonation('classic');
  await claims.claim('imp-a: with the classic form of its rights the same works', async () => {
    const alice = as('alice', 'imp-a');
    await until(async () => (await call(alice, ['get', 'pods'])).code === 0);
    assert.match(await good(alice, ['exec', pod, '--', 'echo', 'here']), /here/);
    assert.match(await good(alice, ['auth', 'whoami', '--as=scs:acme/bob']), /scs:acme\/bob/);
    assert.match((await call(as('bob', 'imp-a'), ['get', 'pods', '--as=scs:acme/alice'])).stderr, /cannot impersonate/);
  });
  await claims.claim('imp-a: without its rights the refusal names the one that is missing', async () => {
    await cluster.kubectl(['delete', 'clusterrolebinding', 'scs-gateway-impersonator']);
    const refused = () => call(as('alice', 'imp-a'), ['get', 'pods']);
    await until(async () => (await refused()).code !== 0);
    assert.match((await refused()).stderr, /cannot impersonate|impersonate/);
    say(`it says: ${(await refused()).stderr.trim()}`);
  });
  await cluster.useImpersonation('constrained');
  await claims.claim(
    'imp-a: what the constrained form leaves out nobody can do from outside, whatever their roles',
    async () => {
      const create = ['create', 'configmap', 'ceiling', '--dry-run=server'];
      const alice = as('alice', 'imp-a');
      await until(async () => (await call(alice, create)).code === 0);
      const role = ['patch', 'clusterrole', 'scs-gateway-impersonator', '--type=json'];
      const verbs = ['-o', 'jsonpath={.rules[1].verbs}'];
      const list = JSON.parse(await cluster.kubectl(['get', 'clusterrole', 'scs-gateway-impersonator', ...verbs]));
      const at = (list as string[]).indexOf('impersonate-on:user-info:create');
      await cluster.kubectl([...role, `-p=[{"op":"remove","path":"/rules/1/verbs/${at}"}]`]);
      await until(async () => (await call(alice, create)).code !== 0);
      const { stderr } = await call(alice, create);
      say(`it says: ${stderr.trim()}`);
      assert.match(stderr, /cannot impersonate/);
      // By SPDY, exec is a POST. By WebSocket it is a GET, and to this rule a `get` of pods/exec.
      const spdy = { ...alice, env: { ...alice.env, KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' } };
      assert.equal((await call(spdy, ['exec', pod, '--', 'true'])).code, 1);
      await good(alice, ['get', 'pods']);
      await cluster.useImpersonation('constrained');
      await until(async () => (await call(alice, create)).code === 0);
    },
  );
  await until(async () => (await call(as('alice', 'imp-a'), ['get', 'pods'])).code === 0);

  if (claims.wants('a list of')) await makeManyPods(setting);
  await largeCases(setting);
  await silence();
  if (['apiserver dies', 'informer', 'works again', '410'].some((word) => claims.wants(word)))
    await outageCases(setting);
  await loadCases(setting, tls.ca);
  await authorityCases(setting, async () => {
    const next = join(work, 'cluster-ca-next.crt');
    writeFileSync(next, readFileSync(cluster.caFile));
    for (const entry of config.clouds[0]?.clusters ?? []) entry.caFile = next;
    writeFileSync(join(work, 'gateway.yaml'), stringify(config));
  });
  await recordedCases(setting, recording, AUDIENCE);
}
