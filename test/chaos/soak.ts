// SPDX-License-Identifier: Apache-2.0
// Hours of faults at random: what a replica takes of memory after each of them, and what all of them hold when nothing has been
// asked for half a minute, before the first and after the last.
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from './house.ts';

interface Taken {
  /** MiB. */
  readonly memory: number;
  readonly files: number;
}

interface Growth {
  look(): Promise<string>;
  /** Nothing is asked any more. Throws where more is held than at first, or a process that has lived long takes more and more memory. */
  flat(): Promise<string>;
}

/** The first ten minutes do not count, of less than twenty the first half: caches fill, and what is compiled is compiled. */
const WARM = 10 * 60_000;
const ENOUGH = 6;
/** Until clients and clouds have closed what they do not use. */
const REST = 30_000;
/** Of each, of all replicas: streams are elsewhere, and a heart beats just then. */
const MORE = 12;

/** While nothing is asked. `long`: milliseconds of all. */
export async function watchGrowth(house: House, long: number): Promise<Growth> {
  const rested = await held(house);
  const begun = performance.now();
  const byProcess = new Map<number, number[]>();
  return {
    async look() {
      const now = await Promise.all(house.replicas.map(({ pid }) => taken(pid)));
      for (const [index, { memory }] of now.entries()) {
        const pid = house.replicas[index]?.pid ?? 0;
        const all = byProcess.get(pid) ?? [];
        if (performance.now() - begun > Math.min(WARM, long / 2)) all.push(memory);
        byProcess.set(pid, all.slice(-1_000));
      }
      return now.map(({ memory, files }) => `${Math.round(memory)} MiB, ${files} files`).join('; ');
    },
    async flat() {
      const now = await held(house);
      const grown = [...now].filter(([what, count]) => count > (rested.get(what) ?? 0) + MORE);
      if (grown.length > 0)
        throw new Error(grown.map(([what, count]) => `${what}: ${rested.get(what) ?? 0}, then ${count}`).join('; '));
      let judged = 0;
      for (const [pid, all] of byProcess) {
        const [first, last] = [all[0], all.at(-1)];
        if (all.length < ENOUGH || first === undefined || last === undefined) continue;
        judged += 1;
        if (last > first * 1.25 + 20) throw new Error(`process ${pid}: ${first} MiB, then ${last}`);
      }
      if (judged === 0) throw new Error('no process has lived long enough');
      return `${[...now].map(([what, count]) => `${what} ${rested.get(what) ?? 0} → ${count}`).join(', ')}; memory of ${judged} processes`;
    },
  };
}

/** File descriptors, and what keeps Node's event loops alive by its kind (sockets, timers), of all replicas after a rest. */
async function held({ replicas }: House): Promise<ReadonlyMap<string, number>> {
  await sleep(REST);
  const sum = new Map<string, number>();
  for (const replica of replicas) {
    const files = [['files', (await taken(replica.pid)).files] as const];
    for (const [what, count] of [...files, ...(await replica.each('scs_gateway_nodejs_active_resources', 'type'))])
      sum.set(what, (sum.get(what) ?? 0) + count);
  }
  return sum;
}

async function taken(pid: number): Promise<Taken> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const files = (await readdir(`/proc/${pid}/fd`)).length;
  return { memory: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024, files };
}
