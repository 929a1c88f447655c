// SPDX-License-Identifier: Apache-2.0
// Encryption at rest: AES-256-GCM with the newest seal key of the key folder. The store key is the associated data, so
// that a sealed value that was moved to another key does not open.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Seal } from '../model/seal.ts';
import type { Keys } from './keys.ts';

/** Without it Node also accepts a tag of four bytes, which can be guessed. */
const FULL_TAG = { authTagLength: 16 };

export function createSeal(keys: Pick<Keys, 'sealing'>): Seal {
  return {
    close(plain, context) {
      const key = keys.sealing()[0];
      if (key === undefined) throw new Error('no seal key');
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, FULL_TAG).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${key.kid}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, context) {
      const [kid, data] = sealed.split('.', 2);
      const key = keys.sealing().find((candidate) => candidate.kid === kid);
      if (key === undefined || data === undefined) return undefined;
      const bytes = Buffer.from(data, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.secret, bytes.subarray(0, 12), FULL_TAG)
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(12, 28));
        return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** By which key a sealed value was sealed. */
export const sealKeyOf = (sealed: string): string => sealed.split('.', 1)[0] ?? '';
