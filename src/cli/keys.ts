// SPDX-License-Identifier: Apache-2.0
// `scs-gateway keys`: shows what is in the key folder, and rotates it.
import type { Config } from '../config/config.ts';
import { type AddCommand, configOf, configOption, examples, type WithConfig } from './command.ts';

export const keysCommand: AddCommand = (program, { out }) => {
  const keys = program
    .command('keys')
    .summary('list or rotate the keys of the gateway')
    .description('List or rotate the keys in the folder of gateway.keys.');

  keys
    .command('list')
    .summary('list the keys')
    .description('List the keys, newest first. The command shows no key material.')
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway keys list --config gateway.yaml'))
    .action(async (options: WithConfig, command) => {
      const file = configOf(command, options);
      const { listKeys } = await import('../federation/keys.ts');
      const { keys: folder } = await load(file);
      const found = await listKeys(folder, Date.now());
      if (found.length === 0) out(`no keys in ${folder} yet: the first start makes them, or keys rotate\n`);
      for (const { kid, kind, created, active } of found)
        out(`${`${kid}  ${kind}  ${created}  ${active ? 'active' : ''}`.trimEnd()}\n`);
    });

  keys
    .command('rotate')
    .summary('make new keys and remove those that are no longer needed')
    .description('Make one new key of each kind, and remove the keys that no token and no stored value needs any more.')
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway keys rotate --config gateway.yaml'))
    .action(async (options: WithConfig, command) => {
      const file = configOf(command, options);
      const { rotateKeys } = await import('../federation/keys.ts');
      const { config } = await loadWhole(file);
      const { keys: folder, tokenLifetime } = config.gateway;
      const inUse = await sealKeysInUse(config).catch((error: Error) => {
        out(`no seal key is removed: what is sealed by them cannot be read: ${error.message}\n`);
        return () => true;
      });
      const { made, removed } = await rotateKeys(folder, { now: Date.now(), tokenLifetime, inUse });
      for (const kid of made) out(`made ${kid}\n`);
      for (const kid of removed) out(`removed ${kid}\n`);
    });
};

/** By which something in the durable store is sealed. A file that is not there has nothing. */
async function sealKeysInUse(config: Config): Promise<(kid: string) => boolean> {
  const [{ configured, openPlace }, { sealKeyOf }, { existsSync }, { join }, { FILE_NAME }] = await Promise.all([
    import('./store-places.ts'),
    import('../federation/sealed-durable.ts'),
    import('node:fs'),
    import('node:path'),
    import('../store/file-open.ts'),
  ]);
  const words = configured(config);
  if (words === 'file' && !existsSync(join(config.gateway.data, FILE_NAME))) return () => false;
  const { store, close } = await openPlace(words, config, false);
  try {
    const used = new Set<string>();
    for await (const { value } of store.all()) used.add(sealKeyOf(value));
    return (kid) => used.has(kid);
  } finally {
    await close();
  }
}

async function load(file: string): Promise<{ readonly keys: string; readonly tokenLifetime: number }> {
  return (await loadWhole(file)).config.gateway;
}

async function loadWhole(file: string): Promise<{ readonly config: Config }> {
  const { loadConfig } = await import('../config/load.ts');
  return loadConfig(file, { env: process.env });
}
