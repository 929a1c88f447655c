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
  add(auditId: string, expiresAt: number): Promise<void>;
}

export function createRevocations(deps: { readonly store: Store; readonly now: Clock }): Revocations {
  const known = new Map<string, number>();
  const learn = (auditId: string, expiresAt: number): void => {
    known.set(auditId, expiresAt);
    if (known.size % 1000 === 0) for (const [id, end] of known) if (end <= deps.now()) known.delete(id);
  };

  deps.store.subscribe(CHANNEL, (message) => {
    const [auditId, expiresAt] = message.split(' ', 2);
    if (auditId && expiresAt) learn(auditId, Number(expiresAt));
  });

  return {
    has: (auditId) => known.has(auditId),
    async check(auditId) {
      if (known.has(auditId)) return true;
      const expiresAt = await deps.store.get(`revoked:${auditId}`).catch(() => undefined);
      if (expiresAt === undefined) return false;
      learn(auditId, Number(expiresAt));
      return true;
    },
    async add(auditId, expiresAt) {
      const ttl = expiresAt - deps.now();
      if (ttl <= 0) return;
      learn(auditId, expiresAt);
      await deps.store.set(`revoked:${auditId}`, String(expiresAt), ttl);
      await deps.store.publish(CHANNEL, `${auditId} ${expiresAt}`);
    },
  };
}
