// SPDX-License-Identifier: Apache-2.0
// What has been purged, across replicas: each member and kind has a generation, and what was kept under another one is
// void. A purge makes a new generation: told to all replicas at once, and stored for those that missed it or start later.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import type { ReferenceKind } from '../model/reference-cache.ts';
import type { Store } from '../model/store.ts';
import { createSingleFlight } from './single-flight.ts';

const CHANNEL = 'reference-purged';
/** As long as anything may be kept: what was kept under the generation before must be gone when this one is forgotten. */
export const LONGEST_LIFE = 30 * 24 * 60 * 60_000;
/** A message can be missed: the store is asked this often. */
const CHECK_AGAIN = 30_000;

export interface Generations {
  /** Asks the store where it has not been asked lately; what is known here where that is away. */
  current(cloud: string, kind: ReferenceKind): Promise<string>;
  /** What is known here, without waiting. */
  known(cloud: string, kind: ReferenceKind): string;
  /** Takes effect locally at once. If the store is away, it is updated as soon as it is back. */
  renew(cloud: string, kind: ReferenceKind): Promise<void>;
}

interface Generation {
  readonly value: string;
  checkedAt: number;
}

/** Never purged, as far as is known; not asked about yet. */
const UNKNOWN: Generation = { value: '', checkedAt: Number.NEGATIVE_INFINITY };

export function createGenerations({ store, now }: { readonly store: Store; readonly now: Clock }): Generations {
  /** As many as there are members and kinds. */
  const generations = new Map<string, Generation>();
  const once = createSingleFlight();
  /** Made here, and not in the store yet. */
  const unsent = new Map<string, string>();

  const at = (name: string): Generation => generations.get(name) ?? UNKNOWN;

  const learn = (name: string, value: string): void => {
    generations.set(name, { value, checkedAt: now() });
  };

  async function check(name: string, before: Generation): Promise<void> {
    const stored = await store.get(`reference-generation:${name}`).catch(() => before.value);
    // A purge that was heard of meanwhile is newer than what was read.
    if (at(name) !== before || unsent.has(name)) return;
    learn(name, stored ?? before.value);
    // The store has lost it: without it, what was kept before the purge would be good again.
    if (stored === undefined && before.value !== '') void tell(name, before.value).catch(() => undefined);
  }

  async function tell(name: string, value: string): Promise<void> {
    // One after the other: whoever hears of it finds it in the store.
    await store.set(`reference-generation:${name}`, value, LONGEST_LIFE);
    await store.publish(CHANNEL, `${name} ${value}`);
    if (unsent.get(name) === value) unsent.delete(name);
  }

  store.subscribe(
    CHANNEL,
    (message) => {
      const [name, value] = message.split(' ', 2);
      if (name && value) learn(name, value);
    },
    () => {
      for (const each of generations.values()) each.checkedAt = Number.NEGATIVE_INFINITY;
      for (const [name, value] of unsent) void tell(name, value).catch(() => undefined);
    },
  );

  const nameOf = (cloud: string, kind: ReferenceKind): string => `${cloud}:${kind}`;

  return {
    async current(cloud, kind) {
      const name = nameOf(cloud, kind);
      const known = at(name);
      if (now() - known.checkedAt >= CHECK_AGAIN) await once(name, () => check(name, known));
      return at(name).value;
    },
    known: (cloud, kind) => at(nameOf(cloud, kind)).value,
    async renew(cloud, kind) {
      const name = nameOf(cloud, kind);
      const value = randomBytes(9).toString('base64url');
      learn(name, value);
      unsent.set(name, value);
      await tell(name, value).catch(() => undefined);
    },
  };
}
