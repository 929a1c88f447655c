// SPDX-License-Identifier: Apache-2.0
// Reads files that a configuration names. Only regular files, and only so much of them: a named pipe would hold the start
// until somebody writes to it, a device would fill the memory.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes: a file with every authority that a system trusts has a quarter of a megabyte. */
const MOST = 16 * 1024 * 1024;

/** `most`: bytes. Fails as `readFile` does, and with `EFTYPE` for what is no regular file, `EFBIG` for what is too large. */
export async function readRegular(path: string, most = MOST, encoding: BufferEncoding = 'utf8'): Promise<string> {
  // Opening a pipe to read waits for whoever writes, but for this flag (open(2)); regular files know nothing of it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw failure('EISDIR', path);
    if (!stats.isFile()) throw failure('EFTYPE', path);
    const chunks: Buffer[] = [];
    let length = 0;
    // Files below /proc have the size 0, whatever they hold.
    for (;;) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.allocUnsafe(64 * 1024) });
      if (bytesRead === 0) break;
      length += bytesRead;
      if (length > most) throw failure('EFBIG', path);
      chunks.push(buffer.subarray(0, bytesRead));
    }
    return Buffer.concat(chunks).toString(encoding);
  } finally {
    await file.close();
  }
}

const failure = (code: string, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${REASONS[code]}, ${path}`), { code, path });

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EFTYPE: 'it is no regular file',
  EFBIG: 'it is larger than any such file',
};

/** Of a failure to read, for people. */
export function readFailure(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const known: Readonly<Record<string, string>> = {
    ...REASONS,
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOTDIR: 'a part of the path is not a folder',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
  };
  return known[code] ?? code;
}
