// SPDX-License-Identifier: Apache-2.0
// `scs-gateway check`: says whether a configuration is right, or everything that is wrong with it and with what it names.
// Warnings do not make it fail, what the next start fails with does.
import { Option } from 'commander';
import { type AddCommand, CommandError, configOf, configOption, examples, type WithConfig } from './command.ts';

interface CheckOptions extends WithConfig {
  readonly online?: boolean;
  readonly group: string[];
  readonly timeout: string;
  readonly against?: string;
}

export const checkCommand: AddCommand = (program, output) => {
  const { out } = output;
  program
    .command('check')
    .summary('check the configuration')
    .description(
      'Read the configuration and every file that it refers to, and report every fault; look into the key folder, and at certificates. Warnings follow where it is right.',
    )
    .addOption(configOption())
    .option('--online', 'go to every member as well, as member check does, without a user unless --group names one')
    .addOption(
      new Option('--group <name>', 'with --online: a group of the user, as the gateway knows it; again for each')
        .argParser((name: string, before: string[]) => [...before, name])
        .default([], 'none'),
    )
    .option('--timeout <seconds>', 'with --online: for each cloud and cluster', '60')
    .option('--against <file>', 'the configuration that is in force: say what of the change needs a restart')
    .addHelpText(
      'after',
      examples(
        'scs-gateway check --config gateway.yaml',
        'scs-gateway check --online --group research --config gateway.yaml',
        'scs-gateway check --config new.yaml --against gateway.yaml',
      ),
    )
    .action(async (options: CheckOptions, command) => {
      const timeout = Number(options.timeout);
      if (!(timeout >= 1 && timeout <= 3_600)) command.error('error: --timeout takes seconds, from 1 to 3600');
      const file = configOf(command, options);
      const [{ loadConfig }, { conditionsOf }] = await Promise.all([
        import('../config/load.ts'),
        import('../build-conditions.ts'),
      ]);
      const { config, warnings } = await loadConfig(file, { env: process.env });
      const { gateway, clouds, identityProviders } = config;
      const counts = `${count(clouds, 'cloud')}, ${count(identityProviders, 'identity provider')}`;
      out(`${file} is right: ${counts}, public URL ${gateway.publicUrl}\n`);
      for (const { path, reason } of warnings) out(`warning: ${path}: ${reason}\n`);
      const conditions = await conditionsOf(config, Date.now());
      for (const { words, stopsStart } of conditions) out(`${stopsStart ? 'fault' : 'warning'}: ${words}\n`);
      if (options.against !== undefined) {
        const { needRestart } = await import('../config/unchangeable.ts');
        const before = await loadConfig(options.against, { env: process.env });
        const fields = needRestart(before.config, config);
        out(
          fields.length === 0
            ? `a gateway that runs with ${options.against} takes it up by itself\n`
            : `needs a restart of a gateway that runs with ${options.against}: ${fields.join(', ')}\n`,
        );
      }
      const stops = conditions.some(({ stopsStart }) => stopsStart);
      if (options.online) {
        const { checkMembers, demandTrust, partsOfCloud } = await import('./check-members.ts');
        const asked = { groups: options.group, ownUser: options.group.length > 0, timeout: timeout * 1000 };
        demandTrust(await checkMembers(config, clouds.flatMap(partsOfCloud), asked, output));
      }
      if (stops) throw new CommandError(`${file} is right, but a gateway cannot start with it`);
    });
};

const count = (list: readonly unknown[], what: string): string =>
  `${list.length} ${what}${list.length === 1 ? '' : 's'}`;
