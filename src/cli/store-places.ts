// SPDX-License-Identifier: Apache-2.0
// Where the durable store is, in the words of the command line: `file` and `redis` of the configuration, or `file:FOLDER` and
// `redis:REFERENCE`. A URL with a password is never an argument: other users of the system could read it.
import type { Config } from '../config/config.ts';
import type { DurableStore } from '../model/durable-store.ts';
import { CommandError } from './command.ts';

export const PLACES =
  'file (gateway.data), file:FOLDER, redis (state.redis), or redis:env:NAME and redis:file:PATH for a URL in a variable or file';

export interface Place {
  readonly store: DurableStore;
  /** For people. */
  readonly where: string;
  /** Of the file, where it is one. */
  readonly folder?: string;
  /** What its operator should know. */
  warnings(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Where the gateway of this configuration keeps what is durable. */
export const configured = ({ state }: Config): string => (state.redis === undefined ? 'file' : 'redis');

/** `create`: a file that is not there is made. */
export async function openPlace(words: string, config: Config, create: boolean): Promise<Place> {
  const [, kind, rest] = /^(file|redis)(?::(.+))?$/s.exec(words) ?? [];
  if (kind === 'file') return openFolder(rest ?? config.gateway.data, create);
  if (kind === 'redis') return openRedis(rest === undefined ? config.state.redis?.reveal() : await urlOf(rest));
  throw new CommandError(`a store is ${PLACES}`);
}

/** Before it is read: the store's own error is about the system call that failed. */
export async function demandThere({ folder }: Place): Promise<void> {
  if (folder === undefined) return;
  const [{ FILE_NAME }, { existsSync }, { join }] = await Promise.all([
    import('../store/file-open.ts'),
    import('node:fs'),
    import('node:path'),
  ]);
  if (!existsSync(join(folder, FILE_NAME)))
    throw new CommandError(`there is no store in ${folder}: it has no file ${FILE_NAME}`);
}

/** Nothing is taken away below a gateway: it would go on with a store that is empty. */
export async function demandIdle({ folder }: Place): Promise<void> {
  if (folder === undefined) return;
  const { holdFolder } = await import('../store/in-use.ts');
  const hold = holdFolder(folder);
  if (hold === undefined)
    throw new CommandError(
      `nothing is moved: a gateway serves from ${folder}, or it cannot be written. Stop the gateway first, or only copy with --keep`,
    );
  hold.release();
}

async function openFolder(folder: string, create: boolean): Promise<Place> {
  const { createFileStore } = await import('../store/file.ts');
  const store = createFileStore({ folder, create });
  return { store, where: `the file in ${folder}`, folder, warnings: async () => [], close: () => store.close() };
}

async function urlOf(reference: string): Promise<string> {
  const [, how, what = ''] = /^(env|file):(.+)$/s.exec(reference) ?? [];
  if (how === undefined)
    throw new CommandError(
      'the URL of Redis is given by redis:env:NAME or redis:file:PATH, since arguments can be seen',
    );
  const { readFile } = await import('node:fs/promises');
  const url = how === 'env' ? process.env[what] : await readFile(what, 'utf8');
  if (!url?.trim()) throw new CommandError(`${reference} has no URL of Redis`);
  return url.trim();
}

async function openRedis(url: string | undefined): Promise<Place> {
  if (url === undefined) throw new CommandError('the configuration has no state.redis; name it by redis:env:NAME');
  const [{ createRedisLink }, { createDurableRedis }, { persistenceOf }] = await Promise.all([
    import('../store/redis-link.ts'),
    import('../store/durable-redis.ts'),
    import('../store/redis-persistence.ts'),
  ]);
  const link = createRedisLink({ url });
  const store = createDurableRedis({ link });
  await link.opened;
  return {
    store,
    where: link.where,
    warnings: () => persistenceOf(link.client),
    async close() {
      await store.close();
      await link.close();
    },
  };
}
