// SPDX-License-Identifier: Apache-2.0
// What unmodified clients do, as claims: the same ones straight at the apiserver (selftest.ts) and through the gateway
// (lab.ts). Each client speaks another way: WebSocket, SPDY by choice, SPDY since it knows nothing else.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Claims } from '../claims.ts';
import type { Programs } from './build.ts';
import { type Outcome, run } from './run.ts';
import { digest, echo, portOf, type Talk, talk } from './talk.ts';

export interface Client {
  /** As it begins each claim. */
  readonly name: string;
  readonly binary: string;
  /** With KUBECONFIG and HOME; may be changed by what the client needs. */
  readonly env: NodeJS.ProcessEnv;
  /** Given to every call, such as --context. */
  readonly args?: readonly string[];
}

export interface Target {
  readonly claims: Claims;
  readonly client: Client;
  /** A pod of manifests/web.yaml. */
  readonly pod: string;
  readonly scratch: string;
}

const HERE = import.meta.dirname;
const SPDY = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' };

export function kubectls(programs: Programs, env: NodeJS.ProcessEnv, args: readonly string[] = []): Client[] {
  const { kubectl, npm, oldKubectl } = programs;
  return [
    { name: 'kubectl 1.37', binary: kubectl, env, args },
    { name: 'kubectl 1.37 told to use SPDY', binary: kubectl, env: { ...env, ...SPDY }, args },
    { name: 'kubectl 1.35', binary: npm.kubectl, env, args },
    ...(oldKubectl === undefined ? [] : [{ name: 'kubectl 1.20', binary: oldKubectl, env, args }]),
  ];
}

export const helms = (programs: Programs, env: NodeJS.ProcessEnv, args: readonly string[] = []): Client[] => [
  { name: 'Helm 4.3', binary: programs.helm, env, args },
  { name: 'Helm 4.1', binary: programs.npm.helm, env, args },
];

export const call = (
  { binary, env, args: always = [] }: Client,
  args: readonly string[],
  input = '',
): Promise<Outcome> => run(binary, [...always, ...args], { env, input });

export const begin = ({ binary, env, args: always = [] }: Client, args: readonly string[]): Talk =>
  talk(binary, [...always, ...args], env);

