// SPDX-License-Identifier: Apache-2.0
// Whether this machine has the time for faults under load: three gateways on two cores that nobody else needs.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MAIN } from './replica.ts';

const run = promisify(execFile);

const CORES = 2;
/** Milliseconds that are looked at. */
const WINDOW = 3_000;
/** Of all cores. */
const FREE = 0.8;
/** Milliseconds; a third of that on a machine of today. */
const COMMAND = 1_500;

/** Undefined: it has. */
export async function whyBusy(): Promise<string | undefined> {
  const cores = availableParallelism();
  if (cores < CORES) return `this machine has ${cores} core`;
  const [idle, all] = await times();
  await sleep(WINDOW);
  const [idleNow, allNow] = await times();
  const free = (idleNow - idle) / (allNow - all);
  // Time that a hypervisor gives to others is in `all`.
  if (free < FREE) return `${Math.round(free * 100)} % of this machine are free`;
  const begun = performance.now();
  await run(process.execPath, [MAIN, '--version']);
  const took = performance.now() - begun;
  if (took > COMMAND) return `this machine is slow: a command that does nothing takes ${Math.round(took)} ms`;
  return undefined;
}

/** Ticks of all cores since boot (proc_stat(5)): idle or waiting for a disk, and all. */
async function times(): Promise<readonly [number, number]> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  // Those of guests are counted as the user's already.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return [(ticks[3] ?? 0) + (ticks[4] ?? 0), ticks.reduce((sum, one) => sum + one, 0)];
}
