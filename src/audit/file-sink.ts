// SPDX-License-Identifier: Apache-2.0
// Events in a file, one a line, rotated by size. What a full disk has taken half of is cut off again, so that a line is whole or
// not there; a half one is left by a process that was killed alone, and the next begins on a line of its own. Files are written
// by Node's pool of threads: a disk that hangs holds one of these, and no request.
import { constants } from 'node:fs';
import { access, type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../files/folder.ts';
import type { AuditFileOptions } from '../model/audit.ts';
import type { Clock } from '../model/clock.ts';
import { type Head, readEvent } from './chain.ts';
import type { Sink } from './sink.ts';

const { O_APPEND, O_CREAT, O_RDWR, O_NONBLOCK } = constants;
const END = 10;
/** Who collects the file is usually in the group of the account. */
const MODE = 0o640;
/** Milliseconds between two looks whether the file is still where it was: somebody else may rotate it too. */
const LOOK_EVERY = 5_000;
/** Above what an event takes. */
const TAIL = 128 * 1024;

export interface FileSink extends Sink {
  /** The last event in the file that is there, before anything is written. */
  last(): Promise<Head | undefined>;
}

/** Those that were rotated away from `path`, the oldest first. */
export async function rotatedFiles(path: string): Promise<string[]> {
  const name = basename(path);
  const all = await readdir(dirname(path)).catch(() => []);
  return all
    .filter((one) => one.startsWith(`${name}.`) && /^\d{8}T\d{9}Z(?:-\d+)?$/.test(one.slice(name.length + 1)))
    .toSorted()
    .map((one) => join(dirname(path), one));
}

export function createFileSink({ path, size, keep, fsync }: AuditFileOptions, now: Clock): FileSink {
  let file: FileHandle | undefined;
  let inode = 0;
  let length = 0;
  let lookedAt = 0;
  /** It cannot be rotated: then it grows. */
  let stuck: string | undefined;

  async function reopen(): Promise<FileHandle> {
    await makeFolder(dirname(path), 0o750);
    // Without O_NONBLOCK a named pipe would hold the thread until somebody reads (open(2)).
    const opened = await open(path, O_APPEND | O_CREAT | O_RDWR | O_NONBLOCK, MODE);
    try {
      const stats = await opened.stat();
      if (!stats.isFile()) throw Object.assign(new Error(`${path} is no regular file`), { code: 'EFTYPE' });
      ({ ino: inode, size: length } = stats);
      const last = Buffer.alloc(1);
      if (length > 0) await opened.read(last, 0, 1, length - 1);
      if (length > 0 && last[0] !== END) length += (await opened.write('\n')).bytesWritten;
      lookedAt = now();
      file = opened;
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  async function leave(): Promise<void> {
    const old = file;
    file = undefined;
    await old?.close().catch(() => undefined);
  }

  /** Undefined: it is not there any more, or another one is. */
  async function current(): Promise<FileHandle | undefined> {
    if (file === undefined || now() - lookedAt < LOOK_EVERY) return file;
    lookedAt = now();
    const there = await stat(path).catch(() => undefined);
    if (there?.ino !== inode) await leave();
    return file;
  }

  async function rotate(): Promise<void> {
    const stamp = new Date(now()).toISOString().replace(/[-:.]/g, '');
    try {
      let to = `${path}.${stamp}`;
      // A name that is taken would be written over.
      for (let n = 1; await exists(to); n++) to = `${path}.${stamp}-${n}`;
      await rename(path, to);
      stuck = undefined;
    } catch (error) {
      stuck = `it cannot be rotated (${(error as NodeJS.ErrnoException).code}), and grows`;
      return;
    }
    await leave();
    const old = await rotatedFiles(path);
    for (const one of old.slice(0, Math.max(0, old.length - keep))) await unlink(one).catch(() => undefined);
  }

  async function write(to: FileHandle, bytes: Buffer): Promise<void> {
    let at = 0;
    try {
      while (at < bytes.length) at += (await to.write(bytes, at)).bytesWritten;
      if (fsync) await to.datasync();
      length += bytes.length;
    } catch (error) {
      // Where that fails too, opening it anew ends the line. While one process takes the place of another both write: what
      // stands behind may be the other's.
      const { size: found } = await to.stat().catch(() => ({ size: -1 }));
      if (found === length + at) await to.truncate(length).catch(() => undefined);
      await leave();
      throw error;
    }
  }

  return {
    name: 'file',
    async last() {
      const paths = [path, ...(await rotatedFiles(path)).toReversed()];
      for (const one of paths) {
        const head = await lastEvent(one).catch(() => undefined);
        if (head !== undefined) return head;
      }
      return undefined;
    },
    async send(batch) {
      const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
      let to = (await current()) ?? (await reopen());
      if (length > 0 && length + bytes.length > size) {
        await rotate();
        to = file ?? (await reopen());
      }
      await write(to, bytes);
      return undefined;
    },
    fault: () => stuck,
    close: leave,
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function lastEvent(path: string): Promise<Head | undefined> {
  const file = await open(path, constants.O_RDONLY | O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const from = Math.max(0, stats.size - TAIL);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL), 0, TAIL, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    for (const line of lines.toReversed()) {
      const found = readEvent(line);
      if (found !== undefined) return { chain: found.chain, seq: found.seq, hash: found.hash };
    }
    return undefined;
  } finally {
    await file.close();
  }
}
