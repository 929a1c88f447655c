// SPDX-License-Identifier: Apache-2.0
// The key folder: private JWKs (ES256), one per file, sign and verify tokens; secrets, one per file, seal stored
// values. A new key is published before it signs, so that every cached JWKS contains it by then. An old key verifies
// until the last token that it signed has expired. Replicas share the folder and re-read it on their own.
import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { makeFolder, writeFault } from '../files/folder.ts';
import { readFailure, readRegular } from '../files/regular.ts';
import type { Clock } from '../model/clock.ts';
import { type Condition, condition } from '../model/conditions.ts';

/** A JWKS consumer may cache for some minutes (mod_auth_openidc: configurable, often 300 s). */
const PUBLISH_BEFORE_SIGNING = 10 * 60_000;
const LOOK_AGAIN = 30_000;
/** Only replicas open sealed values, and by then each of them has re-read the folder. */
const SHARED_BEFORE_SEALING = 2 * LOOK_AGAIN;

interface KeyFile {
  readonly kind: 'sign' | 'seal';
  readonly kid: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly jwk: JWK;
}

interface SigningKey {
  readonly kid: string;
  readonly created: number;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface SealKey {
  readonly kid: string;
  readonly created: number;
  readonly secret: Buffer;
}

export interface Keys {
  /** The key that currently signs. */
  signing(): SigningKey;
  /** A key by its id. An unknown id causes one more read of the folder (at most every second). */
  find(kid: string): Promise<SigningKey | undefined>;
  /** From memory only. False once the key's file is gone. */
  has(kid: string): boolean;
  /** The first one seals, all of them open. */
  sealing(): readonly SealKey[];
  /** A JWK set (RFC 7517 §5) of every key that verifies. */
  jwks(): { readonly keys: readonly JWK[] };
  /** Those of `jwks`, with their age. */
  published(): readonly Pick<SigningKey, 'kid' | 'created'>[];
  /** What was wrong with the folder at the last look. */
  condition(): Condition | undefined;
  close(): void;
}

/** Its message is a sentence for the operator of the gateway. */
class KeyFolderError extends Error {
  override readonly name = 'KeyFolderError';
}

/** More than a file with a key ever has. */
const LARGEST = 64 * 1024;

async function readFolder(folder: string): Promise<(KeyFile & { readonly path: string })[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const text = await readRegular(path, LARGEST).catch(async (error: unknown) => {
        // A rotation has taken it away meanwhile.
        if (!(await isThere(path))) return undefined;
        throw new KeyFolderError(`${path} cannot be read: ${readFailure(error)}`, { cause: error });
      });
      if (text === undefined) return [];
      const file = parseKey(text);
      if (file === undefined) throw new KeyFolderError(`${path} is not a key of the gateway`);
      return [{ ...file, path }];
    }),
  );
  return files.flat().sort((a, b) => b.created - a.created || (a.kid < b.kid ? -1 : 1));
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Which folder it is, whatever its name. */
const placeOf = (folder: string): Promise<string> => stat(folder).then(({ dev, ino }) => `${dev} ${ino}`);

const lacking = (files: readonly KeyFile[]): KeyFile['kind'][] =>
  (['sign', 'seal'] as const).filter((kind) => !files.some((file) => file.kind === kind));

/** What a running gateway goes on without and its next start would meet: the folder is read, nothing is written. */
export async function lookAtKeys(folder: string): Promise<Condition | undefined> {
  return readFolder(folder).then(
    (files) => lackOf(folder, files),
    (error: unknown) => troubleOf(folder, error),
  );
}

async function troubleOf(folder: string, error: unknown): Promise<Condition | undefined> {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return lackOf(folder, []);
  const what =
    error instanceof KeyFolderError ? error.message : `the key folder ${folder} cannot be read: ${readFailure(error)}`;
  return condition('keysUnreadable', { subject: 'keys' }, what);
}

async function lackOf(folder: string, files: readonly KeyFile[]): Promise<Condition | undefined> {
  const missing = lacking(files);
  if (missing.length === 0) return undefined;
  const none = missing.length === 2 ? 'no key' : missing[0] === 'sign' ? 'no key that signs' : 'no key that seals';
  const fault = await writeFault(folder);
  return fault === undefined
    ? condition('keysGone', { subject: 'keys' }, `there is ${none} in ${folder}`)
    : condition(
        'keysUnreadable',
        { subject: 'keys' },
        `there is ${none} in ${folder}, where none can be written: ${readFailure(fault)}`,
      );
}

