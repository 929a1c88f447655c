// SPDX-License-Identifier: Apache-2.0
// Faults under load: `npm run test:chaos`. Each fault once, shortly; `-- --only 'kill|redis'` those whose name matches; `-- --list`;
// `-- --long` as long as they last in earnest; `-- --soak 60` at random for that many minutes; `-- --failovers 50`;
// `-- --busy` for a machine that has other things to do: less work, and more time for everything.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { say } from '../lab/claims.ts';
import { createCourse } from '../lab/course.ts';
import { FAULTS, SHORT } from './faults/index.ts';
import { startHouse } from './house.ts';
import { createLedger, demandAll } from './ledger.ts';
import { startLoad } from './load.ts';
import { round } from './round.ts';
import { watchGrowth } from './soak.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    soak: { type: 'string' },
    failovers: { type: 'string', default: '1' },
    rate: { type: 'string' },
    busy: { type: 'boolean', default: false },
  },
});
const only = values.only === undefined ? undefined : new RegExp(values.only);
const alone = values.long || values.soak !== undefined;
const chosen =
  only === undefined && !alone
    ? SHORT
    : FAULTS.filter((fault) => only?.test(fault.name) ?? (values.long || fault.long !== true));
if (values.list) {
  for (const { name, holds } of FAULTS) console.log(`${name}: ${holds}`);
  process.exit(0);
}

const pace = {
  rate: Number(values.rate ?? (values.busy ? 20 : 200)),
  patience: values.busy ? 40_000 : 10_000,
  propagation: values.busy ? 60_000 : 5_000,
};

const course = createCourse(undefined);
await course.run(async () => {
  const house = await startHouse(course.endings, values.busy);
  const ledger = createLedger();
  const load = await startLoad(house, ledger, pace);
  course.endings.push(() => load.close());
  // What a process does for the first time is no fault's.
  await sleep(8_000);
  await load.pause();
  await house.outside('sweep', []);
  ledger.settle();
  say(`three gateways at ${house.url}; ${chosen.length} faults`);
  const options = {
    house,
    load,
    ledger,
    long: values.long,
    failovers: Number(values.failovers),
    patience: pace.patience,
    busy: values.busy,
  };
  const answered = (): Promise<unknown> =>
    course.claims.claim('every create with a key is answered in the end, and has made one object at most', async () => {
      await load.settled();
      demandAll(ledger, await house.outside('networks'));
    });
  if (values.soak === undefined) {
    for (const fault of chosen) await course.claims.claim(fault.holds, () => round(fault, options));
    await answered();
    return;
  }
  const long = Number(values.soak) * 60_000;
  const growth = watchGrowth(house, long);
  const end = performance.now() + long;
  for (let n = 1; performance.now() < end; n++) {
    const fault = chosen[Math.floor(Math.random() * chosen.length)] as (typeof chosen)[number];
    await course.claims.claim(`${n}. ${fault.holds}`, () => round(fault, options));
    await load.renew();
    say(await growth.look());
  }
  await answered();
  await course.claims.claim('memory and file descriptors are flat once all is warm', () => say(growth.flat()));
});
