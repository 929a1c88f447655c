// SPDX-License-Identifier: Apache-2.0
// Runs foreign suites direct at a cloud or cluster and through the gateway, and prints their verdicts side by side:
// `npm run test:lab -- --suites [NAME…] [--all] [--cloud cloud-b] [--at cluster]`, see docs/lab.md. A claim is an equal verdict.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Claims, say } from '../claims.ts';
import { CLOUDS } from '../clouds.ts';
import type { ClusterSetting } from './cluster-setting.ts';
import { SUITES } from './index.ts';
import { type CloudSetting, cloudSetting } from './setting.ts';
import type { Suite, Verdicts } from './suite.ts';
import { createTools, type Tools } from './tools.ts';
import { compare } from './verdicts.ts';

export interface SuiteOptions {
  readonly lab: string;
  /** Which; none: all, without the long ones unless `all`. */
  readonly names: readonly string[];
  readonly all: boolean;
  /** Only those at a `cloud` or at a `cluster`. */
  readonly at: string | undefined;
  readonly cloud: string;
  readonly keep: boolean;
  readonly endings: (() => unknown)[];
}

export async function runSuites(claims: Claims, options: SuiteOptions): Promise<void> {
  const cloud = CLOUDS.find(({ id }) => id === options.cloud);
  if (!cloud) throw new Error(`--cloud is one of ${CLOUDS.map(({ id }) => id).join(', ')}`);
  const unknown = options.names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0)
    throw new Error(`no suite ${unknown.join(', ')}; there are ${SUITES.map(({ name }) => name).join(', ')}`);
  const chosen = SUITES.filter(
    (suite) =>
      (options.at === undefined || suite.at === options.at) &&
      (options.names.length > 0 ? options.names.includes(suite.name) : options.all || !suite.long),
  );
  for (const suite of SUITES.filter((each) => !chosen.includes(each)))
    if (options.names.length === 0)
      say(`left out: ${suite.name}${suite.long && !options.all ? ', which takes long (--all)' : ''}`);

  const tools = createTools();
  // Promises: what did not start once is not started again for each suite.
  let clouds: Promise<CloudSetting> | undefined;
  let cluster: Promise<ClusterSetting> | undefined;
  const both = async (suite: Suite): Promise<readonly [Verdicts, Verdicts]> => {
    const folder = (side: string): string => join(options.lab, 'suites', `${suite.name}-${side}`);
    if (suite.at === 'cloud') {
      clouds ??= cloudSetting(options.lab, cloud, options.keep, options.endings);
      const { side, facts, clean, tokenLifetime } = await clouds;
      await tokenLifetime(suite.tokenLifetime);
      for (const name of ['direct', 'gateway'] as const) await clean(name);
      const direct = await suite.run(side('direct', folder('direct')), facts, tools);
      return [direct, await suite.run(side('gateway', folder('gateway')), facts, tools)];
    }
    cluster ??= import('./cluster-setting.ts').then((it) => it.clusterSetting(options.lab, options.endings));
    const { side } = await cluster;
    const direct = await suite.run(side('direct', folder('direct'), suite), tools);
    return [direct, await suite.run(side('gateway', folder('gateway'), suite), tools)];
  };
  mkdirSync(join(options.lab, 'suites'), { recursive: true });
  claims.watch(join(options.lab, 'suites', 'gateway', 'gateway.log'));
  for (const suite of chosen) await oneSuite(claims, suite, tools, () => both(suite));
}

async function oneSuite(
  claims: Claims,
  suite: Suite,
  tools: Tools,
  both: () => Promise<readonly [Verdicts, Verdicts]>,
): Promise<void> {
  say(`${suite.name}: ${suite.what}`);
  let reason: string | undefined = 'it cannot be installed';
  await claims.claim(`${suite.name}: is installed`, async () => {
    reason = await suite.prepare(tools);
  });
  if (reason !== undefined) {
    console.log(`  skipped: ${suite.name}: ${reason}`);
    return;
  }
  if (suite.skips !== undefined) console.log(`  skipped of ${suite.name}: ${suite.skips}`);
  let verdicts: readonly [Verdicts, Verdicts] | undefined;
  await claims.claim(`${suite.name}: runs direct and through the gateway`, async () => {
    verdicts = await both();
    if (verdicts[0].size === 0) throw new Error('no test was run');
  });
  if (!verdicts) return;
  const counts = new Map<string, number>();
  for (const { test, direct, gateway, equal, detail } of compare(...verdicts)) {
    counts.set(direct, (counts.get(direct) ?? 0) + 1);
    const title = `${suite.name}: ${test} | ${direct} | ${gateway}`;
    const why = equal ? undefined : suite.meant?.find(([pattern]) => pattern.test(test))?.[1];
    if (why !== undefined) {
      console.log(`  meant             ${title}: ${why}`);
      continue;
    }
    await claims.claim(title, () => {
      // Where in the lab it was noticed helps nobody.
      if (!equal) throw Object.assign(new Error(detail), { stack: detail });
    });
  }
  say(`${suite.name}: direct ${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`);
}
