// SPDX-License-Identifier: Apache-2.0
// Nobody takes the lines of the log: the process lives, and counts what it drops.
import { closeSync, openSync } from 'node:fs';
import { until } from '../../redis/redis-server.ts';
import type { Replica } from '../replica.ts';
import type { Fault } from './fault.ts';

const dropsLines = (replica: Replica): Promise<void> =>
  until(async () => (await replica.metric('scs_gateway_log_lines_dropped_total')) > 0);

async function again(replica: Replica, log?: number): Promise<void> {
  const code = await replica.stop();
  if (code !== 0) throw new Error(`${replica.name} has ended with ${code}`);
  await replica.start(log);
}

export const log: readonly Fault[] = [
  {
    name: 'log pipe closed',
    holds: 'a gateway whose log nobody reads any more lives on, and counts the lines',
    async run({ house, wait }) {
      const [one] = house.replicas;
      one.closeLog();
      await dropsLines(one);
      await wait(2_000, 20_000);
      await again(one);
      return undefined;
    },
  },
  {
    name: 'log disk full',
    holds: 'a gateway whose log is on a full disk starts, lives and counts the lines',
    async run({ house, wait }) {
      const [, two] = house.replicas;
      const full = openSync('/dev/full', 'w');
      await again(two, full).finally(() => closeSync(full));
      await dropsLines(two);
      await wait(2_000, 20_000);
      await again(two);
      return undefined;
    },
  },
  {
    name: 'log reader slow',
    holds: 'a gateway whose log is read late goes on meanwhile',
    async run({ house, wait }) {
      const [, , three] = house.replicas;
      three.pauseLog(true);
      await wait(5_000, 60_000);
      three.pauseLog(false);
      return `${await three.metric('scs_gateway_log_lines_dropped_total')} lines dropped`;
    },
  },
];
