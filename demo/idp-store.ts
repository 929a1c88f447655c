// SPDX-License-Identifier: Apache-2.0
// What the embedded identity provider remembers: everything, in memory, until it ends (oidc-provider's adapter port).
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** `clients`: those that are known beside the configured ones, by id. */
export function memoryAdapter(clients: Map<string, AdapterPayload>): AdapterFactory {
  return (model): Adapter => {
    const entries = model === 'Client' ? clients : new Map<string, AdapterPayload>();
    const findBy = (field: 'userCode' | 'uid', value: string) =>
      [...entries.values()].find((payload) => payload[field] === value);
    return {
      upsert: async (id, payload) => {
        entries.set(id, payload);
      },
      find: async (id) => entries.get(id),
      findByUserCode: async (code) => findBy('userCode', code),
      findByUid: async (uid) => findBy('uid', uid),
      consume: async (id) => {
        const payload = entries.get(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => {
        entries.delete(id);
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of entries) if (payload.grantId === grantId) entries.delete(id);
      },
    };
  };
}
