// SPDX-License-Identifier: Apache-2.0
// `scs-gateway bundle`: one archive with all that somebody who helps will ask for, and without secrets.
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

interface Options extends WithConfig {
  readonly log?: string;
  readonly online?: true;
  readonly group: readonly string[];
  readonly timeout: string;
  readonly to?: string;
}

export const bundleCommand: AddCommand = (program, { out }) => {
  program
    .command('bundle')
    .summary('make an archive for whoever helps, without secrets')
    .description(
      "Make a tar archive of the configuration as the gateway reads it, what check finds, metrics and readiness of the running gateway, the list of its keys, facts of Node and the machine, and with --log the log's last lines. Secrets of the configuration, the environment and the key folder are hidden in all of it; names of users and hosts are not. It is written for you alone.",
    )
    .option('--log <file>', "the gateway's log: its last 2 MiB")
    .option('--online', 'with what check --online finds')
    .addOption(
      new Option('--group <name>', 'with --online: a group of the user; again for each')
        .argParser(several)
        .default([], 'none'),
    )
    .option('--timeout <seconds>', 'with --online: for each identity provider, cloud and cluster', '60')
    .option('--to <file>', 'the archive; it must not be there (default: scs-gateway-TIME.tar.gz)')
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway bundle --config gateway.yaml',
        'scs-gateway bundle --online --log /var/log/scs-gateway.log --to support.tar.gz --config gateway.yaml',
      ),
    )
    .action(async (options: Options, command) => {
      const timeout = timeoutOf(command, options);
      const file = configOf(command, options);
      const [{ bundleParts }, { tarOf }, { gzipSync }, { writeFile }] = await Promise.all([
        import('./bundle-parts.ts'),
        import('../files/tar.ts'),
        import('node:zlib'),
        import('node:fs/promises'),
      ]);
      const started = Date.now();
      const online = options.online ? { groups: options.group, timeout } : undefined;
      const files = await bundleParts({ file, log: options.log, online, now: Date.now, env: process.env });
      const to = options.to ?? `scs-gateway-${new Date(started).toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tar.gz`;
      await writeFile(to, gzipSync(tarOf(files, started), { level: 9 }), { flag: 'wx', mode: 0o600 }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') throw new CommandError(`${to} is there already: choose another --to`);
          throw error;
        },
      );
      for (const { name, content } of files) {
        const missing = /^not there: .*/.exec(String(content))?.[0];
        out(`${name.split('/')[1]}  ${missing ?? `${Buffer.byteLength(content)} bytes`}\n`);
      }
      out(`${to}: read it before you send it to anybody\n`);
    });
};