/** What it says; fails with what it complains about. */
export async function good(client: Client, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await call(client, args, input);
  assert.equal(code, 0, `${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

/** Reading and changing objects. Leaves nothing behind. */
export async function objectCases({ claims: { claim }, client, pod, scratch }: Target): Promise<void> {
  const kubectl = (args: string, input = ''): Promise<string> => good(client, args.split(' '), input);
  const named = `things-${randomBytes(3).toString('hex')}`;
  const manifest = (value: string): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: named }, data: { value } });

  await claim(`${client.name}: get, describe, api-resources, explain, auth can-i`, async () => {
    assert.match(await kubectl('get deployment web'), /2\/2/);
    assert.match(await kubectl(`get pod ${pod} -o yaml`), /podIP:/);
    assert.match(await kubectl(`describe pod ${pod}`), /Started/);
    assert.match(await kubectl('api-resources'), /deployments/);
    assert.match(await kubectl('explain deployment.spec.replicas'), /replicas/i);
    assert.equal((await kubectl('auth can-i create deployments')).trim(), 'yes');
  });
  await claim(`${client.name}: apply, patch, replace, delete, and a watch that tells of each`, async () => {
    const watch = begin(client, [
      'get',
      'configmaps',
      '-w',
      '--field-selector',
      `metadata.name=${named}`,
      '--output-watch-events',
    ]);
    try {
      await kubectl('apply -f -', manifest('one'));
      await watch.line(/ADDED/);
      await kubectl('apply -f -', manifest('two'));
      await watch.line(/MODIFIED/);
      await kubectl(`patch configmap ${named} --type=merge -p {"data":{"value":"three"}}`);
      assert.equal(await kubectl(`get configmap ${named} -o jsonpath={.data.value}`), 'three');
      await kubectl('replace -f -', manifest('four'));
      await kubectl('apply --server-side --force-conflicts -f -', manifest('five'));
      assert.equal(await kubectl(`get configmap ${named} -o jsonpath={.data.value}`), 'five');
      await kubectl(`delete configmap ${named}`);
      await watch.line(/DELETED/);
    } finally {
      await watch.stop();
    }
    assert.match((await call(client, ['get', 'configmap', named])).stderr, /NotFound/);
  });
  await claim(`${client.name}: rollout restart, status, history and undo`, async () => {
    const deployment = join(scratch, 'rollout.json');
    writeFileSync(deployment, rollout(named));
    await kubectl(`apply -f ${deployment}`);
    try {
      await kubectl(`rollout status deployment/${named} --timeout=60s`);
      await kubectl(`rollout restart deployment/${named}`);
      await kubectl(`rollout status deployment/${named} --timeout=60s`);
      assert.match(await kubectl(`rollout history deployment/${named}`), /2/);
      await kubectl(`rollout undo deployment/${named}`);
      await kubectl(`scale deployment/${named} --replicas=0`);
    } finally {
      await kubectl(`delete deployment ${named} --wait=false`);
    }
  });
}

/** What needs the node: streams both ways. */
export async function streamCases({ claims: { claim }, client, pod, scratch }: Target): Promise<void> {
  await claim(`${client.name}: exec gives both streams and the exit code`, async () => {
    const done = await call(client, ['exec', pod, '--', 'sh', '-c', 'echo out; echo err >&2; exit 7']);
    assert.equal(done.stdout, 'out\n', done.stderr);
    assert.match(done.stderr, /^err\n/);
    assert.equal(done.code, 7);
  });
  await claim(`${client.name}: exec passes standard input through to its end`, async () => {
    const sent = randomBytes(300_000).toString('hex');
    const done = await call(client, ['exec', '-i', pod, '--', 'cat'], sent);
    assert.equal(done.stdout === sent, true, done.stderr);
  });
  await claim(`${client.name}: exec -it has a terminal`, async () => {
    const { binary, env, args = [] } = client;
    // script(1) gives kubectl the terminal that it insists on.
    const words = [binary, ...args, 'exec', '-it', pod, '--', 'sh', '-c', "'tty; stty size; echo done'"].join(' ');
    const done = await run('script', ['-qec', words, '/dev/null'], { env });
    assert.match(done.stdout, /\/dev\/pts\/\d+[\s\S]*done/);
  });
  await claim(`${client.name}: cp carries 50 MB both ways unchanged`, async () => {
    const file = join(scratch, 'big');
    const bytes = randomBytes(50_000_000);
    writeFileSync(file, bytes);
    await good(client, ['cp', file, `${pod}:/tmp/big`]);
    await good(client, ['cp', `${pod}:/tmp/big`, `${file}.back`]);
    assert.equal(digest(readFileSync(`${file}.back`)), digest(bytes));
  });
  await claim(`${client.name}: logs -f says lines as they come`, async () => {
    const logs = begin(client, ['logs', '-f', '--since=1s', pod]);
    const ticks: number[] = [];
    try {
      for (let seen = 0; ticks.length < 4; await pause(50)) {
        assert.equal(logs.child.exitCode, null, logs.complaints());
        for (; seen < logs.lines.length; seen += 1) if (logs.lines[seen]?.startsWith('tick')) ticks.push(Date.now());
      }
    } finally {
      await logs.stop();
    }
    // Flushed one by one, a second apart, not in a lump.
    assert.ok((ticks[3] ?? 0) - (ticks[1] ?? 0) > 1_500);
  });
  await claim(`${client.name}: attach talks with the running process`, async () => {
    const word = `good day ${randomBytes(3).toString('hex')}`;
    const attached = begin(client, ['attach', '-i', pod]);
    const speak = setTimeout(() => attached.child.stdin.write(`${word}\n`), 1_000);
    try {
      await attached.line(new RegExp(`^heard: ${word}$`));
    } finally {
      clearTimeout(speak);
      await attached.stop();
    }
  });
  await claim(`${client.name}: port-forward carries bytes there and back`, async () => {
    const forward = begin(client, ['port-forward', pod, ':7']);
    try {
      const port = await portOf(forward);
      const sent = randomBytes(2_000_000);
      assert.equal(digest(await echo(port, sent)), digest(sent));
      // Several at once in the same tunnel.
      const parts = [0, 1, 2, 3].map((n) => sent.subarray(n * 100_000, n * 100_000 + 100_000));
      const back = await Promise.all(parts.map((part) => echo(port, part)));
      assert.deepEqual(back.map(digest), parts.map(digest));
    } finally {
      await forward.stop();
    }
  });
}

/** `kubectl` reads what Helm has done. */
export async function helmCases({ claims: { claim }, client }: Target, kubectl: Client): Promise<void> {
  await claim(`${client.name}: install, upgrade, roll back and uninstall of a chart`, async () => {
    const helm = (...args: string[]): Promise<string> => good(client, args);
    const chart = join(HERE, 'chart');
    await helm('install', 'small', chart, '--wait', '--timeout', '60s');
    await helm('upgrade', 'small', chart, '--set', 'greeting=good evening,replicas=2', '--wait', '--timeout', '60s');
    assert.match(await good(kubectl, ['get', 'configmap', 'small', '-o', 'yaml']), /good evening/);
    const look = ['exec', 'deployment/small', '--', 'sh', '-c', 'cat /config/greeting; echo " $GREETING"'];
    assert.equal(await good(kubectl, look), 'good evening good evening\n');
    await helm('rollback', 'small', '1', '--wait', '--timeout', '60s');
    assert.match(await helm('list'), /small/);
    await helm('uninstall', 'small', '--wait', '--timeout', '60s');
    assert.equal((await call(kubectl, ['get', 'configmap', 'small'])).code, 1);
  });
}

const rollout = (name: string): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'main', image: 'lab/program' }] },
      },
    },
  });
