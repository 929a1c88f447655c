// SPDX-License-Identifier: Apache-2.0
// What each member last said of its services: serves logins while the member is away, and version documents to clients
// that have no token yet. Holds gateway ids and placeholders only, so it is the same for every caller.
import { fromTemplate, type Published, type Route, toTemplate } from '../adapters/openstack/index.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Clock } from '../model/clock.ts';
import type { Seal } from '../model/seal.ts';
import type { Store } from '../model/store.ts';

const LIFE = 30 * 24 * 60 * 60_000;
/** A catalogue hardly ever changes; writing it at each session would be noise. */
const WRITE_AGAIN = 60_000;

export interface LastKnown {
  learn(cloud: string, published: Published, projectId: string): Promise<void>;
  catalog(cloud: string, projectId: string): Promise<Catalog | undefined>;
  routes(cloud: string): Promise<readonly Route[] | undefined>;
  /** Epoch milliseconds of the last word, for the metric. */
  learntAt(cloud: string): number | undefined;
}

interface Entry {
  readonly template: string;
  readonly routes: readonly Route[];
  readonly learntAt: number;
}

export interface LastKnownDeps {
  readonly store: Store;
  readonly seal: Seal;
  readonly now: Clock;
}

export function createLastKnown({ store, seal, now }: LastKnownDeps): LastKnown {
  const local = new Map<string, Entry>();

  const find = async (cloud: string): Promise<Entry | undefined> => {
    const known = local.get(cloud);
    if (known) return known;
    const key = `catalog:${cloud}`;
    const sealed = await store.get(key).catch(() => undefined);
    const stored = sealed === undefined ? undefined : seal.open(sealed, key);
    if (stored === undefined) return undefined;
    try {
      const entry = JSON.parse(stored) as Entry;
      local.set(cloud, entry);
      return entry;
    } catch {
      return undefined;
    }
  };

  return {
    async learn(cloud, published, projectId) {
      const known = local.get(cloud);
      if (known && now() - known.learntAt < WRITE_AGAIN) return;
      const entry = { template: toTemplate(published.catalog, projectId), routes: published.routes, learntAt: now() };
      local.set(cloud, entry);
      const key = `catalog:${cloud}`;
      // Nobody waits for it. Sealed: members' tokens go where the routes lead, so that nobody else may write them.
      void store.set(key, seal.close(JSON.stringify(entry), key), LIFE).catch(() => undefined);
    },
    async catalog(cloud, projectId) {
      const entry = await find(cloud);
      return entry && fromTemplate(entry.template, projectId);
    },
    routes: async (cloud) => (await find(cloud))?.routes,
    learntAt: (cloud) => local.get(cloud)?.learntAt,
  };
}
