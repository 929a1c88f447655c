// SPDX-License-Identifier: Apache-2.0
// Which groups a user had at the last login. A gateway token carries the groups of its login for as long as it lives; a
// later login that shows fewer of them is how the gateway learns that one was lost, and then what descends from earlier
// logins ends. Tokens of another client, or asked for with another scope, may show other groups and are no loss.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Clock } from '../model/clock.ts';
import type { Principal } from '../model/identity.ts';
import type { Store } from '../model/store.ts';
import { SKEW } from './revocation-values.ts';

/** A token of an identity provider, just verified. */
export interface GroupProof {
  readonly principal: Principal;
  /** Which client the token was given to, and for what. */
  readonly client: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

export interface GroupMemory {
  /** Resolves once a loss is in force. Never rejects. */
  seen(proof: GroupProof): Promise<void>;
}

export interface GroupMemoryDeps {
  readonly store: Store;
  readonly now: Clock;
  /** Milliseconds: how long what a login has begun may go on. */
  readonly keep: () => number;
  readonly onLost: (principal: Principal, groups: number) => Promise<void>;
}

const MAX = 20_000;
const SHAPE = /^(\d{1,16}) ((?:[\w-]{12} ?)*)$/;

/** When they were seen, and their digests: the store learns no names. */
interface Seen {
  readonly at: number;
  readonly groups: ReadonlySet<string>;
}

export function createGroupMemory({ store, now, keep, onLost }: GroupMemoryDeps): GroupMemory {
  const local = createBoundedCache<Seen>({ max: MAX, now });
  const write = ({ at, groups }: Seen): string => `${at} ${[...groups].join(' ')}`;
  const read = (text: string | undefined): Seen | undefined => {
    const [, at, groups = ''] = SHAPE.exec(text ?? '') ?? [];
    return at === undefined ? undefined : { at: Number(at), groups: new Set(groups.split(' ').filter(Boolean)) };
  };

  return {
    async seen({ principal, client, issuedAt }) {
      const digest = (text: string): string => hash('sha256', JSON.stringify([principal.id, text]), 'base64url');
      const key = `groups:${digest(JSON.stringify([principal.identityProvider, client]))}`;
      const stored = read(await store.get(key).catch(() => undefined));
      // Afterwards: another login may have been seen meanwhile.
      const here = local.get(key);
      // Of a clock that is ahead it would be the latest for ever: what was seen counts, and whatever comes is later.
      const there = stored !== undefined && stored.at > now() + SKEW ? { ...stored, at: 0 } : stored;
      const before = (there?.at ?? -1) > (here?.at ?? -1) ? there : here;
      if (before !== undefined && issuedAt < before.at) return;
      const groups = new Set(principal.groups.map((group) => digest(group).slice(0, 12)));
      const lost = [...(before?.groups ?? [])].filter((group) => !groups.has(group)).length;
      const seen: Seen = { at: issuedAt, groups };
      local.set(key, seen, { until: now() + keep() });
      if (lost > 0) await onLost(principal, lost);
      await store.set(key, write(seen), keep()).catch(() => undefined);
    },
  };
}
