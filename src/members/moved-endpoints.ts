// SPDX-License-Identifier: Apache-2.0
// Services that have moved: a session says where they were when it was opened, and may live for hours. Where nobody is to be
// reached there, its member is asked for the catalogue once; sessions of before go on by the one that it shows now.
import type { Catalog } from '../model/catalog.ts';
import type { Clock } from '../model/clock.ts';
import type { Member } from '../model/member.ts';

/** A service that is away, and has not moved, is asked about again after that. */
const AGAIN = 15_000;
/** Of one member, whoever asks: those of thousands of projects do not come at once. */
const APART = 500;

/** Equal catalogues are one object. */
export interface MovedEndpoints {
  /** Whether the member may be asked now. Counts as if it was. */
  mayAsk(member: Member, catalog: Catalog): boolean;
  /** It shows `shown` now to whom it showed `catalog` before. */
  learn(catalog: Catalog, shown: Catalog): void;
  /** What stands in its place; the catalogue itself, as far as is known. */
  current(catalog: Catalog): Catalog;
}

export function createMovedEndpoints(now: Clock): MovedEndpoints {
  const asked = new WeakMap<Catalog, number>();
  const last = new WeakMap<Member, number>();
  const successors = new WeakMap<Catalog, Catalog>();
  const since = (at: number | undefined): number =>
    at === undefined ? Number.POSITIVE_INFINITY : Math.abs(now() - at);
  return {
    mayAsk(member, catalog) {
      // Without a scope it leads nowhere.
      if (catalog.length === 0 || since(asked.get(catalog)) < AGAIN || since(last.get(member)) < APART) return false;
      asked.set(catalog, now());
      last.set(member, now());
      return true;
    },
    learn(catalog, shown) {
      // What was left before is where things are again: the way ends there.
      successors.delete(shown);
      if (shown !== catalog) successors.set(catalog, shown);
    },
    current(catalog) {
      let found = catalog;
      for (let next = successors.get(found); next !== undefined; next = successors.get(found)) found = next;
      return found;
    },
  };
}
