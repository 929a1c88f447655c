// SPDX-License-Identifier: Apache-2.0
// Whether the lab cluster itself is sound: clients straight at its apiserver, no gateway between. What fails here
// cannot be blamed on the gateway. `npm exec -- node test/lab/kubernetes/selftest.ts [--only regexp] [--keep]`
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createClaims, say } from '../claims.ts';
import { startCluster } from './cluster.ts';
import { startIssuer } from './issuer.ts';
import { run } from './run.ts';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean' } } });
const claims = createClaims(options.only === undefined ? undefined : new RegExp(options.only));
const folder = join(process.env.LAB ?? '/tmp/scs-gateway-lab', 'kubernetes', 'selftest');
const HERE = import.meta.dirname;
const SPDY = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' };

const cluster = await startCluster({ folder, log: say, podNetwork: 76 });
const scratch = mkdtempSync(join(tmpdir(), 'lab-kubernetes-'));
const children: ChildProcess[] = [];
try {
  await all();
} catch (error) {
  claims.broken(error);
} finally {
  for (const child of children) child.kill();
  rmSync(scratch, { recursive: true });
  if (!options.keep) await cluster.stop();
}
const { passed, failed } = claims.summary();
say(`${passed} claims hold, ${failed.length} do not`);
process.exit(failed.length === 0 ? 0 : 1);

