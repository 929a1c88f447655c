// SPDX-License-Identifier: Apache-2.0
// `scs-gateway check`: says whether a configuration is right, or everything that is wrong with it. Warnings do not
// make it fail.
import { type AddCommand, configOf, configOption, examples, type WithConfig } from './command.ts';

export const checkCommand: AddCommand = (program, { out }) => {
  program
    .command('check')
    .summary('check the configuration')
    .description(
      'Read the configuration and every file that it refers to, and report every fault. Warnings follow where it is right.',
    )
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway check --config gateway.yaml'))
    .action(async (options: WithConfig, command) => {
      const file = configOf(command, options);
      const { loadConfig } = await import('../config/load.ts');
      const { config, warnings } = await loadConfig(file, { env: process.env });
      const { gateway, clouds, identityProviders } = config;
      const counts = `${count(clouds, 'cloud')}, ${count(identityProviders, 'identity provider')}`;
      out(`${file} is right: ${counts}, public URL ${gateway.publicUrl}\n`);
      for (const { path, reason } of warnings) out(`warning: ${path}: ${reason}\n`);
    });
};

const count = (list: readonly unknown[], what: string): string =>
  `${list.length} ${what}${list.length === 1 ? '' : 's'}`;
