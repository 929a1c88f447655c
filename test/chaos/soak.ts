// SPDX-License-Identifier: Apache-2.0
// Hours of faults at random: what a replica takes of memory and file descriptors after each of them, and whether that grows.
import { readdir, readFile } from 'node:fs/promises';
import type { House } from './house.ts';

interface Taken {
  /** MiB. */
  readonly memory: number;
  readonly files: number;
}

interface Growth {
  look(): Promise<string>;
  /** Throws where a process that has lived long takes more and more. Says how many have. */
  flat(): string;
}

/** The first ten minutes do not count, of less than twenty the first half: caches fill, and what is compiled is compiled. */
const WARM = 10 * 60_000;
const ENOUGH = 6;

/** `long`: milliseconds of all. */
export function watchGrowth(house: House, long: number): Growth {
  const begun = performance.now();
  const byProcess = new Map<number, Taken[]>();
  return {
    async look() {
      const now = await Promise.all(house.replicas.map(({ pid }) => taken(pid)));
      for (const [index, one] of now.entries()) {
        const pid = house.replicas[index]?.pid ?? 0;
        const all = byProcess.get(pid) ?? [];
        if (performance.now() - begun > Math.min(WARM, long / 2)) all.push(one);
        byProcess.set(pid, all.slice(-1_000));
      }
      return now.map(({ memory, files }) => `${Math.round(memory)} MiB, ${files} files`).join('; ');
    },
    flat() {
      let judged = 0;
      for (const [pid, all] of byProcess) {
        const [first] = all;
        const last = all.at(-1);
        if (all.length < ENOUGH || first === undefined || last === undefined) continue;
        judged += 1;
        if (last.memory > first.memory * 1.25 + 20 || last.files > first.files + 100)
          throw new Error(`process ${pid}: ${JSON.stringify(first)}, then ${JSON.stringify(last)}`);
      }
      if (judged === 0) throw new Error('no process has lived long enough');
      return `${judged} processes`;
    },
  };
}

async function taken(pid: number): Promise<Taken> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const files = (await readdir(`/proc/${pid}/fd`)).length;
  return { memory: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024, files };
}
