// SPDX-License-Identifier: Apache-2.0
// What is wrong although a gateway goes on (docs/operations.md): told by readiness, the metric, the log and `check` in the same
// words, and by an alert of the rules that are shipped.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ConditionName } from '../../src/model/conditions.ts';
import { until } from '../redis/redis-server.ts';
import type { House } from './house.ts';
import { MAIN, type Replica } from './replica.ts';
import { http1 } from './senders.ts';

const RULES = join(import.meta.dirname, '../../deploy/prometheus/scs-gateway.rules.yaml');
/** The log has what has begun within ten seconds. */
const LOGGED = 20_000;

/** `part` of readiness. Gives the words. */
export async function isTold(replica: Replica, part: string, name: ConditionName): Promise<string> {
  let words = '';
  await until(async () => {
    words = (await replica.readyz()).parts[part]?.detail ?? '';
    return words !== '';
  }, LOGGED).catch(() => {
    throw new Error(`readiness says nothing of ${name}`);
  });
  const faults: string[] = [];
  if ((await replica.metric('scs_gateway_condition', `condition="${name}"`)) !== 1) faults.push('the metric');
  if (!(await checked(replica)).split('\n').some((line) => line.endsWith(`: ${words}`))) faults.push('check');
  if (!(await alerts()).some((expr) => expr.includes('scs_gateway_condition') && expr.includes(name)))
    faults.push('the alerts');
  await until(() => replica.lines.some((line) => line.includes(`"msg":${JSON.stringify(words)}`)), LOGGED).catch(() =>
    faults.push('the log'),
  );
  if (faults.length > 0) throw new Error(`${faults.join(', ')} does not say: ${words}`);
  return words;
}

/** It is over: neither readiness nor the metric tells of it any more. */
export const isOver = (replica: Replica, part: string, name: ConditionName): Promise<void> =>
  until(
    async () =>
      (await replica.readyz()).parts[part] === undefined &&
      (await replica.metric('scs_gateway_condition', `condition="${name}"`)) === 0,
    LOGGED,
  );

/** Every replica looks into its folder of keys, as for any token by a key that it does not know, at most once in two seconds. */
export async function lookAtKeys(house: House, token: string): Promise<void> {
  const [head = '', ...rest] = token.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as object;
  const other = Buffer.from(JSON.stringify({ ...header, kid: 'unknown' })).toString('base64url');
  await askEach(house, '/identity/v3/auth/projects', { 'x-auth-token': [other, ...rest].join('.') });
}

/** The ids of the keys that each replica publishes. */
export async function publishedKeys(house: House): Promise<readonly (readonly string[])[]> {
  const sets = await askEach(house, '/.well-known/jwks.json');
  return sets.map((text) => (JSON.parse(text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid));
}

/** Past the balancer. */
const askEach = (house: House, path: string, headers: Readonly<Record<string, string>> = {}): Promise<string[]> =>
  Promise.all(
    house.replicas.map(async ({ host }) => {
      const sender = http1(house.url, house.ca, 10_000, `https://${host}:${house.gatewayPort}`);
      return (await sender.send({ method: 'GET', path, headers }).finally(() => sender.close())).text;
    }),
  );

const checked = ({ file }: Replica): Promise<string> =>
  new Promise((resolve) => {
    // It ends with 1 where a start would fail.
    execFile(process.execPath, [MAIN, 'check', '--config', file], (_error, out) => resolve(out));
  });

async function alerts(): Promise<string[]> {
  const { groups } = parse(await readFile(RULES, 'utf8')) as {
    groups: readonly { rules: readonly { alert?: string; expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined).map(({ expr }) => expr));
}
