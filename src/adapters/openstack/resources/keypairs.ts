// SPDX-License-Identifier: Apache-2.0
// Key pairs of Nova. They belong to the user, in all projects, and their name is their id.
import { defined } from '../../../model/defined.ts';
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf } from '../../../model/scs/resource.ts';
import type { keypairs as definition } from '../../../model/scs/resources/keypairs.ts';
import { type Native, record, text, textOrNull, time, wordFor } from '../../values.ts';
import { inside, MICROVERSION, nova } from '../services/nova.ts';
import { pages } from '../services/paging.ts';

interface Extra {
  /** Only for a key pair that the member has just generated. */
  readonly privateKey?: string;
}

/** From 2.92 on Nova generates no key pairs, but accepts names with dots and at signs. */
const GENERATES = '2.91';
const TAKES_ONLY = '2.92';

export const keypairs: ResourceAdapter<Native, Extra, ItemOf<typeof definition>, CreateOf<typeof definition>> = {
  service: 'compute',
  async *list(api) {
    const call = { service: 'compute', path: '/os-keypairs', key: 'keypairs', microversion: MICROVERSION };
    for await (const rows of pages(api, call)) yield rows.map((row) => ({ native: record(row.keypair) }));
  },

  async get(api, id) {
    return { native: inside(await nova(api, `/os-keypairs/${encodeURIComponent(id)}`), 'keypair') };
  },

  map({ native, extra }, { cloud, region }) {
    const name = text(native.name) ?? '';
    return {
      cloud,
      region,
      project: null,
      id: name,
      name,
      createdAt: time(native.created_at),
      status: 'available',
      // Below 2.2 there are only SSH keys.
      type: native.type === undefined ? 'ssh' : wordFor(TYPES, native.type),
      fingerprint: textOrNull(native.fingerprint),
      publicKey: textOrNull(native.public_key),
      privateKey: extra?.privateKey ?? null,
    };
  },

  toldOnce: ({ publicKey }) => publicKey === undefined,

  async create(api, { name, publicKey, type }) {
    const keypair = defined({ name, public_key: publicKey, type: type === 'x509' ? type : undefined });
    const microversion = publicKey === undefined ? GENERATES : TAKES_ONLY;
    const made = inside(
      await nova(api, '/os-keypairs', { method: 'POST', body: { keypair }, microversion }),
      'keypair',
    );
    const { private_key, ...native } = made;
    const privateKey = text(private_key);
    return { native, extra: privateKey === undefined ? {} : { privateKey } };
  },

  async remove(api, id) {
    await nova(api, `/os-keypairs/${encodeURIComponent(id)}`, { method: 'DELETE' });
  },
};

const TYPES = { ssh: 'ssh', x509: 'x509' } as const;
