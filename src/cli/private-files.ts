// SPDX-License-Identifier: Apache-2.0
// The files that only their user may read: saved logins and tokens. In the folder that the system has for such state, mode
// 0600 whatever the umask is; a link in their place is neither followed nor written through.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { CommandError } from './command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** XDG Base Directory Specification on Linux: a path that is not absolute is ignored. */
export function stateFolder(env: Environment, platform: string = process.platform, home = homedir()): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'scs-gateway');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'scs-gateway');
  const given = env.XDG_STATE_HOME;
  return join(given !== undefined && isAbsolute(given) ? given : join(home, '.local', 'state'), 'scs-gateway');
}

/** Throws where the folder is a link or somebody else's: whoever can change it could give the user another login. */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error) => {
    throw cannot('made', folder, error);
  });
  const found = await lstat(folder);
  if (!found.isDirectory())
    throw new CommandError(`${folder} is not a folder: remove it, it is the place of saved logins`);
  refuseForeign(folder, found.uid);
  // Also after a umask that takes rights away from the user.
  if (process.platform !== 'win32' && (found.mode & 0o777) !== 0o700) await chmod(folder, 0o700);
}

/** What the JSON in it says; undefined where there is no such file, or it has something else. */
export async function readPrivate(file: string): Promise<unknown> {
  let text: string;
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { uid } = await handle.stat();
      refuseForeign(file, uid);
      text = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP')
      throw new CommandError(`${file} is a link: remove it, saved logins are not read through links`);
    throw cannot('read', file, error);
  }
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Others read it meanwhile: they get the old file or the new one. It has reached the disk when this is done. */
export async function writePrivate(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    // Fails where the name is taken, by a link too.
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.chmod(0o600);
      await handle.writeFile(JSON.stringify(value));
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Takes the place of a link instead of following it.
    await rename(draft, file);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw cannot('written', file, error);
  }
}

function refuseForeign(path: string, uid: number): void {
  const own = process.getuid?.();
  if (own !== undefined && uid !== own) throw new CommandError(`${path} belongs to another user: remove it`);
}

const cannot = (what: string, path: string, error: unknown): CommandError =>
  new CommandError(`${path} cannot be ${what}: ${(error as Error).message}`, { cause: error });
