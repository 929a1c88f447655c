// SPDX-License-Identifier: Apache-2.0
// `scs-gateway env`: the variables that OpenStack's clients read, for a shell to evaluate.
import { Option } from 'commander';
import { type AddCommand, examples, withPlainErrors } from './command.ts';
import { type GatewayOptions, projectOption, type WithProject, withGateway } from './gateway-options.ts';

/** Other ways to log in: left in the environment, clients would mix them with the token. */
const OTHERS = [
  'OS_CLOUD',
  'OS_USERNAME',
  'OS_USER_ID',
  'OS_PASSWORD',
  'OS_USER_DOMAIN_ID',
  'OS_USER_DOMAIN_NAME',
  'OS_PROJECT_DOMAIN_ID',
  'OS_DOMAIN_ID',
  'OS_DOMAIN_NAME',
  'OS_DEFAULT_DOMAIN',
  'OS_TENANT_ID',
  'OS_TENANT_NAME',
  'OS_SYSTEM_SCOPE',
  'OS_TRUST_ID',
  'OS_ACCESS_TOKEN',
  'OS_APPLICATION_CREDENTIAL_ID',
  'OS_APPLICATION_CREDENTIAL_NAME',
  'OS_APPLICATION_CREDENTIAL_SECRET',
] as const;

interface Shell {
  readonly set: (name: string, value: string) => string;
  readonly unset: (name: string) => string;
}

/** Whatever is in a value is text to the shell. Each line ends with what separates commands, for `eval` without quotes. */
const SHELLS: Readonly<Record<string, Shell>> = {
  sh: {
    set: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}';`,
    unset: (name) => `unset ${name};`,
  },
  fish: {
    set: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, '\\$&')}';`,
    unset: (name) => `set -e ${name};`,
  },
  powershell: {
    set: (name, value) => `$env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, '$&$&')}';`,
    unset: (name) => `Remove-Item -ErrorAction Ignore Env:${name};`,
  },
};

interface Options extends GatewayOptions, WithProject {
  readonly shell: string;
}

export const envCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('env'))
    .summary("set a shell's variables for OpenStack's clients")
    .description(
      'Write commands that set the variables of OpenStack clients (OS_AUTH_URL, OS_TOKEN, the project), and unset those of other ways to log in. The token lives for a while only.',
    )
    .addOption(projectOption())
    .addOption(new Option('--shell <name>', 'whose commands').choices(Object.keys(SHELLS)).default('sh'))
    .addHelpText(
      'after',
      examples(
        'scs-gateway env --project acme/research',
        'eval "$(scs-gateway env)"',
        'scs-gateway env --shell fish | source',
      ),
    )
    .action(async ({ project: wanted, shell, ...options }: Options, command) => {
      const { nameOf, openSession } = await import('./session.ts');
      const session = await openSession(command, options, { tell: (text) => err(`${text}\n`) });
      const project = await withPlainErrors(session.project(wanted));
      const { token, expiresAt } = await withPlainErrors(session.scoped(project));
      const { gateway, ca } = session.record;
      const cacert = options.ca ?? ca;
      const values = {
        OS_AUTH_TYPE: 'v3token',
        OS_AUTH_URL: `${gateway}/identity/v3`,
        OS_IDENTITY_API_VERSION: '3',
        OS_TOKEN: token,
        OS_PROJECT_ID: project.id,
        OS_PROJECT_NAME: project.name,
        OS_PROJECT_DOMAIN_NAME: project.domain.name,
        ...(cacert === undefined ? {} : { OS_CACERT: cacert }),
      };
      out(exportsOf(values, shell));
      err(`Project ${nameOf(project)}, until ${new Date(expiresAt).toISOString()}\n`);
    });
};

export function exportsOf(values: Readonly<Record<string, string>>, shell: string): string {
  const { set, unset } = SHELLS[shell] as Shell;
  const lines = [...OTHERS.map(unset), ...Object.entries(values).map(([name, value]) => set(name, value))];
  return `${lines.join('\n')}\n`;
}
