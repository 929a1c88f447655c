// SPDX-License-Identifier: Apache-2.0
// Faults under load: `npm run test:chaos`. Each fault once, shortly; `-- --only 'kill|redis'` those whose name matches; `-- --list`;
// `-- --long` as long as they last in earnest; `-- --soak 60` at random for that many minutes; `-- --failovers 50`;
// `-- --busy` for a machine that has other things to do: less work, and more time for everything; `-- --or-busy` where it turns out
// to be one.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { say } from '../lab/claims.ts';
import { createCourse } from '../lab/course.ts';
import { FAULTS, SHORT } from './faults/index.ts';
import { startHouse } from './house.ts';
import { createLedger, demandAll } from './ledger.ts';
import { startLoad } from './load.ts';
import { whyBusy } from './machine.ts';
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
    'or-busy': { type: 'boolean', default: false },
  },
});
const only = values.only === undefined ? undefined : new RegExp(values.only);
const alone = values.long || values.soak !== undefined;
const isShort = only === undefined && !alone;
const chosen = isShort
  ? SHORT
  : FAULTS.filter((fault) => only?.test(fault.name) ?? (values.long || fault.long !== true));
if (values.list) {
  for (const { name, holds } of FAULTS) console.log(`${name}: ${holds}`);
  process.exit(0);
}

const otherwise = values.busy || !values['or-busy'] ? undefined : await whyBusy();
const busy = values.busy || otherwise !== undefined;
if (otherwise !== undefined)
  say(`${otherwise}: as with --busy, which looks for what is lost, and not for what is late`);
const pace = {
  rate: Number(values.rate ?? (busy ? 20 : 200)),
  patience: busy ? 40_000 : 10_000,
  propagation: busy ? 60_000 : 5_000,
};
/** Of the short form, in seconds. */
const MOST = 480;
const started = performance.now();

function inTime(): void {
  const took = (performance.now() - started) / 1_000;
  if (took > MOST) throw new Error(`it took ${took.toFixed(0)} s`);
}

const course = createCourse(undefined);
await course.run(async () => {
  const house = await startHouse(course.endings, busy);
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
    busy,
  };
  const answered = (): Promise<unknown> =>
    course.claims.claim('every create with a key is answered in the end, and has made one object at most', async () => {
      await load.settled();
      demandAll(ledger, await house.outside('networks'));
    });
  if (values.soak === undefined) {
    for (const [index, fault] of chosen.entries())
      await course.claims.claim(fault.holds, () => round(fault, options, chosen[index + 1]));
    await answered();
    if (isShort && !busy) await course.claims.claim(`the short form takes at most ${MOST} s`, inTime);
    return;
  }
  const long = Number(values.soak) * 60_000;
  const growth = await watchGrowth(house, long);
  const end = performance.now() + long;
  for (let n = 1; performance.now() < end; n++) {
    const fault = chosen[Math.floor(Math.random() * chosen.length)] as (typeof chosen)[number];
    await course.claims.claim(`${n}. ${fault.holds}`, () => round(fault, options));
    await load.renew();
    say(await growth.look());
  }
  await answered();
  await course.claims.claim(
    'memory is flat once all is warm, and no file descriptor, socket or timer is left',
    async () => say(await growth.flat()),
  );
});
