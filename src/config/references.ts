// SPDX-License-Identifier: Apache-2.0
// Reads what the file points at: secrets from variables and files, certificates from files. Everything that cannot be
// read is a fault of its own; the files read are remembered, since a change in one of them is a change of configuration.
import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { readFailure, readRegular } from '../files/regular.ts';
import { Secret } from '../model/secret.ts';
import type { Contents } from '../schema/contents.ts';
import { pictureFault } from '../schema/picture.ts';
import type { Fault } from './faults.ts';
import type { Pointer } from './validate.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Fails as `readRegular` does. `latin1`: each character is a byte. */
export type ReadText = (path: string, encoding?: 'utf8' | 'latin1') => Promise<string>;

export const readText: ReadText = (path, encoding) => readRegular(path, undefined, encoding);

export interface Read {
  readonly contents: Contents;
  readonly faults: readonly Fault[];
  /** Absolute paths. */
  readonly files: readonly string[];
}

export async function readPointers(
  pointers: readonly Pointer[],
  { env, folder, read }: { readonly env: Environment; readonly folder: string; readonly read: ReadText },
): Promise<Read> {
  const found = new Map<string, string>();
  const results = await Promise.all(
    pointers.map(async ({ path, kind, target }) => {
      const { value, reason, file } = await follow(kind === 'path' ? `file:${target}` : target, env, folder, (file) =>
        read(file, kind === 'picture' ? 'latin1' : 'utf8'),
      );
      const fault = reason ?? contentFault(kind, value ?? '');
      if (value !== undefined) found.set(target, value);
      return { fault: fault === undefined ? [] : [{ path, reason: fault }], file };
    }),
  );
  const text = (target: string): string => {
    const value = found.get(target);
    if (value === undefined) throw new Error('a reference was used that was never read');
    return value;
  };
  return {
    contents: { text, secret: (reference) => new Secret(text(reference)) },
    faults: results.flatMap(({ fault }) => fault),
    files: [...new Set(results.flatMap(({ file }) => file ?? []))],
  };
}

interface Followed {
  readonly value?: string;
  readonly reason?: string;
  readonly file?: string;
}

async function follow(reference: string, env: Environment, folder: string, read: ReadText): Promise<Followed> {
  const [scheme, ...rest] = reference.split(':');
  const target = rest.join(':');
  if (scheme === 'env') {
    const value = env[target];
    return value === undefined || value === ''
      ? { reason: `the environment variable ${target} is not set` }
      : { value };
  }
  const file = resolve(folder, target);
  try {
    // Editors and `echo` end a file with a line break that is no part of the secret.
    const value = (await read(file)).replace(/\r?\n$/, '');
    return value === '' ? { reason: `the file ${file} is empty`, file } : { value, file };
  } catch (error) {
    return { reason: `cannot read ${file}: ${readFailure(error)}`, file };
  }
}

const contentFault = (kind: Pointer['kind'], content: string): string | undefined =>
  kind === 'path' ? certificateFault(content) : kind === 'picture' ? pictureFault(content) : undefined;

function certificateFault(pem: string): string | undefined {
  try {
    new X509Certificate(pem);
    return undefined;
  } catch {
    return 'must hold PEM certificates';
  }
}
