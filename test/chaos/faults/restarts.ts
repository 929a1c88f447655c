// SPDX-License-Identifier: Apache-2.0
// One replica after the other is replaced, as every upgrade does it: nobody notices.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MAIN } from '../replica.ts';
import { lookAtKeys, publishedKeys } from '../told.ts';
import { USERS } from '../users.ts';
import type { Fault, Stage } from './fault.ts';

const run = promisify(execFile);

/** New keys while a replica is being replaced: it starts with them, or reads them as the others do. */
async function rotateWhileRestarting({ house, load }: Stage): Promise<void> {
  const [{ file }] = house.replicas;
  const rotate = run(process.execPath, [MAIN, 'keys', 'rotate', '--config', file]);
  const [{ stdout }] = await Promise.all([rotate, house.restart()]);
  const made = [...stdout.matchAll(/^made (\S+)$/gm)].map(([, kid]) => kid);
  await lookAtKeys(house, load.working[USERS[0]].token);
  for (const [index, kids] of (await publishedKeys(house)).entries())
    if (!kids.some((kid) => made.includes(kid)))
      throw new Error(`gateway-${index + 1} publishes ${kids.join(', ')}, and the rotation said: ${stdout}`);
}

export const restarts: readonly Fault[] = [
  {
    name: 'rolling restart of three',
    holds: 'a rolling restart of three fails nothing, and watches go on elsewhere',
    // The other one is such a restart too.
    long: true,
    async run({ house }) {
      await house.restart();
      return undefined;
    },
  },
  {
    name: 'rolling restart with a changed configuration and new keys',
    holds:
      'a configuration that changes under load, and again with a rolling restart while keys are rotated, fails nothing, and all have the new keys',
    async run(stage) {
      const { house, wait } = stage;
      await house.configure((file) => {
        file.clouds[0].openstack.timeouts = { connect: '4s' };
      });
      await wait(3_000);
      await house.configure((file) => {
        file.gateway.limits = { ...file.gateway.limits, streamAge: '23h' };
        delete file.clouds[0].openstack.timeouts;
      });
      await rotateWhileRestarting(stage);
      return undefined;
    },
  },
];
