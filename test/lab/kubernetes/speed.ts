// SPDX-License-Identifier: Apache-2.0
// How long streams of many bytes take through the gateway, beside the same straight at the apiserver: kubectl exec and
// port-forward, in turns, without the recorder of the lab's other runs. `npm exec -- node test/lab/kubernetes/speed.ts [--rounds 7]`
// A measurement and no claim: it means something on a machine that does nothing else.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '../claims.ts';
import { clusterSetting } from '../suites/cluster-setting.ts';
import type { ClusterSide } from '../suites/suite.ts';
import { begin, type Client, good } from './cases.ts';
import { portOf, stopTalks } from './talk.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const LAB = process.env.LAB ?? '/tmp/scs-gateway-lab';
const EXEC = 200_000_000;
const FORWARD = 50_000_000;
const endings: (() => unknown)[] = [];

interface Way {
  readonly name: string;
  readonly client: Client;
  readonly pod: string;
}

/** Seconds. Nothing of it passes through this process. */
async function exec({ client: { binary, env }, pod }: Way): Promise<number> {
  const began = performance.now();
  const args = ['exec', pod, '--', 'head', '-c', String(EXEC), '/dev/zero'];
  const child = spawn(binary, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  return (performance.now() - began) / 1000;
}

async function forward({ client, pod }: Way): Promise<number> {
  const talk = begin(client, ['port-forward', pod, ':7']);
  try {
    const socket = connect(await portOf(talk), '127.0.0.1');
    const began = performance.now();
    let back = 0;
    socket.on('data', (chunk) => (back += chunk.length));
    socket.end(Buffer.alloc(FORWARD, 7));
    await once(socket, 'end');
    assert.equal(back, FORWARD);
    return (performance.now() - began) / 1000;
  } finally {
    await talk.stop();
  }
}

const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

async function wayOf(side: ClusterSide, name: string, more: NodeJS.ProcessEnv): Promise<Way> {
  const env = { PATH: process.env.PATH, HOME: side.folder, KUBECONFIG: await side.kubeconfig(), ...more };
  const client: Client = { name, binary: side.kubectl, env };
  await good(client, ['apply', '-f', join(import.meta.dirname, 'manifests/web.yaml')]);
  await good(client, ['rollout', 'status', 'deployment/web', '--timeout=60s']);
  const pod = await good(client, ['get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].metadata.name}']);
  return { name, client, pod };
}

async function measure(): Promise<void> {
  mkdirSync(join(LAB, 'suites'), { recursive: true });
  const { side } = await clusterSetting(LAB, endings);
  const folder = (name: string): string => join(LAB, 'suites', `speed-${name}`);
  const spdy = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' };
  for (const [protocol, more] of [['WebSocket', {}] as const, ['SPDY', spdy] as const]) {
    const ways = [
      await wayOf(side('direct', folder('direct'), {}), 'direct', more),
      await wayOf(side('gateway', folder('hub-oidc'), { strategy: 'hub-oidc' }), 'hub-oidc', more),
      await wayOf(side('gateway', folder('impersonate'), { strategy: 'impersonate' }), 'impersonate', more),
    ];
    for (const [what, run] of [
      ['exec of 200 MB', exec] as const,
      ['port-forward of 50 MB and back', forward] as const,
    ]) {
      const seconds = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
      // The first round warms up.
      for (let round = 0; round <= Number(options.rounds); round += 1)
        for (const way of ways) {
          const took = await run(way);
          if (round > 0) seconds.get(way.name)?.push(took);
        }
      const direct = median(seconds.get('direct') ?? []);
      for (const [name, all] of seconds)
        say(
          `${what}, ${protocol}, ${name}: ${median(all).toFixed(2)} s (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}), ${(median(all) / direct).toFixed(2)} × direct`,
        );
    }
  }
}

try {
  await measure();
} finally {
  await stopTalks();
  for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end();
}
process.exit(0);
