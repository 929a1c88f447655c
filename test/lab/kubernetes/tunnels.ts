// SPDX-License-Identifier: Apache-2.0
// How long streams of many bytes take through the gateway, beside the same straight at the apiserver: kubectl exec, cp and
// port-forward, in turns, without the recorder of the lab's other runs. `npm run bench:tunnels [-- --rounds 7 --most 1.3 --write]`
// Ends with 1 where one takes more than `--most` times what it takes directly. `--write` puts the table into docs/performance.md.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../../../bench/budgets.ts';
import { type TunnelFigure, writeTunnels } from '../../../bench/tunnels.ts';
import { say } from '../claims.ts';
import { clusterSetting } from '../suites/cluster-setting.ts';
import type { ClusterSide } from '../suites/suite.ts';
import { begin, type Client, good } from './cases.ts';
import { portOf, stopTalks } from './talk.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    most: { type: 'string', default: '1.3' },
    write: { type: 'boolean', default: false },
  },
});
const LAB = process.env.LAB ?? '/tmp/scs-gateway-lab';
const MOST = Number(options.most);
const EXEC = 200_000_000;
const FORWARD = 50_000_000;
/** Zeros: what counts is how many bytes go through, and `cp` compresses nothing. */
const FILE = join(LAB, 'suites', 'tunnels-file');
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

/** To the pod and back. */
async function cp({ client, pod, name }: Way): Promise<number> {
  const back = `${FILE}-${name}`;
  const began = performance.now();
  await good(client, ['cp', FILE, `${pod}:/tmp/tunnels`]);
  await good(client, ['cp', `${pod}:/tmp/tunnels`, back]);
  const seconds = (performance.now() - began) / 1000;
  rmSync(back);
  return seconds;
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

async function wayOf(side: ClusterSide, name: string, more: NodeJS.ProcessEnv): Promise<Way> {
  const env = { PATH: process.env.PATH, HOME: side.folder, KUBECONFIG: await side.kubeconfig(), ...more };
  const client: Client = { name, binary: side.kubectl, env };
  await good(client, ['apply', '-f', join(import.meta.dirname, 'manifests/web.yaml')]);
  await good(client, ['rollout', 'status', 'deployment/web', '--timeout=60s']);
  const pod = await good(client, ['get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].metadata.name}']);
  return { name, client, pod };
}

/** One kind of stream by one protocol: every way in turn, in each round. */
async function inTurns(
  what: string,
  protocol: string,
  ways: readonly Way[],
  run: (way: Way) => Promise<number>,
): Promise<TunnelFigure[]> {
  const seconds = new Map<Way, number[]>(ways.map((way) => [way, []]));
  // The first round warms up.
  for (let round = 0; round <= Number(options.rounds); round += 1)
    for (const way of ways) {
      const took = await run(way);
      if (round > 0) seconds.get(way)?.push(took);
    }
  const direct = seconds.get(ways[0] as Way) ?? [];
  return ways.map((way) => {
    const all = seconds.get(way) ?? [];
    // Within a round: what else the machine does at that moment weighs on both.
    const ratio = median(all.map((one, round) => one / (direct[round] ?? Number.NaN)));
    return { what, protocol, way: way.name, seconds: all, ratio };
  });
}

async function measure(): Promise<TunnelFigure[]> {
  mkdirSync(join(LAB, 'suites'), { recursive: true });
  writeFileSync(FILE, '');
  truncateSync(FILE, EXEC);
  endings.push(() => rmSync(FILE, { force: true }));
  const { side } = await clusterSetting(LAB, endings);
  const folder = (name: string): string => join(LAB, 'suites', `tunnels-${name}`);
  const spdy = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' };
  const figures: TunnelFigure[] = [];
  for (const [protocol, more] of [['WebSocket', {}] as const, ['SPDY', spdy] as const]) {
    const ways = [
      await wayOf(side('direct', folder('direct'), {}), 'direct', more),
      await wayOf(side('gateway', folder('hub-oidc'), { strategy: 'hub-oidc' }), 'hub-oidc', more),
      await wayOf(side('gateway', folder('impersonate'), { strategy: 'impersonate' }), 'impersonate', more),
    ];
    for (const [what, run] of [
      ['exec of 200 MB', exec] as const,
      ['cp of 200 MB and back', cp] as const,
      ['port-forward of 50 MB and back', forward] as const,
    ])
      for (const figure of await inTurns(what, protocol, ways, run)) {
        figures.push(figure);
        const { way, seconds, ratio } = figure;
        const range = `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`;
        const mark = ratio <= MOST ? 'ok  ' : 'FAIL';
        say(
          `${mark} ${what}, ${protocol}, ${way}: ${median(seconds).toFixed(2)} s (${range}), ${ratio.toFixed(2)} × direct`,
        );
      }
  }
  return figures;
}

const loadBefore = loadavg().slice(0, 2);
let over = 1;
try {
  const figures = await measure();
  const through = figures.filter(({ way }) => way !== 'direct');
  over = through.filter(({ ratio }) => !(ratio <= MOST)).length;
  const date = new Date().toISOString().slice(0, 10);
  if (options.write) say(`written: ${writeTunnels(date, { most: MOST, loadBefore, figures })}`);
  console.log(`${through.length - over} passed, ${over} failed`);
} finally {
  await stopTalks();
  for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end();
}
process.exit(over === 0 ? 0 : 1);
