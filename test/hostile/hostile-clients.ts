// SPDX-License-Identifier: Apache-2.0
// Second act: strangers who hold, flood, stall and do not read, each in turn, while honest users at another address go on
// working. Prints what each attack did to memory and to the honest answers.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ATTACKS, type Order, type Report } from './attackers.ts';
import { BOUNDS, type Claim, mib, quantiles } from './claims.ts';
import { next, startStage } from './stage.ts';

/** Before an attack is judged: what it makes at its begin is a part of it, the end of the one before is not. */
const REST = 500;

export async function hostileClients(ms: number, claim: Claim): Promise<void> {
  const stage = await startStage();
  const attackers: ChildProcess = fork(join(import.meta.dirname, 'attackers.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const tell = async (order: Order): Promise<Report> => {
    attackers.send(order);
    return next<Report>(attackers);
  };
  const names = Object.keys(ATTACKS);
  await sleep(1_000);
  const quiet = await stage.look();
  console.log(line('no attack', quiet.rss, quiet.rss, quiet.times, undefined));

  for (const name of names) {
    await sleep(REST);
    const before = await stage.look();
    let most = before.rss;
    await tell({ begin: name, url: stage.url });
    const until = performance.now() + ms / names.length;
    const sights = [];
    do {
      await sleep(Math.min(1_000, ms / names.length / 2));
      if (!stage.alive()) break;
      const sight = await stage.look();
      most = Math.max(most, sight.rss);
      sights.push(sight);
    } while (performance.now() < until);
    const report = await tell({ stop: true });
    const open = 'open' in report ? report.open : 0;
    const times = sights.flatMap((sight) => sight.times);
    console.log(line(name, before.rss, most, times, open));

    const wrong = sights.flatMap((sight) => sight.wrong);
    const held = Math.max(0, ...sights.flatMap((sight) => sight.held.map((each) => each.held)));
    const { p50, slowest } = quantiles(times);
    claim(
      `under ${name}: the process lives, the loop goes on, honest answers are right and in time, memory is bounded`,
      [
        stage.alive() ? undefined : `the gateway ended: ${stage.gateway.stderr().slice(-1_000)}`,
        held > BOUNDS.busy ? `the loop was held ${held.toFixed()} ms` : undefined,
        wrong.length > 0 ? `${wrong.length} wrong answers: ${wrong.slice(0, 3).join('; ')}` : undefined,
        times.length === 0 ? 'no honest answer came' : undefined,
        // Too few for the hundredth part of them to say anything.
        p50 > BOUNDS.median || slowest > BOUNDS.slowest
          ? `median ${p50.toFixed()} ms, slowest ${slowest.toFixed()} ms`
          : undefined,
        most > BOUNDS.memory ? `memory was ${mib(most)}` : undefined,
      ]
        .filter((fault) => fault !== undefined)
        .join('\n'),
    );
    if (!stage.alive()) break;
  }
  attackers.kill();
  await stage.close();
}

function line(name: string, before: number, most: number, times: readonly number[], open: number | undefined): string {
  const { p50, p99, slowest } = quantiles(times);
  return (
    `${name}: memory ${mib(before)} → ${mib(most)}, honest median ${p50.toFixed(1)} ms, p99 ${p99.toFixed()} ms, ` +
    `slowest ${slowest.toFixed()} ms${open === undefined ? '' : `, ${open} connections left open`}`
  );
}
