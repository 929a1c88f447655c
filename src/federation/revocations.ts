// SPDX-License-Identifier: Apache-2.0
// Which tokens are revoked, by audit id. Known locally for a check without waiting; told to the other replicas;
// stored for those that start later. What is known stays in force when the store is away.
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';

const CHANNEL = 'revoked';

export interface Revocations {
  /** Known here: no waiting. */
  has(auditId: string): boolean;
  /** Asks the store too; for a token seen for the first time. A store that is away answers with what is known. */
  check(auditId: string): Promise<boolean>;
  /** In force here at once; a store that is away is told as soon as it is back. */
  add(auditId: string, expiresAt: number): Promise<void>;
}

export function createRevocations(deps: { readonly store: Store; readonly now: Clock }): Revocations {
  const known = new Map<string, number>();
  const learn = (auditId: string, expiresAt: number): void => {
    known.set(auditId, expiresAt);
    if (known.size % 1000 === 0) for (const [id, end] of known) if (end <= deps.now()) known.delete(id);
  };

  /** Not yet in the store. */
  const unsent = new Map<string, number>();
  let sending: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    for (const [auditId, expiresAt] of unsent) {
      const ttl = expiresAt - deps.now();
      if (ttl > 0) {
        await deps.store.set(`revoked:${auditId}`, String(expiresAt), ttl);
        await deps.store.publish(CHANNEL, `${auditId} ${expiresAt}`).catch(() => undefined);
      }
      unsent.delete(auditId);
    }
  };
  const flush = (): Promise<void> => {
    sending ??= send()
      .catch(() => undefined)
      .finally(() => {
        sending = undefined;
      });
    return sending;
  };

  deps.store.subscribe(CHANNEL, (message) => {
    const [auditId, expiresAt] = message.split(' ', 2);
    if (auditId && expiresAt) learn(auditId, Number(expiresAt));
  });

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
    async add(auditId, expiresAt) {
      if (expiresAt <= deps.now()) return;
      learn(auditId, expiresAt);
      unsent.set(auditId, expiresAt);
      await flush();
    },
  };
}
