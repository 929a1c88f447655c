// SPDX-License-Identifier: Apache-2.0
// One process of three in trouble. What was under way there may be lost, and nothing else; no cloud is blamed for it.
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { House } from '../house.ts';
import { begunBefore, type Fault, silent } from './fault.ts';

const run = promisify(execFile);

/** The clouds are well: neither a client nor an operator is told otherwise. */
async function nobodyIsBlamed(house: House): Promise<void> {
  for (const replica of house.replicas) {
    const state = await replica.metric('scs_gateway_breaker_state');
    if (state > 0) throw new Error(`${replica.name} has an open breaker`);
  }
}

/** Longest until each takes its part of the work again. */
const BALANCED = 30_000;
const WINDOW = 2_000;
/** Of three: a third is right, and connections are few and of different weight. */
const PART = 0.1;

/** Waits until each replica serves, and says how long that took. */
async function balanced(house: House): Promise<string> {
  const served = (): Promise<number[]> =>
    Promise.all(house.replicas.map((replica) => replica.metric('scs_gateway_requests_total')));
  const begun = performance.now();
  let parts: number[] = [];
  for (let before = await served(); performance.now() - begun < BALANCED; ) {
    await sleep(WINDOW);
    const after = await served();
    const all = after.map((count, index) => count - (before[index] ?? 0));
    const sum = all.reduce((total, one) => total + one, 0);
    parts = all.map((one) => one / sum);
    if (parts.every((part) => part > PART)) {
      const words = parts.map((part) => `${Math.round(part * 100)} %`).join(', ');
      return `balanced again after ${((performance.now() - begun) / 1_000).toFixed(0)} s: ${words}`;
    }
    before = after;
  }
  throw new Error(`not balanced after ${BALANCED / 1_000} s: ${parts.map((part) => part.toFixed(2)).join(', ')}`);
}

const shed = ({ why }: { readonly why: string }): boolean => /overloaded/.test(why);
const own503 = ({ status }: { readonly status: number | undefined }): boolean => status === 503;

export const processes: readonly Fault[] = [
  {
    name: 'kill -9 of one',
    holds:
      'a replica that is killed takes nothing with it but what was under way there, and has its part of the work within half a minute of its start',
    async run({ house, wait, over }) {
      const [, victim] = house.replicas;
      await victim.kill();
      await wait(2_000);
      await victim.start();
      over();
      const words = await balanced(house);
      await wait(1_000, 20_000);
      await nobodyIsBlamed(house);
      return words;
    },
    allowed: (failure, { begun }) => silent(failure) && begunBefore(failure, begun),
    // What was under way, and the watches.
    most: ({ inFlight }) => inFlight + 8,
  },
  {
    name: 'SIGSTOP of one',
    holds:
      'a replica that stands still keeps silent to its own clients, blames no cloud afterwards, and has its part of the work within half a minute',
    async run({ house, wait, over }) {
      const [, victim] = house.replicas;
      victim.signal('SIGSTOP');
      await wait(8_000, 30_000);
      victim.signal('SIGCONT');
      over();
      const words = await balanced(house);
      await nobodyIsBlamed(house);
      return words;
    },
    allowed: (failure, { over }) => (silent(failure) || shed(failure)) && failure.begun < over,
  },
  {
    name: 'one starved of CPU',
    holds:
      'a replica that gets a tenth of a core answers late or says that it is overloaded, blames no cloud, and has its part of the work within half a minute',
    async run({ house, long, over }) {
      const [, , victim] = house.replicas;
      const end = performance.now() + (long ? 30_000 : 8_000);
      while (performance.now() < end) {
        victim.signal('SIGSTOP');
        await sleep(90);
        victim.signal('SIGCONT');
        await sleep(10);
      }
      over();
      const words = await balanced(house);
      await nobodyIsBlamed(house);
      return words;
    },
    allowed: (failure, { over }) => (silent(failure) || shed(failure)) && begunBefore(failure, over),
  },
  {
    name: 'one out of file descriptors',
    holds:
      'a replica without file descriptors refuses what it has no connection for with 503, blames no cloud, and has its part of the work within half a minute',
    async run({ house, wait, over }) {
      const [victim] = house.replicas;
      const open = (await readdir(`/proc/${victim.pid}/fd`)).length;
      await run('prlimit', [`--pid=${victim.pid}`, `--nofile=${open + 2}:`]);
      await wait(6_000, 30_000);
      await run('prlimit', [`--pid=${victim.pid}`, '--nofile=65536:']).catch(() =>
        run('prlimit', [`--pid=${victim.pid}`, '--nofile=4096:']),
      );
      over();
      const words = await balanced(house);
      await nobodyIsBlamed(house);
      return `${open} were open, ${words}`;
    },
    // A list of the API that has no connection for one cloud is 200 without it.
    allowed: (failure, { over }) => (silent(failure) || own503(failure) || shed(failure)) && begunBefore(failure, over),
  },
];
