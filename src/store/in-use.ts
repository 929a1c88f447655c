// SPDX-License-Identifier: Apache-2.0
// Whether a gateway serves from a data folder: it holds a lock there for as long as it lives, which the system releases however
// the process ends. What is moved away below a running gateway would be gone for it without a word.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const LOCK = 'in-use.lock';

export interface Hold {
  release(): void;
}

/** Undefined: another process holds it, or nothing can be written there. */
export function holdFolder(folder: string): Hold | undefined {
  const path = join(folder, LOCK);
  let db: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, 'a', 0o600));
    db = new DatabaseSync(path, { timeout: 0, allowExtension: false });
    // SQLite's own lock of a file works between containers that share the folder; nothing is ever written.
    db.exec('BEGIN EXCLUSIVE');
    const held = db;
    return { release: () => held.close() };
  } catch {
    db?.close();
    return undefined;
  }
}
