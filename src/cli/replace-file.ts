// SPDX-License-Identifier: Apache-2.0
// Changes a file of the user's that other programs read: whole or not at all, with its permissions, and a link stays a link.
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from './command.ts';

/** As kubectl's lock beside the file, which it waits for not at all. */
const LOCK_TRIES = 20;

interface ReplaceOptions {
  /** The name of what the file was before this program first changed it, behind the file's own. */
  readonly backup?: string;
  /** Whether it gets what only its user may read. */
  readonly secret?: boolean;
}

/** `change` gets the text, empty where there is no file. Resolves with what it gives beside the new text. */
export async function replaceFile<T extends { readonly text: string }>(
  file: string,
  change: (before: string) => T,
  { backup, secret = false }: ReplaceOptions = {},
): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const path = await realpath(file).catch(() => file);
  return locked(`${path}.lock`, async () => {
    const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const found = before === undefined ? undefined : await stat(path);
    const mode = found === undefined ? 0o600 : found.mode & 0o777;
    if (secret && process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new CommandError(
        `${file} can be read by others (mode ${mode.toString(8)}), and would get a token: run \`chmod 600 ${file}\` first`,
      );
    const changed = change(before ?? '');
    if (changed.text === before) return changed;
    if (backup !== undefined && before !== undefined)
      // Once: what a later run would find is this program's own.
      await copyFile(path, `${path}${backup}`, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    try {
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(changed.text);
        // Whoever reads it may be somebody else than whoever changes it: root for a service.
        const own = await handle.stat();
        if (found !== undefined && (found.uid !== own.uid || found.gid !== own.gid))
          await handle.chown(found.uid, found.gid);
        await handle.chmod(mode);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, path);
    } catch (error) {
      await unlink(draft).catch(() => undefined);
      throw new CommandError(`${file} is as it was, since it cannot be written: ${(error as Error).message}`, {
        cause: error,
      });
    }
    return changed;
  });
}

async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (tries === LOCK_TRIES)
        throw new CommandError(`${lock} is there: another program is writing, or has left it behind`);
      await sleep(100);
    }
  }
  return work().finally(() => unlink(lock).catch(() => undefined));
}
