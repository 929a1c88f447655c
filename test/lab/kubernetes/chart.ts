// SPDX-License-Identifier: Apache-2.0
// `npm run test:lab:chart`: deploy/helm/scs-gateway on a real apiserver, controllers and kubelet. The pods are gateways, run as processes
// of this machine (README.md); each request goes to a pod that the Service's endpoints name as ready, as kube-proxy would send it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { createClaims, say } from '../claims.ts';
import { startCluster } from './cluster.ts';
import { definitionFiles } from './definitions.ts';
import { createAuthority, issue } from './pki.ts';
import { type Outcome, run } from './run.ts';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean' } } });
const claims = createClaims(options.only === undefined ? undefined : new RegExp(options.only));
const root = resolve(import.meta.dirname, '../../..');
const CHART = join(root, 'deploy/helm/scs-gateway');
const HOST = 'gateway.example.org';
const NAMESPACE = 'gateways';

const scratch = mkdtempSync(join(tmpdir(), 'lab-chart-'));
const folder = join(process.env.LAB ?? '/tmp/scs-gateway-lab', 'kubernetes', 'chart');
const program = join(scratch, 'program');
execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--to', program], { stdio: 'inherit' });
copyFileSync(process.execPath, join(program, 'node'));
// Pods share the machine's network here and have addresses of it, so that "all addresses" of each are its own one alone.
writeFileSync(
  join(program, 'own-address.mjs'),
  `import { Server } from 'node:net';
const { listen } = Server.prototype;
Server.prototype.listen = function (options, ...more) {
  return listen.call(this, options?.host === '0.0.0.0' ? { ...options, host: process.env.POD_IP } : options, ...more);
};
`,
);
const cluster = await startCluster({ folder, log: say, podNetwork: 75 });
const redisPort = 20_000 + (process.pid % 10_000);
const redis = spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', ''], {
  stdio: 'ignore',
});
try {
  await all();
} catch (error) {
  claims.broken(error);
} finally {
  redis.kill();
  if (!options.keep) await cluster.stop();
  rmSync(scratch, { recursive: true });
}
const { passed, failed } = claims.summary();
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);

