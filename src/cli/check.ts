// SPDX-License-Identifier: Apache-2.0
// `scs-gateway check`: says whether a configuration is right, or everything that is wrong with it and with what it names; with
// --online whether all that it names is there and trusts it. Warnings do not make it fail, what the next start fails with does.
import { Option } from 'commander';
import {
  type AddCommand,
  CommandError,
  configOf,
  configOption,
  examples,
  several,
  timeoutOf,
  type WithConfig,
} from './command.ts';
import { type OutputForm, outputOption } from './output-option.ts';

interface CheckOptions extends WithConfig {
  readonly online?: boolean;
  readonly group: string[];
  readonly domain?: string;
  readonly token?: string;
  readonly timeout: string;
  readonly against?: string;
  readonly output: OutputForm;
}

export const checkCommand: AddCommand = (program, { out }) => {
  program
    .command('check')
    .summary('check the configuration, and all that it names')
    .description(
      'Read the configuration and every file that it refers to, and report every fault; look into the key folder, and at certificates. Warnings follow where it is right. With --online go to every identity provider, cloud and cluster too, each with an end in time: name, address rules, certificate, clock, versions, keys in both directions, mapping and rights. It ends with 1 if anything is wrong.',
    )
    .addOption(configOption())
    .option(
      '--online',
      'go to every identity provider and member as well, as member check does, without a user unless one is named',
    )
    .addOption(
      new Option('--group <name>', 'with --online: a group of the user, as the gateway knows it; again for each')
        .argParser(several)
        .default([], 'none'),
    )
    .option('--domain <name>', "with --online: the user's domain (default: the first identity provider's)")
    .option(
      '--token <reference>',
      'with --online: prove the user of this token of an identity provider: env:NAME or file:PATH',
    )
    .option('--timeout <seconds>', 'with --online: for each identity provider, cloud and cluster', '60')
    .option('--against <file>', 'the configuration that is in force: say what of the change needs a restart')
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway check --config gateway.yaml',
        'scs-gateway check --online --group research --config gateway.yaml',
        'scs-gateway check --online --output junit --config gateway.yaml > check.xml',
        'scs-gateway check --config new.yaml --against gateway.yaml',
      ),
    )
    .action(async ({ output, ...options }: CheckOptions, command) => {
      const timeout = timeoutOf(command, options);
      const asksUser = options.group.length > 0 || (options.token ?? options.domain) !== undefined;
      if (asksUser && !options.online) command.error('error: a user is proven with --online only');
      const file = configOf(command, options);
      const { checkReport } = await import('./check-report.ts');
      const { group: groups, domain, against } = options;
      const { followReference } = await import('./follow-reference.ts');
      const token = await followReference(options.token);
      const online = options.online ? { groups, domain, token, timeout } : undefined;
      const say = output === 'text' ? out : undefined;
      const { stops, ...report } = await checkReport(
        file,
        { against, ...(online && { online }) },
        { say, now: Date.now },
      );
      if (output !== 'text') out((await import('../report/forms.ts')).FORMS[output](report));
      const wrong = report.parts.filter(({ kind, ok }) => !ok && kind !== 'configuration').map(({ name }) => name);
      if (wrong.length > 0) throw new CommandError(`the trust does not hold: ${wrong.join(', ')}`);
      if (report.gateway === '') throw new CommandError(`${file} is wrong`);
      if (stops) throw new CommandError(`${file} is right, but a gateway cannot start with it`);
    });
};
