// SPDX-License-Identifier: Apache-2.0
// The one Redis in trouble. Nothing else needs it but a create with a key, which is refused with 503 and never acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from '../house.ts';
import { type Fault, refusedByState, type Stage } from './fault.ts';
import { unnoticed } from './unnoticed.ts';

const failures = async (house: House): Promise<number> => {
  const all = await Promise.all(
    house.replicas.map((one) => one.metric('scs_gateway_store_failures_total').catch(() => 0)),
  );
  return all.reduce((sum, one) => sum + one, 0);
};

async function away(ms: number, { house, wait }: Stage): Promise<string> {
  const failed = await failures(house);
  house.stretch.delay(ms);
  try {
    await wait(5_000, 60_000);
  } finally {
    house.stretch.delay(0);
  }
  return `${(await failures(house)) - failed} commands failed`;
}

/** What a Redis that is in trouble may cost; native calls are none of it. */
const troubles: readonly Fault[] = [
  {
    name: 'Redis killed, and back empty',
    holds:
      'a Redis that is killed and comes back empty costs creates with a key and revocations alone, and nothing is forgotten',
    deaf: true,
    async run({ house, wait }) {
      await house.redis.kill();
      await wait(4_000, 30_000);
      await house.redis.empty();
      await house.redis.start();
      return undefined;
    },
    allowed: refusedByState,
  },
  {
    name: 'Redis frozen',
    holds: 'a Redis that stands still costs creates with a key and revocations alone',
    deaf: true,
    async run({ house, wait }) {
      house.redis.hang();
      await wait(6_000, 30_000);
      house.redis.resume();
      return undefined;
    },
    allowed: refusedByState,
  },
  {
    name: 'Redis emptied',
    holds: 'a Redis that loses all that it has is filled again, and nobody notices',
    async run({ house, wait }) {
      await house.redis.cli('flushall');
      await wait(3_000);
      return undefined;
    },
  },
  {
    name: 'Redis 60 ms away',
    holds: 'a Redis that is 60 ms away slows no native call down',
    run: (stage) => away(60, stage),
    allowed: refusedByState,
  },
  {
    name: 'Redis 120 ms away',
    holds: 'a Redis that is 120 ms away slows no native call down',
    run: (stage) => away(120, stage),
    allowed: refusedByState,
  },
  {
    name: 'Redis flapping',
    holds: 'a Redis that comes and goes costs creates with a key and revocations alone, and no storm of commands',
    deaf: true,
    async run({ house, tally, long }) {
      const [before, sent] = [await failures(house), tally.sent];
      house.stretch.delay(60);
      for (let n = 0; n < (long ? 30 : 6); n++) {
        house.stretch.cut(true);
        await sleep(500);
        house.stretch.cut(false);
        await sleep(700);
      }
      house.stretch.delay(0);
      const [failed, asked] = [(await failures(house)) - before, tally.sent - sent];
      // A request has a few commands of its own; a heart beats once a second.
      if (failed > 10 * asked + 200) throw new Error(`${failed} failed commands for ${asked} requests`);
      return `${failed} commands failed`;
    },
    allowed: refusedByState,
  },
  {
    name: 'Redis read-only',
    holds: 'a Redis that takes no writes costs creates with a key and revocations alone',
    deaf: true,
    async run({ house, wait }) {
      await house.redis.cli('replicaof', '127.0.0.1', '1');
      await wait(5_000, 30_000);
      await house.redis.cli('replicaof', 'no', 'one');
      return undefined;
    },
    allowed: refusedByState,
  },
  {
    name: 'Redis out of memory',
    holds: 'a Redis that is full costs creates with a key and revocations alone',
    deaf: true,
    async run({ house, wait }) {
      await house.redis.cli('config', 'set', 'maxmemory', '1');
      await wait(5_000, 30_000);
      await house.redis.cli('config', 'set', 'maxmemory', '0');
      return undefined;
    },
    allowed: refusedByState,
  },
];

export const redis: readonly Fault[] = [
  ...troubles.map((fault) => ({ ...fault, run: (stage: Stage) => unnoticed(stage, fault.run) })),
  {
    name: 'all replicas restarted while Redis is away',
    holds: 'what was revoked while Redis was away stays so, whichever replica is restarted before it is back',
    deaf: true,
    async run({ house }) {
      await house.redis.kill();
      await sleep(3_000);
      await house.restart();
      await house.redis.start();
      return undefined;
    },
    allowed: refusedByState,
  },
];
