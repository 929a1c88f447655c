// SPDX-License-Identifier: Apache-2.0
// What has been purged, across replicas: each member and kind has an epoch, and what was kept under another one is void.
// A purge makes a new epoch: told to all replicas at once, and stored for those that missed it or start later.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import type { ReferenceKind } from '../model/reference-cache.ts';
import type { Store } from '../model/store.ts';
import { createSingleFlight } from './bounded.ts';

const CHANNEL = 'reference-purged';
/** As long as anything may be kept: what was kept under the epoch before must be gone when this one is forgotten. */
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

interface Epoch {
  value: string;
  checkedAt: number;
}

export function createGenerations({ store, now }: { readonly store: Store; readonly now: Clock }): Generations {
  /** As many as there are members and kinds. The empty epoch: never purged, as far as is known. */
  const epochs = new Map<string, Epoch>();
  const once = createSingleFlight();
  /** Made here, and not in the store yet. */
  const unsent = new Map<string, string>();

  const at = (name: string): Epoch => {
    let epoch = epochs.get(name);
    if (epoch === undefined) {
      epoch = { value: '', checkedAt: Number.NEGATIVE_INFINITY };
      epochs.set(name, epoch);
    }
    return epoch;
  };

  const learn = (name: string, value: string): void => {
    epochs.set(name, { value, checkedAt: now() });
  };

  async function check(name: string, before: Epoch): Promise<void> {
    const stored = await store.get(`reference-generation:${name}`).catch(() => before.value);
    // A purge that was heard of meanwhile is newer than what was read.
    if (epochs.get(name) !== before || unsent.has(name)) return;
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
      for (const epoch of epochs.values()) epoch.checkedAt = Number.NEGATIVE_INFINITY;
      for (const [name, value] of unsent) void tell(name, value).catch(() => undefined);
    },
  );

  const nameOf = (cloud: string, kind: ReferenceKind): string => `${cloud}:${kind}`;

  return {
    async current(cloud, kind) {
      const name = nameOf(cloud, kind);
      const epoch = at(name);
      if (now() - epoch.checkedAt >= CHECK_AGAIN) await once(name, () => check(name, epoch));
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