async function all(): Promise<void> {
  const { claim } = claims;
  const { kubectl, programs } = cluster;
  const env = { PATH: process.env.PATH, HOME: scratch, KUBECONFIG: cluster.adminKubeconfig };
  const helm = async (...args: string[]): Promise<string> =>
    said(`helm ${args[0]}`, await run(programs.helm, args, { env, timeout: 180_000 }));
  const ca = await createAuthority(scratch, 'ca');
  const { cert, key } = await issue(ca, scratch, 'tls', { name: HOST, dns: [HOST] });

  const values = (more: object = {}): string => {
    const file = join(scratch, 'values.yaml');
    const text = {
      command: ['/opt/scs-gateway/node', '/opt/scs-gateway/src/main.js'],
      extraVolumes: [{ name: 'program', hostPath: { path: program } }],
      extraVolumeMounts: [{ name: 'program', mountPath: '/opt/scs-gateway', readOnly: true }],
      env: [
        { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'NODE_OPTIONS', value: '--import=/opt/scs-gateway/own-address.mjs' },
      ],
      // The only node has one processor.
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      // No node has a second zone here.
      service: { type: 'ClusterIP' },
      drain: { delaySeconds: 5, timeoutSeconds: 10 },
      keys: { rotation: { enabled: true } },
      ...more,
    };
    writeFileSync(file, stringify(text));
    return file;
  };

  await kubectl(['create', 'namespace', 'restricted']);
  await kubectl([
    'label',
    'namespace',
    'restricted',
    'pod-security.kubernetes.io/enforce=restricted',
    'pod-security.kubernetes.io/warn=restricted',
  ]);
  /** What an apiserver says of the chart with these values. */
  const judged = async (name: string, set: readonly string[] = [], change = (text: string) => text) => {
    const given = join(root, `test/fixtures/helm/${name}.values.yaml`);
    const place = ['scs-gateway', CHART, '--namespace', 'restricted', '--values', given];
    const rendered = await helm('template', ...place, ...set);
    const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'];
    return cluster.outcome(args, change(rendered));
  };
  const workload = /(deployment|daemonset)\.apps\/scs-gateway serverside-applied/;
  const takes = (name: string): Promise<unknown> =>
    claim(`an apiserver takes all of the values ${name}, strictly, at level restricted`, async () => {
      const { code, stdout, stderr } = await judged(name);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.match(stdout, workload);
    });
  await takes('default');
  const definitions = definitionFiles();
  for (const file of definitions) await kubectl(['apply', '--server-side', '-f', file]);
  await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
  // These have a route of the Gateway API.
  await takes('daemonset');
  const v1 = ['--api-versions', 'gateway.networking.k8s.io/v1/TLSRoute'];
  const http = ['gatewayApi.route=HTTPRoute', 'tls.endsInFront=true', 'certManager.enabled=false'].flatMap((one) => [
    '--set',
    one,
  ]);
  for (const [route, set, warned] of [
    ['a TLSRoute', v1, /^$/],
    ['the TLSRoute of an older cluster', [], /deprecated/],
    ['an HTTPRoute', http, /^$/],
  ] as const)
    await claim(
      `an apiserver with the definitions of cert-manager, Gateway API and the Prometheus Operator takes all of the values everything, with ${route}`,
      async () => {
        const { code, stdout, stderr } = await judged('everything', set);
        assert.equal(code, 0, stderr);
        assert.match(stderr, warned);
        assert.match(stdout, workload);
        // Who ends TLS in front has its certificate there.
        const certificate = set === http ? [] : ['certificate.cert-manager'];
        for (const kind of [...certificate, 'podmonitor.monitoring', 'prometheusrule.monitoring'])
          assert.match(stdout, new RegExp(`^${kind}.*/scs-gateway serverside-applied`, 'm'));
        assert.match(stdout, /^(tls|http)route\.gateway\.networking\.k8s\.io\/scs-gateway serverside-applied/m);
      },
    );
  await claim('an apiserver with these definitions refuses what they do not have', async () => {
    for (const [right, wrong] of [
      ['rotationPolicy: Always', 'rotationPolicy: Sometimes'],
      ['podMetricsEndpoints:', 'podMetricEndpoints:'],
      ['hostnames: [', 'hostNames: ['],
    ] as const) {
      const { code, stderr } = await judged('everything', v1, (text) => text.replace(right, wrong));
      assert.notEqual(code, 0, wrong);
      assert.match(stderr, /invalid|unknown field|not declared in schema|Unsupported value/i);
    }
  });
  for (const file of definitions) await kubectl(['delete', '-f', file]);

  await kubectl(['create', 'namespace', NAMESPACE]);
  const own = ['-n', NAMESPACE];
  await kubectl([...own, 'create', 'secret', 'tls', 'scs-gateway-tls', `--cert=${cert}`, `--key=${key}`]);
  const url = `redis://127.0.0.1:${redisPort}`;
  await kubectl([...own, 'create', 'secret', 'generic', 'scs-gateway-redis', `--from-literal=url=${url}`]);
  const keys = join(scratch, 'keys');
  await rotate(keys);
  await kubectl([...own, 'create', 'secret', 'generic', 'scs-gateway-keys', `--from-file=${keys}`]);

  const pods = async (): Promise<string[]> =>
    (await kubectl([...own, 'get', 'pods', '-l', 'app.kubernetes.io/name=scs-gateway', '-o', 'name']))
      .trim()
      .split('\n')
      .toSorted();
  const place = ['scs-gateway', CHART, ...own];
  const wait = ['--wait', '--timeout', '150s'];

  await claim('helm install brings two gateways that are ready and answer by TLS', async () => {
    await helm('install', ...place, '--values', values(), ...wait);
    assert.equal((await pods()).length, 2);
    assert.deepEqual([...(await during(() => pause(1_000))).keys()], [200]);
  });
  await claim('another cloud by helm upgrade is taken up by the pods as they are', async () => {
    const before = await pods();
    const cloud = (id: string) => ({
      id,
      name: id,
      openstack: {
        authUrl: `https://${id}.example/v3`,
        region: 'R',
        strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
      },
    });
    await helm(
      'upgrade',
      ...place,
      '--values',
      values({ config: { clouds: [cloud('cloud-a'), cloud('cloud-b')] } }),
      ...wait,
    );
    assert.deepEqual(await pods(), before);
    await until('the pods say so', 120_000, async () =>
      (await kubectl([...own, 'logs', before[0] ?? ''])).includes('configuration applied'),
    );
  });
  await claim('what needs new pods by helm upgrade, while requests run: each is answered', async () => {
    const before = await pods();
    const more = { config: { gateway: { publicUrl: `https://${HOST}`, consoleDomain: 'consoles.example.net' } } };
    const outcomes = await during(
      async () => void (await helm('upgrade', ...place, '--values', values(more), ...wait)),
    );
    assert.deepEqual([...outcomes.keys()], [200]);
    // They drain until then.
    await until('the pods of before are gone', 60_000, async () => !(await pods()).some((pod) => before.includes(pod)));
    say(`requests during the upgrade: ${outcomes.get(200)}`);
  });
  await claim('helm rollback brings the old ones back, while requests run: each is answered', async () => {
    const outcomes = await during(async () => void (await helm('rollback', 'scs-gateway', '1', ...own, ...wait)));
    assert.deepEqual([...outcomes.keys()], [200]);
    say(`requests during the rollback: ${outcomes.get(200)}`);
  });
  await claim('an upgrade to what does not start leaves those that run, and is rolled back', async () => {
    const args = [
      'upgrade',
      ...place,
      '--values',
      values({ tls: { secretName: 'nothing' } }),
      '--wait',
      '--timeout',
      '20s',
    ];
    const outcomes = await during(async () => {
      const { code } = await run(programs.helm, args, { env });
      assert.notEqual(code, 0);
      await helm('rollback', 'scs-gateway', ...own, ...wait);
    });
    assert.deepEqual([...outcomes.keys()], [200]);
  });
  await claim('the account of the rotation rotates the keys in their Secret, and can do nothing else', async () => {
    const as = ['--as=system:serviceaccount:gateways:scs-gateway-keys'];
    const may = async (...what: string[]) =>
      (await cluster.outcome([...own, 'auth', 'can-i', ...what, ...as])).stdout.trim();
    assert.equal(await may('update', 'secret/scs-gateway-keys'), 'yes');
    for (const what of [
      ['get', 'secret/scs-gateway-tls'],
      ['list', 'secrets'],
      ['create', 'secrets'],
      ['delete', 'secret/scs-gateway-keys'],
      ['get', 'pods'],
    ])
      assert.equal(await may(...what), 'no');
    const names = async (): Promise<string[]> =>
      Object.keys(
        JSON.parse(await kubectl([...own, 'get', 'secret', 'scs-gateway-keys', '-o', 'json'])).data,
      ).toSorted();
    const before = await names();
    // The addresses of Services lead nowhere here, so what the job runs is run beside it.
    const account = join(scratch, 'account');
    mkdirSync(account);
    writeFileSync(join(account, 'token'), await kubectl([...own, 'create', 'token', 'scs-gateway-keys']));
    copyFileSync(cluster.caFile, join(account, 'ca.crt'));
    const inPod = join(scratch, 'keys-in-pod');
    mkdirSync(inPod, { mode: 0o700 });
    const { hostname, port } = new URL(cluster.server);
    const ran = await run(process.execPath, [join(CHART, 'files/rotate.mjs')], {
      env: {
        ...{ KEYS_SECRET: 'scs-gateway-keys', KEYS_FOLDER: inPod, NAMESPACE, ACCOUNT_FOLDER: account },
        ...{ KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, HOME: scratch },
        ...{ PATH: [scratch, process.env.PATH].join(delimiter), SCS_GATEWAY_CONFIG: configuration(inPod) },
      },
    });
    said('rotate', ran);
    const after = await names();
    assert.equal(after.length > before.length, true);
    assert.deepEqual(
      before.filter((name) => !after.includes(name)),
      [],
    );
    assert.deepEqual(
      readdirSync(inPod)
        .filter((name) => name.endsWith('.json'))
        .toSorted(),
      after,
    );
  });
  await claim('the CronJob gives a job that an apiserver takes, with the account of the rotation', async () => {
    await kubectl([...own, 'create', 'job', 'once', '--from=cronjob/scs-gateway-keys']);
    assert.match(
      await kubectl([...own, 'get', 'job', 'once', '-o', 'jsonpath={.spec.template.spec.serviceAccountName}']),
      /^scs-gateway-keys$/,
    );
    await kubectl([...own, 'delete', 'job', 'once']);
  });
  await claim('helm uninstall leaves the Secrets, and nothing else', async () => {
    await helm('uninstall', 'scs-gateway', ...own, '--wait');
    await until('nothing is left', 60_000, async () => {
      const left = await kubectl([...own, 'get', 'all,networkpolicy,pdb,role,rolebinding', '-o', 'name']);
      return left === '';
    });
    for (const name of ['tls', 'redis', 'keys']) await kubectl([...own, 'get', 'secret', `scs-gateway-${name}`]);
  });

  /** A command `scs-gateway` for the PATH, and a configuration with these keys. */
  function configuration(keyFolder: string): string {
    const command = join(scratch, 'scs-gateway');
    writeFileSync(command, `#!/bin/sh\nexec ${program}/node ${program}/src/main.js "$@"\n`, { mode: 0o755 });
    const file = join(scratch, 'gateway.yaml');
    writeFileSync(
      file,
      stringify({
        gateway: {
          publicUrl: `https://${HOST}`,
          listen: { tls: { cert: `file:${cert}`, key: `file:${key}` } },
          keys: keyFolder,
        },
        state: { redis: 'env:REDIS_URL' },
        identityProviders: [{ id: 'i', issuer: 'https://idp.example.org', audiences: ['a'], domain: 'd' }],
        clouds: [
          {
            id: 'cloud-a',
            name: 'A',
            openstack: {
              authUrl: 'https://cloud-a.example/v3',
              region: 'R',
              strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
            },
          },
        ],
      }).replace('env:REDIS_URL', `file:${join(scratch, 'redis-url')}`),
    );
    writeFileSync(join(scratch, 'redis-url'), `redis://127.0.0.1:${redisPort}`);
    return file;
  }
  async function rotate(keyFolder: string): Promise<void> {
    const config = configuration(keyFolder);
    said('keys rotate', await run(join(scratch, 'scs-gateway'), ['keys', 'rotate', '--config', config], { env }));
  }

  /** A new connection each time, to a pod that is ready by the endpoints as they were half a second ago at most. */
  async function during(work: () => Promise<unknown>): Promise<Map<number | string, number>> {
    const outcomes = new Map<number | string, number>();
    let over = false;
    const ready = async (): Promise<string[]> => {
      const list = await kubectl([
        ...own,
        'get',
        'endpointslices',
        '-l',
        'kubernetes.io/service-name=scs-gateway',
        '-o',
        'json',
      ]);
      const { items } = JSON.parse(list) as {
        items: { endpoints?: { addresses: string[]; conditions: { ready?: boolean } }[] }[];
      };
      return items
        .flatMap(({ endpoints }) => endpoints ?? [])
        .filter((one) => one.conditions.ready === true)
        .flatMap((one) => one.addresses);
    };
    let addresses = await ready();
    const watching = (async () => {
      for (; !over; await pause(300)) addresses = await ready();
    })();
    const ask = (host: string): Promise<number | string> =>
      new Promise((done) => {
        const agent = new Agent();
        get(
          {
            host,
            port: 8443,
            servername: HOST,
            path: '/',
            headers: { host: HOST },
            ca: readFileSync(ca.caFile),
            agent,
            timeout: 20_000,
          },
          (answer) => {
            answer.resume().once('end', () => done(answer.statusCode ?? 0));
          },
        ).once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
      });
    const sending = (async () => {
      for (let n = 0; !over; n++, await pause(20)) {
        const address = addresses[n % addresses.length];
        const outcome = address === undefined ? 'nobody is ready' : await ask(address);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    })();
    try {
      await work();
      await pause(500);
    } finally {
      over = true;
      await Promise.all([watching, sending]);
    }
    return outcomes;
  }
}

function said(what: string, { code, stdout, stderr }: Outcome): string {
  if (code !== 0) throw new Error(`${what} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

async function until(what: string, limit: number, check: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + limit; !(await check()); await pause(500))
    if (Date.now() > end) throw new Error(`${what}: not in ${limit / 1000} s`);
}
