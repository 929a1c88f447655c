// SPDX-License-Identifier: Apache-2.0
// A thousand watches through one gateway process, then the apiserver dies: each is told, and nothing of them is left.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { Agent, get } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../../claims.ts';
import { until } from '../talk.ts';
import { ENTRIES, PUBLIC, type Setting } from './setting.ts';

const WATCHES = 1_000;
const PATH = '/api/v1/namespaces/quiet/configmaps?watch=1&resourceVersion=0&timeoutSeconds=900';

interface Size {
  readonly sockets: number;
  /** MB. */
  readonly heap: number;
  readonly resident: number;
}

export async function loadCases(setting: Setting, ca: string): Promise<void> {
  const { claims, cluster, gatewayPid, operations, tokens } = setting;
  if (!claims.wants(`${WATCHES} watches`)) return;
  const size = async (): Promise<Size> => {
    process.kill(gatewayPid, 'SIGWINCH');
    await pause(500);
    const metrics = await (await fetch(`${operations}/metrics`)).text();
    const value = (name: string): number =>
      Number(new RegExp(`^\\S*${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(metrics)?.[1]) / 1e6;
    return {
      sockets: readdirSync(`/proc/${gatewayPid}/fd`).length,
      heap: value('nodejs_heap_size_used_bytes'),
      resident: value('process_resident_memory_bytes'),
    };
  };
  const show = ({ sockets, heap, resident }: Size): string =>
    `${sockets} descriptors, heap ${heap.toFixed(0)} MB, resident ${resident.toFixed(0)} MB`;

  // Once to warm up: what is compiled and cached then is no leak.
  const round = async (): Promise<Size> => {
    const crowd = await open(readFileSync(ca, 'utf8'), tokens.alice ?? '');
    const most = await size();
    const before = crowd.broken();
    assert.equal(before, 0);
    await cluster.restartApiserver({ crash: true });
    await until(() => crowd.broken() === WATCHES, 30).catch(() =>
      assert.fail(`${WATCHES - crowd.broken()} of ${WATCHES} watches were not told`),
    );
    crowd.close();
    return most;
  };
  await claims.claim(`${WATCHES} watches at once, half over HTTP/2, all broken visibly when the apiserver dies`, round);
  const base = await settled(size);
  say(`before the second time: ${show(base)}`);
  await claims.claim(
    `${WATCHES} watches once more: afterwards sockets and heap are back to where they were`,
    async () => {
      const most = await round();
      say(`with ${WATCHES} watches: ${show(most)}`);
      assert.ok(most.sockets > base.sockets + 1_400, 'not a socket for each');
      const after = await settled(size, base);
      say(`afterwards: ${show(after)}`);
      assert.ok(after.sockets <= base.sockets + 10, show(after));
      assert.ok(after.heap <= base.heap * 1.3 + 5, show(after));
    },
  );
}

/** What is there when sockets have had a while to close and garbage is collected; the least of it, since work goes on beside. */
async function settled(size: () => Promise<Size>, goal?: Size): Promise<Size> {
  let best = await size();
  for (let round = 0; round < 30; round += 1) {
    await pause(1_000);
    const now = await size();
    best = {
      sockets: Math.min(best.sockets, now.sockets),
      heap: Math.min(best.heap, now.heap),
      resident: now.resident,
    };
    if (goal && best.sockets <= goal.sockets + 10 && best.heap <= goal.heap * 1.1 && round > 3) break;
    if (!goal && round > 15) break;
  }
  return best;
}

/** Half of them on connections of their own, half as streams of a few HTTP/2 connections. */
async function open(ca: string, token: string): Promise<{ broken(): number; close(): void }> {
  let broken = 0;
  let standing = 0;
  const headers = { authorization: `Bearer ${token}` };
  const agent = new Agent({ ca, keepAlive: false, ALPNProtocols: ['http/1.1'], maxSockets: WATCHES });
  const requests: ClientRequest[] = [];
  const sessions: ClientHttp2Session[] = [];
  const faults: string[] = [];
  const pathOf = (n: number): string => `/k8s/${ENTRIES[n % ENTRIES.length]}${PATH}`;
  for (let n = 0; n < WATCHES / 2; n += 1) {
    const one = get(`${PUBLIC}${pathOf(n)}`, { agent, headers }, (answer) => {
      if (answer.statusCode === 200) standing += 1;
      else faults.push(String(answer.statusCode));
      answer.on('error', () => (broken += 1));
      answer.resume();
    });
    // Also emitted where the answer has begun: counted there.
    one.on('error', (error) => faults.push(error.message));
    requests.push(one);
    if (n % 50 === 0) await pause(50);
  }
  for (let n = 0; n < WATCHES / 2; n += 1) {
    if (n % 100 === 0) sessions.push(connectHttp2(PUBLIC, { ca }));
    const session = sessions.at(-1);
    if (session === undefined) throw new Error('no session');
    session.on('error', () => undefined);
    session.setMaxListeners(0);
    const stream = session.request({ ':path': pathOf(n), ...headers });
    stream.on('response', ({ ':status': status }) => {
      if (status === 200) standing += 1;
      else faults.push(String(status));
    });
    stream.on('error', () => (broken += 1));
    stream.resume();
    if (n % 50 === 0) await pause(50);
  }
  await until(() => standing === WATCHES, 60).catch(() =>
    assert.fail(`${standing} of ${WATCHES} watches stand: ${[...new Set(faults)].join(', ')}`),
  );
  return {
    broken: () => broken,
    close: () => {
      for (const one of requests) one.destroy();
      for (const session of sessions) session.destroy();
      agent.destroy();
    },
  };
}
