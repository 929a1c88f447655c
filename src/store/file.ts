// SPDX-License-Identifier: Apache-2.0
// The durable store in one file of the data folder (SQLite): the embedded default. Its driver is synchronous, so every call
// is short: reads ask the file (some 10 µs), which several processes may share; writes that wait are committed together, with
// one fsync and one turn of the event loop for up to `BATCH` of them. Nobody waits for a lock with the loop standing still.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../model/clock.ts';
import type {
  DurableEvent,
  DurableItem,
  DurableOperation,
  DurableStore,
  KeptItem,
  PutOutcome,
} from '../model/durable-store.ts';
import { demandItem, demandKind, unavailable } from './durable-item.ts';
import { IN_MEMORY, inodeOf, type OpenedFile, openFile, UnusableFile } from './file-open.ts';
import { type ItemRows, itemRows } from './file-rows.ts';

export interface FileStoreOptions {
  /** Created where it is missing. `:memory:` is a store that ends with the process, for tests. */
  readonly folder: string;
  readonly now?: Clock;
  readonly onState?: (event: DurableEvent) => void;
  /** What the file may take. Beyond it the store is full. */
  readonly maxBytes?: number;
  /** Milliseconds between two writes that find out whether the file can still be written. */
  readonly probeEvery?: number;
  /** False: a file that is not there is not made. */
  readonly create?: boolean;
}

const BATCH = 64;
/** Writes that may wait; each has an item of at most some 280 KB. */
const QUEUE = 1_000;
/** Milliseconds that a call waits for other processes before it fails. */
const PATIENCE = 2_000;
/** Milliseconds between two attempts to open a file that cannot be used. */
const OPEN_AGAIN = 1_000;
const PAGE_OF_ALL = 100;

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const BUSY = 5;
const IN_WORDS: Readonly<Record<number, string>> = {
  [BUSY]: 'another process has locked the file for too long',
  8: 'the file cannot be written (read-only)',
  11: 'the file is broken',
  13: 'the disk, or what the file may take of it, is full',
  14: 'the file cannot be opened',
  26: 'the file is broken: no database',
};
const BROKEN: readonly number[] = [11, 26];

interface Job {
  readonly operation: DurableOperation;
  run(rows: ItemRows): unknown;
  done(result: unknown): void;
  failed(error: unknown): void;
}

