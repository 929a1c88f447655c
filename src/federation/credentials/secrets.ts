// SPDX-License-Identifier: Apache-2.0
// Secrets of application credentials: made, hashed, compared. Only hashes are kept. The form of a presented secret decides
// what it costs to refuse it, never what is kept: a wrong, ended, foreign or unknown credential takes the same time.
import { hash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { type Asking, createTurns, type Turns } from './turns.ts';

/** 512 random bits, as Keystone's, and a beginning by which they are known (secret scanners look for such). */
const GENERATED = /^scs_[\w-]{85}[AQgw]$/;
export const generateSecret = (): string => `scs_${randomBytes(64).toString('base64url')}`;
export const isGenerated = (secret: string): boolean => GENERATED.test(secret);

/** 32 MiB and about a tenth of a second each (RFC 7914; OWASP's parameters for this memory). */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const LENGTH = 32;
/** Above it nobody has chosen it; and hashing it takes time. */
export const LONGEST_SECRET = 4_096;

export interface Secrets {
  /** For keeping. `owner`: whose it is. */
  hashed(secret: string, owner: string): Promise<string>;
  /** `kept`: undefined where there is no such credential. */
  isRight(secret: string, kept: string | undefined, by: Asking): Promise<boolean>;
}

type Derive = (secret: string, salt: Buffer) => Promise<Buffer>;

const derived: Derive = (secret, salt) =>
  new Promise((resolve, reject) => {
    scrypt(secret, salt, LENGTH, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
  });

export function createSecrets(derive: Derive = derived, turns: Turns = createTurns()): Secrets {
  /** What is compared with where there is nothing: of this process, so that nobody can have made it fit. */
  const [nothing, noSalt] = [randomBytes(LENGTH), randomBytes(16)];
  const fast = (secret: string): Buffer => Buffer.from(hash('sha256', secret, 'hex'), 'hex');

  return {
    async hashed(secret, owner) {
      if (isGenerated(secret)) return `sha256:${fast(secret).toString('base64url')}`;
      const salt = randomBytes(16);
      const asking = { what: `of ${owner}`, from: `of ${owner}`, known: true };
      const key = await turns.take(asking, () => derive(secret, salt));
      return `scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`;
    },
    async isRight(secret, kept = '', by) {
      if (secret.length > LONGEST_SECRET) return false;
      const [kind, ...rest] = kept.split(':');
      const generated = isGenerated(secret);
      const fits = kind === (generated ? 'sha256' : 'scrypt');
      const [salt = '', right = ''] = generated ? ['', rest[0]] : rest;
      if (!generated && (!fits || salt === '')) {
        await turns.pretend(by, () => derive(secret, noSalt));
        return false;
      }
      const wanted = Buffer.from(right, 'base64url');
      const shown = generated
        ? fast(secret)
        : await turns.take(by, () => derive(secret, Buffer.from(salt, 'base64url')));
      const comparable = fits && wanted.length === LENGTH;
      return timingSafeEqual(shown, comparable ? wanted : nothing) && comparable;
    },
  };
}
