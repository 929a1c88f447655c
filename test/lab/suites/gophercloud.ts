// SPDX-License-Identifier: Apache-2.0
// gophercloud's acceptance tests, of the module as published. They know how to log in with a password only; the gateway takes
// none, so one file of a copy is replaced by ours, which takes a token; both sides run that.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv } from '../client.ts';
import type { CloudSuite, Verdict } from './suite.ts';
import { machineEnv, type Tools } from './tools.ts';
import { goVerdicts } from './verdicts.ts';

const MODULE = 'github.com/gophercloud/gophercloud/v2';
const VERSION = 'v2.15.0';
const PACKAGES = {
  objectstorage: ['objectstorage/v1'],
  image: ['image/v2'],
  networking: [
    'networking/v2',
    'networking/v2/extensions',
    ...[
      'dns',
      'layer3',
      'mtu',
      'networkipavailabilities',
      'portsbinding',
      'qos/policies',
      'qos/rules',
      'qos/ruletypes',
      'quotas',
      'rbacpolicies',
      'segments',
      'subnetpools',
      'trunks',
    ].map((name) => `networking/v2/extensions/${name}`),
  ],
  blockstorage: ['blockstorage/v3'],
  compute: ['compute/v2'],
} as const;

/** Router ports become ACTIVE by an L3 agent, backups are made by cinder-backup: the lab has neither. */
const NEEDS_AGENT = '^Test(Layer3(RouterScheduling|PortForwardings)|Backups)';

/** Packages of a service that are left out. */
const LEFT_OUT: Partial<Record<keyof typeof PACKAGES, string>> = {
  networking:
    'agents and bgp (for administrators), bgpvpns, fwaas_v2, taas, trunk_details, vlantransparent and vpnaas (extensions that the lab’s Neutron does not have)',
  blockstorage:
    'v2 (no Cinder has it since Xena), noauth (for a Cinder without Keystone), the list of versions (which the suite `reads` compares)',
};

async function binaries(tools: Tools, name: string, packages: readonly string[]): Promise<string> {
  return tools.once(`gophercloud-${VERSION}-${name}`, async (folder) => {
    // A copy: Go replaces no file of its module cache.
    const source = join(folder, 'source');
    await tools.must('cp', ['-r', '--no-preserve=mode', await tools.goModule(MODULE, VERSION), source]);
    cpSync(join(import.meta.dirname, 'programs', 'auth_env.go'), join(source, 'openstack', 'auth_env.go'));
    // Who waits for ten minutes here waits for an agent that the lab does not have.
    const waiting = join(source, 'internal', 'acceptance', 'tools', 'tools.go');
    writeFileSync(waiting, readFileSync(waiting, 'utf8').replace('600*time.Second', '90*time.Second'));
    for (const path of packages) {
      const target = join(folder, `${path.replaceAll('/', '_')}.test`);
      const args = ['test', '-c', '-tags', 'acceptance', '-o', target, `./internal/acceptance/openstack/${path}`];
      const env = { ...machineEnv(), GOTOOLCHAIN: 'local' };
      await tools.must('nice', ['-n', '10', 'go', ...args], { cwd: source, env });
    }
    rmSync(source, { recursive: true });
  });
}

const suite = (name: keyof typeof PACKAGES, long: boolean): CloudSuite => ({
  name: `gophercloud-${name}`,
  what: `acceptance tests of ${MODULE} ${VERSION}: ${PACKAGES[name][0]}`,
  at: 'cloud',
  long,
  skips: [
    'tests for administrators (the user is a member on both sides), tests that wait for an L3 agent or for cinder-backup',
    ...(LEFT_OUT[name] === undefined ? [] : [LEFT_OUT[name]]),
  ].join('; '),
  prepare: async (tools) => {
    await binaries(tools, name, PACKAGES[name]);
    return undefined;
  },
  run: async (side, facts, tools) => {
    const folder = await binaries(tools, name, PACKAGES[name]);
    const { token } = await side.token();
    const env = {
      ...cleanEnv(side.folder),
      SSL_CERT_FILE: side.ca,
      OS_AUTH_URL: side.authUrl,
      OS_TOKEN: token,
      OS_USERNAME: 'suites',
      OS_REGION_NAME: side.region,
      OS_BRANCH: 'stable/zed',
      OS_IMAGE_ID: facts.image,
      OS_FLAVOR_ID: facts.flavor,
      OS_FLAVOR_ID_RESIZE: facts.largerFlavor,
      OS_EXTGW_ID: facts.externalNetwork,
      OS_POOL_NAME: 'public',
      OS_NETWORK_NAME: 'private',
    };
    const all = new Map<string, Verdict>();
    for (const file of readdirSync(folder).filter((each) => each.endsWith('.test'))) {
      const { stdout } = await tools.run(
        join(folder, file),
        ['-test.v', '-test.timeout', '25m', '-test.skip', NEEDS_AGENT],
        {
          env,
          cwd: side.folder,
          seconds: 1600,
          log: join(side.folder, 'log'),
        },
      );
      const prefix = file.replace(/\.test$/, '').replace(/^[a-z]+_v\d_?(extensions_?)?/, '');
      for (const [test, verdict] of goVerdicts(stdout, prefix && `${prefix}/`)) all.set(test, verdict);
    }
    return all;
  },
});

export const GOPHERCLOUD = [
  suite('objectstorage', false),
  suite('image', false),
  suite('networking', false),
  suite('blockstorage', true),
  suite('compute', true),
];
