// SPDX-License-Identifier: Apache-2.0
// Makes a folder and those above it. Node's own `recursive` never ends where a folder is there and nothing can be made in it,
// not even as an error: below /proc, mkdir(2) says ENOENT whatever is there.
import { constants, mkdirSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Fails as `mkdir` does; a folder that is there is as well. */
export async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode);
    // Once: where that is there and this cannot be made, there is no end to it.
    await mkdir(path, { mode }).catch((second: unknown) => {
      if (codeOf(second) !== 'EEXIST') throw second;
    });
  }
}

/** The same for who cannot wait. */
export function makeFolderSync(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolderSync(dirname(path), mode);
    try {
      mkdirSync(path, { mode });
    } catch (second) {
      if (codeOf(second) !== 'EEXIST') throw second;
    }
  }
}

/** Why nothing can be written there: in the folder, or where it would be made. Undefined: it can. */
export async function writeFault(path: string): Promise<unknown> {
  for (let at = path; ; at = dirname(at)) {
    try {
      await access(at, constants.W_OK | constants.X_OK);
      // Permissions say nothing of /proc.
      return at === '/proc' || at.startsWith('/proc/')
        ? Object.assign(new Error('EROFS'), { code: 'EROFS' })
        : undefined;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || dirname(at) === at) return error;
    }
  }
}