async function all(): Promise<void> {
  const { claim } = claims;
  const { kubectl, outcome, programs } = cluster;
  const env = { PATH: process.env.PATH, HOME: scratch, KUBECONFIG: cluster.adminKubeconfig };

  await kubectl(['apply', '-f', join(HERE, 'manifests/web.yaml')]);
  await claim('a deployment of two becomes ready', async () => {
    await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s']);
    assert.match(await kubectl(['get', 'deployment', 'web']), /2\/2/);
  });
  const pod = await kubectl(['get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].metadata.name}']);

  await claim('nodes, discovery, explain and events answer', async () => {
    assert.match(await kubectl(['get', 'nodes', '-o', 'wide']), /Ready/);
    assert.match(await kubectl(['api-resources']), /deployments/);
    assert.match(await kubectl(['explain', 'deployment.spec.replicas']), /replicas/i);
    assert.match(await kubectl(['describe', 'pod', pod]), /Started/);
  });
  await claim('who one is, and whom one acts as', async () => {
    assert.match(await kubectl(['auth', 'whoami']), /lab-admin/);
    assert.match(
      await kubectl(['auth', 'whoami', '--as=scs:acme/alice', '--as-group=scs:research']),
      /scs:acme\/alice/,
    );
    assert.equal((await outcome(['get', 'pods', '--as=scs:acme/alice'])).code, 1);
  });

  for (const form of ['classic', 'constrained'] as const) {
    await claim(`the gateway's account may impersonate in the ${form} form`, async () => {
      // Switching is applying the other manifest; the authoriser learns of it a moment later.
      await cluster.useImpersonation(form);
      const as = (user: string, ...groups: string[]) =>
        outcome([
          `--kubeconfig=${cluster.impersonatorKubeconfig}`,
          ...['get', '--raw', '/apis/apps', `--as=${user}`],
          ...groups.map((group) => `--as-group=${group}`),
        ]);
      await until(async () => (await as('scs:acme/alice', 'scs:research')).code === 0);
      const powers = [
        await as('scs:acme/alice', 'system:masters'),
        await as('system:serviceaccount:kube-system:default'),
        await as('system:node:127.0.0.1', 'system:nodes'),
      ];
      // In the classic form this is the weakness that the manifest warns of.
      for (const { code, stderr } of powers) {
        assert.equal(code, form === 'classic' ? 0 : 1);
        if (form === 'constrained') assert.match(stderr, /forbidden/i);
      }
    });
  }
  await cluster.useImpersonation('classic');

  // With the admin's kubeconfig kubectl would have two tokens to choose from.
  const asBearer = (token: string) =>
    outcome([
      ...['--kubeconfig=/dev/null', `--server=${cluster.server}`, `--certificate-authority=${cluster.caFile}`],
      ...[`--token=${token}`, 'auth', 'whoami', '-o', 'json'],
    ]);
  const issuer = await startIssuer(join(scratch, 'issuer'));
  await claim("tokens of the gateway's kind are taken as the AuthenticationConfiguration says", async () => {
    cluster.trust({ url: issuer.url, audience: 'cluster-a', caFile: issuer.caFile });
    const whoami = async (claims: object, audience = 'cluster-a', seconds = 600) => {
      const whole = { sub: 'id-1', domain: 'acme', groups: ['research'], ...claims };
      return asBearer(await issuer.sign(whole, audience, seconds));
    };
    const alice = { preferred_username: 'alice' };
    await until(async () => (await whoami(alice)).code === 0, 600);
    const { userInfo } = JSON.parse((await whoami(alice)).stdout).status;
    assert.equal(userInfo.username, 'scs:acme/alice');
    assert.equal(userInfo.uid, 'id-1');
    assert.deepEqual(userInfo.groups, ['scs:research', 'system:authenticated']);
    for (const refused of [whoami(alice, 'cluster-b'), whoami(alice, 'cluster-a', 3600), whoami({})])
      assert.match((await refused).stderr, /logged in|Unauthorized/);
  });
  await claim('the keys of an issuer that has gone away stay good', async () => {
    issuer.close();
    const token = await issuer.sign(
      { sub: 'id-2', domain: 'acme', preferred_username: 'bob', groups: [] },
      'cluster-a',
    );
    assert.match((await asBearer(token)).stdout, /scs:acme\/bob/);
  });

  // Each client speaks another way to the apiserver: WebSocket, SPDY by choice, SPDY since it knows nothing else.
  const clients: readonly (readonly [string, string, Record<string, string>])[] = [
    ['kubectl of the same version', programs.kubectl, {}],
    ['kubectl told to use SPDY', programs.kubectl, SPDY],
    ['kubectl released two versions ago', programs.npm.kubectl, {}],
    ...(programs.oldKubectl === undefined ? [] : [['kubectl 1.20', programs.oldKubectl, {}] as const]),
  ];
  for (const [name, binary, extra] of clients) {
    const client = (args: readonly string[], input = '') => run(binary, args, { env: { ...env, ...extra }, input });
    const start = (args: readonly string[]) => {
      const child = spawn(binary, args, { env: { ...env, ...extra }, stdio: 'pipe' });
      children.push(child);
      return child;
    };

    await claim(`${name}: exec gives both streams and the exit code`, async () => {
      const done = await client(['exec', pod, '--', 'sh', '-c', 'echo out; echo err >&2; exit 7']);
      assert.equal(done.stdout, 'out\n');
      assert.match(done.stderr, /^err\n/);
      assert.equal(done.code, 7);
    });
    await claim(`${name}: exec passes standard input through to its end`, async () => {
      const sent = randomBytes(300_000).toString('hex');
      const done = await client(['exec', '-i', pod, '--', 'cat'], sent);
      assert.equal(done.stdout === sent, true);
    });
    await claim(`${name}: exec -it has a terminal`, async () => {
      // script(1) gives kubectl the terminal that it insists on.
      const words = [binary, 'exec', '-it', pod, '--', 'sh', '-c', "'tty; stty size; echo done'"].join(' ');
      const done = await run('script', ['-qec', words, '/dev/null'], { env: { ...env, ...extra } });
      assert.match(done.stdout, /\/dev\/pts\/\d+[\s\S]*done/);
    });
    await claim(`${name}: cp carries 50 MB both ways unchanged`, async () => {
      const file = join(scratch, 'big');
      const bytes = randomBytes(50_000_000);
      writeFileSync(file, bytes);
      const there = await client(['cp', file, `${pod}:/tmp/big`]);
      assert.equal(there.code, 0, there.stderr);
      const back = await client(['cp', `${pod}:/tmp/big`, `${file}.back`]);
      assert.equal(back.code, 0, back.stderr);
      assert.equal(digest(readFileSync(`${file}.back`)), digest(bytes));
    });
    await claim(`${name}: logs -f says lines as they come`, async () => {
      const child = start(['logs', '-f', '--since=1s', pod]);
      const ticks: number[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        if (line.startsWith('tick')) ticks.push(Date.now());
        if (ticks.length === 4) break;
      }
      child.kill();
      // Flushed one by one, a second apart, not in a lump.
      assert.ok((ticks[3] ?? 0) - (ticks[1] ?? 0) > 1_500);
    });
    await claim(`${name}: attach talks with the running process`, async () => {
      const child = start(['attach', '-i', pod]);
      setTimeout(() => child.stdin.write('good day\n'), 1_000);
      assert.equal(await lineLike(child, /^heard: good day$/), true);
      child.kill();
    });
    await claim(`${name}: port-forward carries bytes there and back`, async () => {
      const child = start(['port-forward', pod, ':7']);
      let port = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        port = Number(/127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? 0);
        if (port !== 0) break;
      }
      const sent = randomBytes(2_000_000);
      assert.equal(digest(await echo(port, sent)), digest(sent));
      // A second connection in the same tunnel.
      assert.equal(digest(await echo(port, sent.subarray(0, 1000))), digest(sent.subarray(0, 1000)));
      child.kill();
    });
  }

  await claim('the apiserver proxies to pods and services', async () => {
    const http = ['get', '--raw'];
    assert.match(
      await kubectl([...http, `/api/v1/namespaces/default/pods/${pod}:8080/proxy/some/path`]),
      /GET \/some\/path/,
    );
    const service = `/api/v1/namespaces/default/services/web:http/proxy/other`;
    await until(async () => (await outcome([...http, service])).code === 0);
    assert.match(await kubectl([...http, service]), /GET \/other/);
  });

  for (const [name, binary] of [
    ['Helm 4', programs.helm],
    ['Helm as released', programs.npm.helm],
  ] as const) {
    await claim(`${name}: install, upgrade, roll back and uninstall of a chart`, async () => {
      const helm = async (...args: string[]): Promise<string> => {
        const done = await run(binary, args, { env });
        assert.equal(done.code, 0, `${args.join(' ')}: ${done.stderr}`);
        return done.stdout;
      };
      const chart = join(HERE, 'chart');
      await helm('install', 'small', chart, '--wait', '--timeout', '60s');
      await helm('upgrade', 'small', chart, '--set', 'greeting=good evening,replicas=2', '--wait', '--timeout', '60s');
      assert.match(await kubectl(['get', 'configmap', 'small', '-o', 'yaml']), /good evening/);
      const inPod = await kubectl([
        'exec',
        'deployment/small',
        '--',
        'sh',
        '-c',
        'cat /config/greeting; echo " $GREETING"',
      ]);
      assert.equal(inPod, 'good evening good evening\n');
      await helm('rollback', 'small', '1', '--wait', '--timeout', '60s');
      assert.match(await helm('list'), /small/);
      await helm('uninstall', 'small', '--wait', '--timeout', '60s');
      assert.equal((await outcome(['get', 'configmap', 'small'])).code, 1);
    });
  }

  await claim('an old revision is gone after compaction and a restart', async () => {
    const maps = '/api/v1/namespaces/default/configmaps';
    const old = JSON.parse(await kubectl(['get', '--raw', maps])).metadata.resourceVersion;
    await kubectl(['create', 'configmap', 'newer']);
    await cluster.compact();
    await cluster.restartApiserver();
    const list = `${maps}?resourceVersion=${old}&resourceVersionMatch=Exact`;
    assert.match((await outcome(['get', '--raw', list])).stderr, /Expired|too old|compacted/i);
  });
  await claim('a restarted apiserver shows a certificate of another authority', async () => {
    const before = readFileSync(cluster.caFile, 'utf8');
    await cluster.restartApiserver({ crash: true, newAuthority: true });
    assert.notEqual(readFileSync(cluster.caFile, 'utf8'), before);
    await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s']);
    assert.match(await kubectl(['exec', pod, '--', 'echo', 'still here']), /still here/);
  });
}

async function until(check: () => boolean | Promise<boolean>, rounds = 50): Promise<void> {
  for (let round = 0; !(await check()); round += 1) {
    assert.ok(round < rounds, 'did not come true');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function lineLike(child: ReturnType<typeof spawn>, wanted: RegExp): Promise<boolean> {
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) if (wanted.test(line)) return true;
  return false;
}

function echo(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const got: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => got.push(chunk));
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(got)));
    socket.end(bytes);
  });
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
