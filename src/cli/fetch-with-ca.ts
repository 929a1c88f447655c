// SPDX-License-Identifier: Apache-2.0
// `fetch` for servers whose certificate is signed by a certificate authority of the user's own.
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { CommandError } from './command.ts';

/**
 * Trusts the authorities of a PEM file beside those of Node.js: a gateway may have one of its own and the identity provider
 * a public one. Holds for this process, which is one command.
 */
export function fetchWithCa(file: string | undefined): typeof fetch {
  if (file === undefined) return fetch;
  const ca = read(file);
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);
  } catch (cause) {
    throw new CommandError(`${file} has no certificate that can be used: ${(cause as Error).message}`, { cause });
  }
  return fetch;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`the file of --ca or $SCS_CA cannot be read: ${(cause as Error).message}`, { cause });
  }
}