export function createFileStore(options: FileStoreOptions): DurableStore {
  const { folder, now = Date.now, onState, maxBytes = 1 << 30, probeEvery = 10_000, create = true } = options;
  let opened: (OpenedFile & { readonly rows: ItemRows }) | undefined;
  /** Once it was there, a file that is missing is not made anew: it would be an empty one. */
  let found = false;
  let triedAt = Number.NEGATIVE_INFINITY;
  /** `write`: reads may go on. `whole`: until the file is opened anew. */
  let trouble: { readonly of: 'read' | 'write' | 'whole'; readonly reason: string; readonly since: number } | undefined;
  let closed = false;

  const troubled = (of: 'read' | 'write' | 'whole', reason: string): void => {
    if (trouble === undefined) onState?.({ kind: 'down', reason });
    trouble = { of: trouble?.of === 'whole' ? 'whole' : of, reason, since: trouble?.since ?? now() };
  };
  const well = (of: 'read' | 'write'): void => {
    if (trouble === undefined || trouble.of === 'whole' || (of === 'read' && trouble.of === 'write')) return;
    trouble = undefined;
    onState?.({ kind: 'up' });
  };

  /** The open file, or it throws why there is none. */
  function file(): NonNullable<typeof opened> {
    if (closed) throw new UnusableFile('the store is closed');
    const inode = opened === undefined || opened.path === IN_MEMORY ? opened?.inode : inodeOf(opened.path);
    if (opened !== undefined && inode === opened.inode) return opened;
    // SQLite would go on with a file that has no name any more, and all of it would be gone at the end.
    if (opened !== undefined && inode === undefined)
      throw new UnusableFile(`${opened.path} was removed while it was in use; put a backup there, or restart`);
    if (performance.now() - triedAt < OPEN_AGAIN) throw new UnusableFile(trouble?.reason ?? 'it is not open yet');
    triedAt = performance.now();
    opened?.db.close();
    opened = undefined;
    const fresh = openFile(folder, { create: create && !found, maxBytes });
    found = true;
    opened = { ...fresh, rows: itemRows(fresh.db) };
    if (trouble?.of === 'whole') trouble = { ...trouble, of: 'write' };
    return opened;
  }

  /** Counted, told once, and made a row of the error table. */
  function failed(operation: DurableOperation | 'probe', of: 'read' | 'write', error: unknown): Error {
    if (error instanceof RangeError) return error;
    const code = sqliteCode(error);
    const reason = reasonOf(error, code);
    troubled(code !== undefined && BROKEN.includes(code) ? 'whole' : of, reason);
    if (operation !== 'probe') onState?.({ kind: 'failure', operation, reason });
    return unavailable(`${operation}: ${reason}`);
  }

  /** Tries again while another process is writing, but not for ever, and without holding up anybody. */
  async function patiently<T>(work: () => T): Promise<T> {
    const end = performance.now() + PATIENCE;
    for (let pause = 5; ; pause = Math.min(pause * 2, 50))
      try {
        return work();
      } catch (error) {
        if (sqliteCode(error) !== BUSY || performance.now() > end) throw error;
        await sleep(pause + Math.random() * pause);
      }
  }

  async function read<T>(operation: DurableOperation, ask: (rows: ItemRows) => T): Promise<T> {
    try {
      const answer = await patiently(() => ask(file().rows));
      well('read');
      return answer;
    } catch (error) {
      throw failed(operation, 'read', error);
    }
  }

  const queue: Job[] = [];
  let writing: Promise<void> | undefined;

  function write<T>(operation: 'put' | 'remove', run: (rows: ItemRows) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (queue.length >= QUEUE) {
        reject(failed(operation, 'write', new UnusableFile('too many writes are waiting')));
        return;
      }
      queue.push({ operation, run, done: resolve as (result: unknown) => void, failed: reject });
      writing ??= writeAll().finally(() => {
        writing = undefined;
      });
    });
  }

  async function writeAll(): Promise<void> {
    while (queue.length > 0) {
      // One turn later: whoever writes in this one is part of the same transaction, and others have had their turn.
      await new Promise(setImmediate);
      const jobs = queue.splice(0, BATCH);
      try {
        const results = await patiently(() => commit(jobs));
        well('write');
        for (const [index, job] of jobs.entries()) job.done(results[index]);
      } catch (error) {
        for (const job of jobs) job.failed(failed(job.operation, 'write', error));
      }
    }
  }

  function commit(jobs: readonly Pick<Job, 'run'>[]): unknown[] {
    const { db, rows } = file();
    db.exec('BEGIN IMMEDIATE');
    try {
      const results = jobs.map((job) => job.run(rows));
      rows.sweep(now());
      db.exec('COMMIT');
      return results;
    } catch (error) {
      // SQLite has rolled back by itself where the disk is full or fails.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  const probe = (): void => {
    if (closed || writing !== undefined) return;
    try {
      commit([{ run: (rows) => rows.probe() }]);
      well('write');
    } catch (error) {
      if (sqliteCode(error) !== BUSY) failed('probe', 'write', error);
    }
  };
  // A moment later: whoever is told of it is there by then.
  queueMicrotask(probe);
  const timer = setInterval(probe, probeEvery);
  timer.unref();

  return {
    async get(kind, id) {
      demandKind(kind);
      return read('get', (rows) => rows.byId(kind, id, now()));
    },
    async find(kind, unique) {
      demandKind(kind);
      return read('find', (rows) => rows.byName(kind, unique, now()));
    },
    async list(kind, owner) {
      demandKind(kind);
      return read('list', (rows) => rows.ofOwner(kind, owner, now()));
    },
    async put(kind, item, version, most) {
      demandItem(kind, item, version, most);
      return write('put', (rows) => put(rows, kind, item, version, most, now()));
    },
    async remove(kind, id) {
      demandKind(kind);
      return write('remove', (rows) => {
        const there = rows.byId(kind, id, now()) !== undefined;
        rows.remove(kind, id);
        return there;
      });
    },
    async *all() {
      for (let after = 0; ; ) {
        const page = await read('all', (rows) => rows.after(after, PAGE_OF_ALL, now()));
        for (const { item } of page) yield item;
        const last = page.at(-1);
        if (last === undefined) return;
        after = last.seq;
      }
    },
    health() {
      const where = folder === IN_MEMORY ? 'in memory' : `file in ${folder}`;
      return trouble === undefined
        ? { ok: true, detail: where }
        : { ok: false, detail: `${where}: ${trouble.reason} (since ${new Date(trouble.since).toISOString()})` };
    },
    async close() {
      clearInterval(timer);
      await writing;
      closed = true;
      opened?.db.close();
      opened = undefined;
    },
  };
}

function put(
  rows: ItemRows,
  kind: string,
  item: DurableItem,
  version: number,
  most: number | undefined,
  now: number,
): PutOutcome {
  const before: KeptItem | undefined = rows.byId(kind, item.id, now);
  if (version === 0 && before !== undefined) return 'exists';
  if (version !== 0 && before?.version !== version) return 'changed';
  const namesake = item.unique === undefined ? undefined : rows.byName(kind, item.unique, now);
  if (namesake !== undefined && namesake.id !== item.id) return 'exists';
  const another = before?.owner !== item.owner;
  if (another && most !== undefined && rows.countOf(kind, item.owner, now) >= most) return 'full';
  // What has ended may still be there, with this id or name.
  rows.removeEnded(kind, item, now);
  if (before === undefined) rows.insert(kind, item);
  else rows.replace(kind, item, version + 1);
  return 'done';
}

/** The primary result code: extended ones have more in their higher bits. */
function sqliteCode(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

function reasonOf(error: unknown, code: number | undefined): string {
  if (error instanceof UnusableFile) return error.message;
  if (code !== undefined && IN_WORDS[code] !== undefined) return IN_WORDS[code];
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
