// SPDX-License-Identifier: Apache-2.0
// Command line clients: Debian's, and the newest of the package index. Each is a script of commands in `programs/`; the exit
// code and the output of each command are compared, without ids, times and endpoints.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, type Env } from '../client.ts';
import type { CloudFacts, CloudSuite, Side, Verdict, Verdicts } from './suite.ts';
import { machineEnv, type Tools } from './tools.ts';
import { plain } from './verdicts.ts';

/** The records that steps.sh and its like print: title, exit code, output, errors. `broken`: what to say if there are none. */
export function recordsOf(stdout: string, broken: string): Verdicts {
  const found = new Map<string, Verdict>();
  for (const record of stdout.split('\x1e').slice(1)) {
    const [title = '', status = '', output = '', errors = ''] = record.split('\x1f');
    found.set(title, { verdict: `exit ${status}`, text: plain(output), detail: `${output}${errors}` });
  }
  if (found.size === 0 && broken !== '') throw new Error(broken);
  return found;
}

/** Runs a script of steps and reads its records. */
export async function steps(
  script: string,
  side: { readonly folder: string },
  tools: Tools,
  env: Env,
): Promise<Verdicts> {
  const { code, stdout, stderr } = await tools.run('/bin/bash', [join(import.meta.dirname, 'programs', script)], {
    env: { ...cleanEnv(side.folder), ...env },
    cwd: side.folder,
    seconds: 1800,
    log: join(side.folder, 'log'),
  });
  return recordsOf(stdout, code === 0 ? '' : `the script ended with ${code}: ${stderr}`);
}

const withLogin = async (side: Side, facts: CloudFacts): Promise<Env> => ({
  ...(await side.login()),
  IMAGE: facts.imageName,
  FLAVOR: facts.flavorName,
  COLUMNS: '200',
});

/** Not each of them knows each way to log in. */
const LOGINS = {
  login: ({ OS_TOKEN: _, ...env }: Env): Env => env,
  token: ({ OS_ACCESS_TOKEN: _, OS_USERNAME: __, OS_PASSWORD: ___, ...env }: Env): Env => ({
    ...env,
    OS_AUTH_TYPE: 'v3token',
  }),
  endpoint: (env: Env, endpoint: (type: string) => string): Env => ({
    OS_STORAGE_URL: endpoint('object-store'),
    OS_IMAGE_URL: endpoint('image'),
    OS_AUTH_TOKEN: env.OS_TOKEN ?? '',
    OS_CACERT: env.OS_CACERT ?? '',
  }),
};

/** A client of Debian's, or in a Python environment of its own. */
function client(
  name: string,
  script: string,
  install: { readonly debian: readonly string[] } | { readonly pip: readonly string[] },
  more: Partial<CloudSuite> & { readonly env?: Env; readonly by?: keyof typeof LOGINS } = {},
): CloudSuite {
  const { env = {}, by = 'login', ...rest } = more;
  const bin = async (tools: Tools): Promise<string> => {
    if ('pip' in install) return tools.python(name, ...install.pip);
    await tools.debian(...install.debian);
    return '/usr/bin';
  };
  return {
    name,
    what: `commands with ${'pip' in install ? `the newest ${install.pip.join(', ')}` : `Debian's ${install.debian.join(', ')}`}`,
    at: 'cloud',
    prepare: async (tools) => {
      await bin(tools);
      return undefined;
    },
    run: async (side, facts, tools) => {
      const { token, endpoint } = await side.token();
      const login = LOGINS[by]({ ...(await withLogin(side, facts)), OS_TOKEN: token }, endpoint);
      const { PATH } = cleanEnv(side.folder);
      return steps(script, side, tools, { ...login, ...env, PATH: `${await bin(tools)}:${PATH}` });
    },
    ...rest,
  };
}

const OSC = '0.13.8';
/** Not optimised: it is built in minutes, and runs for a second. */
const osc = (tools: Tools): Promise<string> =>
  tools.once(`osc-${OSC}`, async (folder) => {
    const args = ['install', '--locked', '--quiet', '--debug', '--root', folder, '--version', OSC, 'openstack_cli'];
    const env = { ...machineEnv(), CARGO_TARGET_DIR: join(folder, 'target'), CARGO_PROFILE_DEV_DEBUG: '0' };
    await tools.must('nice', ['-n', '10', 'cargo', ...args], { env });
    rmSync(join(folder, 'target'), { recursive: true });
  });

/** See the table of differences in docs/identity.md. */
const OPENSTACK: Partial<CloudSuite> = {
  long: true,
  meant: [
    [
      /^(project show|image add project, oneself)$/,
      'a member finds projects of its own by name, where Keystone refuses and the client takes the name for an id',
    ],
  ],
};

export const COMMAND_LINES: readonly CloudSuite[] = [
  client('swift', 'swift.sh', { debian: ['python3-swiftclient', 'curl'] }, { by: 'endpoint' }),
  // Debian 12's has options that its Python refuses.
  client('glance', 'glance.sh', { pip: ['python-glanceclient'] }, { by: 'endpoint' }),
  client('neutron', 'neutron.sh', { debian: ['python3-neutronclient'] }),
  client(
    'nova',
    'nova.sh',
    { debian: ['python3-novaclient'] },
    { by: 'token', env: { OS_COMPUTE_API_VERSION: '2.90' } },
  ),
  client('cinder', 'cinder.sh', { debian: ['python3-cinderclient'] }),
  client('openstack-debian', 'openstack.sh', { debian: ['python3-openstackclient'] }, OPENSTACK),
  client('openstack-newest', 'openstack.sh', { pip: ['python-openstackclient'] }, OPENSTACK),
  {
    name: 'osc',
    what: `commands with osc ${OSC} of the crate openstack_cli`,
    at: 'cloud',
    long: true,
    meant: [
      [/^auth show$/, 'the user is one of the identity provider, not of the cloud'],
      [/catalog list$|^identity region list$/, 'the catalogue is that of all clouds, each of which is a region'],
    ],
    prepare: async (tools) => {
      // Rust 1.91 or newer: Debian's own is older, its backport for browsers is not.
      await tools.has('cargo', 'cargo-web');
      await osc(tools);
      return undefined;
    },
    // This build knows passwords and tokens, but no login with an access token.
    run: async (side, facts, tools) =>
      steps('osc.sh', side, tools, {
        ...LOGINS.token({ ...(await withLogin(side, facts)), OS_TOKEN: (await side.token()).token }),
        OSC: join(await osc(tools), 'bin', 'osc'),
      }),
  },
  client('openstack-plugins', 'plugins.sh', {
    pip: [
      'python-openstackclient',
      'python-heatclient',
      'python-octaviaclient',
      'python-designateclient',
      'python-barbicanclient',
    ],
  }),
];
