// SPDX-License-Identifier: Apache-2.0
// Opens the file of the durable store: nobody else may read it, its schema is brought up to date, and a file that is broken,
// of another program or of a newer gateway is refused with the reason.
import { chmodSync, closeSync, lstatSync, openSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolderSync } from '../files/folder.ts';

export const FILE_NAME = 'gateway.db';
/** Nothing is written anywhere but in the process. */
export const IN_MEMORY = ':memory:';

export interface OpenedFile {
  readonly db: DatabaseSync;
  readonly path: string;
  /** By which it is told whether the path still leads to it. */
  readonly inode: number;
}

export interface OpenOptions {
  /** False: a file that is not there is a fault. */
  readonly create: boolean;
  readonly maxBytes: number;
}

/** Its message is for the operator. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/** "SCSg" in the header of the file. */
const APPLICATION_ID = 0x53435367;

/**
 * From nothing to the newest schema; a file has the first `user_version` steps. Steps are only ever added. `probe` has one
 * row, which is written to find out whether the file can be.
 */
export const STEPS: readonly string[] = [
  `CREATE TABLE items (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL,
     id TEXT NOT NULL,
     owner TEXT NOT NULL,
     name TEXT,
     value TEXT NOT NULL,
     version INTEGER NOT NULL,
     expires_at INTEGER
   ) STRICT;
   CREATE UNIQUE INDEX items_id ON items (kind, id);
   CREATE UNIQUE INDEX items_name ON items (kind, name) WHERE name IS NOT NULL;
   CREATE INDEX items_owner ON items (kind, owner);
   CREATE INDEX items_end ON items (expires_at) WHERE expires_at IS NOT NULL;
   CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT;
   INSERT INTO probe VALUES (1, 0);`,
];

/** Milliseconds that opening may wait for another process that opens or recovers the file. */
const OPENING = 500;
/** Milliseconds that one call may wait for a lock, with the event loop standing still. Callers try again without that. */
const LOCKED = 20;
const PAGE = 4_096;
/** Pages in the log after which a writer brings them into the file: bounds what one write may take. */
const CHECKPOINT = 256;

export function openFile(folder: string, { create, maxBytes }: OpenOptions): OpenedFile {
  const path = folder === IN_MEMORY ? IN_MEMORY : join(folder, FILE_NAME);
  if (path !== IN_MEMORY) makePrivate(folder, path, create);
  const db = new DatabaseSync(path, { timeout: OPENING, allowExtension: false });
  try {
    // First of all: a file that is refused stays as it is.
    demandOurs(db, STEPS.length, path);
    const { journal_mode: mode } = db.prepare('PRAGMA journal_mode = WAL').get() as { journal_mode: string };
    if (mode !== 'wal' && path !== IN_MEMORY)
      throw new UnusableFile(`${path}: its file system cannot share memory; it must be a local one`);
    // FULL: a commit is on the disk when it returns. secure_delete: what was removed is overwritten.
    db.exec(`PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = ${CHECKPOINT};`);
    migrate(db, STEPS, path);
    db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / PAGE))}`);
    const [found] = db.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
    if (found?.quick_check !== 'ok') throw new UnusableFile(`${path} is broken: ${found?.quick_check}`);
    db.exec(`PRAGMA busy_timeout = ${LOCKED}`);
    return { db, path, inode: path === IN_MEMORY ? 0 : statSync(path).ino };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Undefined: there is none at this path any more. */
export const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;

export function migrate(db: DatabaseSync, steps: readonly string[], path: string): void {
  if (demandOurs(db, steps.length, path) === steps.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Again: another process may have done it meanwhile.
    const version = demandOurs(db, steps.length, path);
    for (const step of steps.slice(version)) db.exec(step);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${steps.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** The version of its schema; 0 of an empty file. */
function demandOurs(db: DatabaseSync, newest: number, path: string): number {
  const pragma = (name: string): number => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] as number;
  const [application, version] = [pragma('application_id'), pragma('user_version')];
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number };
  const fresh = application === 0 && version === 0 && tables === 0;
  if (application !== APPLICATION_ID && !fresh)
    throw new UnusableFile(`${path} is a database of another program, which stays as it is`);
  if (version > newest)
    throw new UnusableFile(
      `${path} was written by a newer version of the gateway (schema ${version}, this one knows ${newest})`,
    );
  return version;
}

/** SQLite gives the log and the shared memory beside the file the rights of the file. */
function makePrivate(folder: string, path: string, create: boolean): void {
  if (create) makeFolderSync(folder, 0o700);
  const stats = statSync(folder);
  if (!stats.isDirectory()) throw new UnusableFile(`${folder} is no folder`);
  demandOwn(folder, stats, '700');
  if (create)
    try {
      closeSync(openSync(path, 'wx', 0o600));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  for (const each of [path, `${path}-wal`, `${path}-shm`]) {
    const file = lstatSync(each, { throwIfNoEntry: false });
    if (file === undefined) continue;
    if (!file.isFile()) throw new UnusableFile(`${each} is no regular file`);
    demandOwn(each, file, '600');
    // Kubernetes gives the files of a volume to the pod's group (fsGroup) at each start.
    if ((file.mode & 0o077) !== 0 && file.uid === process.getuid?.()) chmodSync(each, 0o600);
  }
}

function demandOwn(path: string, { uid, mode }: Stats, right: string): void {
  // root may read everything anyway, and owns the volumes that Kubernetes mounts.
  if (![process.getuid?.(), 0].includes(uid))
    throw new UnusableFile(`${path} belongs to another user (uid ${uid}), who could read and change it`);
  if ((mode & 0o007) !== 0)
    throw new UnusableFile(`${path} is open to every user of the system: chmod ${right} ${path}`);
}
