// SPDX-License-Identifier: Apache-2.0
// The compliance suite of the Sovereign Cloud Stack, as it is: its tests direct and through the gateway, and beside each of its
// verdicts the one of the gateway's conformance report. Then its code and the gateway's over generated names and clouds.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { IAAS_CHECKS } from '../../../src/standards/conformance-checks.ts';
import { cleanEnv, type Env, type Json } from '../client.ts';
import { compareNames } from '../standards/flavor-names.ts';
import { scsSuite } from '../standards/suite.ts';
import { compareClouds } from '../standards/verdicts.ts';
import type { CloudSuite, Side, Verdict, Verdicts } from './suite.ts';
import type { Tools } from './tools.ts';

/** They start a server and read its console, for up to five minutes each; the lab's servers run nothing. */
const NEEDS_A_GUEST = /^scs-0101-/;
const TESTS = IAAS_CHECKS.map(({ id }) => id).filter((id) => id.startsWith('scs-') && !NEEDS_A_GUEST.test(id));

/** What the report says where it only reads, beside what upstream finds by making something. */
const MADE = /^scs-0117-test-backup$/;

const python = (tools: Tools): Promise<string> =>
  tools.python('scs-standards', 'openstacksdk==4.10.0', 'boto3==1.42.86', 'click==8.3.2', 'PyYAML==6.0.3');

/** A `clouds.yaml` of what the side logs in with. */
function cloudsYaml(env: Env): string {
  const told: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const key = name.replace(/^OS_/, '').toLowerCase();
    if (!['auth_type', 'region_name', 'cacert', 'identity_api_version'].includes(key)) told[key] = value;
  }
  const { OS_AUTH_TYPE, OS_REGION_NAME, OS_CACERT } = env;
  const cloud = { auth_type: OS_AUTH_TYPE, auth: told, region_name: OS_REGION_NAME, cacert: OS_CACERT };
  return stringify({ clouds: { side: cloud } });
}

const WORDS: Readonly<Record<string, string>> = { PASS: 'pass', FAIL: 'fail', ABORT: 'unknown' };

async function runSuite(tests: string, side: Side, tools: Tools): Promise<Map<string, Verdict>> {
  const clouds = join(side.folder, 'clouds.yaml');
  writeFileSync(clouds, cloudsYaml(await side.login()), { mode: 0o600 });
  const bin = await python(tools);
  const { stdout, stderr } = await tools.run(join(bin, 'python3'), ['iaas/openstack_test.py', '-c', 'side', ...TESTS], {
    env: { ...cleanEnv(side.folder), OS_CLIENT_CONFIG_FILE: clouds, PYTHONDONTWRITEBYTECODE: '1' },
    cwd: tests,
    seconds: 1800,
    log: join(side.folder, 'log'),
  });
  const found = [...stdout.matchAll(/^(scs-[\w-]+): (PASS|FAIL|ABORT)$/gm)].map(
    ([, test = '', verdict = '']) =>
      [test, { verdict: WORDS[verdict] ?? verdict, detail: stderr.slice(-2000) }] as const,
  );
  return new Map(found);
}

/** Each check of the gateway's report on the side's cloud. */
async function reportOf(side: Side): Promise<Map<string, Verdict>> {
  const { token, projectId } = await side.token();
  const base = side.authUrl.replace(/\/identity\/v3$/, '');
  const url = `${base}/scs/v1/clouds/${side.cloud.id}/conformance?scope=iaas&timeout=60&project=${projectId}`;
  const { status, json, text } = await side.http('GET', url, { token });
  if (status !== 200) throw new Error(`the report: ${status} ${text.slice(0, 1000)}`);
  const checks: Json[] = json.regions[0].checks;
  return new Map(checks.map(({ id, result, detail }) => [id, { verdict: result, detail }]));
}

/** Others on each day, and the same again with `--seed`. */
const SEED = Number(new Date().toISOString().slice(0, 10).replaceAll('-', ''));

/** The code of the gateway beside upstream's over what is generated, without any cloud. There should be no difference. */
function generated(tests: string, side: Side): Verdicts {
  const compared = (what: string, count: number, compare: typeof compareNames | typeof compareClouds) => {
    const { differ } = side.name === 'direct' ? { differ: [] } : compare({ tests, seed: SEED, count });
    const verdict = { verdict: differ.length === 0 ? 'none' : String(differ.length), detail: differ.join('\n') };
    return [`differences over ${count} generated ${what}, seed ${SEED}`, verdict] as const;
  };
  return new Map([compared('flavor names', 20_000, compareNames), compared('clouds', 1_000, compareClouds)]);
}

/** Direct: what upstream says at the cloud itself, twice. Through the gateway: upstream, and the report. */
async function verdictsOf(side: Side, tools: Tools): Promise<Verdicts> {
  const suite = scsSuite();
  if ('missing' in suite) throw new Error(suite.missing);
  const upstream = await runSuite(suite.tests, side, tools);
  const report = side.name === 'direct' ? upstream : await reportOf(side);
  const beside = [...report].filter(([test]) => TESTS.includes(test) && !MADE.test(test));
  return new Map([
    ...upstream,
    ...beside.map(([test, verdict]): [string, Verdict] => [`report: ${test}`, verdict]),
    ...generated(suite.tests, side),
  ]);
}

export const SCS_STANDARDS: CloudSuite = {
  name: 'scs-standards',
  what: 'tests of SovereignCloudStack/standards for "SCS-compatible IaaS", and the verdicts of the conformance report beside them',
  at: 'cloud',
  skips: 'scs-0101-*, which need a guest that boots; of the report also scs-0117, which is not found out by reading',
  prepare: async (tools) => {
    const suite = scsSuite();
    if ('missing' in suite) return suite.missing;
    await python(tools);
    return undefined;
  },
  run: (side, _facts, tools) => verdictsOf(side, tools),
};
