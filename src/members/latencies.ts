// SPDX-License-Identifier: Apache-2.0
// How long each member took to answer in the last hour, as this process has measured it: one value for each half minute in which
// somebody asked, the worst of it. Bounded by the hour and by the members that there are.
import type { Clock } from '../model/clock.ts';

export interface Measurement {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null: it did not answer. */
  readonly ms: number | null;
}

export interface Latencies {
  record(member: string, ms: number | null): void;
  /** The oldest first. */
  of(member: string): readonly Measurement[];
}

const SLOT_MS = 30_000;
const KEPT_MS = 60 * 60_000;

export function createLatencies({ now }: { readonly now: Clock }): Latencies {
  const series = new Map<string, Measurement[]>();
  const recent = (all: readonly Measurement[]): Measurement[] =>
    all.filter(({ at }) => Math.abs(now() - at) <= KEPT_MS);
  return {
    record(member, ms) {
      // Members that have left are not measured any more.
      for (const [id, all] of series) if (recent(all).length === 0) series.delete(id);
      const all = recent(series.get(member) ?? []);
      const at = now() - (now() % SLOT_MS);
      const last = all.at(-1);
      if (last?.at !== at) all.push({ at, ms });
      else all[all.length - 1] = { at, ms: last.ms === null || ms === null ? null : Math.max(last.ms, ms) };
      series.set(member, all.slice(-KEPT_MS / SLOT_MS));
    },
    of: (member) => recent(series.get(member) ?? []),
  };
}
