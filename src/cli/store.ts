// SPDX-License-Identifier: Apache-2.0
// `scs-gateway store`: checks, backs up and moves what outlives every process. Values stay sealed: no command opens one.
import type { Config } from '../config/config.ts';
import {
  type AddCommand,
  CommandError,
  configOf,
  configOption,
  examples,
  type WithConfig,
  withPlainErrors,
} from './command.ts';
import { configured, demandIdle, demandThere, openPlace, PLACES, type Place } from './store-places.ts';

export const storeCommand: AddCommand = (program, { out }) => {
  const store = program
    .command('store')
    .summary('check, back up or move what is kept durably')
    .description('Check, back up or move what the gateway keeps durably: application credentials and their owners.');

  store
    .command('check')
    .summary('say what is in the store, and whether it is safe there')
    .description('Read the whole store, count its items by kind, and warn of what could lose them.')
    .option('--at <store>', `another store than the configured one: ${PLACES}`)
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway store check --config gateway.yaml'))
    .action(async ({ at, ...options }: WithConfig & { at?: string }, command) => {
      const config = await load(configOf(command, options));
      await using(await openPlace(at ?? configured(config), config, false), async (place) => {
        await demandThere(place);
        const { store: opened, where, warnings } = place;
        const counts = new Map<string, number>();
        for await (const { kind } of opened.all()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        out(`${where} is right\n`);
        for (const [kind, count] of [...counts].sort()) out(`${count}  ${kind}\n`);
        for (const warning of await warnings()) out(`warning: ${warning}\n`);
      });
    });

  store
    .command('backup')
    .argument('<folder>', 'a folder for the backup; it is created, and must not have one yet')
    .summary('write a backup, while the gateway runs')
    .description('Write all of the store to a file in a new folder, while the gateway runs. Restore it by store move.')
    .option('--at <store>', `another store than the configured one: ${PLACES}`)
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway store backup /var/backups/scs-gateway/monday --config gateway.yaml',
        'scs-gateway store move --from file:/var/backups/scs-gateway/monday --to file --keep --config gateway.yaml',
      ),
    )
    .action(async (folder: string, { at, ...options }: WithConfig & { at?: string }, command) => {
      const config = await load(configOf(command, options));
      const { existsSync } = await import('node:fs');
      const { FILE_NAME } = await import('../store/file-open.ts');
      const { join, resolve } = await import('node:path');
      if (existsSync(join(folder, FILE_NAME))) throw new CommandError(`${folder} has a backup already`);
      await using(await openPlace(at ?? configured(config), config, false), async (from) => {
        await demandThere(from);
        await using(await openPlace(`file:${resolve(folder)}`, config, true), async (to) => {
          const { moveItems } = await import('./move-items.ts');
          const { copied } = await moveItems(from.store, to.store, { merge: false, keep: true });
          out(`backed up ${copied} items of ${from.where} to ${folder}\n`);
        });
      });
    });

  store
    .command('move')
    .summary('move everything from one store to another')
    .description(
      'Copy everything to another store, compare it there, and remove it from the first. Stop the gateway before. An interrupted move can be run again.',
    )
    .requiredOption('--from <store>', PLACES)
    .requiredOption('--to <store>', 'the same words')
    .option('--merge', "even if the target has other items: those stay, and of one id the first store's is taken")
    .option('--keep', 'only copy: the first store stays as it is')
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway store move --from file --to redis --config gateway.yaml',
        'scs-gateway store move --from redis:env:REDIS_URL --to file --config gateway.yaml',
      ),
    )
    .action(async ({ from, to, merge = false, keep = false, ...options }: WithConfig & MoveWords, command) => {
      const config = await load(configOf(command, options));
      await using(await openPlace(from, config, false), async (source) => {
        await using(await openPlace(to, config, true), async (target) => {
          if (source.where === target.where) throw new CommandError('both are the same store');
          await demandThere(source);
          if (!keep) await demandIdle(source);
          const { moveItems } = await import('./move-items.ts');
          const { copied, there, removed } = await moveItems(source.store, target.store, { merge, keep });
          out(`copied ${copied} items from ${source.where} to ${target.where}; ${there} were there already\n`);
          out(keep ? 'the first store stays as it is\n' : `removed ${removed} items from ${source.where}\n`);
        });
      });
    });
};

interface MoveWords {
  readonly from: string;
  readonly to: string;
  readonly merge?: boolean;
  readonly keep?: boolean;
}

async function load(file: string): Promise<Config> {
  const { loadConfig } = await import('../config/load.ts');
  return (await loadConfig(file, { env: process.env })).config;
}

/** Closed whatever happens; the log's detail is what an operator needs. */
async function using(place: Place, work: (place: Place) => Promise<void>): Promise<void> {
  try {
    await withPlainErrors(work(place));
  } catch (error) {
    const { cause } = error as Error;
    const { detail } = (cause ?? error) as { detail?: unknown };
    throw typeof detail === 'string' ? new CommandError(`${place.where}: ${detail}`, { cause: error }) : error;
  } finally {
    await place.close();
  }
}
