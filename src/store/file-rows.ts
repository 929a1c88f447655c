// SPDX-License-Identifier: Apache-2.0
// The statements of the durable store's file. An item that has ended is as if it were not there; its row goes a day later,
// so that a clock that was ahead for a while has not removed anything.
import type { DatabaseSync } from 'node:sqlite';
import { defined } from '../model/defined.ts';
import type { DurableItem, KeptItem } from '../model/durable-store.ts';

type KindedItem = KeptItem & { readonly kind: string };

export interface ItemRows {
  byId(kind: string, id: string, now: number): KeptItem | undefined;
  byName(kind: string, unique: string, now: number): KeptItem | undefined;
  ofOwner(kind: string, owner: string, now: number): readonly KeptItem[];
  countOf(kind: string, owner: string, now: number): number;
  /** In the order of creation, `most` of those behind `seq`. */
  after(seq: number, most: number, now: number): readonly { readonly seq: number; readonly item: KindedItem }[];
  insert(kind: string, item: DurableItem): void;
  replace(kind: string, item: DurableItem, version: number): void;
  remove(kind: string, id: string): void;
  /** Where it has this id or unique name. */
  removeEnded(kind: string, item: DurableItem, now: number): void;
  sweep(now: number): void;
  probe(): void;
}

const ENDED_FOR = 24 * 60 * 60_000;
const SWEPT_AT_ONCE = 100;

interface Row {
  readonly seq: number;
  readonly kind: string;
  readonly id: string;
  readonly owner: string;
  readonly name: string | null;
  readonly value: string;
  readonly version: number;
  readonly expires_at: number | null;
}

export function itemRows(db: DatabaseSync): ItemRows {
  const LIVE = '(expires_at IS NULL OR expires_at > ?)';
  const byId = db.prepare(`SELECT * FROM items WHERE kind = ? AND id = ? AND ${LIVE}`);
  const byName = db.prepare(`SELECT * FROM items WHERE kind = ? AND name = ? AND ${LIVE}`);
  const ofOwner = db.prepare(`SELECT * FROM items WHERE kind = ? AND owner = ? AND ${LIVE} ORDER BY seq`);
  const countOf = db.prepare(`SELECT count(*) AS count FROM items WHERE kind = ? AND owner = ? AND ${LIVE}`);
  const after = db.prepare(`SELECT * FROM items WHERE seq > ? AND ${LIVE} ORDER BY seq LIMIT ?`);
  const insert = db.prepare(
    'INSERT INTO items (kind, id, owner, name, value, expires_at, version) VALUES (?, ?, ?, ?, ?, ?, 1)',
  );
  const replace = db.prepare(
    'UPDATE items SET owner = ?, name = ?, value = ?, expires_at = ?, version = ? WHERE kind = ? AND id = ?',
  );
  const remove = db.prepare('DELETE FROM items WHERE kind = ? AND id = ?');
  const removeEnded = db.prepare('DELETE FROM items WHERE kind = ? AND (id = ? OR name = ?) AND expires_at <= ?');
  const sweep = db.prepare(
    `DELETE FROM items WHERE seq IN (SELECT seq FROM items WHERE expires_at <= ? LIMIT ${SWEPT_AT_ONCE})`,
  );
  const probe = db.prepare('UPDATE probe SET count = count + 1');
  const one = (row: unknown): KeptItem | undefined => (row === undefined ? undefined : itemOf(row as Row));

  return {
    byId: (kind, id, now) => one(byId.get(kind, id, now)),
    byName: (kind, unique, now) => one(byName.get(kind, unique, now)),
    ofOwner: (kind, owner, now) => (ofOwner.all(kind, owner, now) as unknown as Row[]).map(itemOf),
    countOf: (kind, owner, now) => countOf.get(kind, owner, now)?.count as number,
    after: (seq, most, now) =>
      (after.all(seq, now, most) as unknown as Row[]).map((row) => ({
        seq: row.seq,
        item: { kind: row.kind, ...itemOf(row) },
      })),
    insert(kind, { id, owner, unique = null, value, expiresAt = null }) {
      insert.run(kind, id, owner, unique, value, expiresAt);
    },
    replace(kind, { id, owner, unique = null, value, expiresAt = null }, version) {
      replace.run(owner, unique, value, expiresAt, version, kind, id);
    },
    remove: (kind, id) => void remove.run(kind, id),
    removeEnded: (kind, { id, unique = null }, now) => void removeEnded.run(kind, id, unique, now),
    sweep: (now) => void sweep.run(now - ENDED_FOR),
    probe: () => void probe.run(),
  };
}

const itemOf = ({ id, owner, name, value, version, expires_at }: Row): KeptItem => ({
  id,
  owner,
  ...defined({ unique: name ?? undefined, expiresAt: expires_at ?? undefined }),
  value,
  version,
});
