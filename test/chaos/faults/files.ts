// SPDX-License-Identifier: Apache-2.0
// What a gateway has beside its memory is gone, or taken by another: what runs goes on, what cannot start says why.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, listen } from '../../../demo/idp.ts';
import type { ConditionName } from '../../../src/model/conditions.ts';
import { until } from '../../redis/redis-server.ts';
import type { House, Leaf } from '../house.ts';
import type { Load } from '../load.ts';
import type { Replica } from '../replica.ts';
import { isOver, isTold, lookAtKeys } from '../told.ts';
import { USERS } from '../users.ts';
import type { Fault, Stage } from './fault.ts';

const DAY = 86_400_000;

async function keysTold(house: House, load: Load, name: ConditionName, wait: Stage['wait']): Promise<string> {
  const [one] = house.replicas;
  const { token } = load.working[USERS[0]];
  await wait(2_000, 60_000);
  await lookAtKeys(house, token);
  return `told: ${await isTold(one, 'keyFolder', name)}`;
}

async function keysRight(house: House, load: Load, name: ConditionName): Promise<void> {
  const [one] = house.replicas;
  await sleep(2_000);
  await lookAtKeys(house, load.working[USERS[0]].token);
  await isOver(one, 'keyFolder', name);
}

export const files: readonly Fault[] = [
  {
    name: 'keys folder gone',
    holds:
      'a folder of keys that is gone under running replicas fails nothing, and is told everywhere in the same words',
    async run({ house, load, wait }) {
      const elsewhere = `${house.keys}-elsewhere`;
      await rename(house.keys, elsewhere);
      try {
        return await keysTold(house, load, 'keysGone', wait);
      } finally {
        await rename(elsewhere, house.keys);
        await keysRight(house, load, 'keysGone');
      }
    },
  },
  {
    name: 'junk in the keys folder',
    holds: 'junk in the folder of keys fails nothing in running replicas, and is told everywhere in the same words',
    async run({ house, load, wait }) {
      const junk = join(house.keys, 'junk');
      await mkdir(junk);
      await writeFile(join(house.keys, 'zz-junk.json'), 'no key');
      try {
        return await keysTold(house, load, 'keysUnreadable', wait);
      } finally {
        await rm(junk, { recursive: true });
        await rm(join(house.keys, 'zz-junk.json'));
        await keysRight(house, load, 'keysUnreadable');
      }
    },
  },
  {
    name: 'certificate ended',
    holds:
      'a certificate that ends soon fails nothing, one that has ended or has another name costs new connections alone, and each is told everywhere in the same words',
    async run({ house, wait }) {
      const [one, two, three] = house.replicas;
      const now = Date.now();
      const cases: readonly (readonly [Replica, ConditionName, Leaf])[] = [
        [one, 'certificateEnds', { from: now - 88 * DAY, until: now + 2 * DAY }],
        [two, 'certificateExpired', { from: now - 90 * DAY, until: now - DAY }],
        [three, 'certificateOtherName', { names: [{ type: 'dns', value: 'elsewhere.example' }] }],
      ];
      const each = (look: (...one: (typeof cases)[number]) => Promise<unknown>): Promise<unknown> =>
        Promise.all(cases.map((one) => look(...one)));
      try {
        await each(async (replica, name, leaf) => {
          await house.serve(leaf, replica);
          await until(async () => (await replica.metric('scs_gateway_condition', `condition="${name}"`)) === 1);
          await isTold(replica, 'listener', name);
        });
        await wait(500, 30_000);
      } finally {
        await each((replica) => house.serve({}, replica));
        await each((replica, name) => isOver(replica, 'listener', name));
      }
      return undefined;
    },
    allowed: ({ why }) => why === 'CERT_HAS_EXPIRED' || why === 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  {
    name: 'operations port taken',
    holds: 'a gateway whose operations port is taken ends with 1 and says so, while the others serve',
    async run({ house }) {
      const [, two] = house.replicas;
      await two.stop();
      const squatter = createServer((_, response) => response.writeHead(404).end());
      await listen(squatter, house.operations, two.host);
      const said = await two.start().then(
        () => 'started',
        (error: Error) => error.message,
      );
      await close(squatter);
      if (!said.includes('EADDRINUSE') && !said.includes('taken')) throw new Error(`it said: ${said}`);
      await two.start();
      return undefined;
    },
  },
];