/** Validated fully: an incomplete key would otherwise fail only when it signs or seals, at a login. */
function parseKey(text: string): KeyFile | undefined {
  let file: Partial<KeyFile> | null;
  try {
    file = JSON.parse(text) as Partial<KeyFile> | null;
  } catch {
    return undefined;
  }
  const { kind, kid, created, jwk } = file ?? {};
  if (!kid || typeof kid !== 'string' || !Number.isSafeInteger(created) || !jwk) return undefined;
  const whole =
    kind === 'sign'
      ? jwk.kty === 'EC' && jwk.crv === 'P-256' && !!jwk.x && !!jwk.y && !!jwk.d
      : kind === 'seal' && Buffer.from(jwk.k ?? '', 'base64url').length === 32;
  return whole ? (file as KeyFile) : undefined;
}

async function writeKey(folder: string, file: KeyFile): Promise<string> {
  const path = join(folder, `${file.kind}-${file.created}-${file.kid.slice(0, 8)}.json`);
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  // The draft is private from its first byte, and renamed only when complete, since other replicas are reading.
  try {
    await writeFile(draft, JSON.stringify(file), { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  return path;
}

async function makeSigningKey(created: number): Promise<KeyFile> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  return { kind: 'sign', kid: await calculateJwkThumbprint(jwk), created, jwk };
}

const makeSealKey = (created: number): KeyFile => ({
  kind: 'seal',
  kid: randomBytes(12).toString('base64url'),
  created,
  jwk: { kty: 'oct', k: randomBytes(32).toString('base64url') },
});

async function makeKeyFolder(folder: string): Promise<void> {
  await makeFolder(folder, 0o700).catch((error: unknown) => {
    throw new KeyFolderError(`the key folder ${folder} cannot be made: ${readFailure(error)}`, { cause: error });
  });
}

/** All or none: a key of one kind alone is no rotation. */
async function writeKeys(folder: string, files: readonly KeyFile[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const file of files) written.push(await writeKey(folder, file));
  } catch (error) {
    for (const path of written) await rm(path, { force: true }).catch(() => undefined);
    throw new KeyFolderError(`no key can be written to ${folder}: ${readFailure(error)}; nothing was changed`, {
      cause: error,
    });
  }
}

/** Creates the folder and its first keys if there are none. */
async function ensureKeys(folder: string, now: number): ReturnType<typeof readFolder> {
  await makeKeyFolder(folder);
  const files = await readFolder(folder);
  const missing = [];
  for (const kind of lacking(files)) missing.push(kind === 'sign' ? await makeSigningKey(now) : makeSealKey(now));
  await writeKeys(folder, missing);
  return missing.length === 0 ? files : readFolder(folder);
}

/**
 * Adds a new pair of keys and deletes those whose tokens have all expired, and of the seal keys those alone by which nothing
 * durable is sealed. Returns what was created and deleted.
 */
export async function rotateKeys(
  folder: string,
  options: {
    readonly now: number;
    readonly tokenLifetime: number;
    /** Whether a value that outlives tokens is sealed by that key. */
    readonly inUse?: (kid: string) => boolean;
  },
): Promise<{ made: string[]; removed: string[] }> {
  const { inUse = () => false } = options;
  await makeKeyFolder(folder);
  const before = await readFolder(folder);
  const made = [await makeSigningKey(options.now), makeSealKey(options.now)];
  await writeKeys(folder, made);
  const removed: typeof before = [];
  for (const kind of ['sign', 'seal'] as const) {
    const old = before.filter((file) => file.kind === kind);
    old.forEach((file, index) => {
      // A key stops signing once its successor signs; its last token lives for tokenLifetime after that.
      const successor = index === 0 ? options.now : (old[index - 1]?.created ?? options.now);
      const over = successor + PUBLISH_BEFORE_SIGNING + options.tokenLifetime < options.now;
      if (over && !(kind === 'seal' && inUse(file.kid))) removed.push(file);
    });
  }
  for (const { path } of removed) await rm(path);
  return { made: made.map((file) => file.kid), removed: removed.map((file) => file.kid) };
}

export interface KeyListing {
  readonly kid: string;
  readonly kind: 'sign' | 'seal';
  readonly created: string;
  readonly active: boolean;
}

/** For `scs-gateway keys list`: newest first, without key material. Empty before the first start. */
export async function listKeys(folder: string, now: number): Promise<KeyListing[]> {
  const files = await readFolder(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const ofKind = (kind: 'sign' | 'seal') => files.filter((file) => file.kind === kind);
  const signs = pickActive(ofKind('sign'), now, PUBLISH_BEFORE_SIGNING);
  const seals = pickActive(ofKind('seal'), now, SHARED_BEFORE_SEALING);
  return files.map(({ kid, kind, created }) => ({
    kid,
    kind,
    created: new Date(created).toISOString(),
    active: kid === (kind === 'sign' ? signs : seals)?.kid,
  }));
}

/** `keys` are sorted newest first. Returns the newest that has been published long enough, else the oldest. */
function pickActive<T extends { readonly created: number }>(
  keys: readonly T[],
  now: number,
  wait: number,
): T | undefined {
  return keys.find((key) => now - key.created >= wait) ?? keys.at(-1);
}

export async function openKeys(folder: string, deps: { readonly now: Clock }): Promise<Keys> {
  let signing: readonly SigningKey[] = [];
  let sealing: readonly SealKey[] = [];
  let lookedAt = deps.now();
  let looking: Promise<void> | undefined;
  let trouble: Condition | undefined;

  /** `moved`: another folder is in its place, an empty one where a volume is not mounted. Nobody has removed keys from that. */
  const load = async (files: KeyFile[], moved = false): Promise<void> => {
    const known = new Map(signing.map((key) => [key.kid, key]));
    const signs = await Promise.all(
      files
        .filter((file) => file.kind === 'sign')
        .map(async ({ kid, created, jwk }) => {
          const already = known.get(kid);
          if (already) return already;
          const { kty, crv, x, y } = jwk;
          const publicJwk = { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } as JWK;
          return {
            kid,
            created,
            publicJwk,
            privateKey: (await importJWK(jwk, 'ES256')) as CryptoKey,
            publicKey: (await importJWK(publicJwk, 'ES256')) as CryptoKey,
          };
        }),
    );
    const seals = files
      .filter((file) => file.kind === 'seal')
      .map(({ kid, created, jwk }) => ({ kid, created, secret: Buffer.from(jwk.k ?? '', 'base64url') }));
    if (signs.length > 0 || !moved) signing = signs;
    if (seals.length > 0 || !moved) sealing = seals;
  };

  await load(await ensureKeys(folder, deps.now()));
  let place = await placeOf(folder);
  // An unreadable folder leaves the known keys in use: losing them would end every login.
  const lookAgain = (): Promise<void> => {
    // Single flight, and counted from its start: many unknown ids at once cause one read.
    lookedAt = deps.now();
    looking ??= readFolder(folder)
      .then(async (files) => {
        const found = await placeOf(folder);
        await load(files, found !== place);
        trouble = await lackOf(folder, files);
        if (trouble === undefined) place = found;
      })
      .catch(async (error: unknown) => {
        trouble = await troubleOf(folder, error);
      })
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  const timer = setInterval(lookAgain, LOOK_AGAIN);
  timer.unref();

  return {
    signing() {
      const key = pickActive(signing, deps.now(), PUBLISH_BEFORE_SIGNING);
      if (key === undefined) throw new Error(`no signing key in ${folder}`);
      return key;
    },
    async find(kid) {
      const known = signing.find((key) => key.kid === kid);
      if (known) return known;
      if (looking === undefined && deps.now() - lookedAt < 1000) return undefined;
      await (looking ?? lookAgain());
      return signing.find((key) => key.kid === kid);
    },
    has: (kid) => signing.some((key) => key.kid === kid),
    sealing() {
      const active = pickActive(sealing, deps.now(), SHARED_BEFORE_SEALING);
      return active === undefined || active === sealing[0]
        ? sealing
        : [active, ...sealing.filter((key) => key !== active)];
    },
    published: () => signing,
    jwks: () => ({ keys: signing.map((key) => key.publicJwk) }),
    condition: () => trouble,
    close: () => clearInterval(timer),
  };
}
