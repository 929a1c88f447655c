// SPDX-License-Identifier: Apache-2.0
// The ledger: what the gateway has acknowledged, to be looked for afterwards past it: at the clouds, and at each replica.
import type { User } from './users.ts';

export interface Ledger {
  /** Before it is asked for; a name is asked for once, or again and again with one key. */
  wanted(name: string, cloud: string, keyed: boolean): void;
  /** The gateway said that it is there. */
  made(name: string): void;
  /** The counter in it was raised by one, or may have been. */
  raised(name: string): void;
  mayBeRaised(name: string): void;
  /** It was asked to be deleted; and the gateway said that it is. */
  mayBeRemoved(name: string): void;
  removed(name: string): void;
  revoked(token: string): void;
  uploaded(object: Uploaded): void;
  /** One person's answer with something of another's. */
  crossed(what: string): void;
  /** A revoked token was taken, long after its revocation. */
  taken(what: string): void;
  readonly objects: ReadonlyMap<string, Readonly<Entry>>;
  readonly tokens: readonly string[];
  readonly uploads: readonly Uploaded[];
  /** What no repair makes good. */
  readonly wrong: readonly string[];
  /** What was looked at is not looked at again, but what is `owed`: it may still be made. */
  settle(owed?: readonly string[]): void;
}

interface Entry {
  readonly cloud: string;
  readonly keyed: boolean;
  made: boolean;
  raised: number;
  mayBeRaised: number;
  removal?: 'asked' | 'done';
}

interface Uploaded {
  readonly user: User;
  readonly path: string;
  readonly digest: string;
}

export function createLedger(): Ledger {
  const objects = new Map<string, Entry>();
  const change = (name: string, into: (entry: Entry) => void): void => {
    const entry = objects.get(name);
    if (entry !== undefined) into(entry);
  };
  const tokens: string[] = [];
  const uploads: Uploaded[] = [];
  const wrong: string[] = [];
  return {
    objects,
    tokens,
    uploads,
    wrong,
    wanted: (name, cloud, keyed) => {
      if (!objects.has(name)) objects.set(name, { cloud, keyed, made: false, raised: 0, mayBeRaised: 0 });
    },
    made: (name) =>
      change(name, (entry) => {
        entry.made = true;
      }),
    raised: (name) =>
      change(name, (entry) => {
        entry.raised += 1;
      }),
    mayBeRaised: (name) =>
      change(name, (entry) => {
        entry.mayBeRaised += 1;
      }),
    mayBeRemoved: (name) =>
      change(name, (entry) => {
        entry.removal = 'asked';
      }),
    removed: (name) =>
      change(name, (entry) => {
        entry.removal = 'done';
      }),
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

export interface Misses {
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** There, though removed. */
  readonly back: readonly string[];
  /** Raised less often than acknowledged, or more often than asked for. */
  readonly overwritten: readonly string[];
}

/** What is at the clouds and must not be, or must be and is not. */
export function misses(
  ledger: Pick<Ledger, 'objects'>,
  there: readonly { readonly cloud: string; readonly name: string; readonly description: string }[],
): Misses {
  const found = new Map<string, string[]>();
  for (const { cloud, name, description } of there)
    found.set(`${cloud}/${name}`, [...(found.get(`${cloud}/${name}`) ?? []), description]);
  const all = { lost: [] as string[], twice: [] as string[], back: [] as string[], overwritten: [] as string[] };
  for (const [name, { cloud, made, keyed, raised, mayBeRaised, removal }] of ledger.objects) {
    const place = `${cloud}/${name}`;
    const [one, ...more] = found.get(place) ?? [];
    if (made && one === undefined && removal === undefined) all.lost.push(place);
    // Without a key nobody repeats it.
    if (more.length > 0) all.twice.push(`${place}${keyed ? ', by one key' : ''}`);
    if (one !== undefined && removal === 'done') all.back.push(place);
    const count = Number(one);
    if (one !== undefined && (count < raised || count > raised + mayBeRaised))
      all.overwritten.push(`${place}: ${count} of ${raised} to ${raised + mayBeRaised}`);
  }
  return all;
}

/** Throws what is missing. */
export function demandAll(...args: Parameters<typeof misses>): void {
  const missing = misses(...args);
  if (Object.values(missing).some((names: readonly string[]) => names.length > 0))
    throw new Error(JSON.stringify(missing));
}
