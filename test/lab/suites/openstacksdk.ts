// SPDX-License-Identifier: Apache-2.0
// openstacksdk's functional tests, of the package as published, run by pytest. The cloud of administrators that they ask for
// is the same member on both sides: what needs an administrator fails or is skipped on both.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { cleanEnv, type Env } from '../client.ts';
import type { CloudSuite, Side } from './suite.ts';
import type { Tools } from './tools.ts';
import { junitVerdicts } from './verdicts.ts';

const environment = (tools: Tools): Promise<string> =>
  tools.python(
    'openstacksdk',
    'openstacksdk==4.22.0',
    'oslotest',
    'testtools',
    'testscenarios',
    'requests-mock',
    'pytest',
    'pytest-timeout',
  );

/** Of OS_… variables the entry of clouds.yaml. */
function cloudOf(env: Env): object {
  const auth = Object.fromEntries(
    Object.entries(env)
      .filter(([name]) => !/_(AUTH_TYPE|CACERT|IDENTITY_API_VERSION|REGION_NAME)$/.test(name))
      .map(([name, value]) => [name.replace(/^OS_/, '').toLowerCase(), value]),
  );
  return { auth_type: env.OS_AUTH_TYPE, auth, region_name: env.OS_REGION_NAME, cacert: env.OS_CACERT };
}

async function writeClouds(side: Side, ...names: string[]): Promise<string> {
  const file = join(side.folder, 'clouds.yaml');
  const entry = cloudOf(await side.login());
  writeFileSync(file, stringify({ clouds: Object.fromEntries(names.map((name) => [name, entry])) }), { mode: 0o600 });
  return file;
}

const modules = (folder: string, file: string): string =>
  `openstack.tests.functional.${folder}${file === '' ? '' : `.test_${file}`}`;

const suite = (
  folder: string,
  long: boolean,
  /** Of a folder that takes too long for one run: a name, and which of its files. */
  part?: readonly [name: string, ...files: string[]],
): CloudSuite => ({
  name: ['openstacksdk', folder, ...(part?.slice(0, 1) ?? [])].map((word) => word.replaceAll('_', '')).join('-'),
  what: `functional tests of openstacksdk 4.22.0: ${folder}${part === undefined ? '' : `, ${part.slice(1).join(', ')}`}`,
  at: 'cloud',
  long,
  prepare: async (tools) => {
    await environment(tools);
    return undefined;
  },
  run: async (side, facts, tools) => {
    const bin = await environment(tools);
    const report = join(side.folder, 'report.xml');
    const env = {
      ...cleanEnv(side.folder),
      OS_CLIENT_CONFIG_FILE: await writeClouds(
        side,
        'devstack',
        'devstack-alt',
        'devstack-admin',
        'devstack-system-admin',
      ),
      OS_CLOUD: 'devstack-admin',
      OS_TEST_TIMEOUT: '90',
      OPENSTACKSDK_FUNC_TEST_TIMEOUT: '45',
      OPENSTACKSDK_IMAGE: facts.imageName,
      OPENSTACKSDK_FLAVOR: facts.flavorName,
      OS_LOG_CAPTURE: 'true',
    };
    const args = [
      '-m',
      'pytest',
      '-q',
      '--tb=short',
      '-p',
      'no:cacheprovider',
      '--timeout=180',
      `--junitxml=${report}`,
      // What takes long is in the log.
      '--durations=20',
    ];
    const { stdout, stderr } = await tools.run(
      join(bin, 'python3'),
      [...args, '--pyargs', ...(part?.slice(1) ?? ['']).map((file) => modules(folder, file))],
      {
        env,
        cwd: side.folder,
        seconds: 3600,
        log: join(side.folder, 'log'),
      },
    );
    if (!existsSync(report)) throw new Error(`pytest wrote no report\n${stdout.slice(-1500)}${stderr.slice(-1500)}`);
    const xml = readFileSync(report, 'utf8');
    // One file that cannot be loaded ends the whole run, on both sides alike.
    if (xml.includes('message="collection failure"'))
      throw new Error(`pytest could not load all\n${stdout.slice(-3000)}`);
    return junitVerdicts(xml, (of) => of.replace('openstack.tests.functional.', ''));
  },
});

export const OPENSTACKSDK = [
  suite('object_store', false),
  suite('image', false),
  suite('identity', false),
  suite('network', true),
  suite('block_storage', true),
  suite('compute', true),
  // An hour altogether, direct as well: each test opens four connections, and those of servers and networks wait.
  suite('cloud', true, ['misc', 'coe', 'dns', 'image', 'inventory', 'meta', 'object_store', 'orchestration']),
  suite('cloud', true, ['block_storage', 'block_storage']),
  suite('cloud', true, ['identity', 'identity']),
  suite('cloud', true, ['network', 'network']),
  suite('cloud', true, ['compute', 'compute']),
  suite('cloud', true, ['cleanup', 'project_cleanup']),
];
