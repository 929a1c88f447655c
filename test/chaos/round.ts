// SPDX-License-Identifier: Apache-2.0
// One fault under load, from a whole house to a whole house: what was sent and failed, and why; and whether all that was
// acknowledged is there afterwards.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../redis/redis-server.ts';
import { type Fault, refusedByState, type Times } from './faults/fault.ts';
import type { House } from './house.ts';
import { demandAll, type Ledger, misses } from './ledger.ts';
import type { Failure, Load } from './load.ts';
import { http1 } from './senders.ts';
import { AT_CLUSTER } from './users.ts';
import { WATCHES } from './watches.ts';

interface RoundOptions {
  readonly house: House;
  readonly load: Load;
  readonly ledger: Ledger;
  readonly long: boolean;
  readonly failovers: number;
  readonly patience: number;
  /** The machine has other things to do. */
  readonly busy: boolean;
}

/** Milliseconds before and after a fault: short, and long. */
const SETTLE = [750, 1_500] as const;
/** Of what was acknowledged in a long round, these many of each kind are asked for by the gateway. */
const SAMPLE = 12;

/** Throws with all that is not as it must be. Prints a row. `next`: what is played after it. */
export async function round(
  fault: Fault,
  { house, load, ledger, long, failovers, patience, busy }: RoundOptions,
  next?: Fault,
): Promise<void> {
  const settle = SETTLE[long || busy ? 1 : 0];
  const faults: string[] = [];
  const must = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      faults.push(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  };
  await fault.prepare?.(house);
  const tally = load.tally();
  load.strict = fault.deaf !== true;
  load.resume();
  await sleep(settle);
  const begun = performance.now();
  const inFlight = load.inFlight();
  let said: string | undefined;
  let over: number | undefined;
  const wait = (short: number, longer = short): Promise<void> => sleep(long ? longer : short);
  await must('the fault', async () => {
    said = await fault.run({
      house,
      load,
      tally,
      long,
      failovers,
      busy,
      wait,
      over: () => {
        over = performance.now();
      },
    });
  });
  const times: Times = { begun, over: over ?? performance.now(), inFlight };
  await must('all three are ready again', () => house.whole());
  await sleep(settle);
  await must('the work comes to its end', () => load.pause());
  await until(() => tally.done === tally.sent, 3 * patience).catch(() => faults.push('requests without an end'));

  const allowed = (one: Failure): boolean =>
    (fault.allowed?.(one, times) ?? false) ||
    // A gateway without CPU believes Redis to be away.
    (busy && refusedByState(one));
  const excess = tally.failures.filter((one) => !allowed(one));
  if (excess.length > 0) faults.push(`failures that do not belong to it:\n${reasons(excess)}`);
  const most = fault.most?.(times) ?? Number.POSITIVE_INFINITY;
  const its = tally.failures.filter((one) => fault.allowed?.(one, times) ?? false).length;
  if (its > most) faults.push(`${its} failures, ${most} at most`);

  let lost = 0;
  await must('what was made is there once', async () => {
    const there = await house.outside('networks');
    lost += misses(ledger, there).lost.length;
    demandAll(ledger, there);
  });
  await must('what was uploaded is there, byte for byte', async () => {
    for (const { user, path, digest } of sample(ledger.uploads)) {
      const got = await load.senders[0].send({
        method: 'GET',
        path,
        headers: { 'x-auth-token': load.working[user].token },
      });
      if (got.status !== 200 || createHash('sha256').update(got.text).digest('hex') !== digest) {
        lost += 1;
        throw new Error(`${path}: ${got.status}`);
      }
    }
  });
  await must('what was revoked is refused by every replica', () =>
    refusedEverywhere(house, sample(ledger.tokens), patience),
  );
  await must('every watch is open, and hears what happens', () => allHear(load));
  if (ledger.wrong.length > 0) faults.push(`${ledger.wrong.length} wrong: ${ledger.wrong.slice(0, 3).join('; ')}`);
  await must('no cloud was shown another’s token', async () => {
    const violations = await house.outside('violations');
    if (violations > 0) throw new Error(String(violations));
  });
  await must('the clouds are swept', () => house.outside('sweep', load.owed()));

  const last = tally.failures.reduce((latest, { ended }) => Math.max(latest, ended), times.over);
  const healed = ((last - times.over) / 1_000).toFixed(1);
  const acknowledged = `${[...ledger.objects.values()].filter(({ made }) => made).length} made, ${ledger.uploads.length} uploaded, ${ledger.tokens.length} revoked`;
  console.log(
    `  ${fault.name}: sent ${tally.sent}, failed ${tally.failures.length}, healed after ${healed} s, lost ${lost} of ${acknowledged}` +
      `${tally.held > 0 ? `, held back ${tally.held}` : ''}, native p50 ${median(tally.native).toFixed(1)} ms${said ? `; ${said}` : ''}`,
  );
  if (tally.failures.length > 0) console.log(reasons(tally.failures));
  ledger.settle(load.owed());
  if (faults.length > 0) console.log(told(house));
  for (const { lines } of house.replicas) lines.length = 0;
  await must('the house is as it was', async () => fault.restore?.(house, next));
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

const sample = <T>(all: readonly T[]): readonly T[] =>
  all.length <= SAMPLE
    ? all
    : Array.from({ length: SAMPLE }, (_, index) => all[Math.floor((index * all.length) / SAMPLE)] as T);

async function refusedEverywhere(house: House, tokens: readonly string[], patience: number): Promise<void> {
  // Of each, whatever the balancer thinks of it.
  const direct = house.replicas.map(({ host }) =>
    http1(house.url, house.ca, patience, `https://${host}:${house.gatewayPort}`),
  );
  const path = '/clouds/cloud-a/network/v2.0/networks';
  try {
    await until(async () => {
      const all = direct.flatMap((sender) =>
        tokens.map((token) => sender.send({ method: 'GET', path, headers: { 'x-auth-token': token } })),
      );
      return (await Promise.all(all)).every(({ status }) => status === 401);
      // A replica that missed the message asks again half a minute after it was told last.
    }, 40_000);
  } finally {
    await Promise.all(direct.map((sender) => sender.close()));
  }
}

async function allHear(load: Load): Promise<void> {
  const path = '/k8s/cluster-a/api/v1/namespaces/research/configmaps';
  const headers = { authorization: `Bearer ${load.working[AT_CLUSTER].token}`, 'content-type': 'application/json' };
  await until(() => load.watching() === WATCHES, 15_000).catch(() => {
    throw new Error(`${load.watching()} of ${WATCHES} are open`);
  });
  const name = `word-${randomUUID()}`;
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  const [sender] = load.senders;
  let said = '';
  // A breaker that is still open tries again every two seconds.
  await until(async () => {
    const made = await sender.send({ method: 'POST', path, headers, body });
    said = `${made.status} ${made.text.slice(0, 200)}`;
    return made.status === 201;
  }, 15_000).catch(() => {
    throw new Error(said);
  });
  await until(() => load.heard(name) === WATCHES, 15_000).catch(() => {
    throw new Error(`${load.heard(name)} of ${WATCHES} have heard`);
  });
  await sender.send({ method: 'DELETE', path: `${path}/${name}`, headers });
}

const reasons = (failures: readonly Failure[]): string => commonest(failures.map(({ what, why }) => `${what}: ${why}`));

/** What the replicas have warned of meanwhile. */
const told = (house: House): string =>
  commonest(
    house.replicas.flatMap(({ name, lines }) =>
      lines.map((line) => {
        try {
          const { msg, reason, detail, cloud } = JSON.parse(line) as Record<string, unknown>;
          return `${name}: ${[msg, cloud, reason, detail].filter((part) => part !== undefined).join(', ')}`;
        } catch {
          return `${name}: ${line}`;
        }
      }),
    ),
  );

/** With how often each came; the commonest first. */
function commonest(texts: readonly string[]): string {
  const count = new Map<string, number>();
  for (const text of texts) {
    const key = text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').slice(0, 300);
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  return [...count]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 12)
    .map(([why, times]) => `      ${times} × ${why}`)
    .join('\n');
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
