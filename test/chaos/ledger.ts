// SPDX-License-Identifier: Apache-2.0
// The ledger: what the gateway has acknowledged, to be looked for afterwards past it: at the clouds, and at each replica.
import type { User } from './users.ts';

export interface Ledger {
  /** Before it is asked for; a name is asked for once, or again and again with one key. */
  wanted(name: string, cloud: string, keyed: boolean): void;
  /** The gateway said that it is there. */
  made(name: string): void;
  revoked(token: string): void;
  uploaded(object: Uploaded): void;
  /** One person's answer with something of another's. */
  crossed(what: string): void;
  /** A revoked token was taken, long after its revocation. */
  taken(what: string): void;
  readonly objects: ReadonlyMap<string, { readonly cloud: string; readonly keyed: boolean; readonly made: boolean }>;
  readonly tokens: readonly string[];
  readonly uploads: readonly Uploaded[];
  /** What no repair makes good. */
  readonly wrong: readonly string[];
  /** What was looked at is not looked at again, but what is `owed`: it may still be made. */
  settle(owed?: readonly string[]): void;
}

interface Uploaded {
  readonly user: User;
  readonly path: string;
  readonly digest: string;
}

export function createLedger(): Ledger {
  const objects = new Map<string, { readonly cloud: string; readonly keyed: boolean; made: boolean }>();
  const tokens: string[] = [];
  const uploads: Uploaded[] = [];
  const wrong: string[] = [];
  return {
    objects,
    tokens,
    uploads,
    wrong,
    wanted: (name, cloud, keyed) => {
      if (!objects.has(name)) objects.set(name, { cloud, keyed, made: false });
    },
    made: (name) => {
      const entry = objects.get(name);
      if (entry !== undefined) entry.made = true;
    },
    revoked: (token) => void tokens.push(token),
    uploaded: (object) => void uploads.push(object),
    crossed: (what) => void wrong.push(`crossed: ${what}`),
    taken: (what) => void wrong.push(`taken though revoked: ${what}`),
    settle(owed = []) {
      for (const name of objects.keys()) if (!owed.includes(name)) objects.delete(name);
      tokens.length = 0;
      uploads.length = 0;
      wrong.length = 0;
    },
  };
}

/** What is at the clouds and must not be, or must be and is not. */
export function misses(
  ledger: Pick<Ledger, 'objects'>,
  there: readonly { readonly cloud: string; readonly name: string }[],
): { readonly lost: readonly string[]; readonly twice: readonly string[] } {
  const count = new Map<string, number>();
  for (const { cloud, name } of there) count.set(`${cloud}/${name}`, (count.get(`${cloud}/${name}`) ?? 0) + 1);
  const lost: string[] = [];
  const twice: string[] = [];
  for (const [name, { cloud, made, keyed }] of ledger.objects) {
    const found = count.get(`${cloud}/${name}`) ?? 0;
    if (made && found === 0) lost.push(`${cloud}/${name}`);
    // Without a key nobody repeats it.
    if (found > 1) twice.push(`${cloud}/${name}${keyed ? ', by one key' : ''}`);
  }
  return { lost, twice };
}
