// SPDX-License-Identifier: Apache-2.0
// Keeps secrets out of what leaves the machine, by two nets: what this machine knows to be secret is searched for, however it is
// written, and what looks like a secret is hidden whoever's it is. What is hidden too much does no harm.
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Pointer } from '../config/validate.ts';
import { readRegular } from '../files/regular.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Replaces every secret in a text. */
export type Hide = (text: string) => string;

const HIDDEN = '[hidden]';
/** Characters: of a secret as a whole, and of its parts (lines of a key, values in a kubeconfig). */
const SHORTEST = 4;
const SHORTEST_PART = 12;
/** Of one secret. */
const LARGEST = 1024 * 1024;
const SECRET_NAME = /secret|token|passw|credential|private|api_?key|_key$|redis/i;

/** Everything that the configuration refers to, what is in the key folder, and variables that are called like secrets. */
export async function knownSecrets(
  {
    pointers,
    file,
    keys,
  }: { readonly pointers: readonly Pointer[]; readonly file: string; readonly keys: string | undefined },
  env: Environment,
): Promise<string[]> {
  const folder = dirname(resolve(file));
  const references = pointers.filter(({ kind }) => kind === 'reference').map(({ target }) => target);
  const followed = await Promise.all(
    references.map((target) =>
      target.startsWith('env:') ? (env[target.slice(4)] ?? '') : textOf(resolve(folder, target.slice('file:'.length))),
    ),
  );
  const named = Object.entries(env).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined ? [value] : [],
  );
  return [...followed, ...named, ...(keys === undefined ? [] : await keysIn(keys))].filter((text) => text !== '');
}

const textOf = (path: string): Promise<string> => readRegular(path, LARGEST).catch(() => '');

/** Of a JWK, what is secret (RFC 7518 §6); of a file that is none, all of it. */
async function keysIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.slice(0, 1_000).map((name) => textOf(join(folder, name))));
  return texts.flatMap((text) => {
    try {
      const found: string[] = [];
      JSON.parse(text, (key, value) => {
        if (['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'].includes(key) && typeof value === 'string') found.push(value);
        return value;
      });
      return found;
    } catch {
      return [text];
    }
  });
}

export function createHide(secrets: readonly string[]): Hide {
  const all = new Set(secrets.flatMap(formsOf));
  // The longer first: what is left of a whole after a part was hidden would not be found any more.
  const sorted = [...all].toSorted((a, b) => b.length - a.length);
  return (text) => {
    const known = sorted.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
    return LOOKS_SECRET.reduce((rest, [pattern, shown]) => rest.replaceAll(pattern, shown), known);
  };
}

function formsOf(secret: string): string[] {
  const whole = secret.trim();
  if (whole.length < SHORTEST) return [];
  const parts = [...whole.matchAll(/[^\s"'`,;:{}[\]()<>@?&=]+/g)]
    .map(([part]) => part)
    .filter(({ length }) => length >= SHORTEST_PART);
  const lines = whole
    .split('\n')
    .map((line) => line.trim())
    .filter(({ length }) => length >= SHORTEST_PART);
  return [...new Set([whole, ...passwordOf(whole), ...lines, ...parts])].flatMap(encodingsOf);
}

/** Of a URL, as `redis://:password@host`. */
function passwordOf(text: string): string[] {
  const password = URL.parse(text)?.password ?? '';
  return [password, decoded(password)].filter(({ length }) => length >= SHORTEST);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As JSON, in a URL, in hex, and in base64 at each of the three places where it may stand behind other bytes. */
function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const shifted = [0, 1, 2].flatMap((shift) => {
    const all = Buffer.concat([Buffer.alloc(shift), bytes]);
    const inner = all.toString('base64url').slice(shift === 0 ? 0 : shift + 1, Math.floor((all.length * 8) / 6));
    return [inner, inner.replaceAll('-', '+').replaceAll('_', '/')];
  });
  const long = [...shifted, bytes.toString('hex')].filter(({ length }) => length >= 8);
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed()), ...long];
}

const LOOKS_SECRET: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // JWTs, also encrypted ones; Fernet tokens of Keystone; sealed values of the gateway's own console paths are no secrets here.
  [/eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, HIDDEN],
  [/gAAAA[\w-]{20,}=*/g, HIDDEN],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/(:\/\/)[^/\s@"']*:[^/\s@"']*@/g, `$1${HIDDEN}@`],
  [
    /((?:password|passwd|secret|client_secret|access_token|refresh_token|id_token|api_key|apikey)\\?["']?\s*[:=]\s*\\?["']?)(?!env:|file:|\[hidden\])[^\s"'\\,;&}]+/gi,
    `$1${HIDDEN}`,
  ],
];
