// SPDX-License-Identifier: Apache-2.0
// Which tokens are revoked, by audit id. Known locally for a check without waiting; told to the other replicas;
// stored for those that start later. What is known stays in force when the store is away.
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';

const CHANNEL = 'revoked';
/** Told to the store side by side, when many have waited for it. */
const AT_ONCE = 100;

export interface Revocations {
  /** Known here: no waiting. */
  has(auditId: string): boolean;
  /** Asks the store too; for a token seen for the first time. A store that is away answers with what is known. */
  check(auditId: string): Promise<boolean>;
  /** Epoch milliseconds: revocations of others may have been missed then, and what was checked before is in doubt. */
  missedAt(): number;
  /** In force here at once; a store that is away is told as soon as it is back. */
  add(auditId: string, expiresAt: number): Promise<void>;
}

export function createRevocations(deps: { readonly store: Store; readonly now: Clock }): Revocations {
  const known = new Map<string, number>();
  const learn = (auditId: string, expiresAt: number): void => {
    known.set(auditId, expiresAt);
    if (known.size % 1000 === 0) for (const [id, end] of known) if (end <= deps.now()) known.delete(id);
  };

  /** Not yet in the store, as far as is known here. */
  const unsent = new Map<string, number>();
  const tell = async (auditId: string, expiresAt: number): Promise<void> => {
    const ttl = expiresAt - deps.now();
    if (ttl > 0)
      await Promise.all([
        deps.store.set(`revoked:${auditId}`, String(expiresAt), ttl),
        deps.store.publish(CHANNEL, `${auditId} ${expiresAt}`),
      ]);
    unsent.delete(auditId);
  };
  let sending: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    while (unsent.size > 0)
      await Promise.all([...unsent].slice(0, AT_ONCE).map(([auditId, expiresAt]) => tell(auditId, expiresAt)));
  };
  const flush = (): Promise<void> => {
    sending ??= send()
      .catch(() => undefined)
      .finally(() => {
        sending = undefined;
      });
    return sending;
  };

  let missedAt = Number.NEGATIVE_INFINITY;
  deps.store.subscribe(
    CHANNEL,
    (message) => {
      const [auditId, expiresAt] = message.split(' ', 2);
      if (auditId && expiresAt) learn(auditId, Number(expiresAt));
    },
    () => {
      missedAt = deps.now();
      // The store may have lost them too: whoever knows of a revocation puts it back.
      for (const [auditId, expiresAt] of known) if (expiresAt > missedAt) unsent.set(auditId, expiresAt);
      void flush();
    },
  );

  return {
    has: (auditId) => known.has(auditId),
    async check(auditId) {
      if (unsent.size > 0) void flush();
      if (known.has(auditId)) return true;
      const expiresAt = await deps.store.get(`revoked:${auditId}`).catch(() => undefined);
      if (expiresAt === undefined) return false;
      learn(auditId, Number(expiresAt));
      return true;
    },
    missedAt: () => missedAt,
    async add(auditId, expiresAt) {
      if (expiresAt <= deps.now()) return;
      learn(auditId, expiresAt);
      unsent.set(auditId, expiresAt);
      // Not the others that wait: a request must not wait for them.
      await tell(auditId, expiresAt).catch(() => undefined);
    },
  };
}
