// SPDX-License-Identifier: Apache-2.0
// The last documents of issuers in the durable store, where a replica finds them that starts while an issuer is away. Sealed
// there: whoever writes to the store must not be able to choose whose signatures are believed.
import { hash } from 'node:crypto';
import type { DurableStore } from '../../model/durable-store.ts';
import type { KeptDocuments } from './issuer-keys.ts';

const KIND = 'issuer-document';
/** The gateway's own: no user has such an id. */
const OWNER = 'gateway';
/** A longer value is none that a durable item can have. */
const LONGEST = 60_000;

export function createKeptDocuments(durable: Pick<DurableStore, 'get' | 'put'>): KeptDocuments {
  const idOf = (what: string): string => hash('sha256', what, 'base64url');
  return {
    load: async (what) => (await durable.get(KIND, idOf(what)).catch(() => undefined))?.value,
    async keep(what, text, until) {
      if (text.length > LONGEST) return;
      const id = idOf(what);
      try {
        const version = (await durable.get(KIND, id))?.version ?? 0;
        // Where another replica was faster, its document is as good.
        await durable.put(KIND, { id, owner: OWNER, value: text, expiresAt: until }, version);
      } catch {
        // Without it, this process goes on with what it holds.
      }
    },
  };
}
